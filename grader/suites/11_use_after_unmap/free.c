/* Rows of arena_free and quarantine_keep. */

#include "kit.h"

#include "mappings.h"
#include "steps.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096

/* Its pages, as arena_init has made it. */
static size_t pages_of(const t_subject *s)
{
	return (s->made.capacity + PAGE - 1) / PAGE * PAGE;
}

static t_address made_at(const t_subject *s)
{
	return (uintptr_t)s->made.base;
}

/* An arena with a block that is full of its letter. */
static t_subject filled(const char *name, size_t size)
{
	t_subject s = live(name, size);

	fill_memory(block_of(&s, size), (unsigned char)name[0], size);
	return s;
}

static int is_mapped(const t_subject *s)
{
	t_mapping mapping;

	return ledger_holder(made_at(s), 1, &mapping);
}

/* Page by page: they may come from several calls of mmap. */
static void expect_closed_as(const t_subject *s, const char *promised)
{
	for (size_t at = 0; at < pages_of(s); at += PAGE)
	{
		int protection = ledger_protection(made_at(s) + at, PAGE);
		expected("all pages of %s are still mapped, and nobody may touch them",
			s->name);
		promise(promised);
		if (protection == -1)
			got("page %zu of %zu is not mapped any more", at / PAGE + 1,
				pages_of(s) / PAGE);
		if (protection != PROT_NONE)
			got("page %zu of %zu can be %s", at / PAGE + 1,
				pages_of(s) / PAGE,
				protection & PROT_WRITE ? "written" : "read");
	}
}

static void expect_closed(const t_subject *s)
{
	expect_closed_as(s, "In quarantine its addresses stay taken");
}

static void expect_gone_as(const t_subject *s, const char *promised)
{
	t_mapping mapping;

	for (size_t at = 0; at < pages_of(s); at += PAGE)
	{
		if (!ledger_holder(made_at(s) + at, PAGE, &mapping))
			continue;
		expected("%s is unmapped, whole: it is too old for the quarantine",
			s->name);
		promise(promised);
		got("its page %zu of %zu is still mapped", at / PAGE + 1,
			pages_of(s) / PAGE);
	}
}

static void expect_gone(const t_subject *s)
{
	expect_gone_as(s, "the oldest is unmapped, whole, and is forgotten");
}

ROW(free_zeroes)
{
	expect_zeroed(begun(live("a", 5000)));
	expect_zeroed(live("b", 5000));
	keep(2);
	expect_zeroed(begun(live("c", 5000)));
	expect_zeroed(live("d", 5000));
	empty_quarantine();
}

static unsigned kernel_calls(void)
{
	return ledger_calls(CALL_MMAP) + ledger_calls(CALL_MUNMAP) +
	       ledger_calls(CALL_MPROTECT) + ledger_calls(CALL_MADVISE) +
	       ledger_calls(CALL_MREMAP);
}

static void free_dead(t_subject *s, const char *which)
{
	unsigned before = kernel_calls();

	expect_freed(s, which);
	expected("nothing is asked of the kernel for a dead arena");
	if (kernel_calls() != before)
		got("mmap, munmap, mprotect or madvise was called");
	expect_dead(s, "arena_free", PROMISE_FREED);
}

ROW(free_dead_arena)
{
	for (unsigned count = 0; count < 3; count++)
	{
		another_try();
		keep(count);
		t_subject other = filled("b", 100);
		t_subject s = filled("a", 100);
		freed(&s);
		free_dead(&s, "an arena that was already freed");
		bury(&s);
		free_dead(&s, "an arena whose fields are all zero");
		expect_filled(base_of(&other), 100, 'b', "the memory of another arena");
		freed(&other);
		empty_quarantine();
	}
}

/* A copy of the struct of an arena that is gone. */
static void expect_stale(t_subject *copy)
{
	t_address block = call_alloc(copy, 16);

	expected("NULL and ESTALE: the arena that %s means was freed", copy->name);
	promise("A stale one: NULL and ESTALE");
	if (block != 0)
		got("a block at %s", place_words(copy, block));
	if (copy->error != ESTALE)
		got("NULL, but errno is %s", errno_name(copy->error));
	int status = call_free(copy);
	expected("-1 and ESTALE: the arena that %s means was freed", copy->name);
	promise("On a stale one: -1 and ESTALE");
	if (status != -1 || copy->error != ESTALE)
		got("%d, and errno is %s", status, errno_name(copy->error));
}

