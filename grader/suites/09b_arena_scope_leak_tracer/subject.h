#ifndef SUBJECT_H
#define SUBJECT_H

#include "tracer.h"

/*
 * A tracer under test. The calls of the submission are made through these functions, so
 * that the report can tell what was tried; each leaves the errno of its call in error.
 * They check nothing but what their comment says.
 */

typedef struct s_subject
{
	t_tracer tracer;
	const char *name; /* as the report calls it: "t" */
	int error;
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
size_t call_blame(t_subject *s, size_t start, size_t size, t_piece *pieces, size_t room);
t_fault call_check(t_subject *s);
int call_free(t_subject *s);
/* What tracer_dump printed to a stream of its own, as a new string; its length in *length. */
char *call_dump(t_subject *s, size_t *length);

/* Makes a subject. Fails the row if tracer_init does not return 0 with a base. */
t_subject live(const char *name, size_t size);

/* Calls tracer_alloc. Fails the row if it returns NULL. */
void *block_of(t_subject *s, size_t size, const char *label);

/* Each of these fails the row unless the call returns 0. */
void released(t_subject *s, const void *block);
void entered(t_subject *s);
void freed(t_subject *s);
t_snapshot snapshot_of(t_subject *s);
void dropped(t_subject *s, t_snapshot *snapshot);

/*
 * Calls tracer_alloc. Fails the row if it does not return NULL with this errno, or if
 * the tracer changed; why says why it must refuse.
 */
void refuse(t_subject *s, size_t size, int error, const char *why);

/* Fails the row if the fields or the entries of the ledger are not as they were; after names the call. */
void expect_same(const t_subject *s, const t_tracer *before, const char *after);

/* Fails the row unless every entry of the ledger is zero; after names the call before. */
void expect_empty_ledger(const t_subject *s, const char *after);

/* Fails the row unless every field is zero; after names the call before. */
void expect_dead(const t_subject *s, const char *after);

/* Fails the row unless the entry says this; which names it. */
void expect_entry(const char *which, const t_entry *entry, t_entry wanted);

/* Lets the row's message show this subject as a picture. */
void show_tracer(const t_subject *s);

size_t rounded(size_t size);

#endif
