/* Rows of the watch: what it reports, and how the process dies then. */

#include "kit.h"

#include "strike.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096

/* An arena of two blocks, "list" of 40 bytes and "tree" of 100, that is freed then. */
static t_subject two_blocks(const char *name)
{
	t_subject s = live(name, 5000);

	named_block(&s, 40, "list");
	named_block(&s, 100, "tree");
	freed(&s);
	return s;
}

/* The only arena in quarantine, with a watch. */
static t_subject watched(void)
{
	expect_signals_seen();
	keep(1);
	begin_watch();
	return two_blocks("a");
}

static t_address byte_of(const t_subject *s, size_t byte)
{
	return (uintptr_t)s->made.base + byte;
}

/* Touches this byte of the arena, counted from base, and expects these words. */
static void expect_report(
	const t_subject *s, uint32_t step, size_t byte, const char *wanted)
{
	char what[64];

	snprintf(what, sizeof(what), "base + %zu of %s, which was freed", byte, s->name);
	t_outcome outcome = touch(step, byte_of(s, byte), what);
	expect_words(&outcome, wanted);
}

static void end(void)
{
	leave_watch();
	empty_quarantine();
}

ROW(words_read)
{
	t_subject s = watched();

	expect_report(&s, TOUCH_READ, 8,
		"use after unmap: read at byte 8 of block 'list' of arena 1, freed 1 free ago\n");
	end();
}

ROW(words_write)
{
	t_subject s = watched();

	expect_report(&s, TOUCH_WRITE, 8,
		"use after unmap: write at byte 8 of block 'list' of arena 1, freed 1 free ago\n");
	end();
}

ROW(words_execution)
{
	t_subject s = watched();

	expect_report(&s, TOUCH_EXECUTE, 8,
		"use after unmap: execution at byte 8 of block 'list' of arena 1, freed 1 free ago\n");
	end();
}

ROW(words_blocks)
{
	static const struct
	{
		size_t byte;
		const char *where;
	} places[] = {
		{0, "0 of block 'list'"},
		{39, "39 of block 'list'"},
		{48, "0 of block 'tree'"},
		{147, "99 of block 'tree'"},
	};
	t_subject s = watched();

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
	{
		char wanted[128];
		another_try();
		snprintf(wanted, sizeof(wanted),
			"use after unmap: read at byte %s of arena 1, freed 1 free ago\n",
			places[i].where);
		expect_report(&s, TOUCH_READ, places[i].byte, wanted);
	}
	end();
}

/* Padding, what no block was made of, and the rest of the last page. */
ROW(words_no_block)
{
	static const size_t bytes[] = {40, 47, 148, 4095, 4096, 4999, 5000, 2 * PAGE - 1};
	t_subject s = watched();

	for (size_t i = 0; i < sizeof(bytes) / sizeof(*bytes); i++)
	{
		char wanted[128];
		another_try();
		snprintf(wanted, sizeof(wanted),
			"use after unmap: write at byte %zu of arena 1, freed 1 free ago\n",
			bytes[i]);
		expect_report(&s, TOUCH_WRITE, bytes[i], wanted);
	}
	another_try();
	t_subject empty = live("b", 1);
	freed(&empty);
	expect_report(&empty, TOUCH_READ, 0,
		"use after unmap: read at byte 0 of arena 2, freed 1 free ago\n");
	end();
}

/* Of more bytes than 32 bits can count, where the machine has room for them. */
ROW(words_large)
{
	expect_signals_seen();
	keep(1);
	begin_watch();
	t_subject s = subject("a");
	if (!init_large(&s, LARGE_SIZE))
		return;
	named_block(&s, ((size_t)4 << 30) + 5, "large");
	named_block(&s, 100, "last");
	freed(&s);
	expect_report(&s, TOUCH_READ, ((size_t)4 << 30) + 4,
		"use after unmap: read at byte 4294967300 of block 'large' of arena 1, freed 1 "
		"free ago\n");
	expect_report(&s, TOUCH_READ, ((size_t)4 << 30) + 17,
		"use after unmap: read at byte 1 of block 'last' of arena 1, freed 1 free ago\n");
	expect_report(&s, TOUCH_READ, LARGE_SIZE - 1,
		"use after unmap: read at byte 5368713215 of arena 1, freed 1 free ago\n");
	end();
}

