/* What rows expect of a tracer's fields and of its ledger, and how they draw it. */

#include "draw.h"
#include "expect.h"
#include "row.h"
#include "show.h"
#include "subject.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void expect_field(
	const char *after, const char *field, size_t wanted, size_t value)
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

const char *pointer_words(const void *pointer)
{
	static char words[32];

	if (pointer == NULL)
		return "NULL";
	if (pointer == MAP_FAILED)
		return "MAP_FAILED";
	snprintf(words, sizeof(words), "%p", pointer);
	return words;
}

const char *fault_name(t_fault fault)
{
	static const char *const names[] = {"FAULT_NONE", "FAULT_OFFSET_BEYOND",
		"FAULT_OFFSET_MISALIGNED", "FAULT_LEDGER", "FAULT_OFFSET_ELSEWHERE"};

	return (unsigned)fault <= FAULT_OFFSET_ELSEWHERE ? names[fault]
							 : "an unknown fault";
}

static const char *state_name(t_state state)
{
	static const char *const names[] = {
		"no state", "BLOCK_LIVE", "BLOCK_RELEASED", "BLOCK_LEAKED"};

	return names[(unsigned)state > BLOCK_LEAKED ? 0 : state];
}

static int same_entry(const t_entry *a, const t_entry *b)
{
	return a->offset == b->offset && a->size == b->size && a->scope == b->scope &&
	       a->state == b->state && strncmp(a->label, b->label, TRACER_LABEL) == 0;
}

static char *entry_words(const t_entry *entry)
{
	char *words = NULL;
	size_t size;
	char *label = show(entry->label, strnlen(entry->label, TRACER_LABEL));
	FILE *out = open_memstream(&words, &size);

	if (out == NULL)
		abort();
	fprintf(out, "offset %zu, size %zu, scope %zu, %s, label %s", entry->offset,
		entry->size, entry->scope, state_name(entry->state), label);
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
	expected("entry %zu of the ledger, \"%.15s\", is %s: %s", index,
		s->tracer.ledger[index].label, state_name(state), why);
	got("it is %s", state_name(there));
}

void expect_dead(const t_subject *s, const char *after)
{
	const t_tracer *t = &s->tracer;

	if (t->base == NULL && t->offset == 0 && t->capacity == 0 && t->depth == 0 &&
		t->count == 0)
		return;
	expected("after %s every field is zero", after);
	got("base is %s, offset %s, capacity %s, depth %zu, count %zu",
		pointer_words(t->base), size_words(t->offset), size_words(t->capacity),
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
	size_t count = t->count < TRACER_BLOCKS ? t->count : TRACER_BLOCKS;

	draw_lane(out, "", t->capacity, t->offset);
	for (size_t i = 0; i < count; i++)
		draw_block(out, t->ledger[i].offset, t->ledger[i].size,
			mark_of(&t->ledger[i], i));
}

void show_tracer(const t_subject *s)
{
	picture(s->tracer.capacity != 0 && s->tracer.capacity <= 65536 ? draw : NULL, s);
}