ROW(free_stale)
{
	for (unsigned count = 0; count < 2; count++)
	{
		another_try();
		keep(count);
		t_subject a = filled("a", 100);
		t_subject copy = copy_of_struct(&a, "copy");
		freed(&a);
		expect_stale(&copy);
		t_subject b = filled("b", 100);
		expect_stale(&copy);
		expect_filled(base_of(&b), 100, 'b', "the memory of another arena");
		freed(&b);
		empty_quarantine();
		expect_stale(&copy);
	}
}

ROW(free_copies)
{
	t_subject a = live("a", 1000);
	t_subject copy = copy_of_struct(&a, "copy");

	block_of(&a, 10);
	copy.used = a.used;
	t_address block = block_of(&copy, 10);
	expected(
		"the second block begins at base + 16, whichever copy of the struct is used");
	if (block != base_of(&a) + 16)
		got("%s", place_words(&a, block));
	freed(&copy);
	expect_stale(&a);
}

/* A new arena where the old one was: the kernel is led there. */
static t_subject made_in_place_of(const t_subject *old, const char *name)
{
	noted("the kernel maps the next arena where %s was", old->name);
	ledger_place(made_at(old));
	t_subject s = live(name, old->made.capacity);
	ledger_place(0);
	return s;
}

ROW(free_stale_reused)
{
	t_subject a = filled("a", 5000);
	t_subject copy = copy_of_struct(&a, "copy");

	freed(&a);
	t_subject b = made_in_place_of(&a, "b");
	fill_memory(block_of(&b, 5000), 'b', 5000);
	expect_stale(&copy);
	expect_filled(base_of(&b), 5000, 'b', "the memory of the new arena");
	freed(&b);
}

/* ---- what the kernel refuses ---- */

static const struct
{
	t_call call;
	const char *name;
} g_calls[] = {
	{CALL_MUNMAP, "munmap"},
	{CALL_MMAP, "mmap"},
	{CALL_MPROTECT, "mprotect"},
	{CALL_MADVISE, "madvise"},
};
#define CALLS (sizeof(g_calls) / sizeof(*g_calls))

/* The arena goes on as if arena_free had not been called. */
static void expect_alive(t_subject *s, size_t used)
{
	promise("The arena is as it was");
	expect_filled(made_at(s), used, (unsigned char)s->name[0],
		"the arena's first block after a failed arena_free");
	expected("the arena is alive: its fields are zero only once it is freed");
	if (s->arena.number != s->made.number)
		got("its number is %u", s->arena.number);
	t_address block = block_of(s, 10);
	expected("the next block begins at base + %zu, as it would have before", used);
	promise("The arena is as it was");
	if (block != made_at(s) + used)
		got("%s", place_words(s, block));
	fill_memory(block, 'y', 10);
}

/* It has succeeded, though a call failed: that is right if the call was repeated. */
static void expect_done(const t_subject *s, unsigned kept, const char *call)
{
	if (kept == 0)
	{
		expected("-1 and the errno of %s, or an arena that is unmapped", call);
		if (is_mapped(s))
			got("0, and the arena is still mapped");
		return;
	}
	expect_closed(s);
	expected("-1 and the errno of %s, or an arena without memory", call);
	if (resident_pages(made_at(s), pages_of(s)) != 0)
		got("0, and its pages still use memory");
}

static void free_with_failing(size_t index, int error, unsigned kept, unsigned before)
{
	t_subject old[3];
	t_call call = g_calls[index].call;

	another_try();
	keep(kept);
	for (unsigned i = 0; i < before; i++)
	{
		old[i] = filled("o", 64);
		freed(&old[i]);
	}
	t_subject s = live("a", 3 * PAGE);
	fill_memory(block_of(&s, PAGE), 'a', PAGE);
	tried("the next %s fails", g_calls[index].name);
	answered(error, "%s", call == CALL_MMAP ? "MAP_FAILED" : "-1");
	unsigned calls = ledger_calls(call);
	ledger_fail(call, 1, error);
	int status = call_free(&s);
	int has_failed = ledger_calls(call) != calls;
	ledger_fail(call, 0, 0);
	if (!has_failed || status == 0)
	{
		expect_success("arena_free", status, s.error);
		expect_done(&s, kept, g_calls[index].name);
		if (before != 0 && before == kept)
			expect_gone(&old[0]);
	}
	else
	{
		expected("-1 and %s: %s was made to fail with this errno",
			errno_name(error), g_calls[index].name);
		promise("When mmap, munmap, mprotect or madvise fails");
		if (status != -1 || s.error != error)
			got("%d, and errno is %s", status, errno_name(s.error));
		expect_alive(&s, PAGE);
		expect_freed(&s, "an arena that could not be freed before");
		expect_done(&s, kept, g_calls[index].name);
	}
	empty_quarantine();
}

