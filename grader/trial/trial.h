#ifndef TRIAL_H
#define TRIAL_H

#include "lesson.h"
#include "patience.h"
#include "row_result.h"
#include "run.h"

/*
 * One run of the lesson's examiner with the submission as its subject, under the
 * supervisor: which rows, and what came of them.
 */

/* The memory of all processes of the rows together. What honest rows have is a fraction
 * of it. */
#define TRIAL_MIB 2048

/* Under one of valgrind's tools. No limit of the address space: it reserves far more of
 * it than it uses. */
#define VALGRIND_LIMITS                                                                  \
	{                                                                                \
		.wall_seconds = 240, .cpu_seconds = 120, .total_mib = TRIAL_MIB,         \
		.file_mib = 64, .output_bytes = 256 << 10, .processes = 64               \
	}

/* The subject, in the work folder: in a folder of its own, which is all it sees. */
#define TRIAL_SUBJECT_FOLDER "subject"
#define TRIAL_SUBJECT "subject"

/* What stands ready to be run. */
typedef struct s_ready
{
	const t_lesson *lesson;
	const char *build; /* the folder with the lesson's examiner */
	const char *work; /* the folder with the subject */
	unsigned long seed; /* of the random traces */
} t_ready;

/* What a tool of valgrind's writes to descriptor 6 is kept in the work folder, under this
 * name and a number. */
#define TRIAL_LOG "valgrind."

typedef enum e_trial_mode
{
	TRIAL_NATIVE,
	TRIAL_WATCHED, /* under memcheck: see t_manner, prefix */
	TRIAL_COUNTED, /* under callgrind, which opens the file that it writes */
	TRIAL_DEBUGGED
} t_trial_mode;

typedef struct s_manner
{
	t_trial_mode mode;
	/* the program that runs the subject, with its arguments, or NULL */
	const char *const *prefix;
	int shown; /* the output of the submission is shown as it comes */
	t_patience patience;
	t_limits limits;
} t_manner;

/* Each row in a process of its own; without and with the output shown. */
extern const t_manner g_checked;
extern const t_manner g_shown;

typedef struct s_trial
{
	t_row_result *rows; /* one for each rule; those not run have the status not-run */
	char *reported; /* for each rule: the examiner has told of it */
	size_t count;
	t_outcome outcome; /* of the examiner */
	char *wrong; /* why there was no subject, or NULL */
} t_trial;

/*
 * Runs the rows whose entry of `wanted` (one for each rule) is nonzero. Returns NULL, or
 * a new string that says why nothing could be run.
 */
char *trial_run(
	t_trial *trial, const t_ready *ready, const t_manner *manner, const char *wanted);

/* A trial of which nothing has been told: no row was run. */
t_trial trial_begin(const t_rubric *rubric);

/* Takes in the lines that the examiner writes, and changes them. What is no row of the
 * rubric, or is cut short, is passed over. */
void trial_read(t_trial *trial, const t_rubric *rubric, char *lines);

/* Whatever a submission does, the examiner ends in good order. Where it did not, why that
 * was, as a new string; else NULL. */
char *trial_gave_up(const t_trial *trial, const t_limits *limits);

void trial_free(t_trial *trial);

/*
 * Writes the order for this row to work/order.json, and nothing more: for a debugger,
 * which runs the subject itself. It stops at call `pause_at` of the contract. Returns
 * like trial_run.
 */
char *trial_prepare(const t_ready *ready, int rule, size_t pause_at);

/* The path of the lesson's examiner, a new string. */
char *trial_examiner(const t_ready *ready);

#endif
