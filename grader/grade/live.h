#ifndef LIVE_H
#define LIVE_H

#include "commands.h"

#include <sys/types.h>

/* What `make watch` knows: see live.c. */
typedef struct s_live
{
	const t_options *options;
	char **names; /* all lessons */
	int *watches; /* their folders, as inotify numbers them */
	size_t count;
	size_t current; /* the lesson that is graded */
	int inotify;
	pid_t grading; /* or 0 */
	int told; /* that all is complete */
	int waits; /* a lesson is complete: a key goes on with `next` */
	int goes_on; /* that key was pressed */
	size_t next;
	int has_keys; /* the standard input is a terminal */
	int is_over; /* q was pressed */
	json_t *result; /* of the current lesson, or NULL while it is graded */
	const json_t *row; /* of these, which is shown; NULL: the first that is lost */
} t_live;

/* ---- the screen (live_screen.c) ---- */

/* A grading begins: no score is shown that is older than what was saved. */
void screen_begin(const t_live *live);

/* From now on rows that are lost are shown as they come, until screen_stop_rows: a thread
 * reads what the examiner writes to this folder. */
void screen_show_rows(const t_live *live, const char *work);
void screen_stop_rows(void);

/* The result, with the row that is shown. whole: memcheck has looked already. */
void screen_show(const t_live *live, const json_t *result, int whole);

/* ---- the keys (live_keys.c) ---- */

/* Keys come one by one from now on, without Enter, if there is a terminal. */
void keys_begin(t_live *live);
void keys_end(const t_live *live);

/* Does what the key that was pressed asks for. */
void keys_take(t_live *live);

/* The last line of the screen: which keys there are. */
void keys_tell(const t_live *live);

#endif
