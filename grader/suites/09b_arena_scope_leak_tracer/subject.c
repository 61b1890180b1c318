#include "subject.h"

#include "call.h"
#include "expect.h"
#include "memory.h"
#include "row.h"
#include "show.h"
#include "spill.h"
#include "steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- the calls ---- */

/* Memory that a call is to fill in. Under memcheck nobody has written it, so that it sees
 * who reads it. */
static t_address rubbish(size_t size)
{
	t_address at = stage(size);

	if (!row_is_watched())
		fill_memory(at, RUBBISH, size);
	return at;
}

t_subject subject(const char *name)
{
	t_subject s = {.name = name, .at = rubbish(sizeof(t_tracer))};

	memset(&s.tracer, RUBBISH, sizeof(s.tracer));
	return s;
}

t_address base_of(const t_subject *s)
{
	return (uintptr_t)s->tracer.base;
}

ptrdiff_t distance_of(const t_subject *s, t_address address)
{
	return (ptrdiff_t)(address - base_of(s));
}

t_address copy_in(const t_shot *shot)
{
	return (uintptr_t)shot->snapshot.copy;
}

/* After a call: its errno, and what the struct holds now. */
static void take(t_subject *s, const t_answer *answer)
{
	s->error = answer->error;
	read_memory(s->at, &s->tracer, sizeof(s->tracer));
}

/* The same for a call that answers with a status, which it returns. */
static int take_status(t_subject *s, const t_answer *answer)
{
	answered_status((int)answer->value, answer->error);
	take(s, answer);
	return (int)answer->value;
}

int call_init(t_subject *s, size_t size)
{
	tried("tracer_init(&%s, %s)", s->name, size_words(size));
	t_answer answer = CALL(TRACER_INIT, s->at, size);
	return take_status(s, &answer);
}

/* An address as the report shows it, in a buffer of its own. */
static const char *address_words(const t_subject *s, t_address address)
{
	static char words[64];
	t_address base = base_of(s);

	if (address == 0)
		return "NULL";
	if (base != 0 && address >= base && address - base <= s->tracer.capacity)
		snprintf(words, sizeof(words), "base + %td", distance_of(s, address));
	else
		snprintf(words, sizeof(words), "%#lx, outside", (unsigned long)address);
	return words;
}

static t_address alloc_labelled(
	t_subject *s, size_t size, const char *label, t_address label_at)
{
	char *shown = show(label, strlen(label));

	tried("tracer_alloc(&%s, %s, %s)", s->name, size_words(size), shown);
	free(shown);
	t_answer answer = CALL(TRACER_ALLOC, s->at, size, label_at);
	take(s, &answer);
	answered(answer.value == 0 ? s->error : 0, "%s", address_words(s, answer.value));
	return answer.value;
}

t_address call_alloc(t_subject *s, size_t size, const char *label)
{
	return alloc_labelled(s, size, label, stage_string(label));
}

int call_release(t_subject *s, t_address block)
{
	tried("tracer_release(&%s, %s)", s->name, address_words(s, block));
	t_answer answer = CALL(TRACER_RELEASE, s->at, block);
	return take_status(s, &answer);
}

int call_enter(t_subject *s)
{
	tried("tracer_enter(&%s)", s->name);
	t_answer answer = CALL(TRACER_ENTER, s->at);
	return take_status(s, &answer);
}

int call_leave(t_subject *s, t_address leaks, size_t room)
{
	tried("tracer_leave(&%s, %s, %zu)", s->name, leaks == 0 ? "NULL" : "leaks", room);
	t_answer answer = CALL(TRACER_LEAVE, s->at, leaks, room);
	return take_status(s, &answer);
}

static void take_shot(t_shot *shot)
{
	read_memory(shot->at, &shot->snapshot, sizeof(shot->snapshot));
}

int call_snapshot(t_subject *s, t_shot *shot)
{
	shot->at = rubbish(sizeof(shot->snapshot));
	tried("tracer_snapshot(&%s, &s)", s->name);
	t_answer answer = CALL(TRACER_SNAPSHOT, s->at, shot->at);
	take_shot(shot);
	return take_status(s, &answer);
}

