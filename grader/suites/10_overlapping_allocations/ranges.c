/* Rows of ranges_overlap. */

#include "objects.h"

#define TOP ((t_address)UINTPTR_MAX)
#define FOUR_GIB ((size_t)1 << 32)

typedef struct s_pair
{
	t_address a;
	size_t a_size;
	t_address b;
	size_t b_size;
	int wanted;
	const char *why;
} t_pair;

static void expect_answer(t_address a, size_t a_size, t_address b, size_t b_size,
	int wanted, const char *why)
{
	int error;

	another_try();
	int answer = call_overlap(a, a_size, b, b_size, &error);
	if (wanted == -1)
		expect_failure(answer, error, EINVAL, why);
	expected("%d: %s", wanted, why);
	if (answer != wanted)
		got("%d", answer);
}

/* In both orders. */
static void expect_answers(const t_pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		const t_pair *pair = &pairs[i];
		expect_answer(pair->a, pair->a_size, pair->b, pair->b_size, pair->wanted,
			pair->why);
		expect_answer(pair->b, pair->b_size, pair->a, pair->a_size, pair->wanted,
			pair->why);
	}
}

#define EXPECT(pairs) expect_answers(pairs, sizeof(pairs) / sizeof(*(pairs)))

ROW(ranges_overlap_or_not)
{
	static const t_pair pairs[] = {
		{1000, 100, 1000, 100, 1, "both are the same range"},
		{1000, 100, 1050, 100, 1, "1050 to 1099 are in both"},
		{1000, 100, 1010, 10, 1, "the second is inside the first"},
		{1000, 100, 1000, 1, 1, "1000 is in both"},
		{1000, 100, 1099, 1, 1, "1099 is in both"},
		{1000, 100, 1100, 50, 0, "the first ends where the second begins"},
		{1000, 100, 1101, 50, 0, "the first ends before the second begins"},
		{1000, 1, 1001, 1, 0, "they are neighbours"},
		{1000, 1, 1000, 1, 1, "both are the same byte"},
		{0, 1, 0, 1, 1, "0 is an address like any other"},
		{0, 16, 16, 16, 0, "the first ends where the second begins"},
	};

	EXPECT(pairs);
}

ROW(ranges_without_bytes)
{
	static const t_pair pairs[] = {
		{1000, 100, 1050, 0, 0, "the second has no address"},
		{1000, 100, 1000, 0, 0, "the second has no address"},
		{1000, 100, 1100, 0, 0, "the second has no address"},
		{1000, 0, 1000, 0, 0, "none of them has an address"},
		{TOP, 0, TOP, 1, 0, "the first has no address"},
		{0, 0, 0, 1, 0, "the first has no address"},
		{0, SIZE_MAX, 500, 0, 0, "the second has no address"},
	};

	/* What follows is the same for a function that always says no. */
	expect_answer(1000, 100, 1050, 100, 1, "1050 to 1099 are in both");
	EXPECT(pairs);
}

ROW(ranges_impossible)
{
	static const t_pair pairs[] = {
		{TOP, 2, 1000, 10, -1, "the first goes on after the highest address"},
		{TOP - 9, 11, TOP - 20, 5, -1,
			"the first goes on after the highest address"},
		{1000, SIZE_MAX, 10, 5, -1,
			"the first goes on after the highest address"},
		{1, SIZE_MAX, TOP - 1, 8, -1,
			"the second goes on after the highest address"},
		{2, SIZE_MAX, 1000, 10, -1,
			"the first goes on after the highest address"},
		{TOP - 9, 11, 5, 0, -1,
			"the first goes on after the highest address, though the "
			"second is empty"},
		{TOP, SIZE_MAX, TOP, SIZE_MAX, -1, "both are impossible"},
		{TOP - 100, 200, TOP - 100, 200, -1, "both are impossible"},
	};

	expect_answer(1000, 100, 1050, 100, 1, "1050 to 1099 are in both");
	EXPECT(pairs);
}

ROW(ranges_at_the_top)
{
	static const t_pair pairs[] = {
		{TOP, 1, TOP, 1, 1, "both are the highest address"},
		{TOP - 9, 10, TOP, 1, 1, "the highest address is in both"},
		{TOP - 9, 10, TOP - 19, 10, 0, "the second ends where the first begins"},
		{TOP - 9, 10, TOP - 19, 11, 1, "one address is in both"},
		{0, SIZE_MAX, TOP, 1, 0, "the first has every address but the highest"},
		{0, SIZE_MAX, TOP - 1, 2, 1, "one address is in both"},
		{1, SIZE_MAX, 0, 1, 0, "the first has every address but 0"},
		{1, SIZE_MAX, 0, 2, 1, "1 is in both"},
		{0, 1, TOP, 1, 0, "they are the lowest and the highest address"},
		{1, SIZE_MAX, TOP, 1, 1, "the highest address is in both"},
	};

	EXPECT(pairs);
}

ROW(ranges_large)
{
	static const t_pair pairs[] = {
		{4096, 100, 4096 + FOUR_GIB, 100, 0, "they are 4 GiB apart"},
		{4096, FOUR_GIB + 1, 4096 + FOUR_GIB, 100, 1, "one address is in both"},
		{4096, FOUR_GIB, 4096 + FOUR_GIB, 100, 0,
			"the first ends where the second begins"},
		{4096, FOUR_GIB + 10, 8192, 100, 1, "the second is inside the first"},
		{4096, (size_t)1 << 31, 4096 + ((size_t)1 << 31), 1, 0,
			"the first ends where the second begins"},
		{4096, ((size_t)1 << 31) + 1, 4096 + ((size_t)1 << 31), 1, 1,
			"one address is in both"},
		{4096, (size_t)1 << 63, 8192, 1, 1, "the second is inside the first"},
		{(t_address)1 << 63, 16, 4096, 16, 0,
			"half of the address space is between them"},
		{(t_address)1 << 63, ((size_t)1 << 63) - 1, TOP - 5, 2, 1,
			"the second is inside the first"},
		{((t_address)1 << 63) - 8, 16, ((t_address)1 << 63) + 7, 1, 1,
			"one address is in both"},
	};

	EXPECT(pairs);
}
