#include "subject.h"

#include "expect.h"
#include "picture.h"
#include "row.h"
#include "show.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define RUBBISH 0xa5

/* ---- the calls ---- */

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

/* An address as the report shows it, in a buffer of its own. */
static const char *address_words(const t_subject *s, const void *address)
{
	static char words[64];
	const char *base = s->tracer.base;
	const char *at = address;

	if (address == NULL)
		return "NULL";
	if (base != NULL && at >= base && (size_t)(at - base) <= s->tracer.capacity)
		snprintf(words, sizeof(words), "base + %td", at - base);
	else
		snprintf(words, sizeof(words), "%p, outside", address);
	return words;
}

static void try_alloc(const t_subject *s, size_t size, const char *label)
{
	if (row_is_watched())
		return;
	char *shown = show(label, strlen(label));
	tried("tracer_alloc(&%s, %zu, %s)", s->name, size, shown);
	free(shown);
}

void *call_alloc(t_subject *s, size_t size, const char *label)
{
	try_alloc(s, size, label);
	errno = 0;
	void *block = tracer_alloc(&s->tracer, size, label);
	s->error = errno;
	answered(block == NULL ? s->error : 0, "%s", address_words(s, block));
	return block;
}

int call_release(t_subject *s, const void *block)
{
	tried("tracer_release(&%s, %s)", s->name, address_words(s, block));
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
	int count = tracer_leave(&s->tracer, leaks, room);
	s->error = answered_status(count);
	return count;
}

