/* The riddle of the lesson: is it an overflow? Then one that is, and one that no diff
 * sees. */

#include "experiment.h"
#include "tracer.h"

#include <stdio.h>
#include <string.h>

#define SIZE 32
#define OOPS " 🤡 Oops!"
#define ROOM 4

/* A block that is all dots, and a neighbour whose bytes are all `filler`. */
static char *make_blocks(t_tracer *t, char filler)
{
	int made = tracer_init(t, 256) == 0;
	char *block = made ? tracer_alloc(t, SIZE, "block") : NULL;
	char *neighbour = made ? tracer_alloc(t, SIZE, "neighbour") : NULL;

	experiment_claim(block != NULL && neighbour == block + SIZE,
		"two blocks of 32 bytes are neighbours");
	memset(block, '.', SIZE);
	memset(neighbour, filler, SIZE);
	strcpy(block, "this text has 24 letters");
	return block;
}

/* Writes the text there, and says what has changed. Returns in how many blocks. */
static size_t write_at(t_tracer *t, size_t at)
{
	t_snapshot before;
	t_range range = {0, 0};
	t_piece pieces[ROOM];
	char words[100];
	int length = 0;

	experiment_claim(tracer_snapshot(t, &before) == 0, "a snapshot is taken");
	strcpy((char *)t->base + at, OOPS);
	t_diff diff = tracer_diff(t, &before, &range, 1);
	size_t count = tracer_blame(t, range, pieces, ROOM);
	experiment_claim(diff.ranges == 1 && count <= ROOM, "one range has changed");
	for (size_t i = 0; i < count; i++)
		length += snprintf(words + length, sizeof(words) - (size_t)length, "%s%s",
			i == 0 ? "" : " and ", t->ledger[pieces[i].block].label);
	experiment_saw("The diff: bytes %zu to %zu have changed. Blame: %s.", range.start,
		range.start + range.size - 1, words);
	snapshot_free(&before);
	return count;
}

static void ask_riddle(void)
{
	t_tracer t;

	experiment_ask(
		"A block of 32 bytes holds \"this text has 24 letters\". Now this runs:\n"
		"    strcpy(block + 20, \"%s\");\n"
		"Is it an overflow? Count before you answer.",
		OOPS);
	make_blocks(&t, 'n');
	size_t reached = write_at(&t, 20);
	experiment_saw(
		"The text has %zu bytes, and a NUL: bytes 20 to %zu. The block ends "
		"with byte %d.",
		strlen(OOPS), 20 + strlen(OOPS), SIZE - 1);
	experiment_claim(strlen(OOPS) == 11 && reached == 1, "the text fits");
	tracer_free(&t);
}

static void overflow(void)
{
	t_tracer t;

	experiment_ask("\nThe same text, one byte further, at byte 21. What does the "
		       "neighbour lose?");
	char *block = make_blocks(&t, 'n');
	size_t reached = write_at(&t, 21);
	experiment_saw("The neighbour's first byte was 'n'. Now it is %d.", block[SIZE]);
	experiment_claim(reached == 2 && block[SIZE] == 0, "the NUL is in the neighbour");
	tracer_free(&t);
}

static void overflow_unseen(void)
{
	t_tracer t;

	experiment_ask(
		"\nThe same write again, but now every byte of the neighbour is 0. "
		"Does the diff see the overflow?");
	make_blocks(&t, 0);
	size_t reached = write_at(&t, 21);
	experiment_claim(reached == 1, "no byte of the neighbour has changed");
	tracer_free(&t);
}

int main(void)
{
	ask_riddle();
	overflow();
	overflow_unseen();
	experiment_why(
		"The clown is one character, but four bytes. So the text has 8 characters, "
		"11 bytes, and one more byte for its NUL. At byte 20 it just fits. At byte "
		"21 only the NUL goes too far, and that is an overflow: the neighbour's "
		"first byte is gone. A diff compares values. It cannot see that a 0 was "
		"written over a 0: it finds what an overflow destroyed, not the write.");
	return 0;
}
