#ifndef CALL_H
#define CALL_H

#include "process.h"

/*
 * Calls of the submission, as rows make them: in the process g_process, which makes them
 * one after another. Each fails the row if it does not come back.
 */

typedef struct s_answer
{
	uint64_t value;
	int error; /* errno after it, which began with 0 */
} t_answer;

/* Makes one step; see window.h for those of the loop, and the suite's steps.h. */
#define CALL(step, ...) call_with(step, (uint64_t[WINDOW_ARGUMENTS]){__VA_ARGS__})
t_answer call_with(uint32_t step, const uint64_t *arguments);

/* A system call of the row's own, which the ledger does not see: CALL_KERNEL(SYS_close,
 * 3). */
#define CALL_KERNEL(...) call_kernel((uint64_t[WINDOW_ARGUMENTS]){__VA_ARGS__})
t_answer call_kernel(const uint64_t *arguments);

/*
 * Many calls in one turn: they are added, and made by batch_run, which returns copies of
 * the steps in their order, good until the next batch; after each of them `words` words
 * at `object` are noted, 8 at most. A full batch must be run before more is added.
 */
#define BATCH(step, ...) batch_add(step, (uint64_t[WINDOW_ARGUMENTS]){__VA_ARGS__})
void batch_add(uint32_t step, const uint64_t *arguments);
const t_step *batch_run(t_address object, size_t words);

/*
 * The two halves of batch_run, for processes that are to run at the same time: begins the
 * calls in a process, and waits for its end of them.
 */
void batch_begin(t_process *process, t_address object, size_t words);
const t_step *batch_end(t_process *process, t_step *copies, size_t room);

#endif
