#include "subject.h"

#include "expect.h"
#include "row.h"
#include "show.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- the calls ---- */

t_subject subject(const char *name)
{
	t_subject s = {.name = name};

	memset(&s.tracer, RUBBISH, sizeof(s.tracer));
	return s;
}

int call_init(t_subject *s, size_t size)
{
	tried("tracer_init(&%s, %s)", s->name, size_words(size));
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
	tried("tracer_alloc(&%s, %s, %s)", s->name, size_words(size), shown);
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
	tried("tracer_leave(&%s, %s, %zu)", s->name, leaks == NULL ? "NULL" : "leaks",
		room);
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
	tried("tracer_diff(&%s, &s, %s, %zu)", s->name,
		ranges == NULL ? "NULL" : "ranges", room);
	t_diff diff = tracer_diff(&s->tracer, snapshot, ranges, room);
	answered(0, "ranges %zu, changed %zu, grown %zu", diff.ranges, diff.changed,
		diff.grown);
	return diff;
}

size_t call_blame(t_subject *s, t_range range, t_piece *pieces, size_t room)
{
	tried("tracer_blame(&%s, {%s, %s}, %s, %zu)", s->name, size_words(range.start),
		size_words(range.size), pieces == NULL ? "NULL" : "pieces", room);
	size_t count = tracer_blame(&s->tracer, range, pieces, room);
	answered(0, "%zu", count);
	return count;
}

t_fault call_check(t_subject *s)
{
	tried("tracer_check(&%s)", s->name);
	t_fault fault = tracer_check(&s->tracer);
	answered(0, "%s", fault_name(fault));
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

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_tracer before = s->tracer;
	char *block = call_alloc(s, size, "refused");

	show_tracer(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != NULL)
		got("a block at %s; the offset is %zu of %zu", address_words(s, block),
			s->tracer.offset, s->tracer.capacity);
	if (s->error != error)
		got("NULL, but errno is %s", errno_name(s->error));
	expect_same(s, &before, "a tracer_alloc that returns NULL");
	picture(NULL, NULL);
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

t_snapshot snapped(t_subject *s)
{
	t_snapshot snapshot;
	int status = call_snapshot(s, &snapshot);

	expect_success("tracer_snapshot", status, s->error);
	expected("the snapshot has the bytes below the offset: size is %zu",
		s->tracer.offset);
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
	noted("%s.base[%zu] = '%c'", s->name, at, byte);
}

void bury(t_subject *s)
{
	memset(&s->tracer, 0, sizeof(s->tracer));
	noted("every field of %s is set to zero", s->name);
}

/* So many elements of rubbish lie behind a list: more than any list of a tracer has. */
#define BEHIND (4 * TRACER_BLOCKS)

void *list_of(size_t room, size_t element)
{
	if (room == 0)
		return NULL;
	size_t size = (room + (row_is_watched() ? 0 : BEHIND)) * element;
	void *list = malloc(size);
	if (list == NULL)
		abort();
	return memset(list, RUBBISH, size);
}

void expect_within(const void *elements, size_t room, size_t element, const char *call,
	const char *list)
{
	const unsigned char *bytes = elements;

	if (room == 0 || row_is_watched())
		return;
	for (size_t at = room * element; at < (room + BEHIND) * element; at++)
	{
		if (bytes[at] == RUBBISH)
			continue;
		expected(
			"%s writes nothing behind the room that it is given: %zu element%s of %s",
			call, room, plural(room), list);
		got("it wrote to %s[%zu]", list, at / element);
	}
}
