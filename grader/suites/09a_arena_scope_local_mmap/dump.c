/* Rows of arena_dump. */

#include "row.h"
#include "rows.h"
#include "show.h"
#include "spill.h"
#include "subject.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 64

/* What the contract says that this arena dumps, as a new string. */
static char *promised(const t_arena *a, size_t *length)
{
	char *text = NULL;
	const unsigned char *bytes = a->base;
	FILE *out = open_memstream(&text, length);

	if (out == NULL)
		abort();
	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	for (size_t at = 0; at < a->offset; at++)
	{
		fputc(bytes[at] >= 32 && bytes[at] <= 126 ? bytes[at] : '.', out);
		if (at % WIDTH == WIDTH - 1 || at == a->offset - 1)
			fputc('\n', out);
	}
	fclose(out);
	return text;
}

static size_t first_difference(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t at = 0;

	while (at < a_length && at < b_length && a[at] == b[at])
		at++;
	return at;
}

/* Fails the row unless the dump is byte for byte as promised. */
static void expect_dump(t_subject *s)
{
	size_t wanted_length;
	size_t length;
	char *wanted = promised(&s->arena, &wanted_length);
	char *text = call_dump(s, &length);
	size_t at = first_difference(wanted, wanted_length, text, length);

	if (at != wanted_length || at != length)
	{
		char *shown = show(text, length);
		expected("%s", show(wanted, wanted_length));
		if (length == 0)
			got("nothing");
		if (at == wanted_length)
			got("%s: %zu characters too many at the end", shown, length - at);
		if (at == length)
			got("%s: %zu characters are missing at the end", shown, wanted_length - at);
		got("%s: the first difference is at character %zu", shown, at + 1);
	}
	free(wanted);
	free(text);
}

t_passed dump_text(void)
{
	t_subject s = live("a", 256);

	strcpy(block_of(&s, 12), "Hello arena");
	strcpy(block_of(&s, 5), "born");
	memcpy(block_of(&s, 6), "~! {}^", 6);
	expect_dump(&s);
	call_free(&s);
	return row_passed();
}

t_passed dump_unprintable(void)
{
	t_subject s = live("a", 512);
	unsigned char *block = block_of(&s, 256);

	for (size_t i = 0; i < 256; i++)
		block[i] = (unsigned char)i;
	expect_dump(&s);
	call_free(&s);
	return row_passed();
}

t_passed dump_lines(void)
{
	static const size_t sizes[] = {1, 63, 64, 65, 127, 128, 129};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		t_subject s = live("a", 192);
		memset(block_of(&s, sizes[i]), 'x', sizes[i]);
		expect_dump(&s);
		call_free(&s);
	}
	return row_passed();
}

t_passed dump_empty(void)
{
	t_subject s = live("a", 4096);

	expect_dump(&s);
	block_of(&s, 3);
	expect_dump(&s);
	call_free(&s);
	return row_passed();
}

t_passed dump_dead(void)
{
	t_subject s = live("a", 64);

	memset(block_of(&s, 64), 'x', 64);
	expect_dump(&s);
	call_free(&s);
	memset(&s.arena, 0, sizeof(s.arena));
	expect_dump(&s);
	return row_passed();
}

static void dump_once(void *data)
{
	expect_dump(data);
}

t_passed dump_one_stream(void)
{
	t_subject s = live("a", 256);
	size_t size;

	memset(block_of(&s, 100), 'x', 100);
	char *text = spill(dump_once, &s, &size);
	expected("arena_dump prints to the stream that it is given, and to no other");
	if (size != 0)
		got("this came out of stdout or stderr: %s", show(text, size));
	free(text);
	call_free(&s);
	return row_passed();
}
