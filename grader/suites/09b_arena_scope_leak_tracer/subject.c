#include "kit.h"

#include "show.h"
#include "spill.h"
#include "steps.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const t_field lesson_fields[] = {
	{"base", offsetof(t_tracer, base), FIELD_POINTER},
	{"offset", offsetof(t_tracer, offset), FIELD_SIZE},
	{"capacity", offsetof(t_tracer, capacity), FIELD_SIZE},
	{"depth", offsetof(t_tracer, depth), FIELD_SIZE},
	{"count", offsetof(t_tracer, count), FIELD_SIZE},
	{NULL, 0, 0},
};

/* ---- the calls ---- */

t_address copy_in(const t_shot *shot)
{
	return (uintptr_t)shot->snapshot.copy;
}

int call_init(t_subject *s, size_t size)
{
	tried("tracer_init(&%s, %s)", s->name, size_words(size));
	return take_status(s, CALL(TRACER_INIT, s->at, size));
}

static t_address alloc_labelled(
	t_subject *s, size_t size, const char *label, t_address label_at)
{
	char *shown = show(label, strlen(label));

	tried("tracer_alloc(&%s, %s, %s)", s->name, size_words(size), shown);
	free(shown);
	return take_block(s, CALL(TRACER_ALLOC, s->at, size, label_at));
}

t_address call_alloc(t_subject *s, size_t size)
{
	return alloc_labelled(s, size, "block", stage_string("block"));
}

int call_release(t_subject *s, t_address block)
{
	tried("tracer_release(&%s, %s)", s->name, place_words(s, block));
	return take_status(s, CALL(TRACER_RELEASE, s->at, block));
}

int call_enter(t_subject *s)
{
	tried("tracer_enter(&%s)", s->name);
	return take_status(s, CALL(TRACER_ENTER, s->at));
}

int call_leave(t_subject *s, t_address leaks, size_t room)
{
	tried("tracer_leave(&%s, %s, %zu)", s->name, leaks == 0 ? "NULL" : "leaks", room);
	return take_status(s, CALL(TRACER_LEAVE, s->at, leaks, room));
}

static void take_shot(t_shot *shot)
{
	read_memory(shot->at, &shot->snapshot, sizeof(shot->snapshot));
}

static int fill_shot(t_subject *s, t_shot *shot)
{
	tried("tracer_snapshot(&%s, &s)", s->name);
	t_answer answer = CALL(TRACER_SNAPSHOT, s->at, shot->at);
	take_shot(shot);
	return take_status(s, answer);
}

int call_snapshot(t_subject *s, t_shot *shot)
{
	shot->at = rubbish(sizeof(shot->snapshot));
	return fill_shot(s, shot);
}

int call_snapshot_over(t_subject *s, t_shot *shot, const t_shot *other)
{
	shot->at = stage_bytes(&other->snapshot, sizeof(other->snapshot));
	noted("before the call, s holds the same as the first snapshot");
	return fill_shot(s, shot);
}

int call_snapshot_free(t_subject *s, t_shot *shot)
{
	tried("snapshot_free(&s)");
	t_answer answer = CALL(TRACER_SNAPSHOT_FREE, shot->at);
	take_shot(shot);
	return take_status(s, answer);
}

t_diff call_diff(t_subject *s, const t_shot *shot, t_address ranges, size_t room)
{
	t_diff diff;
	t_address at = stage(sizeof(diff));

	tried("tracer_diff(&%s, &s, %s, %zu)", s->name, ranges == 0 ? "NULL" : "ranges",
		room);
	t_answer answer = CALL(TRACER_DIFF, s->at, shot->at, ranges, room, at);
	take(s, answer);
	read_memory(at, &diff, sizeof(diff));
	answered(0, "ranges %zu, changed %zu, grown %zu", diff.ranges, diff.changed,
		diff.grown);
	return diff;
}

