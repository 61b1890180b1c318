/* Rows of tracer_free. */

#include "kit.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

ROW(free_zeroes)
{
	t_subject s = live("a", 5000);

	block_of(&s, 100);
	entered(&s);
	labelled(&s, 100, "of a scope");
	expect_zeroed(s);
}

ROW(free_twice)
{
	free_again(begun(live("a", 64)));
}

ROW(free_munmap_fails)
{
	refuse_free(begun(live("a", 4096)), EINVAL);
	close_stderr();
	refuse_free(begun(live("b", 4096)), ENOMEM);
	if (!row_is_watched())
		refuse_free_once(begun(live("c", PROBE_SIZE)));
}

/* A sound one first, so that the report tells what is wrong with damaged ones from what
 * always is. */
static void free_sound(void)
{
	t_subject s = live("a", 10000);

	block_of(&s, 5000);
	expect_all_unmapped(&s, 10000);
}

static void damage(t_subject *s, size_t number)
{
	t_tracer damaged = s->arena;

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
		block_of(&s, 5000);
		damage(&s, numbers[i]);
		/* Who walks the ledger dies of it, and the report says where. */
		t_subject edge = at_the_edge(&s);
		freed(&edge);
		expect_dead(&edge, "tracer_free of a damaged tracer", PROMISE_FREED);
		off_the_edge(&edge);
		expected(
			"tracer_free unmaps the capacity, whatever offset, depth, count and ledger say");
		if (ledger_mapped() != 0)
			got("%zu bytes are still mapped", ledger_mapped());
	}
}
