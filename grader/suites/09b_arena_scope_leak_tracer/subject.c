#include "subject.h"

#include "expect.h"
#include "picture.h"
#include "row.h"
#include "show.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RUBBISH 0xa5

t_subject subject(const char *name)
{
	t_subject s = {.name = name};

	memset(&s.tracer, RUBBISH, sizeof(s.tracer));
	return s;
}

int call_init(t_subject *s, size_t size)
{
	tried("tracer_init(&%s, %zu)", s->name, size);
	errno = 0;
	int status = tracer_init(&s->tracer, size);
	s->error = answered_status(status);
	return status;
}

/* The address of a byte, as the report says it. */
static void answer_address(const t_subject *s, const char *byte)
{
	if (byte == NULL)
		answered(s->error, "NULL");
	else
		answered(0, "base + %td", byte - (char *)s->tracer.base);
}

void *call_alloc(t_subject *s, size_t size, const char *label)
{
	tried("tracer_alloc(&%s, %zu, %.40s)", s->name, size,
		row_is_watched() ? "" : show(label, strlen(label)));
	errno = 0;
	char *block = tracer_alloc(&s->tracer, size, label);
	s->error = errno;
	answer_address(s, block);
	return block;
}

int call_release(t_subject *s, const void *block)
{
	if (block == NULL)
		tried("tracer_release(&%s, NULL)", s->name);
	else
		tried("tracer_release(&%s, base + %td)", s->name,
			(const char *)block - (char *)s->tracer.base);
	errno = 0;
	int status = tracer_release(&s->tracer, block);
	s->error = answered_status(status);
	return status;
}

int call_enter(t_subject *s)
{
	tried("tracer_enter(&%s)", s->name);
	errno = 0;
	int status = tracer_enter(&s->tracer);
	s->error = answered_status(status);
	return status;
}

int call_leave(t_subject *s, t_entry *leaks, size_t room)
{
	tried("tracer_leave(&%s, %s, %zu)", s->name, leaks == NULL ? "NULL" : "leaks", room);
	errno = 0;
	int status = tracer_leave(&s->tracer, leaks, room);
	s->error = answered_status(status);
	return status;
}

int call_snapshot(t_subject *s, t_snapshot *snapshot)
{
	tried("tracer_snapshot(&%s, &s)", s->name);
	errno = 0;
	int status = tracer_snapshot(&s->tracer, snapshot);
	s->error = answered_status(status);
	return status;
}

int call_snapshot_free(t_subject *s, t_snapshot *snapshot)
{
	tried("snapshot_free(&s)");
	errno = 0;
	int status = snapshot_free(snapshot);
	s->error = answered_status(status);
	return status;
}

t_diff call_diff(t_subject *s, const t_snapshot *snapshot, t_range *ranges, size_t room)
{
	tried("tracer_diff(&%s, &s, %s, %zu)", s->name, ranges == NULL ? "NULL" : "ranges", room);
	t_diff diff = tracer_diff(&s->tracer, snapshot, ranges, room);
	answered(0, "ranges %zu, changed %zu, grown %zu", diff.ranges, diff.changed, diff.grown);
	return diff;
}

size_t call_blame(t_subject *s, size_t start, size_t size, t_piece *pieces, size_t room)
{
	tried("tracer_blame(&%s, {%zu, %zu}, %s, %zu)", s->name, start, size,
		pieces == NULL ? "NULL" : "pieces", room);
	size_t count = tracer_blame(&s->tracer, (t_range){start, size}, pieces, room);
	answered(0, "%zu", count);
	return count;
}

t_fault call_check(t_subject *s)
{
	static const char *const names[] = {"FAULT_NONE", "FAULT_OFFSET_BEYOND", "FAULT_OFFSET_MISALIGNED",
		"FAULT_LEDGER", "FAULT_OFFSET_ELSEWHERE"};

	tried("tracer_check(&%s)", s->name);
	t_fault fault = tracer_check(&s->tracer);
	if ((unsigned)fault < sizeof(names) / sizeof(*names))
		answered(0, "%s", names[fault]);
	else
		answered(0, "%d", (int)fault);
	return fault;
}

int call_free(t_subject *s)
{
	tried("tracer_free(&%s)", s->name);
	errno = 0;
	int status = tracer_free(&s->tracer);
	s->error = answered_status(status);
	return status;
}

char *call_dump(t_subject *s, size_t *length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, length);

	if (out == NULL)
		abort();
	tried("tracer_dump(&%s, out)", s->name);
	tracer_dump(&s->tracer, out);
	fclose(out);
	answered(0, "%zu bytes", *length);
	return text;
}

t_subject live(const char *name, size_t size)
{
	t_subject s = subject(name);
	int status = call_init(&s, size);

	if (status == 0 && s.tracer.base != NULL)
		return s;
	expected("tracer_init(&%s, %zu) makes a tracer: it returns 0, and base is not NULL", name, size);
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s.error));
	got("it returned 0, but base is NULL: the fields are not filled in");
}

void *block_of(t_subject *s, size_t size, const char *label)
{
	void *block = call_alloc(s, size, label);

	if (block != NULL)
		return block;
	show_tracer(s);
	expected("a block of %zu bytes, which fits", size);
	got("NULL, and errno is %s", errno_name(s->error));
}

