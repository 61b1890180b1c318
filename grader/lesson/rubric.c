#include "rubric.h"

#include "file.h"
#include "hints.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define CONTRACT_LIMIT (1 << 20)

const char *const g_headings[] = {"correctness", "memory", "fork", NULL};

int rubric_find(const t_rubric *rubric, const char *name)
{
	for (size_t i = 0; i < rubric->count; i++)
		if (strcmp(rubric->rules[i].name, name) == 0)
			return (int)i;
	return -1;
}

int names_hold(const json_t *names, const char *name)
{
	size_t index;
	json_t *entry;

	json_array_foreach(names, index, entry)
	{
		const char *there = json_string_value(entry);
		if (there != NULL && strcmp(there, name) == 0)
			return 1;
	}
	return 0;
}

int rule_counts(const t_rule *rule)
{
	return rule->points > 0;
}

/* What memcheck finds in a row that does not count would cost the points of the rows that
 * judge all. */
int rule_is_watched(const t_rule *rule)
{
	return rule->judge == JUDGE_TEST && rule->watched && rule_counts(rule);
}

static int is_heading(const char *name)
{
	for (size_t i = 0; g_headings[i] != NULL; i++)
		if (strcmp(g_headings[i], name) == 0)
			return 1;
	return 0;
}

/* Skips what is between two words of a comment, the asterisk of a new line too. */
static const char *skip_gap(const char *at)
{
	while (*at == ' ' || *at == '\t' || *at == '\n' || (at[0] == '*' && at[1] == ' '))
		at++;
	return at;
}

/* Where the words end that the text begins with, or NULL: lines may end elsewhere. */
static const char *words_end(const char *text, const char *words)
{
	while (*words != '\0')
	{
		if (*words == ' ' && skip_gap(text) == text)
			return NULL;
		if (*words == ' ')
		{
			text = skip_gap(text);
			words++;
		}
		else if (*text++ != *words++)
			return NULL;
	}
	return text;
}

int rubric_line(const t_rubric *rubric, const char *words)
{
	int line = 1;
	int found = 0;

	if (*words == '\0')
		return 0;
	for (const char *c = rubric->promises; *c != '\0'; c++)
	{
		if (words_end(c, words) != NULL)
		{
			if (found != 0)
				return 0;
			found = line;
		}
		line += *c == '\n';
	}
	return found;
}

static char *read_judge(t_rule *rule, const char *judge)
{
	rule->judge = JUDGE_TEST;
	if (judge == NULL)
		return NULL;
	if (strcmp(judge, "memcheck-accesses") == 0)
		rule->judge = JUDGE_ACCESSES;
	else if (strcmp(judge, "memcheck-leaks") == 0)
		rule->judge = JUDGE_LEAKS;
	else
		return text_format("row %s: there is no judge \"%s\"", rule->name, judge);
	return NULL;
}

static char *read_observed(t_rule *rule, const char *observes)
{
	static const char *const names[OBSERVED_KINDS] = {"", "pagemap", "single-steps"};

	rule->observes = OBSERVED_NOTHING;
	if (observes == NULL)
		return NULL;
	for (int i = 1; i < OBSERVED_KINDS; i++)
		if (strcmp(observes, names[i]) == 0)
			rule->observes = (t_observed)i;
	if (rule->observes == OBSERVED_NOTHING)
		return text_format("row %s: nothing is known of observing \"%s\"",
			rule->name, observes);
	return NULL;
}

/* What is wrong with the rule, or NULL. */
static char *check_rule(const t_rubric *rubric, t_rule *rule)
{
	if (rubric_find(rubric, rule->name) != (int)(rule - rubric->rules))
		return text_format("row %s stands there twice", rule->name);
	if (*rule->sentence == '\0')
		return text_format("row %s has no sentence", rule->name);
	if (!is_heading(rule->heading))
		return text_format(
			"row %s: there is no heading \"%s\"", rule->name, rule->heading);
	rule->promise_line = rubric_line(rubric, rule->promise);
	if (rule->promise_line == 0)
		return text_format("row %s: \"%s\" does not stand exactly once in %s",
			rule->name, rule->promise, rubric->contract);
	return NULL;
}

