#ifndef COMMANDS_H
#define COMMANDS_H

#include "grade.h"
#include "report.h"

enum
{
	STATUS_BELOW = 1, /* a score is below what was required */
	STATUS_USAGE = 2
};

typedef struct s_options
{
	t_request request;
	const char *json; /* a file for the result, or NULL */
	int all; /* reports say everything */
	int require; /* points that each lesson graded must reach */
} t_options;

/* Each carries out one command and returns the exit status. Where a row can be named, it
 * may be NULL: the first that is lost; and the lesson, too: see graded_begun. */
int command_grade(const t_options *options, const char *lesson);
int command_grade_all(const t_options *options);
int command_row(const t_options *options, const char *lesson, const char *row);
int command_lessons(void);
/* Prints the name of the lesson's folder; of the one that was begun where `wanted` is
 * NULL. */
int command_lesson(const t_options *options, const char *wanted);

/* Makes the folder with the answer that a patch of the lesson stands for: see patch.h. */
int command_answer(const char *lesson, const char *patch, const char *folder);

/* Makes a row ready for a debugger, and becomes gdb if `debug`. */
int command_prepare(
	const t_options *options, const char *lesson, const char *row, int debug);

/* The next hint to the row. */
int command_hint(const t_options *options, const char *lesson, const char *row);

/* Grades a lesson at every save, until a signal ends it; lesson: NULL for the first that
 * is not complete. */
int command_watch(const t_options *options, const char *lesson);

/*
 * Writes the HTML page of all lessons, or of this one, to the file; file: NULL or "" for
 * report.html in the build folder.
 */
int command_html(const t_options *options, const char *file, const char *lesson);

/* Grades a submission of a class as its description says, and writes its result with
 * "student", "id", "email" and "fingerprint". */
int command_job(const t_options *options, const char *description, const char *submission,
	const char *result);

/* How far every lesson is, by the last results: nothing is graded. */
int command_progress(const t_options *options);

/* A line for each lesson: how far it was when it was last graded. graded: the one that is
 * graded just now, or NULL; result: what came of that, or NULL while nobody knows. */
void command_lines(const t_options *options, const char *graded, const json_t *result);

/* Shows one hint to the row more than last time; when there are no more, all of them.
 * has_keys: make watch shows it.
 * Returns NULL, or why that cannot be noted. */
char *hint_show(
	const t_options *options, const json_t *result, const json_t *row, int has_keys);

/* How reports on the standard output look. */
t_look look_for(const t_options *options);

/* What is wrong where there is no lesson, a new string. */
char *no_lesson(void);

/* Says what is wrong, frees it, and returns the exit status. */
int complain(char *wrong);

#endif