ROW(free_fails)
{
	t_subject s = filled("a", 64);

	freed(&s);
	for (size_t i = 0; i < CALLS; i++)
	{
		free_with_failing(i, EAGAIN, 0, 0);
		free_with_failing(i, ENOMEM, 2, 0);
		free_with_failing(i, ENOMEM, 1, 1);
		free_with_failing(i, EAGAIN, 2, 2);
	}
	another_try();
	close_stderr();
	free_with_failing(0, EPERM, 0, 0);
	expect_unmapped("quarantine_keep(0)");
}

/* ---- the quarantine ---- */

ROW(quarantine_closes)
{
	static const size_t sizes[] = {1, 4096, 4097, 5000, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		keep(1);
		t_subject s = filled("a", sizes[i]);
		freed(&s);
		expect_closed(&s);
		/* Nobody else gets the addresses, though they are asked for. */
		t_subject other = made_in_place_of(&s, "b");
		expected("another arena is elsewhere");
		if (base_of(&other) == made_at(&s))
			got("it has the same base");
		expect_closed(&s);
		freed(&other);
		empty_quarantine();
	}
}

ROW(quarantine_without_memory)
{
	t_subject s[3];

	keep(3);
	for (size_t i = 0; i < 3; i++)
	{
		s[i] = filled("a", 40 * PAGE + i);
		freed(&s[i]);
	}
	for (size_t i = 0; i < 3; i++)
	{
		size_t pages = resident_pages(made_at(&s[i]), pages_of(&s[i]));
		expected("no page of an arena in quarantine uses memory");
		if (pages != 0)
			got("%zu of %zu pages are in memory", pages,
				pages_of(&s[i]) / PAGE);
	}
	empty_quarantine();
}

#define MANY_FREES 20

/* Of those that were freed, in their order, the last `kept` are closed. */
static void expect_last_kept(const t_subject *s, size_t count, size_t kept)
{
	for (size_t i = 0; i < count; i++)
		if (i + kept < count)
			expect_gone(&s[i]);
		else
			expect_closed(&s[i]);
}

static void free_in_order(unsigned kept, size_t count)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
	static t_subject s[MANY_FREES];

	another_try();
	keep(kept);
	for (size_t i = 0; i < count; i++)
		s[i] = filled(names[i % 6], 64 + i * 700);
	/* The last that was made is freed first. */
	for (size_t i = 0; i < count / 2; i++)
	{
		t_subject last = s[i];
		s[i] = s[count - 1 - i];
		s[count - 1 - i] = last;
	}
	for (size_t i = 0; i < count; i++)
	{
		freed(&s[i]);
		expect_last_kept(s, i + 1, kept);
	}
	empty_quarantine();
	expect_last_kept(s, count, 0);
}

ROW(quarantine_order)
{
	free_in_order(0, 3);
	free_in_order(1, 4);
	free_in_order(2, 5);
	free_in_order(3, 10);
	free_in_order(7, 17);
	expect_unmapped("quarantine_keep(0)");
}

/* Four arenas, each freed and made again in its turn. */
static void free_and_make(t_subject s[4], size_t lives)
{
	tried("arena_free and arena_init, %zu times in turn", lives);
	for (size_t i = 0; i < lives; i++)
	{
		BATCH(ARENA_FREE, s[i % 4].at);
		BATCH(ARENA_INIT, s[i % 4].at, 64);
		if (i % 100 == 99 || i + 1 == lives)
			batch_run(0, 0);
	}
	answered(0, "4 arenas are alive");
	for (size_t i = 0; i < 4; i++)
	{
		read_memory(s[i].at, &s[i].arena, sizeof(s[i].arena));
		s[i].made = s[i].arena;
	}
}

/* So many frees that whatever goes round has gone round: in few turns, since each one
 * costs more than the calls. */
