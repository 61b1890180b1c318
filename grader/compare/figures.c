#include "figures.h"

#include "profile.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>

/* Of a figure that a side does not have. */
#define NONE "-"

const json_t *side_of(const json_t *comparison, size_t index)
{
	return json_array_get(json_object_get(comparison, "sides"), index);
}

static json_t *table(const char *title, const char *about)
{
	return json_pack("{s:s, s:s, s:[], s:[]}", "title", title, "about", about,
		"lines", "missing");
}

/* Takes the texts. */
static void add_line(
	json_t *table, const char *label, char *first, char *second, char *change)
{
	json_array_append_new(json_object_get(table, "lines"),
		json_pack("[s, s, s, s]", label, first, second, change));
	free(first);
	free(second);
	free(change);
}

static char *points_of(const json_t *object)
{
	return text_format("%d/%d", int_of(object, "score"), int_of(object, "max_score"));
}

static char *change_of(long long first, long long second)
{
	return first == second ? text_copy("") : text_format("%+lld", first - second);
}

static void add_points(json_t *tables, const json_t *comparison)
{
	json_t *points = table("Points", "");
	const char *name;
	json_t *heading;
	const json_t *results[] = {json_object_get(side_of(comparison, 0), "result"),
		json_object_get(side_of(comparison, 1), "result")};

	json_object_foreach(json_object_get(results[0], "headings"), name, heading)
	{
		const json_t *other =
			json_object_get(json_object_get(results[1], "headings"), name);
		add_line(points, name, points_of(heading), points_of(other),
			change_of(int_of(heading, "score"), int_of(other, "score")));
	}
	add_line(points, "all", points_of(results[0]), points_of(results[1]),
		change_of(int_of(results[0], "score"), int_of(results[1], "score")));
	json_array_append_new(tables, points);
}

static int are_graded(const json_t *comparison)
{
	return is_status(json_object_get(side_of(comparison, 0), "result"), "graded") &&
	       is_status(json_object_get(side_of(comparison, 1), "result"), "graded");
}

const char *figures_lost(const json_t *comparison)
{
	return are_graded(comparison)
		       ? NULL
		       : "none to compare, because no row was run on one side";
}

const char *figures_got(const json_t *rows, size_t row, size_t side)
{
	const json_t *outcome =
		json_array_get(json_object_get(json_array_get(rows, row), "sides"), side);
	const char *got = string_of(outcome, "got");

	if (is_status(outcome, "passed") || got == NULL || *got == '\0')
		return NULL;
	if (row == 0)
		return got;
	const json_t *above = json_array_get(
		json_object_get(json_array_get(rows, row - 1), "sides"), side);
	return json_equal(json_object_get(above, "got"), json_object_get(outcome, "got"))
		       ? "as above"
		       : got;
}

/* Says for each side why it has no figures of this kind. */
static void add_missing(json_t *table, const json_t *comparison, const char *key)
{
	for (size_t i = 0; i < 2; i++)
	{
		const json_t *side = side_of(comparison, i);
		const char *why = string_of(json_object_get(side, key), "unmeasured");
		if (why != NULL)
			json_array_append_new(json_object_get(table, "missing"),
				json_sprintf("%s: not measured, because %s",
					string_of(side, "name"), why));
	}
}

static char *count_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return value == NULL ? text_copy(NONE)
			     : text_format("%lld", (long long)json_integer_value(value));
}

static void add_count(json_t *table, const char *label, const json_t *first,
	const json_t *second, const char *key)
{
	int both = json_object_get(first, key) != NULL &&
		   json_object_get(second, key) != NULL;

	add_line(table, label, count_of(first, key), count_of(second, key),
		both ? change_of(int_of(first, key), int_of(second, key))
		     : text_copy(""));
}

static char *longest_name(const json_t *size)
{
	const char *name = string_of(json_object_get(size, "longest"), "name");

	return name == NULL ? text_copy(NONE) : text_safe(name, strlen(name), 60);
}

