#include "tally.h"

#include "figures.h"
#include "file.h"
#include "text.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct s_counts
{
	int all;
	int killed;
	int equivalent;
	int survived;
	int wrong; /* entries of equivalent.json that are none */
} t_counts;

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

static int number(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

/* Everything goes into the report; what needs somebody's attention is shown too. */
static void tell(FILE *out, const char *what, const json_t *mutant)
{
	fprintf(out, "  %s: %s:%d, in %s (%s)\n    - %s\n    + %s\n", what,
		word(mutant, "file"), number(mutant, "line"), word(mutant, "function"),
		word(mutant, "kind"), word(mutant, "before"), word(mutant, "after"));
}

/* What killed a mutant: the first row that it lost, or what kept it from being run at
 * all. */
static const char *killer(const json_t *result)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (strcmp(word(row, "status"), "passed") != 0 &&
			strcmp(word(result, "status"), "graded") == 0)
			return word(row, "name");
	}
	return word(result, "status");
}

/* What a mutant is graded as decides: less than all points, and it is killed. */
static void count(
	t_counts *counts, const json_t *mutant, const json_t *result, FILE *report)
{
	const char *proof = json_string_value(json_object_get(mutant, "equivalent"));
	int killed = number(result, "score") < number(result, "max_score");
	char *fate;

	counts->all++;
	if (killed)
		fate = text_format("%s by %s",
			proof == NULL ? "killed" : "said to be equivalent, and killed",
			killer(result));
	else
		fate = text_format("%s%s",
			proof == NULL ? "survived" : "equivalent, because ",
			proof == NULL ? "" : proof);
	counts->killed += killed && proof == NULL;
	counts->wrong += killed && proof != NULL;
	counts->survived += !killed && proof == NULL;
	counts->equivalent += !killed && proof != NULL;
	tell(report, fate, mutant);
	if (killed == (proof != NULL))
		tell(stdout, fate, mutant);
	free(fate);
}

static char *count_all(
	t_counts *counts, const json_t *list, const char *folder, FILE *report)
{
	char *wrong = NULL;
	size_t index;
	json_t *mutant;

	json_array_foreach(json_object_get(list, "mutants"), index, mutant)
	{
		char *path =
			text_format("%s/%s/result.json", folder, word(mutant, "folder"));
		json_t *result = json_load_file(path, 0, NULL);
		if (result != NULL)
			count(counts, mutant, result, report);
		else if (wrong == NULL)
			wrong = text_format(
				"%s is not there: this mutant was not graded", path);
		json_decref(result);
		free(path);
	}
	return wrong;
}

static int tell_stale(const json_t *list)
{
	size_t index;
	json_t *entry;

	json_array_foreach(json_object_get(list, "stale"), index, entry)
		printf("  no mutant fits this entry of equivalent.json: %s\n",
			json_string_value(entry));
	return (int)index;
}

static char *write_tally(
	const t_lesson *lesson, const char *folder, const t_counts *counts)
{
	char *path = text_format("%s/tally.json", folder);
	char *fingerprint = figures_fingerprint(lesson);
	char *text = text_format(
		"{\"lesson\": \"%s\", \"all\": %d, \"killed\": %d, \"equivalent\": %d, "
		"\"survived\": %d, \"fingerprint\": \"%s\"}\n",
		lesson->name, counts->all, counts->killed, counts->equivalent,
		counts->survived + counts->wrong, fingerprint);
	char *wrong = NULL;

	free(fingerprint);
	if (file_write(path, text, strlen(text)) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	free(text);
	free(path);
	return wrong;
}

/* Counts, and writes the report of all fates. */
static char *report_all(t_counts *counts, const json_t *list, const char *folder)
{
	char *path = text_format("%s/report.txt", folder);
	char *text;
	size_t size;
	FILE *report = text_stream(&text, &size);
	char *wrong = count_all(counts, list, folder, report);

	fclose(report);
	if (wrong == NULL && file_write(path, text, size) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	free(text);
	free(path);
	return wrong;
}

char *mutants_tally(const t_lesson *lesson, const char *folder, int *status)
{
	char *path = text_format("%s/list.json", folder);
	json_t *list = json_load_file(path, 0, NULL);
	t_counts counts = {0};
	char *wrong;

	if (list == NULL)
		wrong = text_format("%s cannot be read", path);
	else
		wrong = report_all(&counts, list, folder);
	if (wrong == NULL)
		wrong = write_tally(lesson, folder, &counts);
	if (wrong == NULL)
	{
		int stale = tell_stale(list);
		*status = counts.survived + counts.wrong + stale > 0;
		printf("%s: %d mutants, %d killed, %d equivalent, %d survived: %s/report.txt\n",
			lesson->name, counts.all, counts.killed, counts.equivalent,
			counts.survived + counts.wrong, folder);
	}
	json_decref(list);
	free(path);
	return wrong;
}
