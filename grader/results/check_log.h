#ifndef CHECK_LOG_H
#define CHECK_LOG_H

#include <stddef.h>

/* Check's XML log, read with expat: it takes what is there of a log that was cut
 * short. */

typedef enum e_check_result
{
	CHECK_SUCCESS,
	CHECK_FAILURE, /* an assertion */
	CHECK_ERROR /* a signal, a time-out, an early end */
} t_check_result;

typedef struct s_check_test
{
	char *row; /* the name of the test's case */
	char *message;
	t_check_result result;
	double seconds; /* negative where the process ended by itself */
} t_check_test;

typedef struct s_check_log
{
	t_check_test *tests;
	size_t count;
	int complete; /* well-formed to its end */
} t_check_log;

t_check_log check_log_read(const char *bytes, size_t size);
void check_log_free(t_check_log *log);

/* The only test of that row; NULL where there is none, or more than one. */
const t_check_test *check_log_find(const t_check_log *log, const char *row);

#endif
