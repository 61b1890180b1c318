#include "subject.h"

#include "call.h"
#include "draw.h"
#include "ledger.h"
#include "memory.h"
#include "row.h"
#include "spill.h"
#include "steps.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define RUBBISH 0xa5

t_subject subject(const char *name)
{
	t_subject s = {.name = name, .at = stage(sizeof(t_arena))};

	memset(&s.arena, RUBBISH, sizeof(s.arena));
	/* memcheck sees who reads what nobody wrote. */
	if (!row_is_watched())
		write_memory(s.at, &s.arena, sizeof(s.arena));
	return s;
}

t_address base_of(const t_subject *s)
{
	return (uintptr_t)s->arena.base;
}

ptrdiff_t distance_of(const t_subject *s, t_address address)
{
	return (ptrdiff_t)(address - base_of(s));
}

void bury(t_subject *s)
{
	memset(&s->arena, 0, sizeof(s->arena));
	write_memory(s->at, &s->arena, sizeof(s->arena));
	tried("every field of %s is set to zero", s->name);
	answered(0, "dead");
}

/* After a call: its errno, and what the struct holds now. */
static void take(t_subject *s, const t_answer *answer)
{
	s->error = answer->error;
	read_memory(s->at, &s->arena, sizeof(s->arena));
}

int call_init(t_subject *s, size_t size)
{
	tried("arena_init(&%s, %s)", s->name, size_words(size));
	t_answer answer = CALL(ARENA_INIT, s->at, size);
	answered_status((int)answer.value, answer.error);
	take(s, &answer);
	s->block_count = 0;
	return (int)answer.value;
}

/* Where a block lies, seen from base. Good until the next call. */
static const char *place_words(const t_subject *s, t_address block)
{
	static char words[64];
	t_address base = base_of(s);
	int is_inside = block >= base && block - base <= s->arena.capacity;

	if (base == 0)
		snprintf(words, sizeof(words), "%#lx, though base is NULL",
			(unsigned long)block);
	else
		snprintf(words, sizeof(words), "base %c %td%s", block < base ? '-' : '+',
			(ptrdiff_t)(block < base ? base - block : block - base),
			is_inside ? "" : ", outside of the arena");
	return words;
}

static void keep_block(t_subject *s, t_address block, size_t size)
{
	size_t start = block - base_of(s);

	if (s->block_count == SUBJECT_BLOCKS)
		s->block_count = 0;
	s->blocks[s->block_count] = (t_block){start, size, (char)('A' + s->block_count)};
	s->block_count++;
}

t_address call_alloc(t_subject *s, size_t size)
{
	tried("arena_alloc(&%s, %s)", s->name, size_words(size));
	t_answer answer = CALL(ARENA_ALLOC, s->at, size);
	take(s, &answer);
	if (answer.value == 0)
		answered(s->error, "NULL");
	else
		answered(0, "%s", place_words(s, answer.value));
	if (answer.value != 0)
		keep_block(s, answer.value, size);
	return answer.value;
}

int call_free(t_subject *s)
{
	tried("arena_free(&%s)", s->name);
	t_answer answer = CALL(ARENA_FREE, s->at);
	answered_status((int)answer.value, answer.error);
	take(s, &answer);
	return (int)answer.value;
}

char *call_dump(t_subject *s, size_t *length)
{
	tried("arena_dump(&%s, out)", s->name);
	char *text = streamed(ARENA_DUMP, s->at, length);
	answered(0, "%zu bytes", *length);
	return text;
}

/* The first field that still holds what stood there before arena_init, or NULL. */
static const char *unwritten(const t_arena *a)
{
	t_arena fresh;

	memset(&fresh, RUBBISH, sizeof(fresh));
	if (memcmp(a, &fresh, sizeof(*a)) == 0)
		return "no field";
	if (a->base == fresh.base)
		return "base";
	if (a->offset == fresh.offset)
		return "offset";
	return a->capacity == fresh.capacity ? "capacity" : NULL;
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

t_address block_of(t_subject *s, size_t size)
{
	size_t room = room_of(&s->arena);
	size_t offset = s->arena.offset;
	t_address block = call_alloc(s, size);

	if (block != 0)
		return block;
	show_arena(s);
	if (size > room)
		expected("a block of %zu byte%s: so early the arena has room for it",
			size, plural(size));
	else
		expected("a block of %zu byte%s: up to %zu fit here", size, plural(size),
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
	t_address block = call_alloc(s, size);

	show_arena(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != 0)
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
	unsigned calls = ledger_is_seen() ? ledger_calls(CALL_MUNMAP) : 0;
	int status = call_free(s);

	if (status == 0)
		return;
	expected("arena_free of %s returns 0", which);
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
