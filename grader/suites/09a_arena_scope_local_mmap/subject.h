#ifndef SUBJECT_H
#define SUBJECT_H

#include "arena.h"
#include "picture.h"
#include "process.h"

/* The words of this lesson, for kit.h. */
#define ARENA "arena"
#define AN_ARENA "an arena"
#define PROMISE_MADE "Makes *a an arena of `size` bytes"
#define PROMISE_FAILED "After a failure every field of *a is zero"
#define PROMISE_FREED "Every field of *a is zero afterwards"
#define USED_WORDS "the offset"

enum
{
	SUBJECT_BLOCKS = 26
};

/* An arena under test: see kit.h. */
typedef struct s_subject
{
	t_address at;
	t_arena arena;
	const char *name;
	int error;
	t_block blocks[SUBJECT_BLOCKS]; /* the last blocks, for the picture */
	size_t block_count;
} t_subject;

/* Makes a subject of `size` bytes. Fails the row if arena_init does not return 0 with its
 * fields filled in. */
t_subject live(const char *name, size_t size);

/* A subject whose fields are written by hand; base is NOWHERE: for calls that touch no
 * memory. */
t_subject far_subject(const char *name, size_t offset, size_t capacity);

/* Notes a block for the picture. */
void keep_block(t_subject *s, t_address block, size_t size);

/* How many bytes lie between base + offset and the next aligned address. */
size_t padding_of(const t_arena *a);

/* The largest block that still fits, 0 where none does. */
size_t room_in(const t_arena *a);

#endif