ROW(quarantine_goes_on)
{
	static t_subject s[4];
	size_t lives = row_is_watched() ? 70 : 300;

	keep(3);
	for (size_t i = 0; i < 4; i++)
		s[i] = live("a", 64);
	free_and_make(s, 8);
	size_t mapped = ledger_mapped();
	free_and_make(s, lives);
	/* What books take is their own affair, but it must not grow. */
	expect_size("the number of mapped bytes, of 4 live arenas and 3 in quarantine,",
		mapped, ledger_mapped());
	for (size_t i = 0; i < 4; i++)
	{
		freed(&s[i]);
		expect_closed(&s[i]);
	}
	expect_last_kept(s, 4, 3);
	empty_quarantine();
	expect_unmapped("quarantine_keep(0)");
}

/* Both at their limits at the same time. */
ROW(quarantine_full)
{
	static t_subject dead[KEEP_MOST];
	static t_subject s[ARENAS_MOST];

	keep(KEEP_MOST);
	for (size_t i = 0; i < KEEP_MOST; i++)
	{
		dead[i] = filled("d", 100);
		freed(&dead[i]);
	}
	for (size_t i = 0; i < ARENAS_MOST; i++)
		s[i] = filled("a", 100);
	another_try();
	noted("%d arenas are in quarantine, and %d are alive", KEEP_MOST, ARENAS_MOST);
	expect_last_kept(dead, KEEP_MOST, KEEP_MOST);
	for (size_t i = 0; i < ARENAS_MOST; i++)
	{
		freed(&s[i]);
		expect_gone(&dead[i]);
	}
	expect_last_kept(s, ARENAS_MOST, KEEP_MOST);
	empty_quarantine();
	expect_unmapped("quarantine_keep(0)");
}

ROW(keep_changes)
{
	t_subject s[6];

	keep(5);
	/* All are alive before the first is freed: none gets the addresses of another. */
	for (size_t i = 0; i < 6; i++)
		s[i] = filled("a", 64);
	for (size_t i = 0; i < 5; i++)
		freed(&s[i]);
	keep(5);
	expect_last_kept(s, 5, 5);
	keep(3);
	expect_last_kept(s, 5, 3);
	keep(4);
	expect_last_kept(s, 5, 3);
	freed(&s[5]);
	expect_last_kept(s, 6, 4);
	keep(1);
	expect_last_kept(s, 6, 1);
	keep(0);
	expect_last_kept(s, 6, 0);
}

ROW(keep_refuses)
{
	static const unsigned counts[] = {KEEP_MOST + 1, 1000, 0x80000000u, 0xffffffffu};
	t_subject s[3];
	int error;

	keep(KEEP_MOST);
	keep(2);
	for (size_t i = 0; i < 2; i++)
	{
		s[i] = filled("a", 64);
		freed(&s[i]);
	}
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
	{
		int status = call_keep(counts[i], &error);
		expect_failure(status, error, EINVAL, "it is more than KEEP_MOST");
	}
	s[2] = filled("b", 64);
	freed(&s[2]);
	expect_last_kept(s, 3, 2);
	empty_quarantine();
}

ROW(keep_munmap_fails)
{
	t_subject s[5];
	int error;

	keep(3);
	for (size_t i = 0; i < 3; i++)
	{
		s[i] = filled("a", 64);
		freed(&s[i]);
	}
	begin_failing(CALL_MUNMAP, EAGAIN);
	int status = call_keep(1, &error);
	end_failing(CALL_MUNMAP);
	expect_failure(status, error, EAGAIN, "munmap was made to fail with this errno");
	for (size_t i = 0; i < 3; i++)
		expect_closed_as(
			&s[i], "arenas that are still mapped are still in quarantine");
	s[3] = filled("b", 64);
	freed(&s[3]);
	expect_gone_as(&s[0], "The count is what it was");
	for (size_t i = 1; i < 4; i++)
		expect_closed_as(&s[i], "The count is what it was");
	keep(1);
	expect_last_kept(s, 4, 1);
	empty_quarantine();
	expect_unmapped("quarantine_keep(0)");
}

/* ---- memory ---- */

ROW(free_unmaps_all)
{
	for (unsigned count = 0; count < 2; count++)
	{
		another_try();
		keep(count);
		t_subject a = filled("a", 5000);
		t_subject b = filled("b", 70000);
		freed(&a);
		freed(&b);
		empty_quarantine();
		expect_unmapped("the last arena was freed and quarantine_keep(0)");
		expected("munmap is called for no byte that is not mapped");
		if (ledger_strays() != 0)
			got("it was called for %zu such bytes", ledger_strays());
	}
}
