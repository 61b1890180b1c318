#ifndef ORDER_H
#define ORDER_H

#include <stddef.h>

/* What the grader asks of the examiner: a JSON file. */

typedef enum e_mode
{
	MODE_NATIVE, /* each row in a process of its own, traced where that can be */
	MODE_WATCHED, /* all rows in one process, under valgrind */
	MODE_DEBUGGED /* one row, whose process a debugger holds: no limits of time */
} t_mode;

typedef struct s_wanted
{
	const char *name;
	int needs; /* the index of the row without which this one makes no sense, or -1 */
	int observes; /* e_observed: what the row looks at that not every machine shows */
} t_wanted;

typedef struct s_examiners_order
{
	t_mode mode;
	unsigned long seed;
	int traced; /* this machine lets a process be traced */
	int patience; /* when the rows that are left are not run: see patience.h */
	int shown; /* what the submission prints is printed */
	size_t pause_at; /* the debugger stops at this call of the row; 0: at none */
	int shut; /* the command does not shut the subject in by itself */
	const char *folder; /* where the subject is started, or NULL: here */
	const char *filter; /* the file with the seccomp filter, or NULL */
	t_wanted *rows;
	size_t count;
} t_examiners_order;

extern t_examiners_order g_order;

/* Reads it. Returns 0, or -1 where it is none. */
int order_read(const char *path);

#endif
