/* Rows of all functions together: what they leave alone, two tracers, one that moves, and
 * a full ledger. */

#include "kit.h"
#include "show.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 512

static void expect_bytes(const t_subject *s, const char *call)
{
	const unsigned char *bytes = (unsigned char *)copy_of(base_of(s), SIZE);

	for (size_t at = 0; at < SIZE; at++)
	{
		if (bytes[at] == 0xa5)
			continue;
		show_arena(s);
		expected("%s changes no byte of the memory: byte %zu is still 0xa5", call,
			at);
		got("it is 0x%02x", bytes[at]);
	}
}

/* Every function that reads, each looked after. */
static void look_at(t_subject *s)
{
	t_shot snapshot = snapped(s);
	size_t length;

	expect_bytes(s, "tracer_snapshot");
	call_diff(s, &snapshot, list_of(4, sizeof(t_range)), 4);
	expect_bytes(s, "tracer_diff");
	call_snapshot_free(s, &snapshot);
	expect_bytes(s, "snapshot_free");
	call_blame(s, (t_range){0, 300}, list_of(16, sizeof(t_piece)), 16);
	expect_bytes(s, "tracer_blame");
	call_check(s);
	expect_bytes(s, "tracer_check");
	free(call_dump(s, &length));
	expect_bytes(s, "tracer_dump");
}

/* Several of them, whatever their size. */
#define PAGES (1 << 18)

ROW(bytes_untouched)
{
	t_subject s = live("a", SIZE);
	t_address blocks[4];

	fill_memory(base_of(&s), 0xa5, SIZE);
	noted("%s.base[0 .. %d] = 0xa5", s.name, SIZE - 1);
	entered(&s);
	for (size_t i = 0; i < 4; i++)
		blocks[i] = block_of(&s, 20 + 13 * i);
	call_alloc(&s, 4096);
	expect_bytes(&s, "tracer_alloc");
	released(&s, blocks[1]);
	released(&s, blocks[3]);
	expect_bytes(&s, "tracer_release");
	look_at(&s);
	left(&s, 2);
	expect_bytes(&s, "tracer_leave");
	look_at(&s);
	call_free(&s);
	/* Whole pages of one block. */
	s = live("b", PAGES);
	t_address block = block_of(&s, PAGES);
	fill_memory(block, 'x', PAGES);
	released(&s, block);
	expect_filled(block, PAGES, 'x', "the memory of a released block");
	call_free(&s);
}

/* The struct holds the fields of another tracer, which is alive. */
static void make_over_another(void)
{
	t_subject a = live("a", 256);

	labelled(&a, 100, "of a");
	t_subject b = make_over_fields(&a, 256, subject("b"));
	expect_size("b.count", 0, b.arena.count);
	call_free(&a);
}

ROW(two_tracers)
{
	t_subject a = live("a", 256);
	t_subject b = live("b", 256);

	make_over_another();
	another_try();
	entered(&a);
	fill_memory(labelled(&a, 100, "of a"), 'a', 100);
	t_subject before = a;
	t_address block = labelled(&b, 20, "of b");
	fill_memory(block, 'b', 20);
	expected("b's first block begins at b.base, and is entry 0 of b's ledger");
	if (block != base_of(&b))
		got("it does not begin there");
	expect_in_ledger(&b, 0, (t_entry){0, 20, 0, BLOCK_LIVE, "of b"});
	released(&b, block);
	entered(&b);
	left(&b, 0);
	expect_same(&a, &before, "calls for another tracer");
	expect_filled(base_of(&a), 100, 'a', "the block of tracer a");
	call_free(&b);
	t_mapping mapping;
	expected("tracer_free of b leaves a's memory mapped");
	if (!ledger_holder(base_of(&a), rounded(256), &mapping))
		got("it unmapped a's memory too");
	expect_filled(base_of(&a), 100, 'a', "the block of tracer a, after b was freed");
	left(&a, 1);
	call_free(&a);
}

/* The struct that was copied stays as it was. */
static void release_in_a_copy(void)
{
	t_subject a = live("a", 64);
	t_address block = labelled(&a, 20, "newest");
	t_subject copy = moved(&a, subject("b").at);

	copy.name = "b";
	noted("b = a");
	released(&copy, block);
	expect_state(&copy, 0, BLOCK_RELEASED, "it was released in b");
	freed(&copy);
}

