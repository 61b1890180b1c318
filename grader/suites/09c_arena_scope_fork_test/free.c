/* Rows of arena_free. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "subject.h"

#include <errno.h>

ROW(free_zeroes)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 5000, g_policies[i]);
		block_of(&s, 100);
		freed(&s);
		expect_dead(&s, "arena_free");
	}
}

ROW(free_twice)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 64, g_policies[i]);
		freed(&s);
		bury(&s);
		unsigned calls = ledger_calls(CALL_MUNMAP);
		expected("munmap is called for a live arena");
		if (calls == 0)
			got("it was not called");
		freed(&s);
		expected("munmap is not called for a dead arena");
		if (ledger_calls(CALL_MUNMAP) != calls)
			got("it was called %u times", ledger_calls(CALL_MUNMAP) - calls);
		expect_dead(&s, "arena_free");
	}
}

ROW(free_munmap_fails)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 4096, g_policies[i]);
		begin_failing(CALL_MUNMAP, "munmap", i % 2 == 0 ? EINVAL : ENOMEM);
		int status = call_free(&s);
		expect_failure(status, s.error, i % 2 == 0 ? EINVAL : ENOMEM,
			"munmap was made to fail with this errno");
		end_failing(CALL_MUNMAP);
		/* What the failed munmap left mapped is not the submission's leak. */
		ledger_reset();
	}
}

ROW(free_unmaps_all)
{
	static const size_t sizes[] = {64, 4096, 4097, 100000};

	for (size_t i = 0; i < POLICIES * 4; i++)
	{
		t_subject s = live("a", sizes[i / POLICIES], g_policies[i % POLICIES]);
		block_of(&s, 33);
		expected("mmap mapped the memory of the arena");
		if (ledger_mapped() < sizes[i / POLICIES])
			got("it mapped %zu bytes", ledger_mapped());
		freed(&s);
		expect_unmapped("arena_free");
		expected("only what arena_init mapped is unmapped");
		if (ledger_strays() != 0)
			got("munmap was called for %zu bytes that nobody had mapped",
				ledger_strays());
	}
}
