/* Rows of arena_dump. */

#include "kit.h"
#include "mappings.h"
#include "show.h"
#include "steps.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WIDTH 64

/* What the contract says that this arena dumps, as a new string. */
static char *promised(const t_subject *s)
{
	char *text;
	size_t length;
	const t_arena *a = &s->arena;
	const unsigned char *bytes = (unsigned char *)copy_of(base_of(s), a->offset);
	FILE *out = text_stream(&text, &length);

	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	for (size_t at = 0; at < a->offset; at++)
	{
		fputc(bytes[at] >= 32 && bytes[at] <= 126 ? bytes[at] : '.', out);
		if (at % WIDTH == WIDTH - 1 || at == a->offset - 1)
			fputc('\n', out);
	}
	fclose(out);
	return text;
}

/* Fails the row unless the dump is byte for byte as promised. */
static void expect_promised(t_subject *s)
{
	t_subject before = *s;
	char *text = promised(s);

	expect_dump(s, text);
	free(text);
	read_memory(s->at, &s->arena, sizeof(s->arena));
	expect_same_fields(s, &before, "arena_dump");
}

ROW(dump_text)
{
	t_subject s = live("a", 256);

	write_string(block_of(&s, 12), "Hello arena");
	write_string(block_of(&s, 5), "born");
	write_memory(block_of(&s, 6), "~! {}^", 6);
	write_memory(block_of(&s, 12), "%s%d%n%%100%", 12);
	expect_promised(&s);
	/* A line that ends in spaces. */
	fill_memory(block_of(&s, 100), ' ', 100);
	expect_promised(&s);
	call_free(&s);
}

/* Dumps a block of these bytes: one line, for how lines are broken is another row's
 * affair. */
static void dump_bytes(const void *bytes, size_t size)
{
	t_subject s = live("a", 512);
	t_address block = block_of(&s, size);

	write_memory(block, bytes, size);
	noted("the bytes of the block are %s", show(bytes, size));
	expect_promised(&s);
	expected("after arena_dump the bytes of the arena are what they were");
	if (memcmp(copy_of(block, size), bytes, size) != 0)
		got("arena_dump changed them");
	call_free(&s);
}

/* `first` and the 31 behind it. */
static void dump_values(unsigned char first)
{
	unsigned char bytes[32];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(first + i);
	dump_bytes(bytes, sizeof(bytes));
}

ROW(dump_unprintable)
{
	/* 96 to 127 last: whose limit is one off is told from whose limit is missing. */
	static const unsigned char firsts[] = {0, 32, 64, 128, 160, 192, 224, 96};
	/* In UTF-8, of two, three and four bytes: a dump knows bytes, not characters. */
	static const char characters[] = "\303\251, \342\202\254, \360\237\230\200";

	for (size_t i = 0; i < sizeof(firsts); i++)
	{
		another_try();
		dump_values(firsts[i]);
	}
	another_try();
	dump_bytes(characters, sizeof(characters) - 1);
}

/*
 * An arena of `size` bytes, all used. Where it refuses to be filled, which is another
 * row's affair or comes of a base that is not aligned, one with room for padding.
 */
static t_subject filled(size_t size)
{
	t_subject s = live("a", size);
	t_address block = call_alloc(&s, size);

	if (block == 0)
	{
		call_free(&s);
		s = live("b", size + ARENA_ALIGN - 1);
		block = block_of(&s, size);
	}
	fill_memory(block, 'x', size);
	return s;
}

ROW(dump_lines)
{
	static const size_t sizes[] = {1, 63, 64, 65, 127, 128, 129};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		t_subject s = filled(sizes[i]);
		t_address behind = base_of(&s) + s.arena.offset;
		size_t rest = -behind % (size_t)getpagesize();
		/* memcheck tells who reads one too many, or whole lines. */
		CALL(STEP_NO_ACCESS, behind, rest);
		expect_promised(&s);
		CALL(STEP_DEFINED, behind, rest);
		call_free(&s);
	}
	if (row_is_watched())
		return;
	another_try();
	/* More lines than 16 bits can count. */
	t_subject s = filled((4 << 20) + 65);
	shrink_stack();
	expect_promised(&s);
	call_free(&s);
}

