#ifndef SUBJECT_H
#define SUBJECT_H

#include "process.h"
#include "quarantine.h"

/* The words of this lesson, for kit.h. */
#define ARENA "arena"
#define AN_ARENA "an arena"
#define PROMISE_MADE "Makes *a an arena. Returns 0"
#define PROMISE_FAILED "After a failure every field of *a is zero"
#define PROMISE_FREED "Every field of *a is zero afterwards"
#define USED_WORDS "the number of used bytes"

/* An arena under test: see kit.h. */
typedef struct s_subject
{
	t_address at;
	t_arena arena;
	const char *name;
	int error;
	t_arena made; /* the fields as arena_init has filled them in */
	size_t used; /* up to the end of the last block, as the contract says */
} t_subject;

/* A live arena of this size. Fails the row if arena_init makes none. */
t_subject live(const char *name, size_t size);

/* Calls arena_alloc with this name for the block. named_block: fails the row if it
 * returns NULL. */
t_address named_block(t_subject *s, size_t size, const char *block);

/* Another struct that means the same arena: a copy. */
t_subject copy_of_struct(const t_subject *s, const char *name);

/* Calls quarantine_keep. keep: fails the row if it does not return 0. */
int call_keep(unsigned count, int *error);
void keep(unsigned count);

/* Nothing is kept any more: what the rows end with. */
void empty_quarantine(void);

/* Handles, which are in the subject's memory. */
int call_handle_make(t_address handle, t_address byte, int *error);
t_address handle_of(t_address byte);
t_address call_handle_get(t_address handle, int *error);

/* The watch. begin_watch: fails the row if watch_begin does not return 0. */
int call_watch_begin(int *error);
void begin_watch(void);

/* end_watch: fails the row if watch_end does not return 0. leave_watch: what rows end
 * with that ask nothing of watch_end, which may not be written yet. */
void end_watch(void);
void leave_watch(void);

#endif