/* A block of this name is told of by these words. */
static void expect_name(const char *name, const char *told)
{
	char wanted[128];
	t_subject s = live("a", 100);
	t_address there = stage_string(name);

	tried("arena_alloc(&a, 10, \"%s\")", name);
	CALL(ARENA_ALLOC, s.at, 10, there);
	answered(0, "a block");
	named_block(&s, 10, "the next block has a name of its own");
	/* The string is the caller's again. */
	write_string(there, "overwritten");
	noted("the string is overwritten");
	unsigned number = s.arena.number;
	freed(&s);
	snprintf(wanted, sizeof(wanted),
		"use after unmap: read at byte 9 of block '%s' of arena %u, freed 1 free ago\n",
		told, number);
	expect_report(&s, TOUCH_READ, 9, wanted);
	another_try();
}

ROW(words_names)
{
	expect_signals_seen();
	keep(1);
	begin_watch();
	expect_name("a list of orders", "a list of orders");
	expect_name("", "");
	expect_name("100 %s%n, 'quoted'", "100 %s%n, 'quoted'");
	expect_name(
		"a name of 31 bytes is kept whole", "a name of 31 bytes is kept whol");
	expect_name("thirty-one bytes are kept whole", "thirty-one bytes are kept whole");
	expect_name(
		"names of more than 31 bytes are cut, however long they may be in fact",
		"names of more than 31 bytes are");
	end();
}

/* What was freed as number `at` of `count`, from 0 on: of which `kept` are kept. */
static void expect_age(t_subject *s, size_t at, size_t count, size_t kept)
{
	char wanted[128];
	size_t ago = count - at;

	snprintf(wanted, sizeof(wanted),
		"use after unmap: read at byte 8 of block 'list' of arena %u, freed %zu %s ago\n",
		s->made.number, ago, ago == 1 ? "free" : "frees");
	if (ago <= kept)
	{
		expect_report(s, TOUCH_READ, 8, wanted);
		return;
	}
	t_outcome outcome = touch(
		TOUCH_READ, byte_of(s, 8), "base + 8 of an arena that was unmapped");
	expect_no_words(&outcome, "the oldest is unmapped, whole, and is forgotten");
}

ROW(words_age)
{
	t_subject s[6];

	expect_signals_seen();
	keep(3);
	begin_watch();
	for (size_t i = 0; i < 6; i++)
		s[i] = live("a", 5000);
	for (size_t i = 0; i < 6; i++)
		named_block(&s[i], 40, "list");
	/* Not in the order in which they were made. */
	static const size_t order[] = {1, 5, 0, 3, 2, 4};
	for (size_t i = 0; i < 6; i++)
	{
		freed(&s[order[i]]);
		another_try();
		for (size_t at = i < 3 ? 0 : i - 3; (i == 1 || i > 3) && at <= i; at++)
			expect_age(&s[order[at]], at, i + 1, 3);
	}
	keep(2);
	expect_age(&s[2], 4, 6, 2);
	expect_age(&s[4], 5, 6, 2);
	/* Nothing is kept: the addresses are free, and nobody's. */
	keep(0);
	expect_age(&s[4], 5, 6, 0);
	end();
}

/* As many as there can be, dead and alive; the numbers have two digits. */
#define ALL (KEEP_MOST + ARENAS_MOST)

ROW(words_many)
{
	static t_subject s[ALL];

	expect_signals_seen();
	keep(KEEP_MOST);
	begin_watch();
	for (size_t i = 0; i < ALL; i++)
	{
		s[i] = live("a", 64);
		named_block(&s[i], 40, "list");
		if (i < KEEP_MOST)
			freed(&s[i]);
	}
	for (size_t i = KEEP_MOST; i < ALL; i++)
		freed(&s[i]);
	/* Of ages 32, 21 and 10; the one of age 1 was made when all others were there. */
	for (size_t i = ALL - KEEP_MOST; i < ALL; i += 11)
	{
		another_try();
		expect_age(&s[i], i, ALL, KEEP_MOST);
	}
	another_try();
	expect_age(&s[ALL - 1], ALL - 1, ALL, KEEP_MOST);
	end();
}

