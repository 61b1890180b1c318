#ifndef CLASS_PAGE_DATA_H
#define CLASS_PAGE_DATA_H

#include "class_page_said.h"

#include <jansson.h>
#include <stddef.h>

/* What the class page shows, gathered from one result after the other: a letter for each
 * student and row, and sums. */

enum
{
	/* the most of a lesson that are shown: a result file may have been edited */
	CLASS_ROWS = 400
};

typedef enum e_came
{
	CAME_GRADED,
	CAME_COMPILE_ERROR,
	CAME_REFUSED,
	CAME_MISSING, /* nothing was handed in, or no file of the lesson */
	CAME_NO_RESULT, /* the grader has none, or none that can be read */
	CAME_KINDS
} t_came;

/* What became of a row, in the letters of t_mark: the page's script knows them too. */
enum
{
	CELL_PASSED = 'p',
	CELL_FAILED = 'f',
	CELL_CRASHED = 'c',
	CELL_TIMED_OUT = 't',
	CELL_NOT_RUN = 'n',
	CELL_NOT_GRADED = 'g',
	CELL_NOT_COUNTED = 'z', /* whatever became of it */
	CELL_NONE = '-'
};

/* A student in a lesson. */
typedef struct s_mark
{
	t_came came;
	char *cells; /* a letter for each row, or NULL */
	int score;
	int max;
	double seconds; /* all rows together */
	size_t timed_out; /* rows */
} t_mark;

typedef struct s_class_row
{
	char *name;
	char *sentence;
	int hidden;
	int counts;
	size_t passed;
	/* failed, crashed or timed out: it was run, and has not its points */
	size_t lost;
	t_sayings sayings; /* what came instead */
} t_class_row;

typedef struct s_class_lesson
{
	char *name;
	char *title;
	t_class_row *rows; /* in the order of the results */
	size_t row_count;
	t_mark *marks; /* of each student, in the order of class.json */
	size_t mark_count;
	size_t came[CAME_KINDS];
} t_class_lesson;

typedef struct s_class
{
	json_t *all; /* class.json: see run_folder.h */
	json_t *students; /* of class.json: {key, name} */
	t_class_lesson *lessons;
	size_t lesson_count;
} t_class;

/* Reads the run. Returns 0, or -1 where it is none. */
int class_read(t_class *class, const char *run);
void class_free(t_class *class);

/* Whether the student has handed in what has a result: the figures are over these. */
int mark_counts(const t_mark *mark);

/* Points in a hundred: where rows could not be graded, the maximum is less. */
double mark_percent(const t_mark *mark);

#endif
