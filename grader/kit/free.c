/* What free gives back, and what it must leave. */

#include "kit.h"

#include "draw.h"
#include "mappings.h"

#include <errno.h>
#include <unistd.h>

/* Of 2,048 pages. */
#define FEW 64

void expect_freed(t_subject *s, const char *which)
{
	unsigned calls = ledger_is_seen() ? ledger_calls(CALL_MUNMAP) : 0;
	int status = call_free(s);

	if (status == 0)
		return;
	expected(ARENA "_free of %s returns 0", which);
	if (!ledger_is_seen())
		got("it returned %d, and errno is %s", status, errno_name(s->error));
	if (ledger_calls(CALL_MUNMAP) == calls)
		got("it returned %d, and errno is %s; munmap was not called", status,
			errno_name(s->error));
	int error = ledger_error(CALL_MUNMAP);
	if (error == 0)
		got("it returned %d, and errno is %s; munmap was called, and did not fail",
			status, errno_name(s->error));
	got("it returned %d, and errno is %s; munmap was called, and failed with %s%s",
		status, errno_name(s->error), errno_name(error),
		error == EINVAL ? ": its address or its length was wrong" : "");
}

void freed(t_subject *s)
{
	expect_freed(s, "the " ARENA);
}

void expect_zeroed(t_subject s)
{
	freed(&s);
	expect_dead(&s, ARENA "_free", PROMISE_FREED);
}

void free_again(t_subject s)
{
	unsigned before = ledger_calls(CALL_MUNMAP);

	expect_freed(&s, "a live " ARENA);
	unsigned calls = ledger_calls(CALL_MUNMAP);
	expected("munmap is called for a live " ARENA);
	if (calls == before)
		got("it was not called");
	expect_freed(&s, AN_ARENA " that was already freed");
	bury(&s);
	expect_freed(&s, AN_ARENA " whose fields are all zero");
	expected("munmap is not called for a dead " ARENA);
	if (ledger_calls(CALL_MUNMAP) != calls)
		got("it was called %u times", ledger_calls(CALL_MUNMAP) - calls);
	expect_dead(&s, ARENA "_free", PROMISE_FREED);
}

void refuse_free(t_subject s, int error)
{
	begin_failing(CALL_MUNMAP, error);
	int status = call_free(&s);
	expect_failure(status, s.error, error, "munmap was made to fail with this errno");
	/* What the failed munmap left mapped is not the submission's leak. */
	ledger_reset();
}

void refuse_free_once(t_subject s)
{
	tried("the next munmap fails");
	answered(EINVAL, "-1");
	ledger_fail(CALL_MUNMAP, 1, EINVAL);
	int status = call_free(&s);
	expected(
		"-1 and EINVAL, as the first munmap was made to fail; or 0 if nothing is "
		"mapped any more");
	if (status == 0 && ledger_mapped() != 0)
		got("it returned 0, and %zu bytes are still mapped", ledger_mapped());
	if (status != 0)
		expect_failure(
			status, s.error, EINVAL, "the first munmap was made to fail");
	ledger_reset();
}

/* The probe, and how many of its pages were touched before it was unmapped. */
static struct
{
	t_address base;
	size_t size;
	size_t touched;
} g_probe;

static void count_touched(t_process *process)
{
	size_t touched =
		process == g_process ? resident_pages(g_probe.base, g_probe.size) : 0;

	if (touched > g_probe.touched)
		g_probe.touched = touched;
}

int is_frugal(t_subject probe, size_t size)
{
	unsigned calls = ledger_calls(CALL_MUNMAP);

	g_probe.base = base_of(&probe);
	g_probe.size = size;
	g_probe.touched = 0;
	/* Where the kernel shows no pages the row ends here, and not in the midst of a
	 * call. */
	resident_pages(g_probe.base, (size_t)getpagesize());
	ledger_before(CALL_MUNMAP, count_touched);
	freed(&probe);
	ledger_before(CALL_MUNMAP, NULL);
	return g_probe.touched <= FEW && ledger_calls(CALL_MUNMAP) - calls <= FEW;
}

/* What one arena had mapped. */
static t_mapping g_pages;

/* Its pages: what is not free any more after free is what is still mapped. */
static void draw_pages(FILE *out, const void *data)
{
	const t_mapping *pages = data;
	size_t page = (size_t)getpagesize();
	size_t all = (pages->length + page - 1) / page * page;
	t_mapping holder;
	size_t from = 0;

	draw_lane(out, "M: still mapped after " ARENA "_free", all, 0);
	for (size_t at = 0; at < all; at += page)
	{
		if (!ledger_holder(pages->start + at, page, &holder))
			from = at + page;
		else if (at + page == all ||
			 !ledger_holder(pages->start + at + page, page, &holder))
			draw_block(out, from, at + page - from, 'M');
	}
}

void expect_all_unmapped(t_subject *s, size_t size)
{
	size_t mapped = ledger_mapped();
	unsigned calls = ledger_calls(CALL_MUNMAP);
	size_t count = ledger_live(&g_pages, 1);

	expected("mmap mapped the %zu bytes of the " ARENA, size);
	if (mapped < size)
		got("it mapped %zu bytes", mapped);
	int status = call_free(s);
	size_t left = ledger_mapped();
	expected(ARENA "_free returns 0 and unmaps everything that " ARENA
		       "_init mapped: %zu bytes, in pages of %d",
		mapped, getpagesize());
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s->error));
	if (left != 0 && ledger_calls(CALL_MUNMAP) == calls)
		got("it returned 0, but munmap was not called");
	picture(count == 1 && left != mapped ? draw_pages : NULL, &g_pages);
	if (left != 0)
		got("munmap was called, but %zu of the %zu bytes are still mapped", left,
			mapped);
	picture(NULL, NULL);
}

void expect_own_unmapped(t_subject *s, const t_subject *other, size_t size)
{
	t_mapping mapping;
	int was_held = ledger_holder(base_of(other), size, &mapping);
	unsigned calls = ledger_calls(CALL_MUNMAP);
	size_t before = ledger_mapped();

	call_free(s);
	expected("munmap is called for the bytes that " ARENA
		 " %s has mapped, and for no other byte",
		s->name);
	if (ledger_calls(CALL_MUNMAP) == calls)
		got("munmap was not called");
	if (was_held && !ledger_holder(base_of(other), size, &mapping))
		got("pages of the other " ARENA ", %s, were unmapped", other->name);
	if (ledger_strays() != 0)
		got("munmap was called for %zu bytes, and %zu of them were not mapped",
			before - ledger_mapped() + ledger_strays(), ledger_strays());
}

void expect_nothing_mapped(size_t life, size_t lives)
{
	if (ledger_mapped() == 0)
		return;
	expected("nothing is mapped after any of %zu lives of " AN_ARENA, lives);
	got("%zu bytes are still mapped after life %zu", ledger_mapped(), life);
}