/* A failed arena_free is none, and neither is one of a dead arena. */
ROW(words_age_of_failures)
{
	t_subject a = watched();
	t_subject b = live("b", 64);
	t_subject stale = copy_of_struct(&a, "stale");

	keep(2);
	call_free(&a);
	write_memory(stale.at, &a.made, sizeof(a.made));
	noted("stale has the fields of a again");
	call_free(&stale);
	begin_failing(CALL_MUNMAP, EAGAIN);
	begin_failing(CALL_MMAP, EAGAIN);
	begin_failing(CALL_MPROTECT, EAGAIN);
	call_free(&b);
	end_failing(CALL_MUNMAP);
	end_failing(CALL_MMAP);
	end_failing(CALL_MPROTECT);
	another_try();
	expect_age(&a, 0, 1, 2);
	freed(&b);
	expect_age(&a, 0, 2, 2);
	end();
}

/* Pages of the row's own, all around the arena: nobody may touch them, but they are not
 * the watch's. */
static t_address surrounded(void)
{
	t_answer pages = CALL_KERNEL(SYS_mmap, 0, 16 * PAGE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS, (uint64_t)-1, 0);

	CALL_KERNEL(SYS_munmap, pages.value + 6 * PAGE, 2 * PAGE);
	return pages.value + 6 * PAGE;
}

static void expect_silence(const t_subject *s, uint32_t step, size_t byte)
{
	char what[64];

	snprintf(what, sizeof(what), "base %c %zu of %s, which is not the arena's",
		byte >> 63 ? '-' : '+', byte >> 63 ? -byte : byte, s->name);
	t_outcome outcome = touch(step, byte_of(s, byte), what);
	expect_no_words(&outcome, "which is any byte of its pages");
	expect_death(&outcome, PROMISE_DEFAULT);
}

ROW(words_beyond)
{
	expect_signals_seen();
	keep(1);
	begin_watch();
	t_address hole = surrounded();
	noted("the pages before and after the next arena are the caller's own");
	ledger_place(hole);
	t_subject s = two_blocks("a");
	ledger_place(0);
	/* Who chooses the place itself has other neighbours. */
	if ((uintptr_t)s.made.base != hole)
	{
		end();
		return;
	}
	expect_report(&s, TOUCH_READ, 0,
		"use after unmap: read at byte 0 of block 'list' of arena 1, freed 1 free ago\n");
	expect_silence(&s, TOUCH_READ, (size_t)-1);
	expect_silence(&s, TOUCH_READ, 2 * PAGE);
	expect_silence(&s, TOUCH_WRITE, 3 * PAGE);
	expect_silence(&s, TOUCH_READ, (size_t)-PAGE);
	end();
}

/* Two arenas, one right after the other. */
ROW(words_neighbours)
{
	expect_signals_seen();
	keep(2);
	begin_watch();
	t_address hole = surrounded();
	noted("the next two arenas are neighbours");
	ledger_place(hole + PAGE);
	t_subject b = live("b", PAGE);
	named_block(&b, PAGE, "second");
	ledger_place(hole);
	t_subject a = live("a", PAGE);
	named_block(&a, PAGE, "first");
	ledger_place(0);
	freed(&a);
	freed(&b);
	expect_report(&a, TOUCH_READ, PAGE - 1,
		"use after unmap: read at byte 4095 of block 'first' of arena 2, freed 2 frees "
		"ago\n");
	expect_report(&b, TOUCH_READ, 0,
		"use after unmap: read at byte 0 of block 'second' of arena 1, freed 1 free ago\n");
	end();
}

/* An arena that is alive is none in quarantine, whatever is wrong with the access. */
ROW(words_live_arena)
{
	t_subject a = watched();
	t_subject b = live("b", 5000);
	t_address block = named_block(&b, 40, "code");

	t_outcome outcome = touch(TOUCH_EXECUTE, block, "a block of b, which is alive");
	expect_default(&outcome);
	outcome = touch(TOUCH_READ, block, "a block of b, which is alive");
	expected("memory of a live arena can be read");
	promise("Its memory is private, anonymous, readable and writable");
	if (!outcome.is_back)
		got("%s", outcome_words(&outcome));
	call_free(&b);
	(void)a;
	end();
}

