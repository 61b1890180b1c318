/* Rows of handles. */

#include "kit.h"

#include "steps.h"

#include <errno.h>
#include <string.h>

static void expect_address(t_address handle, t_address wanted)
{
	int error;
	t_address at = call_handle_get(handle, &error);

	expected("handle_get returns the address of the byte: %s",
		pointer_words((void *)wanted));
	if (at == 0)
		got("NULL, and errno is %s", errno_name(error));
	if (at != wanted)
		got("%s", pointer_words((void *)at));
}

static void expect_stale(t_address handle, const char *why)
{
	int error;
	t_address at = call_handle_get(handle, &error);

	expected("NULL and ESTALE: %s", why);
	if (at != 0)
		got("%s", pointer_words((void *)at));
	if (error != ESTALE)
		got("NULL, but errno is %s", errno_name(error));
}

static void expect_no_handle(t_address byte, const char *why)
{
	int error;
	t_handle handle;
	t_address at = rubbish(sizeof(handle));
	int status = call_handle_make(at, byte, &error);

	expect_failure(status, error, EINVAL, why);
	read_memory(at, &handle, sizeof(handle));
	expected("*h is all zero after a failure");
	if (handle.first != 0 || handle.second != 0)
		got("{%zu, %zu}", handle.first, handle.second);
	expect_stale(at, "a handle that is all zero means nothing");
}

/* As many arenas are in quarantine as can be, and as many are alive. */
static void expect_handles_of_many(void)
{
	static t_subject s[ARENAS_MOST];

	another_try();
	keep(KEEP_MOST);
	for (size_t i = 0; i < KEEP_MOST; i++)
	{
		t_subject dead = live("d", 64);
		freed(&dead);
	}
	for (size_t i = 0; i < ARENAS_MOST; i++)
	{
		s[i] = live("a", 64);
		t_address block = block_of(&s[i], 40);
		expect_address(handle_of(block + 8), block + 8);
	}
	for (size_t i = 0; i < ARENAS_MOST; i++)
		freed(&s[i]);
	empty_quarantine();
}

ROW(handle_means_a_byte)
{
	t_subject a = live("a", 5000);
	t_subject b = live("b", 5000);
	t_address first = block_of(&a, 40);
	t_address second = block_of(&a, 100);
	t_address other = block_of(&b, 40);
	t_address handles[] = {handle_of(first), handle_of(first + 39), handle_of(second),
		handle_of(second + 99), handle_of(other + 8)};

	expect_address(handles[0], first);
	expect_address(handles[1], first + 39);
	expect_address(handles[2], second);
	expect_address(handles[3], second + 99);
	expect_address(handles[4], other + 8);
	block_of(&a, 1000);
	expect_address(handles[1], first + 39);
	call_free(&a);
	/* Nothing of the memory is needed for it. */
	hide_memory(&b, 5000);
	expect_address(handles[4], other + 8);
	expect_address(handle_of(other + 39), other + 39);
	unhide_memory(&b, 5000);
	call_free(&b);
	expect_handles_of_many();
}

/* The padding of an arena that has as many blocks as there can be. */
static void refuse_padding(void)
{
	t_subject b = live("b", 1000);

	for (size_t i = 0; i < BLOCKS_MOST; i++)
		block_of(&b, 1);
	for (size_t i = 1; i < 16; i++)
		expect_no_handle(base_of(&b) + i, "the byte is padding");
	call_free(&b);
}

ROW(handle_refused)
{
	t_subject a = live("a", 5000);
	t_address block = block_of(&a, 40);

	handle_of(block);
	expect_no_handle(block + 40, "the byte after the block is in no block");
	block_of(&a, 40);
	expect_no_handle(block + 47, "the byte is padding between two blocks");
	expect_no_handle(block + 88, "the byte is in no block yet");
	expect_no_handle(block - 1, "the byte is before the arena");
	expect_no_handle(block + 5000, "the byte is after the arena's capacity");
	expect_no_handle(0, "NULL is in no block");
	expect_no_handle(a.at, "the byte is in no arena");
	keep(1);
	call_free(&a);
	expect_no_handle(block, "its arena is in quarantine");
	refuse_padding();
	empty_quarantine();
	expect_no_handle(block, "its arena was freed");
}

ROW(handle_stale)
{
	for (unsigned count = 0; count < 2; count++)
	{
		another_try();
		keep(count);
		t_subject a = live("a", 5000);
		t_subject b = live("b", 5000);
		t_address of_a = handle_of(block_of(&a, 40));
		t_address block = block_of(&b, 40);
		t_address of_b = handle_of(block);
		freed(&a);
		expect_stale(of_a, "its arena was freed");
		t_subject c = live("c", 5000);
		block_of(&c, 40);
		expect_stale(of_a, "its arena was freed");
		expect_address(of_b, block);
		freed(&b);
		expect_stale(of_b, "its arena was freed");
		freed(&c);
		empty_quarantine();
		expect_stale(of_a, "its arena was freed");
	}
}

/* The kernel gives the same address again, and another time. */
ROW(handle_reused)
{
	t_subject a = live("a", 5000);
	t_address block = block_of(&a, 40);
	t_address old = handle_of(block);

	freed(&a);
	for (size_t i = 0; i < 3; i++)
	{
		noted("the kernel maps the next arena where a was");
		ledger_place(block);
		t_subject b = live("b", 5000);
		ledger_place(0);
		t_address again = block_of(&b, 40);
		t_address new = handle_of(again);
		expect_stale(
			old, "its arena was freed, though a new one has its address");
		expect_address(new, again);
		freed(&b);
		expect_stale(new, "its arena was freed");
	}
}

/* Many come and go: no number is used twice. */
ROW(handle_after_many)
{
	t_subject a = live("a", 64);
	t_address old = handle_of(block_of(&a, 40));
	size_t lives = row_is_watched() ? 40 : 300;

	freed(&a);
	expect_stale(old, "its arena was freed");
	t_subject b = subject("b");
	t_address name = stage_string("block");
	tried("arena_init, arena_alloc and arena_free of other arenas, %zu times", lives);
	for (size_t i = 0; i < lives; i++)
	{
		BATCH(ARENA_INIT, b.at, 64);
		BATCH(ARENA_ALLOC, b.at, 40, name);
		BATCH(HANDLE_GET, old);
		BATCH(ARENA_FREE, b.at);
		if (i % 100 != 99 && i + 1 != lives)
			continue;
		const t_step *steps = batch_run(0, 0);
		for (size_t at = 2; at < (i % 100 + 1) * 4; at += 4)
		{
			expected("handle_get(h) returns NULL, and errno is ESTALE");
			if (steps[at].value != 0 || steps[at].error != ESTALE)
				got("%s, and errno is %s, while arena %zu is alive",
					pointer_words((void *)steps[at].value),
					errno_name(steps[at].error),
					i / 100 * 100 + at / 4 + 2);
		}
	}
	answered(0, "all freed");
	expect_stale(old, "its arena was freed");
}
