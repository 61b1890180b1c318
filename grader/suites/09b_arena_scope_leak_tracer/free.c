/* Rows of tracer_free. */

#include "expect.h"
#include "ledger.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

ROW(free_zeroes)
{
	t_subject s = live("a", 5000);

	block_of(&s, 100, "block");
	entered(&s);
	block_of(&s, 100, "of a scope");
	freed(&s);
	expect_dead(&s, "tracer_free");
}

ROW(free_twice)
{
	t_subject s = live("a", 64);

	block_of(&s, 16, "block");
	freed(&s);
	unsigned calls = ledger_calls(CALL_MUNMAP);
	expected("munmap is called for a live tracer");
	if (calls == 0)
		got("it was not called");
	freed(&s);
	bury(&s);
	freed(&s);
	expected("munmap is not called for a dead tracer");
	if (ledger_calls(CALL_MUNMAP) != calls)
		got("it was called %u times", ledger_calls(CALL_MUNMAP) - calls);
	expect_dead(&s, "tracer_free");
}

ROW(free_munmap_fails)
{
	static const int errors[] = {EINVAL, ENOMEM};

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		t_subject s = live("a", 4096);
		block_of(&s, 16, "block");
		ledger_fail(CALL_MUNMAP, 1, errors[i]);
		int status = call_free(&s);
		expect_failure(status, s.error, errors[i],
			"munmap was made to fail with this errno");
		/* What the failed munmap left mapped is not the submission's leak. */
		ledger_reset();
	}
}

/* A sound one first, so that the report tells what is wrong with damaged ones from what
 * always is. */
static void free_sound(void)
{
	t_subject s = live("a", 10000);

	block_of(&s, 5000, "block");
	freed(&s);
	expected("tracer_free of a sound tracer unmaps all that tracer_init mapped");
	if (ledger_mapped() != 0)
		got("%zu bytes are still mapped; the capacity was 10000",
			ledger_mapped());
}

static void damage(t_subject *s, size_t number)
{
	t_tracer damaged = s->tracer;

	memset(damaged.ledger, 0xff, sizeof(damaged.ledger));
	damaged.offset = damaged.depth = damaged.count = number;
	change_tracer(s, &damaged);
	noted("ledger = rubbish; offset, depth, count = %s", size_words(number));
}

/* Base and capacity stay what they were: without them nobody could tell what to unmap. */
ROW(free_damaged)
{
	static const size_t numbers[] = {0, 8, 20000, SIZE_MAX};

	free_sound();
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
	{
		t_subject s = live("a", 10000);
		block_of(&s, 5000, "block");
		damage(&s, numbers[i]);
		/* Who walks the ledger dies of it, and the report says where. */
		t_subject edge = at_the_edge(&s);
		freed(&edge);
		expect_dead(&edge, "tracer_free of a damaged tracer");
		off_the_edge(&edge);
		expected(
			"tracer_free unmaps the capacity, whatever offset, depth, count and ledger say");
		if (ledger_mapped() != 0)
			got("%zu bytes are still mapped", ledger_mapped());
	}
}
