#ifndef VERDICT_H
#define VERDICT_H

/* How far a submission came: what the rooms before the test program hand on. */

typedef enum e_status
{
	STATUS_GRADED,
	STATUS_COMPILE_ERROR,
	STATUS_REFUSED,
	STATUS_MISSING,
	STATUS_BROKEN /* the grader itself failed: there is no result to write */
} t_status;

typedef struct s_verdict
{
	t_status status;
	char *reason; /* a new string, or NULL for STATUS_GRADED */
} t_verdict;

#define VERDICT_GOOD ((t_verdict){STATUS_GRADED, NULL})

/* As the result says it: "graded", "compile-error", "refused", "missing". */
static inline const char *status_name(t_status status)
{
	static const char *const names[] = {
		"graded", "compile-error", "refused", "missing", "broken"};

	return names[status];
}

#endif
