/* Copies between ranges that overlap: forwards, with memcpy, and with memmove between two
 * views of the same bytes. */

#include "experiment.h"
#include "maps.h"
#include "overlap.h"

#include <string.h>

#define LETTERS "ABCDEFGH"
#define LENGTH ((size_t)8)
#define SIZE ((size_t)65536)
#define COPIED ((size_t)16000)
#define DISTANCE ((size_t)121)

typedef void *(*t_copy)(void *, const void *, size_t);

/* The compiler is not to replace the calls. */
static const volatile t_copy g_memcpy = memcpy;
static const volatile t_copy g_memmove = memmove;

static void *copy_forwards(void *to, const void *from, size_t size)
{
	volatile char *out = to;
	const volatile char *in = from;

	for (size_t i = 0; i < size; i++)
		out[i] = in[i];
	return to;
}

static void *copy(void *to, const void *from, size_t size)
{
	bytes_copy(to, from, size);
	return to;
}

/* Copies the letters one byte up in their own array. Returns whether that went well. */
static int show(const char *name, t_copy how)
{
	char text[LENGTH + 2] = LETTERS;

	how(text + 1, text, LENGTH);
	experiment_saw("%-16s %s", name, text);
	return strcmp(text, "A" LETTERS) == 0;
}

static void show_copies(void)
{
	t_copy one = g_memcpy;
	t_copy two = g_memmove;

	experiment_claim(!show("the loop", copy_forwards), "the loop smears");
	show("memcpy", one);
	experiment_claim(show("memmove", two), "memmove is right");
	experiment_claim(show("bytes_copy", copy), "bytes_copy is right");
	if (one == two)
		experiment_saw(
			"(In this C library memcpy and memmove are one function.)");
}

/* Copies part of a memory object up, from one view to the other. Returns how many bytes
 * are wrong afterwards. */
static size_t copy_between(char *to, const char *from)
{
	static char expected[SIZE];
	size_t wrong = 0;

	for (size_t i = 0; i < SIZE; i++)
		to[i] = expected[i] = (char)(i * 7 + i / 256);
	memmove(expected + DISTANCE, expected, COPIED);
	g_memmove(to + DISTANCE, from, COPIED);
	for (size_t i = 0; i < SIZE; i++)
		wrong += to[i] != expected[i];
	return wrong;
}

int main(void)
{
	t_memory m;

	experiment_ask(
		"%s is copied one byte up, in its own array: to B's place, C's place and "
		"so on. What comes of it with a loop that begins at A? With memcpy? With "
		"memmove, and with bytes_copy?",
		LETTERS);
	show_copies();

	experiment_claim(memory_init(&m, SIZE) == 0, "an object");
	char *one = memory_view(&m, 0, SIZE);
	char *two = memory_view(&m, 0, SIZE);
	experiment_claim(one != NULL && two != NULL, "two views");
	experiment_ask(
		"\nTwo views show the same memory. %zu bytes are copied with memmove, from "
		"one view to the other, and %zu bytes further up. What does ranges_overlap "
		"say of the two ranges? How many bytes are wrong afterwards?",
		COPIED, DISTANCE);
	int overlap = ranges_overlap(one, COPIED, two + DISTANCE, COPIED);
	size_t wrong = copy_between(two, one);
	experiment_saw("ranges_overlap: %d. same_byte: %d. Wrong bytes: %zu.", overlap,
		same_byte(maps_text(), one + DISTANCE, two + DISTANCE), wrong);
	experiment_claim(overlap == 0 && wrong > 0, "memmove is misled");

	experiment_why(
		"A byte must be read before it is overwritten. When the copy goes up, the "
		"loop must therefore begin at the end. memmove looks at the addresses and "
		"chooses; memcpy may do whatever is fastest, because you have promised that "
		"nothing overlaps. If it comes out right, that is luck, and the next C "
		"library may be different. But memmove has nothing but addresses to go by. "
		"Two views of one memory have no address in common, so it sees no overlap, "
		"and destroys bytes that it has yet to read.");
	return memory_close(&m);
}
