/* Rows of tracer_enter and tracer_leave. */

#include "kit.h"

#include <errno.h>
#include <stdio.h>

#define MOST 8

/* Fails the row unless tracer_leave told of so many leaks; the message says which they
 * are. */
static void expect_count(
	const t_subject *s, int leaked, const t_entry *wanted, size_t count)
{
	char names[128] = "none of this scope's blocks is still live";
	size_t length = 0;

	if (leaked == (int)count)
		return;
	for (size_t i = 0; i < count; i++)
		length += snprintf(names + length, sizeof(names) - length, "%s\"%s\"",
			i == 0 ? "still live in this scope: " : ", ", wanted[i].label);
	expected("tracer_leave returns %zu: %s", count, names);
	promise("Those that are still live leak");
	if (leaked == -1)
		got("it returned -1, and errno is %s", errno_name(s->error));
	got("it returned %d", leaked);
}

/* Leaves a scope with that much room. Fails the row unless it tells of these leaks, in
 * this order. */
static void expect_leaks(t_subject *s, const t_entry *wanted, size_t count, size_t room)
{
	t_address list = list_of(room, sizeof(*wanted));
	room = given_room(room);
	int leaked = call_leave(s, list, room);
	t_entry leaks[MOST];
	char which[64];

	show_arena(s);
	expect_within(list, room, sizeof(*wanted), "tracer_leave", "leaks");
	expect_count(s, leaked, wanted, count);
	read_memory(list, leaks, (count < room ? count : room) * sizeof(*leaks));
	for (size_t i = 0; i < count && i < room; i++)
	{
		snprintf(which, sizeof(which), "leaks[%zu], of %zu", i, count);
		expect_entry(&leaks[i], &wanted[i], which);
	}
	picture(NULL, NULL);
}

/* A tracer with one open scope, which has the blocks "one", "two" (released), "three". */
static t_subject with_leaks(void)
{
	t_subject s = live("a", 512);

	entered(&s);
	labelled(&s, 40, "one");
	t_address two = labelled(&s, 16, "two");
	labelled(&s, 5, "three");
	released(&s, two);
	return s;
}

static const t_entry g_one = {0, 40, 1, BLOCK_LEAKED, "one"};
static const t_entry g_three = {64, 5, 1, BLOCK_LEAKED, "three"};

ROW(leave_reports)
{
	t_subject s = with_leaks();
	const t_entry wanted[] = {g_one, g_three};

	expect_leaks(&s, wanted, 2, MOST);
	expect_size("a.depth", 0, s.arena.depth);
	call_free(&s);
}

ROW(leave_marks)
{
	t_subject s = with_leaks();

	left(&s, 2);
	expect_in_ledger(&s, 0, g_one);
	expect_in_ledger(&s, 1, (t_entry){48, 16, 1, BLOCK_RELEASED, "two"});
	expect_in_ledger(&s, 2, g_three);
	expect_size("a.count, which leaving does not change,", 3, s.arena.count);
	expect_size("a.offset, which leaving does not change,", 80, s.arena.offset);
	call_free(&s);
}

ROW(leave_nested)
{
	t_subject s = live("a", 512);
	const t_entry inner[] = {
		{64, 3, 2, BLOCK_LEAKED, "inner"}, {80, 4, 2, BLOCK_LEAKED, "inner too"}};
	const t_entry outer[] = {{32, 2, 1, BLOCK_LEAKED, "outer"},
		{96, 5, 1, BLOCK_LEAKED, "outer again"}};

	labelled(&s, 20, "outside");
	entered(&s);
	labelled(&s, 2, "outer");
	entered(&s);
	/* An inner scope with nothing in it, and a block before which an entry of the
	 * outer one stands. */
	released(&s, labelled(&s, 1, "released"));
	labelled(&s, 3, "inner");
	labelled(&s, 4, "inner too");
	expect_leaks(&s, inner, 2, MOST);
	expect_state(&s, 1, BLOCK_LIVE, "its own scope, the outer one, is still open");
	labelled(&s, 5, "outer again");
	expect_leaks(&s, outer, 2, MOST);
	expect_state(&s, 0, BLOCK_LIVE, "it was allocated while no scope was open");
	expect_state(&s, 3, BLOCK_LEAKED, "it leaked when its own scope was closed");
	call_free(&s);
}

