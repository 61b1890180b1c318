#ifndef COMMANDS_H
#define COMMANDS_H

#include "grade.h"

enum
{
	STATUS_BELOW = 1, /* a score is below what was required */
	STATUS_USAGE = 2
};

typedef struct s_options
{
	t_request request;
	const char *json; /* a file for the result, or NULL */
	int require; /* points that each lesson graded must reach */
} t_options;

/* Each carries out one command and returns the exit status. */
int command_grade(const t_options *options, const char *lesson);
int command_grade_all(const t_options *options);
int command_row(const t_options *options, const char *lesson, const char *row);
int command_lessons(void);
int command_lesson(const char *wanted);

/* Makes the folder with the answer that a patch of the lesson stands for: see patch.h. */
int command_answer(const char *lesson, const char *patch, const char *folder);

/* Makes a row ready for a debugger, and becomes gdb if `debug`. */
int command_prepare(
	const t_options *options, const char *lesson, const char *row, int debug);

/* The next hint to the first row that is lost; lesson: NULL for the first that is not
 * complete. */
int command_hint(const t_options *options, const char *lesson);

/* Grades a lesson at every save, until a signal ends it; lesson: NULL for the first that
 * is not complete. */
int command_watch(const t_options *options, const char *lesson);

/*
 * Writes the HTML page of all lessons, or of this one, to the file; file: NULL or "" for
 * report.html in the build folder.
 */
int command_html(const t_options *options, const char *file, const char *lesson);

/*
 * Writes an export (grader/exports) to the file. what: a lesson, which is graded and
 * reported first, or a file with a result of `--json`. Where there is no result the
 * export says so, and is written all the same.
 */
int command_export(
	const t_options *options, const char *format, const char *file, const char *what);

/* How far every lesson is, by the last results: nothing is graded. */
int command_progress(const t_options *options);

/* A line for each lesson: how far it was when it was last graded. */
void command_lines(const t_options *options);

/* What is wrong where there is no lesson, a new string. */
char *no_lesson(void);

/* Says what is wrong, frees it, and returns the exit status. */
int complain(char *wrong);

#endif