/* Read as wide as they are written: cut down to an int, too many could look like
 * enough. */
static char *read_points(t_rule *rule, json_int_t points)
{
	if (points < 0)
		return text_format(
			"row %s has no points; 0 are for a row that does not count",
			rule->name);
	if (points > RUBRIC_TOTAL)
		return text_format(
			"row %s has more than %d points", rule->name, RUBRIC_TOTAL);
	rule->points = (int)points;
	return NULL;
}

/* The number of the hidden row at that index, among those that are hidden. */
static int hidden_number(const t_rubric *rubric, size_t index)
{
	int number = 1;

	for (size_t i = 0; i < index; i++)
		number += rubric->rules[i].hidden;
	return number;
}

/* What a handout tells of a hidden row. */
static char *read_stub(t_rubric *rubric, size_t index, json_t *row)
{
	t_rule *rule = &rubric->rules[index];
	json_int_t points = 0;
	json_error_t error;

	*rule = (t_rule){.needs = -1,
		.judge = JUDGE_ELSEWHERE,
		.hidden = 1,
		.sentence = "a hidden row",
		.promise = ""};
	json_t *name = json_sprintf("hidden_%d", hidden_number(rubric, index));
	rule->name = json_string_value(name);
	if (json_unpack_ex(row, &error, JSON_STRICT, "{s:b, s:s, s:I}", "hidden",
		    &rule->hidden, "heading", &rule->heading, "points", &points) == -1)
	{
		json_decref(name);
		return text_format("row %zu (hidden): %s", index + 1, error.text);
	}
	json_object_set_new(row, "name", name);
	rubric->count = index + 1;
	if (rubric_find(rubric, rule->name) != (int)index)
		return text_format("row %s stands there twice", rule->name);
	if (!is_heading(rule->heading))
		return text_format(
			"row %s: there is no heading \"%s\"", rule->name, rule->heading);
	return read_points(rule, points);
}

static int is_stub(const json_t *row)
{
	return json_is_true(json_object_get(row, "hidden")) &&
	       json_object_get(row, "name") == NULL;
}

static char *read_rule(t_rubric *rubric, size_t index, json_t *row)
{
	t_rule *rule = &rubric->rules[index];
	const char *judge = NULL;
	const char *observes = NULL;
	json_int_t points = -1;
	json_error_t error;

	*rule = (t_rule){.needs = -1,
		.watched = 1,
		.name = "",
		.sentence = "",
		.heading = "",
		.promise = ""};
	if (json_unpack_ex(row, &error, JSON_STRICT,
		    "{s:s, s:s, s:s, s:s, s?I, s?s, s?o, s?b, s?s, s?b, s?o, s?o}",
		    "name", &rule->name, "sentence", &rule->sentence, "heading",
		    &rule->heading, "promise", &rule->promise, "points", &points, "judge",
		    &judge, "requires", &rule->requires, "memcheck", &rule->watched,
		    "observes", &observes, "hidden", &rule->hidden, "hints", &rule->hints,
		    "after", &rule->after) == -1)
		return text_format("row %zu (%s): %s", index + 1, rule->name, error.text);
	rubric->count = index + 1;
	char *wrong = read_judge(rule, judge);
	if (wrong == NULL)
		wrong = read_observed(rule, observes);
	if (wrong == NULL)
		wrong = read_points(rule, points);
	if (wrong == NULL)
		wrong = hints_check(rule->name, rule->hints);
	return wrong != NULL ? wrong : check_rule(rubric, rule);
}

static char *read_rules(t_rubric *rubric, json_t *rows)
{
	size_t index;
	json_t *row;
	int total = 0;

	rubric->rules = memory_for(json_array_size(rows), sizeof(*rubric->rules));
	json_array_foreach(rows, index, row)
	{
		char *wrong = is_stub(row) ? read_stub(rubric, index, row)
					   : read_rule(rubric, index, row);
		if (wrong != NULL)
			return wrong;
		total += rubric->rules[index].points;
	}
	if (total != RUBRIC_TOTAL)
		return text_format(
			"the points add up to %d, not to %d", total, RUBRIC_TOTAL);
	return NULL;
}

