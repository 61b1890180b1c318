#include "terminal.h"

#include "look.h"
#include "value.h"

#include <string.h>

/* Columns of a figure, and of the words before them. */
#define FIGURE 12
#define LABEL 34

static const json_t *side_at(const json_t *comparison, size_t index)
{
	return json_array_get(json_object_get(comparison, "sides"), index);
}

static void heading(FILE *out, const t_look *look, const json_t *comparison, const char *words)
{
	fputc('\n', out);
	painted(out, look, PAINT_BOLD, "%-*s", LABEL, words);
	for (size_t i = 0; i < 2; i++)
		painted(out, look, PAINT_FAINT, "%*s", FIGURE, string_of(side_at(comparison, i), "name"));
	fputc('\n', out);
}

static void write_top(FILE *out, const t_look *look, const json_t *comparison)
{
	painted(out, look, PAINT_BOLD, "%s  %s", string_of(comparison, "lesson"),
		string_of(comparison, "title"));
	fputc('\n', out);
	for (size_t i = 0; i < 2; i++)
		fprintf(out, "  %-11s %s\n", string_of(side_at(comparison, i), "name"),
			string_of(side_at(comparison, i), "folder"));
}

static void points(FILE *out, int points, int most)
{
	fprintf(out, "%*d/%-3d", FIGURE - 4, points, most);
}

static void write_sums(FILE *out, const t_look *look, const json_t *comparison)
{
	const char *name;
	json_t *first;
	const json_t *results[] = {json_object_get(side_at(comparison, 0), "result"),
		json_object_get(side_at(comparison, 1), "result")};

	heading(out, look, comparison, "Points");
	json_object_foreach(json_object_get(results[0], "headings"), name, first)
	{
		fprintf(out, "  %-*s", LABEL - 2, name);
		for (int i = 0; i < 2; i++)
		{
			const json_t *sum = json_object_get(json_object_get(results[i], "headings"), name);
			points(out, int_of(sum, "score"), int_of(sum, "max_score"));
		}
		fputc('\n', out);
	}
	fprintf(out, "  %-*s", LABEL - 2, "all");
	for (int i = 0; i < 2; i++)
		points(out, int_of(results[i], "score"), int_of(results[i], "max_score"));
	fputc('\n', out);
}

void terminal_compare(FILE *out, const t_look *look, const json_t *comparison)
{
	write_top(out, look, comparison);
	write_sums(out, look, comparison);
}