/* Two tracers change places: what was known of a struct by its address is wrong then. */
static void change_places(void)
{
	t_subject a = live("a", 256);
	t_subject b = live("b", 256);

	another_try();
	labelled(&a, 100, "of a");
	const t_tracer of_a = a.arena;
	const t_tracer of_b = b.arena;
	change_tracer(&a, &of_b);
	change_tracer(&b, &of_a);
	noted("a and b swap their contents: now a is unused, and b has a block of 100 bytes");
	labelled(&a, 20, "first");
	expect_in_ledger(&a, 0, (t_entry){0, 20, 0, BLOCK_LIVE, "first"});
	labelled(&b, 20, "second");
	expect_in_ledger(&b, 1, (t_entry){112, 20, 0, BLOCK_LIVE, "second"});
	freed(&a);
	freed(&b);
}

ROW(tracer_moves)
{
	t_subject a = live("a", 256);
	t_subject b = subject("b");

	entered(&a);
	t_address first = labelled(&a, 20, "first");
	fill_memory(labelled(&a, 20, "second"), 's', 20);
	t_shot snapshot = snapped(&a);
	b = moved(&a, b.at);
	b.name = "b";
	fill_memory(a.at, 0xff, sizeof(a.arena));
	noted("%s = a, and a's fields are overwritten", b.name);
	released(&b, first);
	poke(&b, 40, 'x');
	t_diff diff = call_diff(&b, &snapshot, list_of(4, sizeof(t_range)), 4);
	expect_size("the number of changed bytes", 1, diff.changed);
	expect_in_ledger(&b, 1, (t_entry){32, 20, 1, BLOCK_LIVE, "second"});
	t_address third = labelled(&b, 20, "third");
	expected(
		"the copy continues where the tracer was: the next block begins at base + 64");
	if (third != first + 64)
		got("it begins at base + %td", distance_of(&b, third));
	left(&b, 2);
	freed_snapshot(&b, &snapshot);
	freed(&b);
	release_in_a_copy();
	change_places();
}

/* Half of the memory is used, by 64 blocks of one scope. */
static t_subject with_full_ledger(void)
{
	t_subject s = live("a", (size_t)2 * TRACER_BLOCKS * TRACER_ALIGN);

	entered(&s);
	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		labelled(&s, 10, "one of 64");
	return s;
}

/* Fails the row unless both texts are the same. Says which line is not: a full ledger has
 * many. */
static void expect_same_lines(const char *wanted, const char *text)
{
	for (size_t line = 1; strcmp(wanted, text) != 0; line++)
	{
		size_t size = strcspn(wanted, "\n");
		size_t there = strcspn(text, "\n");
		if (size != there || wanted[size] != text[there] ||
			memcmp(wanted, text, size) != 0)
		{
			expected("line %zu of the dump: %s", line,
				show(wanted, size + (wanted[size] == '\n')));
			got("%s", show(text, there + (text[there] == '\n')));
		}
		wanted += size + 1;
		text += there + 1;
	}
}

/* What the tracer with the full ledger dumps. */
static void expect_full_dump(t_subject *s)
{
	char *wanted;
	size_t size;
	size_t length;
	FILE *out = text_stream(&wanted, &size);

	fputs("tracer: 1024 used / 2048 total, 1 open\n", out);
	for (size_t i = 0; i < 128; i++)
		fputs(i < 63 ? "#" : i == 63 ? "#\n" : i < 127 ? "." : ".\n", out);
	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		fprintf(out, "# 10 at %zu: one of 64\n", i * TRACER_ALIGN);
	fclose(out);
	char *text = call_dump(s, &length);
	expect_same_lines(wanted, text);
	expect_size("the number of characters of the dump", size, length);
	free(text);
	free(wanted);
}

ROW(full_ledger)
{
	t_subject s = with_full_ledger();
	t_subject edge = at_the_edge(&s);

	refuse(&edge, 16, ENOSPC, "the ledger has 64 entries, and all are in use");
	int status = call_release(&edge, base_of(&edge) + 8);
	expect_failure(status, edge.error, EINVAL, "no block begins at base + 8");
	size_t pieces = call_blame(&edge, (t_range){0, edge.arena.capacity}, 0, 0);
	expected("129 pieces: 64 blocks, the padding of each, and the free memory");
	if (pieces != 129)
		got("tracer_blame returned %zu", pieces);
	expect_fault(&edge, FAULT_NONE, "a full ledger is no fault");
	expect_full_dump(&edge);
	left(&edge, TRACER_BLOCKS);
	freed(&edge);
	off_the_edge(&edge);
}