static void add_size(json_t *tables, const json_t *comparison)
{
	json_t *size = table("Size", "without blank lines and comments");
	const json_t *first = json_object_get(side_of(comparison, 0), "size");
	const json_t *second = json_object_get(side_of(comparison, 1), "size");

	add_missing(size, comparison, "size");
	add_count(size, "lines", first, second, "lines");
	add_count(size, "functions", first, second, "functions");
	add_count(size, "branches", first, second, "branches");
	add_count(size, "longest function", json_object_get(first, "longest"),
		json_object_get(second, "longest"), "lines");
	add_line(size, "its name", longest_name(first), longest_name(second),
		text_copy(""));
	json_array_append_new(tables, size);
}

/* Instructions for each call, or -1. */
static double per_call(const json_t *measured, const char *operation)
{
	const json_t *value =
		json_object_get(json_object_get(measured, "operations"), operation);
	json_int_t calls = json_integer_value(json_object_get(value, "calls"));

	return calls == 0 ? -1
			  : (double)json_integer_value(
				    json_object_get(value, "instructions")) /
				    (double)calls;
}

static char *instructions(double count)
{
	return count < 0 ? text_copy(NONE) : text_format("%.1f", count);
}

static char *percent(double first, double second)
{
	if (first < 0 || second <= 0 || first == second)
		return text_copy("");
	double change = (first - second) / second * 100;
	return text_format(change < 1000 ? "%+.1f %%" : "%+.0f %%", change);
}

/* A call that a side which was measured never made was made 0 times. */
static json_t *whole_system(const json_t *first, const json_t *second)
{
	json_t *all = json_deep_copy(json_object_get(first, "system"));
	const char *name;
	json_t *count;

	json_object_foreach(json_object_get(second, "system"), name, count)
	{
		if (all != NULL && json_object_get(all, name) == NULL)
			json_object_set_new(all, name, json_integer(0));
	}
	return all;
}

static void add_system(json_t *tables, const json_t *comparison)
{
	json_t *system = table("System calls", "in the same rows");
	const json_t *first = json_object_get(side_of(comparison, 0), "measured");
	const json_t *second = json_object_get(side_of(comparison, 1), "measured");
	json_t *counts[] = {whole_system(first, second), whole_system(second, first)};
	const json_t *known = counts[0] != NULL ? counts[0] : counts[1];

	for (size_t i = 0; g_ledger_calls[i] != NULL; i++)
		if (json_object_get(known, g_ledger_calls[i]) != NULL)
			add_count(system, g_ledger_calls[i], counts[0], counts[1],
				g_ledger_calls[i]);
	json_array_append_new(tables, system);
	json_decref(counts[0]);
	json_decref(counts[1]);
}

static void add_operations(json_t *tables, const json_t *comparison)
{
	char *about = text_format(
		"in the %d rows that both pass", int_of(comparison, "common_rows"));
	json_t *operations = table("Instructions per call", about);

	json_array_append_new(tables, operations);
	const json_t *first = json_object_get(side_of(comparison, 0), "measured");
	const json_t *second = json_object_get(side_of(comparison, 1), "measured");
	size_t index;
	json_t *name;

	add_missing(operations, comparison, "measured");
	json_array_foreach(json_object_get(comparison, "api"), index, name)
	{
		const char *operation = json_string_value(name);
		double counts[] = {
			per_call(first, operation), per_call(second, operation)};
		if (counts[0] >= 0 || counts[1] >= 0)
			add_line(operations, operation, instructions(counts[0]),
				instructions(counts[1]), percent(counts[0], counts[1]));
	}
	/* What was not measured is not none. */
	if (json_array_size(json_object_get(operations, "missing")) == 0)
		add_system(tables, comparison);
	free(about);
}

json_t *figures_of(const json_t *comparison)
{
	json_t *tables = json_array();

	add_points(tables, comparison);
	add_size(tables, comparison);
	if (are_graded(comparison))
	{
		add_operations(tables, comparison);
	}
	return tables;
}
