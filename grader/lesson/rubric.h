#ifndef RUBRIC_H
#define RUBRIC_H

#include "observed.h"

#include <jansson.h>
#include <stddef.h>

/*
 * The rubric of a lesson: rubric.json beside the suite's rows. It says which files a
 * submission has, which functions the contract promises, and what each row is worth.
 * JSON, read with jansson, so that no parser of our own stands between an instructor
 * and the points.
 */

enum
{
	RUBRIC_TOTAL = 100
};

typedef enum e_judge
{
	JUDGE_TEST, /* the row of that name in the suite */
	JUDGE_ACCESSES, /* memcheck's errors in all rows that passed */
	JUDGE_LEAKS, /* what is still mapped at the end of all rows that passed */
	/* nobody here: a handout has no more of a hidden row than heading and points */
	JUDGE_ELSEWHERE
} t_judge;

typedef struct s_rule
{
	const char *name;
	const char *sentence; /* the behaviour */
	const char *heading; /* correctness, memory or fork */
	const char
		/* words of the contract, which stand there once; "" where the judge is
		 * elsewhere */
		*promise;
	int promise_line; /* where they stand */
	int points; /* 0: it is run and shown, and does not count */
	t_judge judge;
	int needs; /* the index of the rule that makes sense only first, or -1 */
	t_observed observes; /* where that is not shown, the row is not graded */
	int watched; /* looked at under memcheck too, unless "memcheck" is false */
	int hidden; /* graded, but named to students by its heading and points only */
	/* for the judges of all rows: names of rows that must pass, or NULL */
	json_t *requires;
	json_t *hints; /* texts, see hints.h, or NULL */
	/* Names of rows that say the same mistake better, where they are lost too: the
	 * work begins with one of them. Or NULL. */
	json_t *after;
} t_rule;

typedef struct s_rubric
{
	json_t *root; /* owns the strings */
	const char *title;
	const char *contract; /* the header's name */
	char *promises; /* what stands there */
	json_t *files; /* the names of the submission's files */
	json_t *api; /* the names of the functions */
	/* the lesson is about processes: a submission may fork and end its children */
	int processes;
	/* it is about files in memory: a submission may make some (memfd_create) */
	int memory_files;
	t_rule *rules;
	size_t count;
	int foundation; /* the index of the rule without which no other makes sense */
} t_rubric;

/*
 * Reads a rubric. contract_folder holds the contract, in which each promise is looked up.
 * Returns NULL, or a new string that says what is wrong: a row without points, named
 * twice, without a sentence, a heading that there is not, a promise that does not stand
 * in the contract exactly once, points that do not add up to 100, a hidden foundation,
 * one that does not count, or hints that are none.
 *
 * In a handout hidden rows are stubs, {"hidden": true, "heading": ..., "points": ...}:
 * they are called hidden_1 and so on, count towards the 100, and are not graded.
 */
char *rubric_read(t_rubric *rubric, const char *path, const char *contract_folder);

void rubric_free(t_rubric *rubric);

/* The line of the contract that has these words, which stand there once; 0: they do
 * not. */
int rubric_line(const t_rubric *rubric, const char *words);

/* The index of the rule of that name, or -1. */
int rubric_find(const t_rubric *rubric, const char *name);

/* Whether the list of names, such as the rubric's files, holds this one. */
int names_hold(const json_t *names, const char *name);

/* Whether the rule has points: a row without them is run and shown, and costs nobody
 * anything. */
int rule_counts(const t_rule *rule);

/* Whether the rule's row is looked at under memcheck once it has passed. */
int rule_is_watched(const t_rule *rule);

/* The headings, in the order of the report; ends with NULL. */
extern const char *const g_headings[];

#endif
