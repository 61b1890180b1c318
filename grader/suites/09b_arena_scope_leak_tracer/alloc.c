/* Rows of tracer_alloc. */

#include "expect.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const size_t g_odd[] = {1, 7, 16, 17, 3, 32, 5, 15, 31, 64, 2, 100};

#define ODD (sizeof(g_odd) / sizeof(*g_odd))

t_passed alloc_blocks(void)
{
	t_subject s = live("t", 1024);
	size_t offset = 0;

	for (size_t i = 0; i < ODD; i++)
	{
		char *block = block_of(&s, g_odd[i], "odd");
		show_tracer(&s);
		expected("the block begins at base + %zu, where the offset was", offset);
		if (block != (char *)s.tracer.base + offset)
			got("base + %td", block - (char *)s.tracer.base);
		offset += rounded(g_odd[i]);
		expect_size("the offset, which grew by the size rounded up,", offset, s.tracer.offset);
	}
	call_free(&s);
	return row_passed();
}

t_passed alloc_entries(void)
{
	t_subject s = live("t", 1024);
	size_t offset = 0;
	char label[8];

	for (size_t i = 0; i < ODD; i++)
	{
		/* Scopes 0, 0, 0, 0, 1, 1, ...: four blocks in each. */
		if (i % 4 == 0 && i != 0)
			entered(&s);
		snprintf(label, sizeof(label), "odd %zu", i);
		block_of(&s, g_odd[i], label);
		expect_size("count", i + 1, s.tracer.count);
		t_entry wanted = {offset, g_odd[i], i / 4, BLOCK_LIVE, ""};
		memcpy(wanted.label, label, sizeof(label));
		expect_entry("the new entry of the ledger", &s.tracer.ledger[i], wanted);
		offset += rounded(g_odd[i]);
	}
	expect_entry("the first entry, when others have followed,", &s.tracer.ledger[0],
		(t_entry){0, 1, 0, BLOCK_LIVE, "odd 0"});
	call_free(&s);
	return row_passed();
}

t_passed alloc_labels(void)
{
	t_subject s = live("t", 1024);
	char label[] = "before";

	block_of(&s, 16, label);
	memcpy(label, "after!", sizeof(label));
	expect_entry("the label is a copy, which the caller's own text does not change", &s.tracer.ledger[0],
		(t_entry){0, 16, 0, BLOCK_LIVE, "before"});
	block_of(&s, 16, "fifteen letters");
	expect_entry("a label of 15 bytes fits", &s.tracer.ledger[1],
		(t_entry){16, 16, 0, BLOCK_LIVE, "fifteen letters"});
	block_of(&s, 16, "sixteen  letters");
	expect_entry("a label of 16 bytes is cut to 15", &s.tracer.ledger[2],
		(t_entry){32, 16, 0, BLOCK_LIVE, "sixteen  letter"});
	block_of(&s, 16, "a label that is longer by far than an entry has room for it");
	expect_entry("a long label is cut to 15 bytes", &s.tracer.ledger[3],
		(t_entry){48, 16, 0, BLOCK_LIVE, "a label that is"});
	block_of(&s, 16, "");
	expect_entry("an empty label is one", &s.tracer.ledger[4], (t_entry){64, 16, 0, BLOCK_LIVE, ""});
	call_free(&s);
	return row_passed();
}

t_passed alloc_exact_fit(void)
{
	t_subject s = live("t", 128);

	block_of(&s, 128, "all");
	expect_size("the offset, when all is used,", 128, s.tracer.offset);
	call_free(&s);
	s = live("u", 120);
	block_of(&s, 100, "first");
	/* 16 bytes are left, and the padding of the last block is among them. */
	block_of(&s, 9, "last");
	expect_size("the offset, when all is used,", 128, s.tracer.offset);
	call_free(&s);
	return row_passed();
}

t_passed alloc_full(void)
{
	t_subject s = live("t", 128);

	refuse(&s, 129, ENOMEM, "it is one byte more than the tracer has");
	block_of(&s, 64, "first");
	refuse(&s, 65, ENOMEM, "it is one byte more than is left");
	block_of(&s, 50, "second");
	refuse(&s, 1, ENOMEM, "the tracer is full");
	call_free(&s);
	return row_passed();
}

t_passed alloc_huge(void)
{
	static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 14, SIZE_MAX - 15, SIZE_MAX - 16,
		SIZE_MAX - 63, (size_t)-64, (size_t)-48, SIZE_MAX / 2, SIZE_MAX / 2 + 1};
	t_subject s = live("t", 4096);

	block_of(&s, 64, "first");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		refuse(&s, sizes[i], ENOMEM, "no sum may wrap around");
	block_of(&s, 64, "second");
	expect_size("the offset", 128, s.tracer.offset);
	call_free(&s);
	return row_passed();
}

t_passed alloc_ledger_full(void)
{
	t_subject s = live("t", 4096);

	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		block_of(&s, 8, "one of many");
	refuse(&s, 8, ENOSPC, "the ledger has no entry left");
	/* A released block keeps its entry. */
	released(&s, s.tracer.base);
	refuse(&s, 8, ENOSPC, "the ledger has no entry left: a released block keeps its own");
	expect_size("count", TRACER_BLOCKS, s.tracer.count);
	call_free(&s);
	return row_passed();
}

t_passed alloc_invalid(void)
{
	t_subject s = live("t", 128);

	block_of(&s, 16, "first");
	refuse(&s, 0, EINVAL, "a block of no bytes is no block");
	call_free(&s);
	memset(&s.tracer, 0, sizeof(s.tracer));
	refuse(&s, 16, EINVAL, "the tracer is dead: every field is zero");
	refuse(&s, 0, EINVAL, "the tracer is dead: every field is zero");
	return row_passed();
}

t_passed two_tracers(void)
{
	t_subject a = live("a", 256);
	t_subject b = live("b", 256);

	block_of(&a, 16, "of a");
	entered(&a);
	block_of(&b, 32, "of b");
	expect_size("a.count", 1, a.tracer.count);
	expect_size("b.count", 1, b.tracer.count);
	expect_size("b.depth", 0, b.tracer.depth);
	expect_entry("b's first entry", &b.tracer.ledger[0], (t_entry){0, 32, 0, BLOCK_LIVE, "of b"});
	call_free(&a);
	block_of(&b, 32, "again");
	call_free(&b);
	return row_passed();
}

t_passed tracer_moves(void)
{
	t_entry leaks[2];
	t_subject a = live("a", 256);

	entered(&a);
	char *first = block_of(&a, 16, "first");
	block_of(&a, 16, "second");
	t_subject b = a;
	b.name = "b";
	memset(&a.tracer, 0, sizeof(a.tracer));
	tried("b = a, and a's fields are zeroed");
	answered(0, "the tracer now stands in b");
	released(&b, first);
	expect_size("the number of leaks", 1, (size_t)call_leave(&b, leaks, 2));
	expect_entry("the leak", &leaks[0], (t_entry){16, 16, 1, BLOCK_LEAKED, "second"});
	expect_entry("the first entry", &b.tracer.ledger[0], (t_entry){0, 16, 1, BLOCK_RELEASED, "first"});
	freed(&b);
	return row_passed();
}
