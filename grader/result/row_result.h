#ifndef ROW_RESULT_H
#define ROW_RESULT_H

#include <jansson.h>
#include <stdint.h>

/*
 * What became of one row: the value that goes from the examiner, which writes it as a
 * line of JSON, to every report.
 */

typedef enum e_row_status
{
	ROW_PASSED,
	ROW_FAILED,
	ROW_CRASHED,
	ROW_TIMED_OUT,
	ROW_NOT_RUN, /* another row comes first */
	ROW_NOT_GRADED, /* the machine cannot tell */
	ROW_STATUSES
} t_row_status;

/* How the row's own process went, where the row itself did not come to an end. */
typedef enum e_row_end
{
	END_OF_ROW, /* it did, or said what is wrong */
	END_OF_PROCESS, /* the process exited, or a signal ended it */
	END_BY_SIGKILL /* of somebody else: memory or time ran out */
} t_row_end;

enum
{
	ROW_FRAMES = 48,
	ROW_LEAKS = 8
};

typedef struct s_leak
{
	uint64_t caller; /* the address in the subject behind the call of mmap */
	uint64_t bytes;
} t_leak;

typedef struct s_row_result
{
	t_row_status status;
	/* New strings, safe to show, or NULL. */
	char *tried; /* the last calls, one a line */
	char *expected;
	char *promise; /* words of the contract, where they are not the rule's */
	char *got;
	json_t *picture; /* see sketch.h, or NULL */
	json_t *states; /* after each of the calls in `tried`, see examiner/tried.h, or
			   NULL */
	char *file; /* where in the submission, with line */
	int line;
	double seconds;
	/* What the examiner saw, for those who judge all rows together. */
	t_row_end end;
	int in_child; /* it went wrong in a child that the row had forked */
	uint64_t frames[ROW_FRAMES]; /* places in the subject, innermost first */
	uint64_t frame_count;
	uint64_t mapped; /* bytes that were mapped still when the row had passed */
	t_leak leaks[ROW_LEAKS];
	uint64_t leak_count;
	uint64_t errors; /* that memcheck counted during the row */
	uint64_t calls; /* of the contract, that it had made when it failed */
} t_row_result;

void row_result_free(t_row_result *result);

/* As the result says it: "passed", "failed", "crashed", "timed-out", "not-run",
 * "not-graded". */
const char *row_status_name(t_row_status status);

/* The result as a JSON object, and the other way round: strings are made safe to show. */
json_t *row_result_write(const t_row_result *result);
t_row_result row_result_read(const json_t *object);

#endif
