#include "draw.h"
#include "kit.h"
#include "spill.h"
#include "steps.h"

const t_field lesson_fields[] = {
	{"base", offsetof(t_arena, base), FIELD_POINTER},
	{"offset", offsetof(t_arena, offset), FIELD_SIZE},
	{"capacity", offsetof(t_arena, capacity), FIELD_SIZE},
	{NULL, 0, 0},
};

int call_init(t_subject *s, size_t size)
{
	tried("arena_init(&%s, %s)", s->name, size_words(size));
	s->block_count = 0;
	return take_status(s, CALL(ARENA_INIT, s->at, size));
}

void keep_block(t_subject *s, t_address block, size_t size)
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
	t_address block = take_block(s, CALL(ARENA_ALLOC, s->at, size));
	if (block == 0)
		return 0;
	keep_block(s, block, size);
	keep_state(s);
	return block;
}

int call_free(t_subject *s)
{
	tried("arena_free(&%s)", s->name);
	return take_status(s, CALL(ARENA_FREE, s->at));
}

char *call_dump(t_subject *s, size_t *length)
{
	tried("arena_dump(&%s, out)", s->name);
	char *text = streamed(ARENA_DUMP, s->at, length);
	answered(0, "%zu bytes", *length);
	return text;
}

t_subject live(const char *name, size_t size)
{
	t_subject s = subject(name);

	expect_made(&s, call_init(&s, size));
	return s;
}

t_subject far_subject(const char *name, size_t offset, size_t capacity)
{
	t_subject s = subject(name);

	s.arena = (t_arena){(void *)NOWHERE, offset, capacity};
	write_memory(s.at, &s.arena, sizeof(s.arena));
	noted("%s is set to base %#lx, offset %zu, capacity %zu", name, NOWHERE, offset,
		capacity);
	return s;
}

t_address block_of(t_subject *s, size_t size)
{
	size_t room = room_of(s);
	size_t offset = s->arena.offset;
	t_address block = call_alloc(s, size);

	if (block != 0)
		return block;
	show_arena(s);
	if (size > room)
		expected("a block of %zu byte%s: the arena still has room for it", size,
			plural(size));
	else
		expected("a block of %zu byte%s: up to %zu fit here", size, plural(size),
			room);
	if (s->arena.offset != offset)
		got("NULL, and errno is %s; yet the offset moved from %zu to %zu",
			errno_name(s->error), offset, s->arena.offset);
	got("NULL, and errno is %s", errno_name(s->error));
}

size_t padding_of(const t_arena *a)
{
	return -((uintptr_t)a->base + a->offset) % ARENA_ALIGN;
}

size_t room_in(const t_arena *a)
{
	size_t used = a->offset + padding_of(a);

	return used < a->capacity ? a->capacity - used : 0;
}

size_t room_of(t_subject *s)
{
	return room_in(&s->arena);
}

size_t used_of(t_subject *s)
{
	return s->arena.offset;
}

void expect_same(const t_subject *s, const t_subject *before, const char *after)
{
	expect_same_fields(s, before, after);
}

static void draw(FILE *out, const void *data)
{
	const t_subject *s = data;

	draw_lane(out, "", s->arena.capacity, s->arena.offset);
	for (size_t i = 0; i < s->block_count; i++)
		draw_block(out, s->blocks[i].start, s->blocks[i].size, s->blocks[i].mark);
}

/* Whether a picture of it tells anything. */
static int is_shown(const t_subject *s)
{
	return s->arena.capacity <= 65536;
}

void show_arena(const t_subject *s)
{
	picture(s->arena.capacity != 0 && is_shown(s) ? draw : NULL, s);
}

void keep_state(const t_subject *s)
{
	if (is_shown(s))
		state(s->name, draw, s, sizeof(*s));
}