int call_snapshot_free(t_subject *s, t_shot *shot)
{
	tried("snapshot_free(&s)");
	t_answer answer = CALL(TRACER_SNAPSHOT_FREE, shot->at);
	take_shot(shot);
	return take_status(s, &answer);
}

t_diff call_diff(t_subject *s, const t_shot *shot, t_address ranges, size_t room)
{
	t_diff diff;
	t_address at = stage(sizeof(diff));

	tried("tracer_diff(&%s, &s, %s, %zu)", s->name, ranges == 0 ? "NULL" : "ranges",
		room);
	t_answer answer = CALL(TRACER_DIFF, s->at, shot->at, ranges, room, at);
	take(s, &answer);
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
	take(s, &answer);
	answered(0, "%zu", (size_t)answer.value);
	return answer.value;
}

t_fault call_check(t_subject *s)
{
	tried("tracer_check(&%s)", s->name);
	t_answer answer = CALL(TRACER_CHECK, s->at);
	take(s, &answer);
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
	t_answer answer = CALL(TRACER_FREE, s->at);
	return take_status(s, &answer);
}

/* ---- the calls, where they must work ---- */

t_subject live(const char *name, size_t size)
{
	t_subject s = subject(name);
	int status = call_init(&s, size);

	if (status == 0 && s.tracer.base != NULL)
		return s;
	expected("tracer_init makes a tracer: it returns 0, and base is not NULL");
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s.error));
	got("it returned 0, but base is NULL: the fields are not filled in");
}

t_address labelled_block(t_subject *s, size_t size, const char *label, t_address label_at)
{
	t_address block = alloc_labelled(s, size, label, label_at);

	if (block != 0)
		return block;
	show_tracer(s);
	expected("a block of %zu bytes, which fits", size);
	got("NULL, and errno is %s", errno_name(s->error));
}

t_address block_of(t_subject *s, size_t size, const char *label)
{
	return labelled_block(s, size, label, stage_string(label));
}

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_tracer before = s->tracer;
	t_address block = call_alloc(s, size, "refused");

	show_tracer(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != 0)
		got("a block at %s; the offset is %zu of %zu", address_words(s, block),
			s->tracer.offset, s->tracer.capacity);
	if (s->error != error)
		got("NULL, but errno is %s", errno_name(s->error));
	expect_same(s, &before, "a tracer_alloc that returns NULL");
	picture(NULL, NULL);
}

void released(t_subject *s, t_address block)
{
	int status = call_release(s, block);

	if (status == 0)
		return;
	show_tracer(s);
	expected("tracer_release of a live block returns 0");
	got("it returned %d, and errno is %s", status, errno_name(s->error));
}

void entered(t_subject *s)
{
	size_t depth = s->tracer.depth;
	int status = call_enter(s);

	expect_success("tracer_enter", status, s->error);
	expected("a scope more is open: depth is %zu", depth + 1);
	if (s->tracer.depth != depth + 1)
		got("depth is %zu", s->tracer.depth);
}

void left(t_subject *s, size_t leaks)
{
	size_t depth = s->tracer.depth;
	t_address list = stage(TRACER_BLOCKS * sizeof(t_entry));
	int count = call_leave(s, list, TRACER_BLOCKS);

	show_tracer(s);
	expected("tracer_leave returns %zu: so many blocks of this scope are still live",
		leaks);
	if (count == -1)
		got("it returned -1, and errno is %s", errno_name(s->error));
	if (count != (int)leaks)
		got("it returned %d", count);
	expected("the scope is closed: depth is %zu", depth - 1);
	if (s->tracer.depth != depth - 1)
		got("depth is %zu", s->tracer.depth);
	picture(NULL, NULL);
}

t_shot snapped(t_subject *s)
{
	t_shot shot;
	int status = call_snapshot(s, &shot);

	expect_success("tracer_snapshot", status, s->error);
	expected("the snapshot has the bytes below the offset: size is %zu",
		s->tracer.offset);
	if (shot.snapshot.size != s->tracer.offset)
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

void freed(t_subject *s)
{
	int status = call_free(s);

	expect_success("tracer_free", status, s->error);
}
