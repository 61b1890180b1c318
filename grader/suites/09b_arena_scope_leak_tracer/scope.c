/* Rows of tracer_enter and tracer_leave. */

#include "expect.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <errno.h>
#include <string.h>

#define ROOM 8

/* Closes the innermost scope. Fails the row unless so many blocks leaked. */
static void leave(t_subject *s, t_entry *leaks, size_t room, int wanted)
{
	int count = call_leave(s, leaks, room);

	show_tracer(s);
	expected("%d leaks of the scope that is closed", wanted);
	if (count == -1)
		got("-1, and errno is %s", errno_name(s->error));
	if (count != wanted)
		got("%d", count);
	picture(NULL, NULL);
}

t_passed scope_leaks(void)
{
	t_subject s = live("t", 512);
	t_entry leaks[ROOM];

	entered(&s);
	expect_size("depth", 1, s.tracer.depth);
	block_of(&s, 10, "first");
	char *second = block_of(&s, 20, "second");
	block_of(&s, 30, "third");
	released(&s, second);
	leave(&s, leaks, ROOM, 2);
	expect_size("depth", 0, s.tracer.depth);
	expect_entry("the first leak", &leaks[0], (t_entry){0, 10, 1, BLOCK_LEAKED, "first"});
	expect_entry("the second leak", &leaks[1], (t_entry){48, 30, 1, BLOCK_LEAKED, "third"});
	expect_entry("the ledger's entry of a leak", &s.tracer.ledger[0],
		(t_entry){0, 10, 1, BLOCK_LEAKED, "first"});
	expect_entry("the ledger's entry of a released block", &s.tracer.ledger[1],
		(t_entry){16, 20, 1, BLOCK_RELEASED, "second"});
	call_free(&s);
	return row_passed();
}

t_passed scope_nested(void)
{
	t_subject s = live("t", 512);
	t_entry leaks[ROOM];

	block_of(&s, 16, "outermost");
	entered(&s);
	block_of(&s, 16, "outer 1");
	entered(&s);
	block_of(&s, 16, "inner 1");
	block_of(&s, 16, "inner 2");
	leave(&s, leaks, ROOM, 2);
	expect_entry("the first leak of the inner scope", &leaks[0],
		(t_entry){32, 16, 2, BLOCK_LEAKED, "inner 1"});
	expect_entry("the second leak of the inner scope", &leaks[1],
		(t_entry){48, 16, 2, BLOCK_LEAKED, "inner 2"});
	expect_entry("a block of the outer scope", &s.tracer.ledger[1],
		(t_entry){16, 16, 1, BLOCK_LIVE, "outer 1"});
	block_of(&s, 16, "outer 2");
	leave(&s, leaks, ROOM, 2);
	expect_entry("the first leak of the outer scope", &leaks[0],
		(t_entry){16, 16, 1, BLOCK_LEAKED, "outer 1"});
	expect_entry("the second leak of the outer scope", &leaks[1],
		(t_entry){64, 16, 1, BLOCK_LEAKED, "outer 2"});
	expect_entry("a block given outside of all scopes", &s.tracer.ledger[0],
		(t_entry){0, 16, 0, BLOCK_LIVE, "outermost"});
	call_free(&s);
	return row_passed();
}

t_passed scope_nothing_leaked(void)
{
	t_subject s = live("t", 512);
	t_entry leaks[ROOM];

	block_of(&s, 16, "outermost");
	entered(&s);
	char *a = block_of(&s, 16, "a");
	released(&s, a);
	leave(&s, leaks, ROOM, 0);
	entered(&s);
	leave(&s, leaks, ROOM, 0);
	expect_size("depth", 0, s.tracer.depth);
	expect_entry("a block given outside of all scopes", &s.tracer.ledger[0],
		(t_entry){0, 16, 0, BLOCK_LIVE, "outermost"});
	call_free(&s);
	return row_passed();
}

/* A second scope of the same depth is another scope. */
t_passed scope_opened_again(void)
{
	t_subject s = live("t", 512);
	t_entry leaks[ROOM];

	entered(&s);
	block_of(&s, 16, "of the first");
	leave(&s, leaks, ROOM, 1);
	entered(&s);
	block_of(&s, 16, "of the second");
	leave(&s, leaks, ROOM, 1);
	expect_entry("the leak of the second scope", &leaks[0],
		(t_entry){16, 16, 1, BLOCK_LEAKED, "of the second"});
	entered(&s);
	entered(&s);
	leave(&s, leaks, ROOM, 0);
	block_of(&s, 16, "after the inner");
	leave(&s, leaks, ROOM, 1);
	expect_entry("the leak of the third scope", &leaks[0],
		(t_entry){32, 16, 1, BLOCK_LEAKED, "after the inner"});
	call_free(&s);
	return row_passed();
}

t_passed scope_little_room(void)
{
	t_subject s = live("t", 512);
	t_entry leaks[ROOM];

	entered(&s);
	for (size_t i = 0; i < 5; i++)
		block_of(&s, 16, i % 2 == 0 ? "even" : "odd");
	leave(&s, leaks, 2, 5);
	expect_entry("the first leak", &leaks[0], (t_entry){0, 16, 1, BLOCK_LEAKED, "even"});
	expect_entry("the second leak", &leaks[1], (t_entry){16, 16, 1, BLOCK_LEAKED, "odd"});
	expect_entry("the third leak, in the ledger", &s.tracer.ledger[2],
		(t_entry){32, 16, 1, BLOCK_LEAKED, "even"});
	expect_entry("the last leak, in the ledger", &s.tracer.ledger[4],
		(t_entry){64, 16, 1, BLOCK_LEAKED, "even"});
	entered(&s);
	block_of(&s, 16, "unseen");
	leave(&s, NULL, 0, 1);
	call_free(&s);
	return row_passed();
}

t_passed scope_unbalanced(void)
{
	t_subject s = live("t", 512);
	t_entry leaks[ROOM];

	block_of(&s, 16, "outermost");
	entered(&s);
	leave(&s, leaks, ROOM, 0);
	t_tracer before = s.tracer;
	int status = call_leave(&s, leaks, ROOM);
	expect_failure(status, s.error, EINVAL, "no scope is open");
	expect_same(&s, &before, "a refusal");
	call_free(&s);
	memset(&s.tracer, 0, sizeof(s.tracer));
	status = call_leave(&s, leaks, ROOM);
	expect_failure(status, s.error, EINVAL, "a dead tracer has no open scope");
	status = call_enter(&s);
	expect_failure(status, s.error, EINVAL, "a dead tracer opens no scope");
	expect_dead(&s, "a refusal of a dead tracer");
	return row_passed();
}

t_passed scope_too_deep(void)
{
	t_subject s = live("t", 512);
	t_entry leaks[ROOM];

	for (size_t i = 0; i < TRACER_SCOPES; i++)
		entered(&s);
	block_of(&s, 16, "deepest");
	t_tracer before = s.tracer;
	int status = call_enter(&s);
	expect_failure(status, s.error, ENOSPC, "so many scopes are open as there may be");
	expect_same(&s, &before, "a refusal");
	leave(&s, leaks, ROOM, 1);
	for (size_t i = 1; i < TRACER_SCOPES; i++)
		leave(&s, leaks, ROOM, 0);
	expect_size("depth", 0, s.tracer.depth);
	call_free(&s);
	return row_passed();
}
