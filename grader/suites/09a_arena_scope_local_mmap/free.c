/* Rows of arena_free. */

#include "expect.h"
#include "ledger.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <string.h>

ROW(free_zeroes)
{
	t_subject s = live("a", 5000);

	block_of(&s, 100);
	expect_freed(&s, "a live arena");
	expect_dead(&s, "arena_free");
	another_try();
	s = live("b", 5000);
	expect_freed(&s, "a live arena that gave no block yet");
	expect_dead(&s, "arena_free");
}

ROW(free_twice)
{
	t_subject s = live("a", 64);

	block_of(&s, 16);
	expect_freed(&s, "a live arena");
	unsigned calls = ledger_calls(CALL_MUNMAP);
	expected("munmap is called for a live arena");
	if (calls == 0)
		got("it was not called");
	expect_freed(&s, "an arena that is freed already");
	bury(&s);
	expect_freed(&s, "an arena that is all zero");
	expected("munmap is not called for a dead arena");
	if (ledger_calls(CALL_MUNMAP) != calls)
		got("it was called %u times", ledger_calls(CALL_MUNMAP) - calls);
	expect_dead(&s, "arena_free");
}

ROW(free_munmap_fails)
{
	static const int errors[] = {EINVAL, ENOMEM};

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		another_try();
		t_subject s = live("a", 4096);
		block_of(&s, 16);
		ledger_fail(CALL_MUNMAP, 1, errors[i]);
		int status = call_free(&s);
		expect_failure(status, s.error, errors[i],
			"munmap was made to fail with this errno");
		/* What the failed munmap left mapped is not the submission's leak. */
		ledger_reset();
	}
}
