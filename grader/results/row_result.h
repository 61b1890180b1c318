#ifndef ROW_RESULT_H
#define ROW_RESULT_H

#include <jansson.h>

/* What became of one row: the value that this room hands on. */

typedef enum e_row_status
{
	ROW_PASSED,
	ROW_FAILED,
	ROW_CRASHED,
	ROW_TIMED_OUT,
	ROW_NOT_RUN, /* another row comes first */
	ROW_NOT_GRADED /* the machine cannot tell */
} t_row_status;

typedef struct s_row_result
{
	t_row_status status;
	/* New strings, safe to show, or NULL. */
	char *tried; /* the last calls, one a line */
	char *expected;
	char *got;
	json_t *picture; /* see sketch.h, or NULL */
	char *file; /* where in the submission, with line */
	int line;
	double seconds;
} t_row_result;

void row_result_free(t_row_result *result);

/* As the result says it: "passed", "failed", "crashed", "timed-out", "not-run",
 * "not-graded". */
const char *row_status_name(t_row_status status);

#endif
