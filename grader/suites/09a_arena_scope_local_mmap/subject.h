#ifndef SUBJECT_H
#define SUBJECT_H

#include "arena.h"
#include "picture.h"
#include "process.h"

/*
 * An arena under test. The calls of the submission are made through these
 * functions, so that the report can tell what was tried; each leaves the errno of
 * its call in error. They check nothing but what their comment says.
 */

enum
{
	SUBJECT_BLOCKS = 26
};

typedef struct s_subject
{
	t_address at; /* where the struct lies, in the process that is called */
	t_arena arena; /* as it was after the last call */
	const char *name; /* as the report calls it: "a" */
	int error;
	t_block blocks[SUBJECT_BLOCKS]; /* the last blocks, for the picture */
	size_t block_count;
} t_subject;

/* A subject of that name whose struct holds rubbish, as before arena_init. */
t_subject subject(const char *name);

int call_init(t_subject *s, size_t size);
/* A block's address, or 0. */
t_address call_alloc(t_subject *s, size_t size);
int call_free(t_subject *s);
/* What arena_dump printed to a stream of its own, as a new string; its length in
 * *length. */
char *call_dump(t_subject *s, size_t *length);

/* Makes a subject of `size` bytes. Fails the row if arena_init does not return 0 with its
 * fields filled in. */
t_subject live(const char *name, size_t size);

/* Calls arena_alloc. Fails the row if it returns NULL. */
t_address block_of(t_subject *s, size_t size);

/*
 * Calls arena_alloc. Fails the row if it does not return NULL with this errno, or
 * if a field of the arena changed; why says why it must refuse.
 */
void refuse(t_subject *s, size_t size, int error, const char *why);

/* How many bytes lie between base + offset and the next aligned address. */
size_t padding_of(const t_arena *a);

/* The largest block that still fits, 0 where none does. */
size_t room_of(const t_arena *a);

/* Calls arena_free. Fails the row if it does not return 0; which names the arena: "a live
 * arena". */
void expect_freed(t_subject *s, const char *which);

/* Fails the row unless all three fields are zero; after names the call before. */
void expect_dead(const t_subject *s, const char *after);

/* Sets every field to zero, and notes it. */
void bury(t_subject *s);

/* base, as an address in the process that is called. */
t_address base_of(const t_subject *s);

/* How far the address lies from base. */
ptrdiff_t distance_of(const t_subject *s, t_address address);

/* Lets the row's message show this subject as a picture. */
void show_arena(const t_subject *s);

#endif