/* Every row of the suite makes sense only when the foundation works. */
static char *link_foundation(t_rubric *rubric, const char *name)
{
	int foundation = rubric_find(rubric, name);

	if (foundation == -1)
		return text_format("the foundation, %s, is no row", name);
	/* What all other rows need first, students can read. */
	if (rubric->rules[foundation].hidden)
		return text_format("the foundation, %s, cannot be hidden", name);
	if (!rule_counts(&rubric->rules[foundation]))
		return text_format(
			"the foundation, %s, cannot have 0 points: every other row needs it",
			name);
	rubric->foundation = foundation;
	for (size_t i = 0; i < rubric->count; i++)
		if ((int)i != foundation && rubric->rules[i].judge == JUDGE_TEST)
			rubric->rules[i].needs = foundation;
	return NULL;
}

/* A list of names that are not empty, and end so. */
static int are_names(const json_t *list, const char *ending)
{
	size_t index;
	json_t *name;

	json_array_foreach(list, index, name)
	{
		size_t length = json_string_length(name);
		if (length <= strlen(ending) ||
			strcmp(json_string_value(name) + length - strlen(ending),
				ending) != 0)
			return 0;
	}
	return json_array_size(list) != 0;
}

static char *check_lists(const t_rubric *rubric)
{
	if (!are_names(rubric->files, ".c"))
		return text_format("files is no list of the names of C files");
	if (!are_names(rubric->api, ""))
		return text_format("api is no list of the names of functions");
	return NULL;
}

static char *check_required(const t_rubric *rubric, const t_rule *rule)
{
	size_t index;
	json_t *name;

	if (rule->requires != NULL && !json_is_array(rule->requires))
		return text_format("row %s: requires is no list", rule->name);
	json_array_foreach(rule->requires, index, name)
	{
		int needed = json_is_string(name)
				     ? rubric_find(rubric, json_string_value(name))
				     : -1;
		if (needed == -1)
			return text_format("row %s requires what is no row", rule->name);
	}
	return NULL;
}

static char *check_requires(const t_rubric *rubric)
{
	char *wrong = NULL;

	for (size_t i = 0; i < rubric->count && wrong == NULL; i++)
		wrong = check_required(rubric, &rubric->rules[i]);
	return wrong;
}

static char *read_root(t_rubric *rubric, const char *contract_folder)
{
	json_error_t error;
	json_t *rows;
	const char *foundation;
	size_t size;

	if (json_unpack_ex(rubric->root, &error, JSON_STRICT,
		    "{s:s, s:s, s:o, s:o, s:s, s:o, s?b, s?b}", "title", &rubric->title,
		    "contract", &rubric->contract, "files", &rubric->files, "api",
		    &rubric->api, "foundation", &foundation, "rows", &rows, "processes",
		    &rubric->processes, "memory_files", &rubric->memory_files) == -1)
		return text_format("%s", error.text);
	char *path = text_format("%s/%s", contract_folder, rubric->contract);
	char *wrong = NULL;
	rubric->promises = file_read(path, CONTRACT_LIMIT, &size);
	if (rubric->promises == NULL)
		wrong = text_format("the contract %s cannot be read", path);
	if (wrong == NULL)
		wrong = check_lists(rubric);
	if (wrong == NULL)
		wrong = read_rules(rubric, rows);
	if (wrong == NULL)
		wrong = link_foundation(rubric, foundation);
	if (wrong == NULL)
		wrong = check_requires(rubric);
	free(path);
	return wrong;
}

char *rubric_read(t_rubric *rubric, const char *path, const char *contract_folder)
{
	json_error_t error;

	*rubric =
		(t_rubric){.root = json_load_file(path, JSON_REJECT_DUPLICATES, &error)};
	char *wrong = rubric->root == NULL
			      ? text_format("line %d: %s", error.line, error.text)
			      : read_root(rubric, contract_folder);
	if (wrong == NULL)
		return NULL;
	char *sentence = text_format("%s: %s", path, wrong);
	free(wrong);
	rubric_free(rubric);
	return sentence;
}

void rubric_free(t_rubric *rubric)
{
	free(rubric->rules);
	free(rubric->promises);
	json_decref(rubric->root);
	*rubric = (t_rubric){0};
}
