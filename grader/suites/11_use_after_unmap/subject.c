#include "kit.h"

#include "draw.h"
#include "steps.h"

#include <string.h>

const t_field lesson_fields[] = {
	{"base", offsetof(t_arena, base), FIELD_POINTER},
	{"capacity", offsetof(t_arena, capacity), FIELD_SIZE},
	{"number", offsetof(t_arena, number), FIELD_ENUM},
	{NULL, 0, 0},
};

int call_init(t_subject *s, size_t size)
{
	tried("arena_init(&%s, %s)", s->name, size_words(size));
	int status = take_status(s, CALL(ARENA_INIT, s->at, size));
	s->made = s->arena;
	s->used = 0;
	return status;
}

t_subject live(const char *name, size_t size)
{
	t_subject s = subject(name);

	expect_made(&s, call_init(&s, size));
	return s;
}

static t_address call_alloc_named(t_subject *s, size_t size, const char *block)
{
	tried("arena_alloc(&%s, %s, \"%s\")", s->name, size_words(size), block);
	t_address at = take_block(s, CALL(ARENA_ALLOC, s->at, size, stage_string(block)));
	if (at != 0)
		s->used = at - base_of(s) + size;
	return at;
}

t_address call_alloc(t_subject *s, size_t size)
{
	return call_alloc_named(s, size, "block");
}

size_t used_of(t_subject *s)
{
	return s->used;
}

size_t room_of(t_subject *s)
{
	size_t next = rounded(s->used);

	return next < s->made.capacity ? s->made.capacity - next : 0;
}

t_address named_block(t_subject *s, size_t size, const char *block)
{
	size_t room = room_of(s);
	t_address at = call_alloc_named(s, size, block);

	if (at != 0)
		return at;
	expected("a block of %zu byte%s: up to %zu fit here", size, plural(size), room);
	got("NULL, and errno is %s", errno_name(s->error));
}

t_address block_of(t_subject *s, size_t size)
{
	return named_block(s, size, "block");
}

int call_free(t_subject *s)
{
	tried("arena_free(&%s)", s->name);
	return take_status(s, CALL(ARENA_FREE, s->at));
}

void expect_same(const t_subject *s, const t_subject *before, const char *after)
{
	expect_same_fields(s, before, after);
}

static void draw(FILE *out, const void *data)
{
	const t_subject *s = data;

	draw_lane(out, "", s->arena.capacity, s->used);
}

void show_arena(const t_subject *s)
{
	int is_shown = s->arena.capacity != 0 && s->arena.capacity <= 65536;

	picture(is_shown ? draw : NULL, s);
}

void keep_state(const t_subject *s)
{
	(void)s;
}

t_subject copy_of_struct(const t_subject *s, const char *name)
{
	t_subject copy = *s;

	copy.at = stage_bytes(&s->arena, sizeof(s->arena));
	copy.name = name;
	noted("%s = %s, a copy of the struct", name, s->name);
	return copy;
}

int call_keep(unsigned count, int *error)
{
	tried("quarantine_keep(%u)", count);
	t_answer answer = CALL(QUARANTINE_KEEP, count);
	answered_status((int)answer.value, answer.error);
	*error = answer.error;
	return (int)answer.value;
}

void keep(unsigned count)
{
	int error;
	int status = call_keep(count, &error);

	expect_success("quarantine_keep", status, error);
}

void empty_quarantine(void)
{
	keep(0);
}

int call_handle_make(t_address handle, t_address byte, int *error)
{
	tried("handle_make(&h, %s)", pointer_words((void *)byte));
	t_answer answer = CALL(HANDLE_MAKE, handle, byte);
	answered_status((int)answer.value, answer.error);
	*error = answer.error;
	return (int)answer.value;
}

t_address handle_of(t_address byte)
{
	int error;
	t_address handle = rubbish(sizeof(t_handle));
	int status = call_handle_make(handle, byte, &error);

	expect_success("handle_make of a byte of a live block", status, error);
	return handle;
}

t_address call_handle_get(t_address handle, int *error)
{
	tried("handle_get(h)");
	t_answer answer = CALL(HANDLE_GET, handle);
	answered(answer.value == 0 ? answer.error : 0, "%s",
		pointer_words((void *)answer.value));
	*error = answer.error;
	return answer.value;
}

int call_watch_begin(int *error)
{
	tried("watch_begin()");
	t_answer answer = CALL(WATCH_BEGIN, 0);
	answered_status((int)answer.value, answer.error);
	*error = answer.error;
	return (int)answer.value;
}

void begin_watch(void)
{
	int error;
	int status = call_watch_begin(&error);

	expect_success("watch_begin", status, error);
}

static t_answer call_watch_end(void)
{
	tried("watch_end()");
	t_answer answer = CALL(WATCH_END, 0);
	answered_status((int)answer.value, answer.error);
	return answer;
}

void end_watch(void)
{
	t_answer answer = call_watch_end();

	expect_success("watch_end", (int)answer.value, answer.error);
}

void leave_watch(void)
{
	call_watch_end();
}
