/* What rows expect of a tracer's fields and of its ledger, and how they draw it. */

#include "draw.h"
#include "kit.h"
#include "show.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

void expect_same(const t_subject *s, const t_subject *before, const char *after)
{
	expect_same_fields(s, before, after);
	for (size_t i = 0; i < before->arena.count && i < TRACER_BLOCKS; i++)
		expect_in_ledger(s, i, before->arena.ledger[i]);
}

void expect_refused(const t_subject *s, const t_subject *before, const char *call,
	int status, int error, const char *why)
{
	char after[64];

	snprintf(after, sizeof(after), "a %s that returns -1", call);
	show_arena(s);
	expect_failure(status, s->error, error, why);
	expect_same(s, before, after);
	picture(NULL, NULL);
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
	char *words;
	size_t size;
	char *label = show(entry->label, strnlen(entry->label, TRACER_LABEL));
	FILE *out = text_stream(&words, &size);

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
		got("%s, without a NUL", entry_words(entry));
	got("%s", entry_words(entry));
}

void expect_in_ledger(const t_subject *s, size_t index, t_entry wanted)
{
	char which[64];

	snprintf(which, sizeof(which), "entry %zu of the ledger", index);
	show_arena(s);
	expected("entry %zu is in the ledger", index);
	if (s->arena.count <= index)
		got("count is %zu", s->arena.count);
	expect_entry(&s->arena.ledger[index], &wanted, which);
	picture(NULL, NULL);
}

void expect_state(const t_subject *s, size_t index, t_state state, const char *why)
{
	t_state there = s->arena.ledger[index].state;

	if (there == state)
		return;
	show_arena(s);
	expected("entry %zu of the ledger, \"%.15s\", is %s: %s", index,
		s->arena.ledger[index].label, state_name(state), why);
	got("it is %s", state_name(there));
}

size_t used_of(t_subject *s)
{
	return s->arena.offset;
}

size_t room_of(t_subject *s)
{
	const t_tracer *t = &s->arena;

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
	const t_tracer *t = &((const t_subject *)data)->arena;
	size_t count = t->count < TRACER_BLOCKS ? t->count : TRACER_BLOCKS;

	draw_lane(out, "", t->capacity, t->offset);
	for (size_t i = 0; i < count; i++)
		draw_block(out, t->ledger[i].offset, t->ledger[i].size,
			mark_of(&t->ledger[i], i));
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