ROW(watch_dies)
{
	static const uint32_t steps[] = {TOUCH_READ, TOUCH_WRITE, TOUCH_EXECUTE};
	t_subject s = watched();

	for (size_t i = 0; i < 3; i++)
	{
		t_outcome outcome =
			touch(steps[i], byte_of(&s, 8), "base + 8 of a, which was freed");
		expected("the touch is reported on descriptor 2");
		promise(PROMISE_REPORT);
		if (outcome.size == 0)
			got("nothing is written");
		expect_death(&outcome, PROMISE_DEATH);
	}
	end();
}

static void shrink(void *data)
{
	(void)data;
	shrink_stack();
}

static t_outcome overflow(void)
{
	tried("a child calls a function that calls itself, again and again");
	t_outcome outcome = strike(&(t_strike){.step = TOUCH_STACK, .before = shrink});
	answered(0, "%s", outcome_words(&outcome));
	return outcome;
}

/* A bad access so far from the stack pointer: it is set to an address near a page that
 * nobody may touch. */
static void expect_distance(t_address page, long distance, const char *wanted)
{
	t_address touched = distance < 0 ? page + PAGE - 1 : page;

	tried("a child reads the byte that is %ld byte%s %s its stack pointer",
		labs(distance), plural((size_t)labs(distance)),
		distance < 0 ? "below" : "above");
	t_outcome outcome = strike(&(t_strike){.step = TOUCH_NEAR,
		.address = touched,
		.second = touched - (t_address)distance});
	answered(0, "%s", outcome_words(&outcome));
	if (wanted == NULL)
	{
		expect_default(&outcome);
		return;
	}
	expect_words(&outcome, wanted);
	expect_death(&outcome, PROMISE_DEATH);
}

ROW(stack_overflow)
{
	t_subject a = watched();
	t_outcome outcome = overflow();

	expect_words(&outcome, "stack overflow\n");
	expect_death(&outcome, PROMISE_DEATH);
	t_address page = closed_page();
	expect_distance(page, -1, "stack overflow\n");
	expect_distance(page, -4095, "stack overflow\n");
	expect_distance(page, 4095, "stack overflow\n");
	expect_distance(page, -4096, NULL);
	expect_distance(page, 4096, NULL);
	expect_distance(page, -5000, NULL);
	expect_distance(page, 5000, NULL);
	outcome = touch(TOUCH_READ, page, "a page that nobody may touch");
	expect_no_words(&outcome, PROMISE_OTHERS);
	(void)a;
	end();
}

static void guard(void *data)
{
	(void)data;
	shrink_stack();
	guard_unsafe();
}

static t_outcome struck_while_guarded(uint32_t step, t_address address)
{
	return strike(&(t_strike){.step = step, .address = address, .before = guard});
}

ROW(handler_is_safe)
{
	t_subject s = watched();

	tried("a child touches a, while it holds the locks of stdio and malloc");
	t_outcome outcome = struck_while_guarded(TOUCH_WRITE, byte_of(&s, 8));
	answered(0, "%s", outcome_words(&outcome));
	expected("the touch is reported on descriptor 2");
	promise(PROMISE_REPORT);
	if (outcome.size == 0)
		got("nothing is written");
	tried("the same with a stack that is used up");
	outcome = struck_while_guarded(TOUCH_STACK, 0);
	answered(0, "%s", outcome_words(&outcome));
	tried("the same with a page that is nobody's");
	outcome = struck_while_guarded(TOUCH_READ, closed_page());
	answered(0, "%s", outcome_words(&outcome));
	end();
}

static void close_output(void *data)
{
	(void)data;
	close_stderr();
}

static void shrink_and_close_output(void *data)
{
	shrink_stack();
	close_output(data);
}

ROW(words_unheard)
{
	t_subject s = watched();

	tried("a child reads base + 8 of a, which was freed, without descriptor 2");
	t_outcome outcome = strike(&(t_strike){
		.step = TOUCH_READ, .address = byte_of(&s, 8), .before = close_output});
	answered(0, "%s", outcome_words(&outcome));
	expect_death(&outcome, NULL);
	tried("a child uses up its stack, without descriptor 2");
	outcome = strike(
		&(t_strike){.step = TOUCH_STACK, .before = shrink_and_close_output});
	answered(0, "%s", outcome_words(&outcome));
	expect_death(&outcome, NULL);
	end();
}
