/* Rows of tracer_alloc. */

#include "call.h"
#include "expect.h"
#include "memory.h"
#include "row.h"
#include "sizes.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

static const size_t g_odd[] = {1, 7, 16, 17, 3, 32, 5, 15, 31, 64, 2, 100};

#define ODD (sizeof(g_odd) / sizeof(*g_odd))

ROW(alloc_blocks)
{
	t_subject s = live("a", 1024);
	size_t at = 0;

	for (size_t i = 0; i < ODD; i++)
	{
		t_address block = block_of(&s, g_odd[i], "block");
		show_tracer(&s);
		expected("the block begins at base + %zu, where the offset was", at);
		if (block != base_of(&s) + at)
			got("it begins at base + %td", distance_of(&s, block));
		at += rounded(g_odd[i]);
		expected(
			"the offset is %zu: it has grown by %zu, which is %zu rounded up to a multiple of "
			"%d",
			at, rounded(g_odd[i]), g_odd[i], TRACER_ALIGN);
		if (s.tracer.offset != at)
			got("the offset is %zu", s.tracer.offset);
	}
	call_free(&s);
}

ROW(alloc_entries)
{
	static const char *const labels[] = {"head", "body", "", "tail"};
	t_subject s = live("a", 1024);
	size_t at = 0;

	for (size_t i = 0; i < ODD; i++)
	{
		t_entry wanted = {at, g_odd[i], i / 4, BLOCK_LIVE, ""};
		strcpy(wanted.label, labels[i % 4]);
		if (i % 4 == 0 && i != 0)
			entered(&s);
		block_of(&s, g_odd[i], labels[i % 4]);
		at += rounded(g_odd[i]);
		expect_size("a.count", i + 1, s.tracer.count);
		expect_in_ledger(&s, i, wanted);
	}
	for (size_t i = 0; i < ODD; i++)
		expect_state(&s, i, BLOCK_LIVE, "later blocks leave it as it was");
	call_free(&s);
}

/* memcheck sees who reads behind the label's NUL, or reads the label when the call has
 * returned: it is overwritten, and then gone. */
static void give_labelled(t_subject *s, const char *text)
{
	t_address label = stage_string(text);

	labelled_block(s, 16, text, label);
	fill_memory(label, 'z', strlen(text));
	CALL(STEP_NO_ACCESS, label, strlen(text) + 1);
	noted("the caller overwrites the label that it gave");
}

ROW(alloc_labels)
{
	static const char *const labels[] = {"", "a", "fourteen bytes", "fifteen bytes..",
		"sixteen bytes...", "a label of more than sixteen bytes",
		"\xc3\xa9\n\x1b"};
	const size_t count = sizeof(labels) / sizeof(*labels);
	t_subject s = live("a", 1024);

	for (size_t i = 0; i < count; i++)
	{
		t_entry wanted = {16 * i, 16, 0, BLOCK_LIVE, ""};
		strncpy(wanted.label, labels[i], TRACER_LABEL - 1);
		give_labelled(&s, labels[i]);
		expect_in_ledger(&s, i, wanted);
	}
	call_free(&s);
}

/* Gives `first` bytes of `size`, then exactly what is left. */
static void fit_exactly(size_t size, size_t first)
{
	t_subject s = live("a", size);

	if (first != 0)
		block_of(&s, first, "first");
	block_of(&s, room_of(&s.tracer), "the rest");
	expect_size("a.offset, when all is used,", rounded(size), s.tracer.offset);
	call_free(&s);
}

ROW(alloc_exact_fit)
{
	fit_exactly(64, 0);
	fit_exactly(16, 0);
	fit_exactly(4096, 0);
	fit_exactly(100, 50);
	fit_exactly(5000, 4977);
	t_subject s = live("b", 64);
	block_of(&s, 40, "first");
	/* Its padding is the last of the memory. */
	block_of(&s, 1, "last byte");
	expect_size("b.offset, when all is used,", 64, s.tracer.offset);
	call_free(&s);
}

ROW(alloc_full)
{
	t_subject s = live("a", 128);

	refuse(&s, 129, ENOMEM, "it is one byte more than the tracer has");
	block_of(&s, 60, "first");
	refuse(&s, room_of(&s.tracer) + 1, ENOMEM, "it is one byte more than is left");
	size_t at = s.tracer.offset;
	t_address block = block_of(&s, room_of(&s.tracer), "rest");
	expected(
		"after a refusal, a block that fits is given where it always was: base + %zu",
		at);
	if (block != base_of(&s) + at)
		got("base + %td", distance_of(&s, block));
	refuse(&s, 1, ENOMEM, "the tracer is full");
	refuse(&s, 64, ENOMEM, "the tracer is full");
	call_free(&s);
}

static void refuse_huge(t_subject *s)
{
	t_size sizes[WRAPPING_SIZES];

	wrapping_sizes(s->tracer.base, s->tracer.offset, sizes);
	for (size_t i = 0; i < WRAPPING_SIZES; i++)
		if (sizes[i].size > s->tracer.capacity)
			refuse(s, sizes[i].size, ENOMEM, sizes[i].why);
}

ROW(alloc_huge)
{
	t_subject s = live("a", 4096);

	refuse_huge(&s);
	block_of(&s, 33, "first");
	refuse_huge(&s);
	block_of(&s, 4000, "second");
	refuse_huge(&s);
	call_free(&s);
}

ROW(alloc_ledger_full)
{
	t_subject s = live("a", 4096);

	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		block_of(&s, 16, "one of 64");
	refuse(&s, 16, ENOSPC, "the ledger has 64 entries, and all are taken");
	expect_size("a.count", TRACER_BLOCKS, s.tracer.count);
	/* An entry stays until tracer_free: a released block makes no room. */
	released(&s, base_of(&s));
	refuse(&s, 16, ENOSPC, "the entry of a released block stays");
	call_free(&s);
}

/* In a dead tracer no block fits either, and errno names which of two true reasons it
 * likes. */
static void refuse_dead(t_subject *s, size_t size)
{
	t_address block = call_alloc(s, size, "dead");

	expected("NULL and EINVAL: the tracer is dead, all its fields are zero");
	if (block != 0)
		got("a block at %#lx", (unsigned long)block);
	if (s->error != EINVAL && (size == 0 || s->error != ENOMEM))
		got("NULL, but errno is %s", errno_name(s->error));
	expect_dead(s, "a tracer_alloc that returns NULL");
}

ROW(alloc_invalid)
{
	t_subject s = live("a", 128);

	refuse(&s, 0, EINVAL, "a block of no bytes is no block");
	block_of(&s, 33, "first");
	refuse(&s, 0, EINVAL, "a block of no bytes is no block");
	call_free(&s);
	bury(&s);
	refuse_dead(&s, 0);
	refuse_dead(&s, 1);
	refuse_dead(&s, 64);
	refuse_dead(&s, SIZE_MAX);
}
