#ifndef SUBJECT_H
#define SUBJECT_H

#include "tracer.h"

/* What a struct or an array is full of that a call is to fill in. */
#define RUBBISH 0xa5

/*
 * A tracer under test. The calls of the submission are made through these functions, so
 * that the report can tell what was tried; each leaves the errno of its call in error.
 * They check nothing but what their comment says.
 */

typedef struct s_subject
{
	const char *name; /* as the report calls it: "a" */
	int error;
	t_tracer tracer; /* the last field: see at_the_edge */
} t_subject;

/* A subject of that name whose struct holds rubbish, as before tracer_init. */
t_subject subject(const char *name);

int call_init(t_subject *s, size_t size);
void *call_alloc(t_subject *s, size_t size, const char *label);
int call_release(t_subject *s, const void *block);
int call_enter(t_subject *s);
int call_leave(t_subject *s, t_entry *leaks, size_t room);
int call_snapshot(t_subject *s, t_snapshot *snapshot);
int call_snapshot_free(t_subject *s, t_snapshot *snapshot);
t_diff call_diff(t_subject *s, const t_snapshot *snapshot, t_range *ranges, size_t room);
size_t call_blame(t_subject *s, t_range range, t_piece *pieces, size_t room);
t_fault call_check(t_subject *s);
/* What tracer_dump printed to a stream of its own, as a new string; its length in
 * *length. */
char *call_dump(t_subject *s, size_t *length);
int call_free(t_subject *s);

/*
 * Makes the state of a block what tracer_leave would make it: for rows that are about
 * leaked blocks, and not about how they came to leak.
 */
void leaked(t_subject *s, size_t index);

/* The same calls where they must work: each of these fails the row if it does not. */
t_subject live(const char *name, size_t size);
void *block_of(t_subject *s, size_t size, const char *label);
void released(t_subject *s, const void *block);
void entered(t_subject *s);
/* Leaves a scope of which `leaks` blocks leak, with room for them all. */
void left(t_subject *s, size_t leaks);
t_snapshot snapped(t_subject *s);
void freed_snapshot(t_subject *s, t_snapshot *snapshot);
void freed(t_subject *s);

/* Notes in the report what the row itself did: a write, a change of a field. Printf
 * format. */
void noted(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes a printable byte to base + at, as the block's owner would, and notes it. */
void poke(t_subject *s, size_t at, unsigned char byte);

/*
 * Calls tracer_alloc. Fails the row if it does not return NULL with this errno, or if the
 * tracer changed; why says why it must refuse.
 */
void refuse(t_subject *s, size_t size, int error, const char *why);

/* Fails the row unless the fields and the entries are what they were; after names the
 * call. */
void expect_same(const t_subject *s, const t_tracer *before, const char *after);

/* Fails the row unless the entry says this; which names it: "entry 3 of the ledger". */
void expect_entry(const t_entry *entry, const t_entry *wanted, const char *which);

/* The same for entry `index` of the ledger. */
void expect_in_ledger(const t_subject *s, size_t index, t_entry wanted);

/* Fails the row unless the state of entry `index` is this one; why says what made it
 * so. */
void expect_state(const t_subject *s, size_t index, t_state state, const char *why);

/* Fails the row unless all fields but the ledger are zero; after names the call
 * before. */
void expect_dead(const t_subject *s, const char *after);

/*
 * An array with room for so many elements, full of rubbish; NULL with room 0. Under
 * memcheck there is nothing behind them, so that it sees who writes one too many; else
 * there is more rubbish.
 */
void *list_of(size_t room, size_t element);

/* Fails the row if what lies behind such an array was written; call and list are their
 * names. */
void expect_within(const void *elements, size_t room, size_t element, const char *call,
	const char *list);

/* Sets every field to zero, and notes it. */
void bury(t_subject *s);

/*
 * A copy of the subject whose tracer ends where the memory ends that can be read, and
 * notes it: who reads what lies behind *t dies of it. To be given back with off_the_edge.
 */
t_subject *at_the_edge(const t_subject *s);
void off_the_edge(t_subject *edge);

/* A size in words: "SIZE_MAX - 15", or the number where that says more. Good for the next
 * few calls. */
const char *size_words(size_t size);

/* A pointer in words: "NULL", "MAP_FAILED", or the address. Good until the next call. */
const char *pointer_words(const void *pointer);

const char *fault_name(t_fault fault);

/* "" for 1, else "s". */
const char *plural(size_t count);

/* What `size` takes in a tracer. */
size_t rounded(size_t size);

/* The largest block that still fits. */
size_t room_of(const t_tracer *t);

/* Lets the row's message show this subject as a picture. */
void show_tracer(const t_subject *s);

#endif
