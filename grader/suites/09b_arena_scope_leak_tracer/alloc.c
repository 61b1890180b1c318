/* Rows of tracer_alloc. */

#include "kit.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

ROW(alloc_blocks)
{
	t_subject s = live("a", 1024);
	size_t at = 0;

	for (size_t i = 0; i < ODD; i++)
	{
		t_address block = block_of(&s, g_odd[i]);
		show_arena(&s);
		expected("the block begins at base + %zu, where the offset was", at);
		if (block != base_of(&s) + at)
			got("it begins at base + %td", distance_of(&s, block));
		at += rounded(g_odd[i]);
		expected(
			"the offset is %zu: it has grown by %zu, which is %zu rounded up to a multiple of "
			"%d",
			at, rounded(g_odd[i]), g_odd[i], TRACER_ALIGN);
		if (s.arena.offset != at)
			got("the offset is %zu", s.arena.offset);
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
		labelled(&s, g_odd[i], labels[i % 4]);
		at += rounded(g_odd[i]);
		expect_size("a.count", i + 1, s.arena.count);
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

	labelled_at(s, 16, text, label);
	fill_memory(label, 'z', strlen(text));
	CALL(STEP_NO_ACCESS, label, strlen(text) + 1);
	noted("the caller overwrites the label that it passed");
}

/* Behind the label's NUL nothing can be read. */
static void give_label_at_the_edge(t_subject *s, const char *text)
{
	t_address edge = map_edge();
	t_address label = edge - strlen(text) - 1;

	write_string(label, text);
	noted("the memory after the label's NUL cannot be read");
	labelled_at(s, 16, text, label);
	unmap_edge(edge);
}

/* As a byte, its length would be none. */
static void give_long_label(t_subject *s)
{
	char label[257];
	size_t index = s->arena.count;
	t_entry wanted = {s->arena.offset, 16, 0, BLOCK_LIVE, "long long long "};

	for (size_t i = 0; i < sizeof(label); i++)
		label[i] = "long "[i % 5];
	label[256] = '\0';
	labelled(s, 16, label);
	expect_in_ledger(s, index, wanted);
}

ROW(alloc_labels)
{
	static const char *const labels[] = {"", "a", "fourteen bytes", "fifteen bytes..",
		"sixteen bytes...", "a label of more than sixteen bytes",
		"\xc3\xa9\n\x1b", "fourteen bytes\xc3\xa9"};
	const size_t count = sizeof(labels) / sizeof(*labels);
	t_subject s = live("a", 1024);

	for (size_t i = 0; i < count; i++)
	{
		t_entry wanted = {16 * i, 16, 0, BLOCK_LIVE, ""};
		strncpy(wanted.label, labels[i], TRACER_LABEL - 1);
		give_labelled(&s, labels[i]);
		expect_in_ledger(&s, i, wanted);
	}
	give_long_label(&s);
	give_label_at_the_edge(&s, "short");
	give_label_at_the_edge(&s, "");
	call_free(&s);
}

ROW(alloc_exact_fit)
{
	fit_exactly(live("a", 64), 0, 64);
	fit_exactly(live("a", 16), 0, 16);
	fit_exactly(live("a", 4096), 0, 4096);
	fit_exactly(live("a", 100), 50, 112);
	fit_exactly(live("a", 5000), 4977, 5008);
	t_subject s = live("b", 64);
	block_of(&s, 40);
	/* Its padding is the last of the memory. */
	block_of(&s, 1);
	expect_size("b.offset, when all is used,", 64, s.arena.offset);
	call_free(&s);
}

ROW(alloc_full)
{
	refuse_full(live("a", 128));
	refuse_unheard(live("b", 64));
}

ROW(alloc_huge)
{
	refuse_huge(live("a", 4096));
}

ROW(alloc_ledger_full)
{
	t_subject s = live("a", 4096);

	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		labelled(&s, 16, "one of 64");
	refuse(&s, 16, ENOSPC, "all 64 entries of the ledger are in use");
	expect_size("a.count", TRACER_BLOCKS, s.arena.count);
	/* An entry stays until tracer_free: a released block makes no room. */
	released(&s, base_of(&s));
	refuse(&s, 16, ENOSPC, "a released block keeps its entry");
	released(&s, base_of(&s) + 16 * (TRACER_BLOCKS - 1));
	refuse(&s, 16, ENOSPC, "the last block keeps its entry, too");
	call_free(&s);
}

/* In a dead tracer no block fits either, and errno names which of two true reasons it
 * likes. */
static void refuse_when_dead(t_subject *s, size_t size)
{
	t_address block = call_alloc(s, size);

	expected("NULL and EINVAL: the tracer is dead, all its fields are zero");
	if (block != 0)
		got("a block at %#lx", (unsigned long)block);
	if (s->error != EINVAL && s->error != ENOMEM)
		got("NULL, but errno is %s", errno_name(s->error));
	expect_dead(s, "a tracer_alloc that returns NULL",
		"When it returns NULL, the tracer is unchanged");
}

ROW(alloc_invalid)
{
	t_subject s = live("a", 128);

	refuse_zero(live("b", 128));
	call_free(&s);
	bury(&s);
	refuse_when_dead(&s, 0);
	refuse_when_dead(&s, 1);
	refuse_when_dead(&s, 64);
	refuse_when_dead(&s, SIZE_MAX);
}
