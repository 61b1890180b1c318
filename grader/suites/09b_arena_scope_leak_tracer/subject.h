#ifndef SUBJECT_H
#define SUBJECT_H

#include "process.h"
#include "tracer.h"
#include "words.h"

/* What a struct or an array is full of that a call is to fill in. */
#define RUBBISH 0xa5

/*
 * A tracer under test. The calls of the submission are made through these functions, so
 * that the report can tell what was tried; each leaves the errno of its call in error.
 * They check nothing but what their comment says.
 */

typedef struct s_subject
{
	t_address at; /* where the struct lies, in the process that is called */
	t_tracer tracer; /* as it was after the last call */
	const char *name; /* as the report calls it: "a" */
	int error;
} t_subject;

/* A snapshot in that process. */
typedef struct s_shot
{
	t_address at;
	t_snapshot snapshot; /* as it was after the last call */
} t_shot;

/* A subject of that name whose struct holds rubbish, as before tracer_init. */
t_subject subject(const char *name);

int call_init(t_subject *s, size_t size);
/* A block's address, or 0. */
t_address call_alloc(t_subject *s, size_t size, const char *label);
int call_release(t_subject *s, t_address block);
int call_enter(t_subject *s);
/* The lists are arrays of list_of, here and below. */
int call_leave(t_subject *s, t_address leaks, size_t room);
/* Into a struct of its own, that holds rubbish before. */
int call_snapshot(t_subject *s, t_shot *shot);
int call_snapshot_free(t_subject *s, t_shot *shot);
t_diff call_diff(t_subject *s, const t_shot *shot, t_address ranges, size_t room);
size_t call_blame(t_subject *s, t_range range, t_address pieces, size_t room);
t_fault call_check(t_subject *s);
/* What tracer_dump printed to a stream of its own, as a new string; its length in
 * *length. */
char *call_dump(t_subject *s, size_t *length);
int call_free(t_subject *s);

/* The same calls where they must work: each of these fails the row if it does not. */
t_subject live(const char *name, size_t size);
t_address block_of(t_subject *s, size_t size, const char *label);
/* The same with a label that lies in the process already. */
t_address labelled_block(
	t_subject *s, size_t size, const char *label, t_address label_at);
void released(t_subject *s, t_address block);
void entered(t_subject *s);
/* Leaves a scope of which `leaks` blocks leak, with room for them all. */
void left(t_subject *s, size_t leaks);
t_shot snapped(t_subject *s);
void freed_snapshot(t_subject *s, t_shot *shot);
void freed(t_subject *s);

/* base, as an address in the process that is called. */
t_address base_of(const t_subject *s);

/* How far the address lies from base. */
ptrdiff_t distance_of(const t_subject *s, t_address address);

/* The same for the copy of a snapshot. */
t_address copy_in(const t_shot *shot);

/* Writes a printable byte to base + at, as the block's owner would, and notes it. */
void poke(t_subject *s, size_t at, unsigned char byte);

/* Makes the struct say this. Bytes that are the same are left alone: memcheck goes on to
 * know which nobody wrote. */
void change_tracer(t_subject *s, const t_tracer *wanted);

/*
 * Makes the state of a block what tracer_leave would make it: for rows that are about
 * leaked blocks, and not about how they came to leak.
 */
void leaked(t_subject *s, size_t index);

/* Sets every field to zero, and notes it. */
void bury(t_subject *s);

/* The subject whose struct lies at another address: copied there, byte by byte. */
t_subject moved(const t_subject *s, t_address to);

/*
 * A copy of the subject whose tracer ends where the memory ends that can be read, and
 * notes it: who reads what lies behind *t dies of it. To be given back with off_the_edge.
 */
t_subject at_the_edge(const t_subject *s);
void off_the_edge(const t_subject *edge);

/*
 * An array with room for so many elements; 0 with room 0. Natively it is full of rubbish,
 * and there is more behind it. Under memcheck nobody has written it and there is nothing
 * behind it, so that it sees who reads one, or writes one too many.
 */
t_address list_of(size_t room, size_t element);

/* Fails the row if what lies behind such an array was written; call and list are their
 * names. */
void expect_within(t_address elements, size_t room, size_t element, const char *call,
	const char *list);

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

/* A pointer in words: "NULL", "MAP_FAILED", or the address. Good until the next call. */
const char *pointer_words(const void *pointer);

const char *fault_name(t_fault fault);

/* What `size` takes in a tracer. */
size_t rounded(size_t size);

/* The largest block that still fits. */
size_t room_of(const t_tracer *t);

/* Lets the row's message show this subject as a picture. */
void show_tracer(const t_subject *s);

#endif