size_t call_blame(t_subject *s, t_range range, t_address pieces, size_t room)
{
	tried("tracer_blame(&%s, {%s, %s}, %s, %zu)", s->name, size_words(range.start),
		size_words(range.size), pieces == 0 ? "NULL" : "pieces", room);
	t_answer answer =
		CALL(TRACER_BLAME, s->at, range.start, range.size, pieces, room);
	take(s, answer);
	answered(0, "%zu", (size_t)answer.value);
	return answer.value;
}

t_fault call_check(t_subject *s)
{
	tried("tracer_check(&%s)", s->name);
	t_answer answer = CALL(TRACER_CHECK, s->at);
	take(s, answer);
	answered(0, "%s", fault_name((t_fault)answer.value));
	return (t_fault)answer.value;
}

char *call_dump(t_subject *s, size_t *length)
{
	tried("tracer_dump(&%s, out)", s->name);
	char *text = streamed(TRACER_DUMP, s->at, length);
	answered(0, "%zu bytes", *length);
	return text;
}

int call_free(t_subject *s)
{
	tried("tracer_free(&%s)", s->name);
	return take_status(s, CALL(TRACER_FREE, s->at));
}

/* ---- the calls, where they must work ---- */

t_subject live(const char *name, size_t size)
{
	t_subject s = subject(name);

	expect_made(&s, call_init(&s, size));
	return s;
}

t_address labelled_at(t_subject *s, size_t size, const char *label, t_address label_at)
{
	t_address block = alloc_labelled(s, size, label, label_at);

	if (block != 0)
		return block;
	show_arena(s);
	expected("a block of %zu byte%s, which fits", size, plural(size));
	got("NULL, and errno is %s", errno_name(s->error));
}

t_address labelled(t_subject *s, size_t size, const char *label)
{
	return labelled_at(s, size, label, stage_string(label));
}

t_address block_of(t_subject *s, size_t size)
{
	return labelled(s, size, "block");
}

void released(t_subject *s, t_address block)
{
	int status = call_release(s, block);

	if (status == 0)
		return;
	show_arena(s);
	expected("tracer_release of a live block returns 0");
	got("it returned %d, and errno is %s", status, errno_name(s->error));
}

void entered(t_subject *s)
{
	size_t depth = s->arena.depth;
	int status = call_enter(s);

	expect_success("tracer_enter", status, s->error);
	expected("one more scope is open: depth is %zu", depth + 1);
	if (s->arena.depth != depth + 1)
		got("depth is %zu", s->arena.depth);
}

void left(t_subject *s, size_t leaks)
{
	size_t depth = s->arena.depth;
	t_address list = stage(TRACER_BLOCKS * sizeof(t_entry));
	int count = call_leave(s, list, TRACER_BLOCKS);

	show_arena(s);
	expected(
		"tracer_leave returns %zu: that many blocks of this scope are still live",
		leaks);
	if (count == -1)
		got("it returned -1, and errno is %s", errno_name(s->error));
	if (count != (int)leaks)
		got("it returned %d", count);
	expected("the scope is closed: depth is %zu", depth - 1);
	if (s->arena.depth != depth - 1)
		got("depth is %zu", s->arena.depth);
	picture(NULL, NULL);
}

t_shot snapped(t_subject *s)
{
	t_shot shot;
	int status = call_snapshot(s, &shot);

	expect_success("tracer_snapshot", status, s->error);
	expected("the snapshot has the bytes below the offset: size is %zu",
		s->arena.offset);
	if (shot.snapshot.size != s->arena.offset)
		got("size is %zu", shot.snapshot.size);
	expected("the snapshot has a copy");
	if (shot.snapshot.copy == NULL && shot.snapshot.size != 0)
		got("copy is NULL");
	return shot;
}

void freed_snapshot(t_subject *s, t_shot *shot)
{
	int status = call_snapshot_free(s, shot);

	expect_success("snapshot_free", status, s->error);
}
