#include "tally.h"

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

static void tell(const char *what, const json_t *mutant)
{
	printf("  %s: %s:%d, in %s (%s)\n    - %s\n    + %s\n", what, word(mutant, "file"),
		number(mutant, "line"), word(mutant, "function"), word(mutant, "kind"),
		word(mutant, "before"), word(mutant, "after"));
}

/* What a mutant is graded as decides: less than all points, and it is killed. */
static void count(t_counts *counts, const json_t *mutant, const json_t *result)
{
	const char *proof = json_string_value(json_object_get(mutant, "equivalent"));
	int killed = number(result, "score") < number(result, "max_score");

	counts->all++;
	if (proof == NULL && killed)
		counts->killed++;
	else if (proof == NULL)
	{
		counts->survived++;
		tell("survived", mutant);
	}
	else if (!killed)
		counts->equivalent++;
	else
	{
		counts->wrong++;
		tell("said to be equivalent, and killed", mutant);
	}
}

static char *count_all(t_counts *counts, const json_t *list, const char *folder)
{
	char *wrong = NULL;
	size_t index;
	json_t *mutant;

	json_array_foreach(json_object_get(list, "mutants"), index, mutant)
	{
		char *path = text_format("%s/%s/result.json", folder, word(mutant, "folder"));
		json_t *result = json_load_file(path, 0, NULL);
		if (result != NULL)
			count(counts, mutant, result);
		else if (wrong == NULL)
			wrong = text_format("%s is not there: this mutant was not graded", path);
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
		printf("  no mutant fits this entry of equivalent.json: %s\n", json_string_value(entry));
	return (int)index;
}

static char *write_tally(const t_lesson *lesson, const char *folder, const t_counts *counts)
{
	char *path = text_format("%s/tally.json", folder);
	char *text = text_format("{\"lesson\": \"%s\", \"all\": %d, \"killed\": %d, \"equivalent\": %d, "
				 "\"survived\": %d}\n",
		lesson->name, counts->all, counts->killed, counts->equivalent,
		counts->survived + counts->wrong);
	char *wrong = NULL;

	if (file_write(path, text, strlen(text)) == -1)
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
		wrong = count_all(&counts, list, folder);
	if (wrong == NULL)
		wrong = write_tally(lesson, folder, &counts);
	if (wrong == NULL)
	{
		int stale = tell_stale(list);
		*status = counts.survived + counts.wrong + stale > 0;
		printf("%s: %d mutants, %d killed, %d equivalent, %d survived\n", lesson->name, counts.all,
			counts.killed, counts.equivalent, counts.survived + counts.wrong);
	}
	json_decref(list);
	free(path);
	return wrong;
}
