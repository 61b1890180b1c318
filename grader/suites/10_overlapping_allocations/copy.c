/* Rows of bytes_copy. */

#include "objects.h"

#include <stdlib.h>
#include <string.h>

#define AREA 512
#define MIDDLE 200

static void call_copy(t_address to, t_address from, size_t size, const char *what)
{
	tried("bytes_copy(%s, %zu)", what, size);
	CALL(BYTES_COPY, to, from, size);
	answered(0, "it returned");
}

static void fill_pattern(unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = pattern(i);
}

/* Fails the row unless the memory holds these bytes; to: where the copy begins. */
static void expect_bytes(t_address area, const unsigned char *wanted, size_t size,
	size_t to, size_t copied)
{
	const unsigned char *bytes = (unsigned char *)copy_of(area, size);

	for (size_t i = 0; i < size; i++)
	{
		if (bytes[i] == wanted[i])
			continue;
		if (i < to)
			got("the byte %zu before `to` has changed", to - i);
		if (i >= to + copied)
			got("the byte %zu after the end of `to` has changed",
				i - to - copied);
		got("byte %zu of `to` is %d, and should be %d", i - to, bytes[i],
			wanted[i]);
	}
}

/* Copies within one area: by so many bytes up, or down. */
static void copy_by(t_address area, int distance, size_t size)
{
	unsigned char bytes[AREA];
	char what[64];
	size_t to = (size_t)(MIDDLE + distance);

	another_try();
	fill_pattern(bytes, AREA);
	write_memory(area, bytes, AREA);
	memmove(bytes + to, bytes + MIDDLE, size);
	snprintf(what, sizeof(what), "from %+d, from", distance);
	call_copy(area + to, area + MIDDLE, size, what);
	expected("`to` holds what `from` held before, and no other byte has changed");
	expect_bytes(area, bytes, AREA, to, size);
}

ROW(copy_overlapping)
{
	static const int distances[] = {1, -1, 2, -2, 3, -3, 7, -7, 8, -8, 9, -9, 15, -15,
		16, -16, 17, -17, 63, -63, 64, -64, 65, -65};
	static const size_t sizes[] = {2, 3, 8, 16, 17, 31, 64, 65, 130};
	t_address area = stage(AREA);

	for (size_t d = 0; d < sizeof(distances) / sizeof(*distances); d++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
			copy_by(area, distances[d], sizes[i]);
}

ROW(copy_apart)
{
	static const int distances[] = {130, -130, 150, -150, 0};
	static const size_t sizes[] = {130, 0, 1, 5};
	t_address area = stage(AREA);

	for (size_t d = 0; d < sizeof(distances) / sizeof(*distances); d++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
			copy_by(area, distances[d], sizes[i]);
}

/* Memory of one page, with pages on both sides that nobody can touch. */
static t_address fenced(void)
{
	t_address fence = occupy_anywhere(3 * PAGE, 'f');

	protect_pages(fence, PAGE, PROT_NONE);
	protect_pages(fence + 2 * PAGE, PAGE, PROT_NONE);
	return fence + PAGE;
}

ROW(copy_stays_inside)
{
	static const size_t sizes[] = {1, 2, 7, 8, 9, 16, 100, PAGE};
	t_address one = fenced();
	t_address two = fenced();
	unsigned char bytes[PAGE];

	fill_pattern(bytes, PAGE);
	noted("two pages, each between pages that nobody can touch");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		size_t rest = PAGE - sizes[i];
		expected("no byte outside the two ranges is read or written");
		another_try();
		write_memory(one, bytes, PAGE);
		fill_memory(two, 'x', PAGE);
		call_copy(two, one + rest, sizes[i], "page, end of another page");
		if (memcmp(copy_of(two, sizes[i]), bytes + rest, sizes[i]) != 0)
			got("the copy differs from what `from` held");
		another_try();
		fill_memory(two, 'x', PAGE);
		call_copy(two + rest, one, sizes[i], "end of a page, another page");
		if (memcmp(copy_of(two + rest, sizes[i]), bytes, sizes[i]) != 0)
			got("the copy differs from what `from` held");
		expect_filled(two, rest, 'x', "what is before `to`");
	}
}

#define LARGE (1 << 20)

ROW(copy_in_place)
{
	size_t size = row_is_watched() ? 20000 : LARGE;
	t_address area = occupy_anywhere(size + PAGE, 'a');
	unsigned char *bytes = malloc(size + PAGE);

	fill_pattern(bytes, size + PAGE);
	write_memory(area, bytes, size + PAGE);
	shrink_stack();
	unsigned maps = ledger_is_seen() ? ledger_calls(CALL_MMAP) : 0;
	for (int down = 0; down < 2; down++)
	{
		size_t to = down ? 0 : 100;
		size_t from = down ? 100 : 0;
		memmove(bytes + to, bytes + from, size);
		call_copy(area + to, area + from, size,
			down ? "area, area + 100" : "area + 100, area");
		expected("`to` holds what `from` held before");
		const char *copied = copy_of(area, size + PAGE);
		int is_same = memcmp(copied, bytes, size + PAGE) == 0;
		if (!is_same)
		{
			free(bytes);
			got("after a copy of %zu bytes by 100, it does not", size);
		}
	}
	free(bytes);
	expected("bytes_copy maps nothing");
	if (ledger_is_seen() && ledger_calls(CALL_MMAP) != maps)
		got("it called mmap");
}