/* Who closes the memory while it is read opens all of it again. */
static void stay_open(void)
{
	const size_t size = 200000;
	t_subject s = live("a", size);

	another_try();
	expect_promised(&s);
	expect_read_write(base_of(&s), size);
	fill_memory(block_of(&s, size / 2), 'x', size / 2);
	fill_memory(base_of(&s) + size / 2 + ARENA_ALIGN, 'y', size / 2 - ARENA_ALIGN);
	expect_promised(&s);
	expect_read_write(base_of(&s), size);
	expect_filled(base_of(&s) + size / 2 + ARENA_ALIGN, size / 2 - ARENA_ALIGN, 'y',
		"the memory above the offset, after arena_dump,");
	call_free(&s);
}

/* Who reads whole lines from an address that is a multiple of 64 never leaves the page of
 * the last byte: here the line begins 100 bytes below the end of a page. */
static void end_with_page(void)
{
	const size_t used = 100;
	size_t page = (size_t)getpagesize();
	t_subject s = live("a", 2 * page);
	t_subject part = subject("b");

	another_try();
	fill_memory(base_of(&s) + page - used, 'x', used);
	part.arena = (t_arena){(char *)s.arena.base + page - used, used, page};
	write_memory(part.at, &part.arena, sizeof(part.arena));
	noted("b is set to base a.base + %zu, offset %zu, capacity %zu; no byte after those "
	      "%zu can be touched",
		page - used, used, page, used);
	char *wanted = promised(&part);
	protect_pages(base_of(&s) + page, page, PROT_NONE);
	expect_dump(&part, wanted);
	protect_pages(base_of(&s) + page, page, PROT_READ | PROT_WRITE);
	free(wanted);
	call_free(&s);
}

/* All that must not be touched is closed: memory behind the offset, and what may only be
 * read. */
ROW(dump_reads_only)
{
	size_t page = (size_t)getpagesize();
	t_subject s = live("a", 2 * page);
	t_address struct_page = s.at / page * page;

	write_string(block_of(&s, page - padding_of(&s.arena)), "\x01\x02 to be read");
	char *wanted = promised(&s);
	protect_pages(base_of(&s), page, PROT_READ);
	protect_pages(base_of(&s) + page, page, PROT_NONE);
	protect_pages(struct_page, page, PROT_READ);
	noted("a and its %zu used bytes are read-only, and no byte after them can be touched",
		page);
	expect_dump(&s, wanted);
	protect_pages(struct_page, page, PROT_READ | PROT_WRITE);
	protect_pages(base_of(&s), 2 * page, PROT_READ | PROT_WRITE);
	free(wanted);
	call_free(&s);
	end_with_page();
	if (!row_is_watched())
		stay_open();
}

ROW(dump_empty)
{
	t_subject s = live("a", 4096);
	t_subject far = far_subject("b", 0, ((size_t)5 << 30) + 1);

	expect_promised(&s);
	call_free(&s);
	another_try();
	expect_promised(&far);
}

ROW(dump_dead)
{
	t_subject s = live("a", 64);

	fill_memory(block_of(&s, 32), 'x', 32);
	call_free(&s);
	bury(&s);
	expect_promised(&s);
}

static void dump_to_one_stream(size_t used, size_t size)
{
	t_subject s = live("a", size);

	fill_memory(block_of(&s, used), 'x', used);
	expect_one_stream(&s, ARENA_DUMP);
	call_free(&s);
}

ROW(dump_one_stream)
{
	t_subject s = live("a", 64);

	expect_one_stream(&s, ARENA_DUMP);
	call_free(&s);
	bury(&s);
	expect_one_stream(&s, ARENA_DUMP);
	another_try();
	dump_to_one_stream(100, 256);
	another_try();
	if (!row_is_watched())
		dump_to_one_stream(100000, 200000);
}
