/* Rows of arena_free. */

#include "kit.h"

#include <errno.h>

ROW(free_zeroes)
{
	for (size_t i = 0; i < POLICIES; i++)
		expect_zeroed(begun(live("a", 5000, g_policies[i])));
}

ROW(free_twice)
{
	for (size_t i = 0; i < POLICIES; i++)
		free_again(live("a", 64, g_policies[i]));
}

ROW(free_munmap_fails)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		refuse_free(live("a", 4096, g_policies[i]), i % 2 == 0 ? EINVAL : ENOMEM);
		if (i == 1)
			close_stderr();
	}
	for (size_t i = 0; !row_is_watched() && i < POLICIES; i++)
		refuse_free_once(begun(live("b", PROBE_SIZE, g_policies[i])));
}

/* In the order in which they were made. */
static void free_one_by_one(t_policy policy)
{
	t_subject s = live("e", 100, policy);
	t_subject other = live("f", 20000, policy);

	expect_own_unmapped(&s, &other, 20000);
	expect_all_unmapped(&other, 20000);
}

ROW(free_unmaps_all)
{
	static const size_t sizes[] = {64, 4096, 4097, 100000, 2 << 20, (3 << 20) + 1};

	for (size_t i = 0; i < POLICIES * sizeof(sizes) / sizeof(*sizes); i++)
	{
		t_subject s = live("a", sizes[i / POLICIES], g_policies[i % POLICIES]);
		block_of(&s, 33);
		expect_all_unmapped(&s, sizes[i / POLICIES]);
		expected("only what arena_init mapped is unmapped");
		if (ledger_strays() != 0)
			got("munmap was called for %zu bytes that nobody had mapped",
				ledger_strays());
	}
	for (size_t i = 0; i < POLICIES; i++)
		free_one_by_one(g_policies[i]);
	for (size_t i = 0; !row_is_watched() && i < POLICIES; i++)
	{
		t_subject large = unmade("d", g_policies[i]);
		t_subject probe = live("c", PROBE_SIZE, g_policies[i]);
		if (is_frugal(probe, PROBE_SIZE) && init_large(&large, LARGE_SIZE))
			expect_all_unmapped(&large, LARGE_SIZE);
	}
}
