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
}

ROW(free_unmaps_all)
{
	static const size_t sizes[] = {64, 4096, 4097, 100000};

	for (size_t i = 0; i < POLICIES * 4; i++)
	{
		t_subject s = live("a", sizes[i / POLICIES], g_policies[i % POLICIES]);
		block_of(&s, 33);
		expect_all_unmapped(&s, sizes[i / POLICIES]);
		expected("only what arena_init mapped is unmapped");
		if (ledger_strays() != 0)
			got("munmap was called for %zu bytes that nobody had mapped",
				ledger_strays());
	}
}
