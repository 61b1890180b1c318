#ifndef TURN_H
#define TURN_H

#include "process.h"

/* The turn goes to a process of the subject, and comes back: see window.h. */

/* Starts the subject, whose command ends with the number of a socket's descriptor, and
 * waits for its greeting. Returns NULL, or a new string that says what went wrong. */
char *turn_begin(char **command, int traced);

/* The same for a subject that has started the examiner: it is at the other end of this
 * socket. */
char *turn_join(int socket);

/* The descriptors that the subject's command names: of its socket, and of the log that
 * valgrind writes, which is kept as valgrind.0, valgrind.1 and so on. */
#define SUBJECT_SOCKET 5
#define SUBJECT_LOG 6

/* Lets the process make the first `count` steps of its window. */
void turn_pass(t_process *process, uint32_t count);

typedef enum e_turn_end
{
	TURN_CAME, /* the process has answered */
	TURN_ENDED, /* it has ended, or stands still because a signal struck it */
	TURN_GREETED, /* a process below it has something to say before it */
	TURN_LATE /* the time is up */
} t_turn_end;

/* Waits until the process answers, until `until` on row_now_ms' clock at most; 0: for as
 * long as the row has time. */
t_turn_end turn_wait(t_process *process, long until);

/* The same, and a process that this one, or one below it, has forked is one to wait for
 * too when it enters a callback, answers when its callback is over (e_callback), or is
 * struck by a signal: *greeted is the one. */
t_turn_end turn_wait_for_callback(t_process *process, t_process **greeted, long until);

/* Such a process that is there now, or NULL. */
t_process *turn_straggler(const t_process *process);

/* What the process has answered: e_answer. */
uint32_t turn_answer(const t_process *process);

/* Waits for the process that greets from this window. Returns it, or NULL where none
 * comes. */
t_process *turn_meet(uint32_t window);

/* Whether the process that serves all others is there still. */
int turn_is_open(void);

/* What the subject has printed to its standard output and error: a file. */
int turn_output(void);

/* The file that streams of the subject write to. */
int turn_stream(void);

/* Ends the subject. */
void turn_end(void);

#endif
