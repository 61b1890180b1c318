#ifndef SUBJECT_H
#define SUBJECT_H

#include "process.h"
#include "tracer.h"

/* The words of this lesson, for kit.h: a tracer is its arena. */
#define ARENA "tracer"
#define AN_ARENA "a tracer"
#define PROMISE_MADE "Makes *t a tracer"
#define PROMISE_FAILED "After a failure every field of *t is zero"
#define PROMISE_FREED "Every field of *t is then zero"
#define USED_WORDS "the offset"

/* A tracer under test: see kit.h. */
typedef struct s_subject
{
	t_address at;
	t_tracer arena;
	const char *name;
	int error;
} t_subject;

/* A snapshot in the process that is called. */
typedef struct s_shot
{
	t_address at;
	t_snapshot snapshot; /* as it was after the last call */
} t_shot;

int call_release(t_subject *s, t_address block);
int call_enter(t_subject *s);
/* The lists are arrays of list_of, here and below. */
int call_leave(t_subject *s, t_address leaks, size_t room);
/* Into a struct of its own, that holds rubbish before, or what another one holds. */
int call_snapshot(t_subject *s, t_shot *shot);
int call_snapshot_over(t_subject *s, t_shot *shot, const t_shot *other);
int call_snapshot_free(t_subject *s, t_shot *shot);
t_diff call_diff(t_subject *s, const t_shot *shot, t_address ranges, size_t room);
size_t call_blame(t_subject *s, t_range range, t_address pieces, size_t room);
t_fault call_check(t_subject *s);

/* The same calls where they must work: each of these fails the row if it does not. */
t_subject live(const char *name, size_t size);
t_address labelled(t_subject *s, size_t size, const char *label);
/* The same with a label that lies in the process already. */
t_address labelled_at(t_subject *s, size_t size, const char *label, t_address label_at);
void released(t_subject *s, t_address block);
void entered(t_subject *s);
/* Leaves a scope of which `leaks` blocks leak, with room for them all. */
void left(t_subject *s, size_t leaks);
t_shot snapped(t_subject *s);
void freed_snapshot(t_subject *s, t_shot *shot);

/* The address of a snapshot's copy. */
t_address copy_in(const t_shot *shot);

/* Writes a printable byte to base + at, as the block's owner would, and notes it. */
void poke(t_subject *s, size_t at, unsigned char byte);

/* Makes the struct say this. Entries that are the same are left alone: memcheck goes on
 * to know which of their bytes nobody wrote. */
void change_tracer(t_subject *s, const t_tracer *wanted);

/*
 * Makes the state of a block what tracer_leave would make it: for rows that are about
 * leaked blocks, and not about how they came to leak.
 */
void leaked(t_subject *s, size_t index);

/* A tracer with blocks of 20, 12 and 4,060 bytes: more than a page of used bytes, all
 * 'o', and room behind them. */
#define WRITTEN 4112
t_subject written(void);

/* The subject whose struct lies at another address: copied there, byte by byte. */
t_subject moved(const t_subject *s, t_address to);

/* Where memory ends that can be read: a page of it lies before this address. To be given
 * back with unmap_edge. */
t_address map_edge(void);
void unmap_edge(t_address edge);

/* A copy of the subject whose tracer ends at such an edge, and notes it: who reads what
 * lies behind *t dies of it. To be given back with off_the_edge. */
t_subject at_the_edge(const t_subject *s);
void off_the_edge(const t_subject *edge);

/* Room for no element, in an array all the same: list_of makes one, and the room that the
 * call is given is 0. */
#define NO_ROOM SIZE_MAX
size_t given_room(size_t room);

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

/* Fails the row unless the call returned -1 with this errno, and the tracer is what it
 * was before; why says why it must refuse. */
void expect_refused(const t_subject *s, const t_subject *before, const char *call,
	int status, int error, const char *why);

/* Fails the row unless the entry says this; which names it: "entry 3 of the ledger". */
void expect_entry(const t_entry *entry, const t_entry *wanted, const char *which);

/* The same for entry `index` of the ledger. */
void expect_in_ledger(const t_subject *s, size_t index, t_entry wanted);

/* Fails the row unless the state of entry `index` is this one; why says what made it
 * so. */
void expect_state(const t_subject *s, size_t index, t_state state, const char *why);

/* Fails the row unless tracer_release returns -1 with this errno, and leaves the tracer
 * as it was; why says why it must refuse. */
void refuse_release(t_subject *s, t_address block, int error, const char *why);

/* Fails the row unless tracer_blame returns the range as one piece of this place. */
void expect_one_piece(t_subject *s, t_range range, t_place place, size_t block);

/* Fails the row unless tracer_check finds this; why says what is wrong, or that nothing
 * is. */
void expect_fault(t_subject *s, t_fault wanted, const char *why);

const char *fault_name(t_fault fault);

#endif
