#include "subject.h"

#include "draw.h"
#include "row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RUBBISH 0xa5

t_subject subject(const char *name)
{
	t_subject s = {.name = name};

	memset(&s.arena, RUBBISH, sizeof(s.arena));
	return s;
}

int call_init(t_subject *s, size_t size)
{
	tried("arena_init(&%s, %zu)", s->name, size);
	errno = 0;
	int status = arena_init(&s->arena, size);
	s->error = answered_status(status);
	s->block_count = 0;
	return status;
}

static void answer_block(const t_subject *s, const char *block)
{
	const char *base = s->arena.base;

	if (block == NULL)
		answered(s->error, "NULL");
	else if (block >= base && (size_t)(block - base) <= s->arena.capacity)
		answered(0, "base + %td", block - base);
	else
		answered(0, "base + %td, outside of the arena", block - base);
}

static void keep_block(t_subject *s, const char *block, size_t size)
{
	size_t start = block - (const char *)s->arena.base;

	if (s->block_count == SUBJECT_BLOCKS)
		s->block_count = 0;
	s->blocks[s->block_count] = (t_block){start, size, (char)('A' + s->block_count)};
	s->block_count++;
}

void *call_alloc(t_subject *s, size_t size)
{
	tried("arena_alloc(&%s, %zu)", s->name, size);
	errno = 0;
	char *block = arena_alloc(&s->arena, size);
	s->error = errno;
	answer_block(s, block);
	if (block != NULL)
		keep_block(s, block, size);
	return block;
}

int call_free(t_subject *s)
{
	tried("arena_free(&%s)", s->name);
	errno = 0;
	int status = arena_free(&s->arena);
	s->error = answered_status(status);
	return status;
}

char *call_dump(t_subject *s, size_t *length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, length);

	if (out == NULL)
		abort();
	tried("arena_dump(&%s, out)", s->name);
	arena_dump(&s->arena, out);
	fclose(out);
	answered(0, "%zu bytes", *length);
	return text;
}

t_subject live(const char *name, size_t size)
{
	t_subject s = subject(name);
	int status = call_init(&s, size);

	if (status == 0 && s.arena.base != NULL)
		return s;
	expected("arena_init(&%s, %zu) makes an arena: it returns 0, and base is not NULL", name, size);
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s.error));
	got("it returned 0, but base is NULL: the fields are not filled in");
}

void *block_of(t_subject *s, size_t size)
{
	size_t room = room_of(&s->arena);
	void *block = call_alloc(s, size);

	if (block != NULL)
		return block;
	show_arena(s);
	if (size > room)
		expected("a block of %zu bytes: so early the arena has room for it", size);
	else
		expected("a block of %zu bytes: up to %zu fit here", size, room);
	got("NULL, and errno is %s", errno_name(s->error));
}

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_arena before = s->arena;
	void *block = call_alloc(s, size);

	show_arena(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != NULL)
		got("a block at base + %td; the offset is %zu of %zu", (char *)block - (char *)s->arena.base,
			s->arena.offset, s->arena.capacity);
	if (s->error != error)
		got("NULL, but errno is %s", errno_name(s->error));
	expected("a refusal leaves the arena as it was: offset %zu, capacity %zu", before.offset,
		before.capacity);
	if (s->arena.offset != before.offset || s->arena.capacity != before.capacity ||
		s->arena.base != before.base)
		got("NULL, but now offset is %zu, capacity %zu, and base %s", s->arena.offset,
			s->arena.capacity, s->arena.base == before.base ? "the same" : "another");
	picture(NULL, NULL);
}

size_t padding_of(const t_arena *a)
{
	return -((uintptr_t)a->base + a->offset) % ARENA_ALIGN;
}

size_t room_of(const t_arena *a)
{
	size_t used = a->offset + padding_of(a);

	return used < a->capacity ? a->capacity - used : 0;
}

void expect_dead(const t_subject *s, const char *after)
{
	if (s->arena.base == NULL && s->arena.offset == 0 && s->arena.capacity == 0)
		return;
	expected("after %s every field is zero", after);
	got("base is %p, offset %zu, capacity %zu", s->arena.base, s->arena.offset, s->arena.capacity);
}

static void draw(FILE *out, const void *data)
{
	const t_subject *s = data;

	draw_lane(out, "", s->arena.capacity, s->arena.offset);
	for (size_t i = 0; i < s->block_count; i++)
		draw_block(out, s->blocks[i].start, s->blocks[i].size, s->blocks[i].mark);
}

void show_arena(const t_subject *s)
{
	picture(s->arena.capacity != 0 && s->arena.capacity <= 65536 ? draw : NULL, s);
}
