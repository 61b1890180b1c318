/* Rows of tracer_release. */

#include "expect.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <errno.h>
#include <string.h>

/* Fails the row unless the block is refused with this errno, and nothing changes. */
static void expect_refused(t_subject *s, const void *block, int error, const char *why)
{
	t_tracer before = s->tracer;
	int status = call_release(s, block);

	expect_failure(status, s->error, error, why);
	expect_same(s, &before, "a refusal");
}

t_passed release_once(void)
{
	t_subject s = live("t", 256);
	char *a = block_of(&s, 20, "a");
	char *b = block_of(&s, 20, "b");
	char *c = block_of(&s, 20, "c");

	released(&s, b);
	expect_entry("the entry of the released block", &s.tracer.ledger[1],
		(t_entry){32, 20, 0, BLOCK_RELEASED, "b"});
	expect_entry("the entry before it", &s.tracer.ledger[0], (t_entry){0, 20, 0, BLOCK_LIVE, "a"});
	expect_entry("the entry behind it", &s.tracer.ledger[2], (t_entry){64, 20, 0, BLOCK_LIVE, "c"});
	released(&s, a);
	released(&s, c);
	expect_entry("the last entry", &s.tracer.ledger[2], (t_entry){64, 20, 0, BLOCK_RELEASED, "c"});
	char *d = block_of(&s, 20, "d");
	expected("released memory is not given again: the next block begins at base + 96");
	if (d != a + 96)
		got("base + %td", d - a);
	call_free(&s);
	return row_passed();
}

t_passed release_twice(void)
{
	t_subject s = live("t", 256);
	char *a = block_of(&s, 16, "a");
	char *b = block_of(&s, 16, "b");

	released(&s, a);
	expect_refused(&s, a, EALREADY, "the block is released already");
	expect_refused(&s, a, EALREADY, "the block is released already");
	released(&s, b);
	expect_refused(&s, b, EALREADY, "the block is released already");
	call_free(&s);
	return row_passed();
}

t_passed release_stranger(void)
{
	t_subject s = live("t", 256);
	t_subject other = live("u", 256);
	int local;
	char *a = block_of(&s, 16, "a");
	char *of_other = block_of(&other, 16, "of u");

	expect_refused(&s, NULL, EINVAL, "NULL is no block");
	expect_refused(&s, &local, EINVAL, "a variable is no block");
	expect_refused(&s, of_other, EINVAL, "it is a block of another tracer");
	expect_refused(&s, a + 16, EINVAL, "there the next block would begin, but none was given");
	released(&s, a);
	call_free(&other);
	call_free(&s);
	return row_passed();
}

t_passed release_inner(void)
{
	t_subject s = live("t", 256);
	char *a = block_of(&s, 40, "a");

	expect_refused(&s, a + 1, EINVAL, "it points into a block, and not to its first byte");
	expect_refused(&s, a + 16, EINVAL, "it points into a block, and not to its first byte");
	expect_refused(&s, a + 39, EINVAL, "it points into a block, and not to its first byte");
	expect_refused(&s, a + 40, EINVAL, "it points to the padding behind a block");
	released(&s, a);
	expect_refused(&s, a + 16, EINVAL, "it points into a released block, and not to its first byte");
	call_free(&s);
	return row_passed();
}

t_passed release_other_scopes(void)
{
	t_subject s = live("t", 256);
	t_entry leak;

	char *outer = block_of(&s, 16, "outer");
	entered(&s);
	char *lost = block_of(&s, 16, "lost");
	released(&s, outer);
	expect_entry("the entry of a block of an outer scope", &s.tracer.ledger[0],
		(t_entry){0, 16, 0, BLOCK_RELEASED, "outer"});
	expect_size("the number of leaks", 1, (size_t)call_leave(&s, &leak, 1));
	expect_refused(&s, lost, EINVAL, "the block has leaked: its scope is closed");
	call_free(&s);
	return row_passed();
}

t_passed release_dead(void)
{
	t_subject s = live("t", 256);
	char *a = block_of(&s, 16, "a");

	released(&s, a);
	call_free(&s);
	memset(&s.tracer, 0, sizeof(s.tracer));
	expect_refused(&s, NULL, EINVAL, "a dead tracer has no blocks");
	expect_refused(&s, &s, EINVAL, "a dead tracer has no blocks");
	return row_passed();
}
