#include "begin.h"

#include "value.h"

#include <limits.h>

/* Whether a row is lost that says better what is wrong with this one. */
static int is_told_better(const t_rule *rule, const json_t *result)
{
	size_t index;
	json_t *name;

	json_array_foreach(rule->after, index, name)
	{
		const json_t *row = row_called(result, json_string_value(name));
		if (row != NULL && is_lost(row) && !is_awaited(row))
			return 1;
	}
	return 0;
}

/* The first declaration of this function after the rule's promise, or the contract's
 * end. */
static const char *declaration(
	const t_rubric *rubric, const t_rule *rule, const char *function)
{
	const char *at = rubric->promises;

	for (int line = 1; line < rule->promise_line; line++)
		at += strcspn(at, "\n") + 1;
	for (at = strstr(at, function); at != NULL; at = strstr(at + 1, function))
		if (at[strlen(function)] == '(')
			return at;
	return rubric->promises + strlen(rubric->promises);
}

/* Whether the promise is one of this function: no other is declared before it. */
static int is_promise_of(const t_rubric *rubric, const t_rule *rule, const char *function)
{
	size_t index;
	json_t *other;

	json_array_foreach(rubric->api, index, other)
		if (declaration(rubric, rule, json_string_value(other)) <
			declaration(rubric, rule, function))
			return 0;
	return 1;
}

/* Whether the row waits for a TODO, and yet is not about the function to be written. */
static int is_elsewhere(const t_rubric *rubric, const t_rule *rule, const json_t *result)
{
	const json_t *gap = row_gap(result, row_called(result, rule->name));

	return gap != NULL && !is_promise_of(rubric, rule, string_of(gap, "function"));
}

/* How far the row is from being the one to begin with. */
static int distance(const t_rubric *rubric, size_t index, const json_t *result)
{
	const t_rule *rule = &rubric->rules[index];
	const json_t *row = row_called(result, rule->name);

	if ((int)index == rubric->foundation)
		return 0;
	if (is_status(row, "not-run"))
		return INT_MAX - 1;
	return 1 + 4 * int_of(row, "gap") + 2 * is_elsewhere(rubric, rule, result) +
	       is_told_better(rule, result);
}

json_t *begin_with(const t_rubric *rubric, const json_t *result)
{
	const char *nearest = NULL;
	int least = INT_MAX;

	for (size_t i = 0; is_status(result, "graded") && i < rubric->count; i++)
	{
		const t_rule *rule = &rubric->rules[i];
		const json_t *row = row_called(result, rule->name);
		/* Students know no more of a hidden row than its points. */
		if (rule->hidden || row == NULL || !is_lost(row) || is_awaited(row))
			continue;
		int far = distance(rubric, i, result);
		nearest = far < least ? rule->name : nearest;
		least = far < least ? far : least;
	}
	return nearest == NULL ? json_null() : json_string(nearest);
}