ROW(leave_nothing)
{
	t_subject s = live("a", 512);

	labelled(&s, 16, "outside");
	entered(&s);
	released(&s, labelled(&s, 16, "released"));
	left(&s, 0);
	expect_state(&s, 0, BLOCK_LIVE, "it was allocated while no scope was open");
	expect_state(
		&s, 1, BLOCK_RELEASED, "it was released before its scope was closed");
	expect_size("a.count, which leaving does not change,", 2, s.arena.count);
	expect_size("a.offset, which leaving does not change,", 32, s.arena.offset);
	entered(&s);
	entered(&s);
	left(&s, 0);
	labelled(&s, 16, "leaks");
	left(&s, 1);
	call_free(&s);
}

/* Leaves the scope with that much room for its two leaks. */
static void leave_into(size_t room)
{
	t_subject s = with_leaks();
	const t_entry wanted[] = {g_one, g_three};

	expect_leaks(&s, wanted, 2, room);
	expect_state(&s, 2, BLOCK_LEAKED,
		"there was no room for it in the list, but it leaked");
	call_free(&s);
}

ROW(leave_room)
{
	t_subject s = with_leaks();

	left(&s, 2);
	call_free(&s);
	leave_into(0);
	leave_into(NO_ROOM);
	leave_into(1);
	leave_into(2);
	/* As a byte, this would be none. */
	leave_into(256);
}

static void refuse_leave(t_subject *s, const char *why)
{
	t_subject before = *s;
	int status = call_leave(s, list_of(MOST, sizeof(t_entry)), MOST);

	expect_refused(s, &before, "tracer_leave", status, EINVAL, why);
}

ROW(leave_without_scope)
{
	t_subject s = live("a", 512);

	refuse_leave(&s, "no scope has been opened yet");
	labelled(&s, 16, "outside");
	refuse_leave(&s, "no scope has been opened yet");
	entered(&s);
	labelled(&s, 16, "inside");
	left(&s, 1);
	refuse_leave(&s, "the only scope is already closed");
	expect_state(&s, 0, BLOCK_LIVE, "it was allocated while no scope was open");
	call_free(&s);
	bury(&s);
	refuse_leave(&s, "a dead tracer has no scope");
}

static void refuse_enter(t_subject *s, int error, const char *why)
{
	t_subject before = *s;
	int status = call_enter(s);

	expect_refused(s, &before, "tracer_enter", status, error, why);
}

/* A scope takes no room: neither in the memory nor in the ledger. */
static void open_when_full(void)
{
	t_subject s = live("b", TRACER_BLOCKS * 16);

	another_try();
	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		labelled(&s, 16, "one of 64");
	entered(&s);
	left(&s, 0);
	call_free(&s);
}

ROW(enter_refuses)
{
	t_subject s = live("a", 512);

	for (size_t i = 0; i < TRACER_SCOPES; i++)
	{
		entered(&s);
		labelled(&s, 16, "of its scope");
	}
	refuse_enter(&s, ENOSPC, "eight scopes are open: there can be no more");
	left(&s, 1);
	entered(&s);
	refuse_enter(&s, ENOSPC, "eight scopes are open again");
	left(&s, 0);
	for (size_t i = 1; i < TRACER_SCOPES; i++)
		left(&s, 1);
	call_free(&s);
	bury(&s);
	refuse_enter(&s, EINVAL, "the tracer is dead: all its fields are zero");
	open_when_full();
}

ROW(scope_reopened)
{
	t_subject s = live("a", 512);
	const t_entry first = {0, 10, 1, BLOCK_LEAKED, "first"};
	const t_entry second = {16, 20, 1, BLOCK_LEAKED, "second"};
	const t_entry deeper = {48, 30, 2, BLOCK_LEAKED, "deeper"};

	entered(&s);
	labelled(&s, 10, "first");
	expect_leaks(&s, &first, 1, MOST);
	entered(&s);
	labelled(&s, 20, "second");
	expect_leaks(&s, &second, 1, MOST);
	entered(&s);
	entered(&s);
	labelled(&s, 30, "deeper");
	expect_leaks(&s, &deeper, 1, MOST);
	entered(&s);
	expect_leaks(&s, NULL, 0, MOST);
	expect_leaks(&s, NULL, 0, MOST);
	call_free(&s);
}