void released(t_subject *s, const void *block)
{
	int status = call_release(s, block);

	expect_success("tracer_release of a live block", status, s->error);
}

void entered(t_subject *s)
{
	int status = call_enter(s);

	expect_success("tracer_enter", status, s->error);
}

void freed(t_subject *s)
{
	int status = call_free(s);

	expect_success("tracer_free", status, s->error);
}

t_snapshot snapshot_of(t_subject *s)
{
	t_snapshot snapshot;

	memset(&snapshot, RUBBISH, sizeof(snapshot));
	int status = call_snapshot(s, &snapshot);
	expect_success("tracer_snapshot", status, s->error);
	return snapshot;
}

void dropped(t_subject *s, t_snapshot *snapshot)
{
	int status = call_snapshot_free(s, snapshot);

	expect_success("snapshot_free", status, s->error);
}

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_tracer before = s->tracer;
	char *block = call_alloc(s, size, "refused");

	show_tracer(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != NULL)
		got("a block at base + %td; the capacity is %zu", block - (char *)s->tracer.base,
			s->tracer.capacity);
	if (s->error != error)
		got("NULL, but errno is %s", errno_name(s->error));
	expect_same(s, &before, "a refusal");
	picture(NULL, NULL);
}

/* Labels are compared as strings: what lies behind the NUL is open. */
static int is_same_entry(const t_entry *a, const t_entry *b)
{
	return a->offset == b->offset && a->size == b->size && a->scope == b->scope && a->state == b->state &&
	       strncmp(a->label, b->label, TRACER_LABEL) == 0;
}

void expect_same(const t_subject *s, const t_tracer *before, const char *after)
{
	const t_tracer *now = &s->tracer;

	expected("%s leaves the tracer as it was: offset %zu, count %zu, depth %zu", after, before->offset,
		before->count, before->depth);
	if (now->base != before->base || now->capacity != before->capacity)
		got("base or capacity has changed");
	if (now->offset != before->offset || now->count != before->count || now->depth != before->depth)
		got("offset %zu, count %zu, depth %zu", now->offset, now->count, now->depth);
	for (size_t i = 0; i < now->count && i < TRACER_BLOCKS; i++)
		if (!is_same_entry(&now->ledger[i], &before->ledger[i]))
			got("entry %zu of the ledger has changed", i);
}

static int is_zero_entry(const t_entry *entry)
{
	static const char nothing[TRACER_LABEL];

	return entry->offset == 0 && entry->size == 0 && entry->scope == 0 && entry->state == 0 &&
	       memcmp(entry->label, nothing, TRACER_LABEL) == 0;
}

void expect_empty_ledger(const t_subject *s, const char *after)
{
	expected("after %s every entry of the ledger is zero", after);
	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		if (!is_zero_entry(&s->tracer.ledger[i]))
			got("entry %zu is not", i);
}

void expect_dead(const t_subject *s, const char *after)
{
	const t_tracer *t = &s->tracer;

	expected("after %s every field is zero", after);
	if (t->base != NULL || t->offset != 0 || t->capacity != 0 || t->depth != 0 || t->count != 0)
		got("base %p, offset %zu, capacity %zu, depth %zu, count %zu", t->base, t->offset,
			t->capacity, t->depth, t->count);
	expect_empty_ledger(s, after);
}

static const char *state_name(t_state state)
{
	static const char *const names[] = {"0", "BLOCK_LIVE", "BLOCK_RELEASED", "BLOCK_LEAKED"};

	return (unsigned)state < 4 ? names[state] : "a state that there is not";
}

/* Never more of a label than there is of it, be it without an end. */
static char *shown_label(const t_entry *entry)
{
	return show(entry->label, strnlen(entry->label, TRACER_LABEL));
}

void expect_entry(const char *which, const t_entry *entry, t_entry wanted)
{
	if (is_same_entry(entry, &wanted))
		return;
	expected("%s: offset %zu, size %zu, scope %zu, %s, label %s", which, wanted.offset, wanted.size,
		wanted.scope, state_name(wanted.state), shown_label(&wanted));
	got("offset %zu, size %zu, scope %zu, %s, label %s", entry->offset, entry->size, entry->scope,
		state_name(entry->state), shown_label(entry));
}

/* Released blocks are small letters, leaked ones are drawn as exclamation marks. */
static char mark_of(const t_entry *entry, size_t index)
{
	if (entry->state == BLOCK_LEAKED)
		return '!';
	return (char)((entry->state == BLOCK_RELEASED ? 'a' : 'A') + index % 26);
}

static void draw(FILE *out, const void *data)
{
	const t_subject *s = data;
	t_block blocks[TRACER_BLOCKS];
	size_t count = s->tracer.count < TRACER_BLOCKS ? s->tracer.count : TRACER_BLOCKS;

	for (size_t i = 0; i < count; i++)
		blocks[i] = (t_block){s->tracer.ledger[i].offset, s->tracer.ledger[i].size,
			mark_of(&s->tracer.ledger[i], i)};
	picture_draw(out, s->tracer.capacity, s->tracer.offset, blocks, count);
}

void show_tracer(const t_subject *s)
{
	picture(s->tracer.capacity != 0 && s->tracer.capacity <= 65536 ? draw : NULL, s);
}

size_t rounded(size_t size)
{
	return (size + TRACER_ALIGN - 1) / TRACER_ALIGN * TRACER_ALIGN;
}