int call_snapshot(t_subject *s, t_snapshot *snapshot)
{
	memset(snapshot, RUBBISH, sizeof(*snapshot));
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

size_t call_blame(t_subject *s, t_range range, t_piece *pieces, size_t room)
{
	tried("tracer_blame(&%s, {%zu, %zu}, %s, %zu)", s->name, range.start, range.size,
		pieces == NULL ? "NULL" : "pieces", room);
	size_t count = tracer_blame(&s->tracer, range, pieces, room);
	answered(0, "%zu", count);
	return count;
}

t_fault call_check(t_subject *s)
{
	tried("tracer_check(&%s)", s->name);
	t_fault fault = tracer_check(&s->tracer);
	answered(0, "%d", (int)fault);
	return fault;
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

int call_free(t_subject *s)
{
	tried("tracer_free(&%s)", s->name);
	errno = 0;
	int status = tracer_free(&s->tracer);
	s->error = answered_status(status);
	return status;
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

void leaked(t_subject *s, size_t index)
{
	tried("block %zu has leaked", index);
	answered(0, "its state is BLOCK_LEAKED");
	s->tracer.ledger[index].state = BLOCK_LEAKED;
}

void left(t_subject *s, size_t leaks)
{
	size_t depth = s->tracer.depth;
	t_entry list[TRACER_BLOCKS];
	int count = call_leave(s, list, TRACER_BLOCKS);

	show_tracer(s);
	expected("tracer_leave returns %zu: so many blocks of this scope leak", leaks);
	if (count == -1)
		got("it returned -1, and errno is %s", errno_name(s->error));
	if (count != (int)leaks)
		got("it returned %d", count);
	expected("the scope is closed: depth is %zu", depth - 1);
	if (s->tracer.depth != depth - 1)
		got("depth is %zu", s->tracer.depth);
	picture(NULL, NULL);
}

t_snapshot snapped(t_subject *s)
{
	t_snapshot snapshot;
	int status = call_snapshot(s, &snapshot);

	expect_success("tracer_snapshot", status, s->error);
	expected("the snapshot has the bytes below the offset: size is %zu", s->tracer.offset);
	if (snapshot.size != s->tracer.offset)
		got("size is %zu", snapshot.size);
	expected("the snapshot has a copy");
	if (snapshot.copy == NULL && snapshot.size != 0)
		got("copy is NULL");
	return snapshot;
}

void freed_snapshot(t_subject *s, t_snapshot *snapshot)
{
	int status = call_snapshot_free(s, snapshot);

	expect_success("snapshot_free", status, s->error);
}

void freed(t_subject *s)
{
	int status = call_free(s);

	expect_success("tracer_free", status, s->error);
}

/* ---- what the row does itself ---- */

void noted(const char *format, ...)
{
	char words[128];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	tried("%s", words);
	answered(0, "done by the row");
}

void poke(t_subject *s, size_t at, unsigned char byte)
{
	((unsigned char *)s->tracer.base)[at] = byte;
	noted("%s.base[%zu] = 0x%02x", s->name, at, byte);
}

void bury(t_subject *s)
{
	memset(&s->tracer, 0, sizeof(s->tracer));
	noted("every field of %s is set to zero", s->name);
}

void *list_of(size_t room, size_t element)
{
	if (room == 0)
		return NULL;
	void *list = malloc(room * element);
	if (list == NULL)
		abort();
	return memset(list, RUBBISH, room * element);
}

/* ---- what is expected ---- */

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_tracer before = s->tracer;
	char *block = call_alloc(s, size, "refused");

	show_tracer(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != NULL)
		got("a block at %s; the offset is %zu of %zu", address_words(s, block), s->tracer.offset,
			s->tracer.capacity);
	if (s->error != error)
		got("NULL, but errno is %s", errno_name(s->error));
	expect_same(s, &before, "a tracer_alloc that returns NULL");
	picture(NULL, NULL);
}

static void expect_field(const char *after, const char *field, size_t wanted, size_t value)
{
	if (value == wanted)
		return;
	expected("after %s the tracer is as it was: %s is %zu", after, field, wanted);
	got("%s is %zu", field, value);
}

void expect_same(const t_subject *s, const t_tracer *before, const char *after)
{
	const t_tracer *now = &s->tracer;

	expected("after %s the tracer is as it was", after);
	if (now->base != before->base)
		got("base is another");
	expect_field(after, "offset", before->offset, now->offset);
	expect_field(after, "capacity", before->capacity, now->capacity);
	expect_field(after, "depth", before->depth, now->depth);
	expect_field(after, "count", before->count, now->count);
	for (size_t i = 0; i < before->count && i < TRACER_BLOCKS; i++)
		expect_in_ledger(s, i, before->ledger[i]);
}

static const char *state_name(t_state state)
{
	static const char *const names[] = {"no state", "BLOCK_LIVE", "BLOCK_RELEASED", "BLOCK_LEAKED"};

	return names[(unsigned)state > BLOCK_LEAKED ? 0 : state];
}

static int same_entry(const t_entry *a, const t_entry *b)
{
	return a->offset == b->offset && a->size == b->size && a->scope == b->scope && a->state == b->state &&
	       strncmp(a->label, b->label, TRACER_LABEL) == 0;
}

static char *entry_words(const t_entry *entry)
{
	char *words = NULL;
	size_t size;
	char *label = show(entry->label, strnlen(entry->label, TRACER_LABEL));
	FILE *out = open_memstream(&words, &size);

	if (out == NULL)
		abort();
	fprintf(out, "offset %zu, size %zu, scope %zu, %s, label %s", entry->offset, entry->size,
		entry->scope, state_name(entry->state), label);
	fclose(out);
	free(label);
	return words;
}

void expect_entry(const t_entry *entry, const t_entry *wanted, const char *which)
{
	if (same_entry(entry, wanted))
		return;
	expected("%s: %s", which, entry_words(wanted));
	if (memchr(entry->label, '\0', TRACER_LABEL) == NULL)
		got("%s, which no NUL ends", entry_words(entry));
	got("%s", entry_words(entry));
}

void expect_in_ledger(const t_subject *s, size_t index, t_entry wanted)
{
	char which[64];

	snprintf(which, sizeof(which), "entry %zu of the ledger", index);
	show_tracer(s);
	expected("entry %zu is in the ledger", index);
	if (s->tracer.count <= index)
		got("count is %zu", s->tracer.count);
	expect_entry(&s->tracer.ledger[index], &wanted, which);
	picture(NULL, NULL);
}

void expect_state(const t_subject *s, size_t index, t_state state, const char *why)
{
	t_state there = s->tracer.ledger[index].state;

	if (there == state)
		return;
	show_tracer(s);
	expected("entry %zu of the ledger, \"%.15s\", is %s: %s", index, s->tracer.ledger[index].label,
		state_name(state), why);
	got("it is %s", state_name(there));
}

void expect_dead(const t_subject *s, const char *after)
{
	const t_tracer *t = &s->tracer;

	if (t->base == NULL && t->offset == 0 && t->capacity == 0 && t->depth == 0 && t->count == 0)
		return;
	expected("after %s every field is zero", after);
	got("base is %p, offset %zu, capacity %zu, depth %zu, count %zu", t->base, t->offset, t->capacity,
		t->depth, t->count);
}

size_t rounded(size_t size)
{
	return (size + TRACER_ALIGN - 1) / TRACER_ALIGN * TRACER_ALIGN;
}

size_t room_of(const t_tracer *t)
{
	return t->offset < t->capacity ? t->capacity - t->offset : 0;
}

/* The blocks by the marks of their states, as tracer_dump has them. */
/* Live blocks are capital letters, released ones small, leaked ones exclamation marks. */
static char mark_of(const t_entry *entry, size_t index)
{
	if (entry->state == BLOCK_LEAKED)
		return '!';
	return (char)((entry->state == BLOCK_RELEASED ? 'a' : 'A') + index % 26);
}

static void draw(FILE *out, const void *data)
{
	const t_tracer *t = &((const t_subject *)data)->tracer;
	t_block blocks[TRACER_BLOCKS];
	size_t count = t->count < TRACER_BLOCKS ? t->count : TRACER_BLOCKS;

	for (size_t i = 0; i < count; i++)
	{
		const t_entry *entry = &t->ledger[i];
		blocks[i] = (t_block){entry->offset, entry->size, mark_of(entry, i)};
	}
	picture_draw(out, t->capacity, t->offset, blocks, count);
}

void show_tracer(const t_subject *s)
{
	picture(s->tracer.capacity != 0 && s->tracer.capacity <= 65536 ? draw : NULL, s);
}
