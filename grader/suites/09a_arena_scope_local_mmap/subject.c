#include "subject.h"

#include "draw.h"
#include "ledger.h"
#include "row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define RUBBISH 0xa5
/* So many sizes may stand in one message. */
#define WORDS 4

t_subject subject(const char *name)
{
	t_subject s = {.name = name};

	memset(&s.arena, RUBBISH, sizeof(s.arena));
	return s;
}

const char *size_words(size_t size)
{
	static char words[WORDS][32];
	static size_t next;
	char *text = words[next++ % WORDS];

	if (size == SIZE_MAX)
		return "SIZE_MAX";
	if (size > SIZE_MAX - 65536)
		snprintf(text, sizeof(*words), "SIZE_MAX - %zu", SIZE_MAX - size);
	else if (size == SIZE_MAX / 2 || size == SIZE_MAX / 2 + 1)
		snprintf(text, sizeof(*words), "SIZE_MAX / 2%s",
			size == SIZE_MAX / 2 ? "" : " + 1");
	else
		snprintf(text, sizeof(*words), "%zu", size);
	return text;
}

int call_init(t_subject *s, size_t size)
{
	tried("arena_init(&%s, %s)", s->name, size_words(size));
	errno = 0;
	int status = arena_init(&s->arena, size);
	s->error = answered_status(status);
	s->block_count = 0;
	return status;
}

/* Where a block lies, seen from base. Good until the next call. */
static const char *place_words(const t_subject *s, const char *block)
{
	static char words[64];
	const char *base = s->arena.base;
	int is_inside = block >= base && (size_t)(block - base) <= s->arena.capacity;

	if (base == NULL)
		snprintf(words, sizeof(words), "%p, though base is NULL",
			(const void *)block);
	else
		snprintf(words, sizeof(words), "base %c %td%s", block < base ? '-' : '+',
			block < base ? base - block : block - base,
			is_inside ? "" : ", outside of the arena");
	return words;
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
	tried("arena_alloc(&%s, %s)", s->name, size_words(size));
	errno = 0;
	char *block = arena_alloc(&s->arena, size);
	s->error = errno;
	if (block == NULL)
		answered(s->error, "NULL");
	else
		answered(0, "%s", place_words(s, block));
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

/* The first field that still holds what stood there before arena_init, or NULL. */
static const char *unwritten(const t_arena *a)
{
	t_subject fresh = subject(NULL);

	if (memcmp(a, &fresh.arena, sizeof(*a)) == 0)
		return "no field";
	if (a->base == fresh.arena.base)
		return "base";
	if (a->offset == fresh.arena.offset)
		return "offset";
	return a->capacity == fresh.arena.capacity ? "capacity" : NULL;
}

static void complain_of_unwritten(const t_arena *a, const char *first_words)
{
	const char *field = unwritten(a);

	if (field == NULL)
		return;
	if (strcmp(field, "no field") == 0)
		got("%sno field was written: each holds what stood in the struct before",
			first_words);
	got("%s%s was not written: it holds what stood in the struct before", first_words,
		field);
}

t_subject live(const char *name, size_t size)
{
	t_subject s = subject(name);
	int status = call_init(&s, size);

	if (status == 0 && s.arena.base != NULL && s.arena.base != MAP_FAILED &&
		unwritten(&s.arena) == NULL)
		return s;
	expected(
		"arena_init(&%s, %zu) makes an arena: it returns 0, and base is not NULL",
		name, size);
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s.error));
	if (s.arena.base == MAP_FAILED)
		got("it returned 0, but base is MAP_FAILED: mmap failed, and its errno was %s",
			errno_name(ledger_error(CALL_MMAP)));
	complain_of_unwritten(&s.arena, "it returned 0, but ");
	got("it returned 0, but base is NULL: the fields are not filled in");
}

static const char *byte_word(size_t count)
{
	return count == 1 ? "byte" : "bytes";
}

void *block_of(t_subject *s, size_t size)
{
	size_t room = room_of(&s->arena);
	size_t offset = s->arena.offset;
	void *block = call_alloc(s, size);

	if (block != NULL)
		return block;
	show_arena(s);
	if (size > room)
		expected("a block of %zu %s: so early the arena has room for it", size,
			byte_word(size));
	else
		expected("a block of %zu %s: up to %zu fit here", size, byte_word(size),
			room);
	if (s->arena.offset != offset)
		got("NULL, and errno is %s; yet the offset moved from %zu to %zu",
			errno_name(s->error), offset, s->arena.offset);
	got("NULL, and errno is %s", errno_name(s->error));
}

/* Fails the row unless the arena is as it was before a call that returned NULL. */
static void expect_unchanged(const t_subject *s, const t_arena *before)
{
	const t_arena *a = &s->arena;

	expected("NULL, and the arena is as it was: offset %zu, capacity %zu",
		before->offset, before->capacity);
	if (a->base != before->base)
		got("NULL, but base is another one now");
	if (a->capacity != before->capacity)
		got("NULL, but the capacity is %zu now", a->capacity);
	if (a->offset != before->offset)
		got("NULL, but the offset is %s now", size_words(a->offset));
}

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_arena before = s->arena;
	void *block = call_alloc(s, size);

	show_arena(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != NULL)
		got("a block at %s; the offset is %s now, the capacity %zu",
			place_words(s, block), size_words(s->arena.offset),
			s->arena.capacity);
	if (s->error != error)
		got("NULL, but errno is %s%s", errno_name(s->error),
			s->error == 0 ? ", as before the call" : "");
	expect_unchanged(s, &before);
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

void expect_freed(t_subject *s, const char *which)
{
	unsigned calls = ledger_calls(CALL_MUNMAP);
	int status = call_free(s);

	if (status == 0)
		return;
	expected("arena_free of %s returns 0", which);
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

void expect_dead(const t_subject *s, const char *after)
{
	if (s->arena.base == NULL && s->arena.offset == 0 && s->arena.capacity == 0)
		return;
	expected("after %s every field is zero", after);
	complain_of_unwritten(&s->arena, "");
	got("base is %s, offset %zu, capacity %s",
		s->arena.base == NULL         ? "NULL"
		: s->arena.base == MAP_FAILED ? "MAP_FAILED"
					      : "not NULL",
		s->arena.offset, size_words(s->arena.capacity));
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
