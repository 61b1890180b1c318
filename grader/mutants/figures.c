#include "figures.h"

#include "file.h"
#include "fingerprint.h"
#include "text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define HEAD                                                                                          \
	"| lesson | mutants | killed | equivalent | wrong answers caught | right answers accepted | " \
	"hostile contained | of |\n"
#define LIMIT (1 << 20)
/* Digits of the fingerprint that the table shows. */
#define SHOWN 12

typedef struct s_figures
{
	int mutants;
	int killed;
	int equivalent;
	int wrong;
	int right;
	int hostile;
} t_figures;

char *figures_fingerprint(const t_lesson *lesson)
{
	static const char *const endings[] = {".c", ".h", ".json", ".txt"};
	t_fingerprint print;
	char *solution = text_format("solutions/%s", lesson->name);
	char *contract = text_format("%s/%s", lesson->given, lesson->rubric.contract);

	fingerprint_begin(&print);
	fingerprint_add_files(&print, solution, ".c");
	fingerprint_add_file(&print, contract);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
	{
		fingerprint_add_files(&print, lesson->suite, endings[i]);
		fingerprint_add_files(&print, "grader/examiner", endings[i]);
		fingerprint_add_files(&print, "grader/subject", endings[i]);
		fingerprint_add_files(&print, "grader/kit", endings[i]);
	}
	fingerprint_add_file(&print, LESSON_TOOLBOX);
	free(contract);
	free(solution);
	return fingerprint_end(&print);
}

/* How many submissions are in a folder: folders or patches. */
static int count_in(const char *format, const char *name)
{
	char *path = text_format(format, name);
	char **names = folder_names(path, NULL);
	int count = 0;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		count++;
	names_free(names);
	free(path);
	return count;
}

static json_t *load(const char *mutants, const t_lesson *lesson, const char *file)
{
	char *path = text_format("%s/%s/%s", mutants, lesson->name, file);
	json_t *json = json_load_file(path, 0, NULL);

	free(path);
	return json;
}

static int number(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

static void count_mutants(t_figures *figures, const json_t *list)
{
	json_t *mutants = json_object_get(list, "mutants");
	size_t index;
	json_t *mutant;

	figures->mutants = (int)json_array_size(mutants);
	json_array_foreach(mutants, index, mutant)
		figures->equivalent +=
			json_is_string(json_object_get(mutant, "equivalent"));
	figures->killed = figures->mutants - figures->equivalent;
}

/* Whether the tally was made of what is there today. */
static int is_fresh(const json_t *tally, const char *fingerprint)
{
	const char *then = json_string_value(json_object_get(tally, "fingerprint"));

	return then != NULL && strcmp(then, fingerprint) == 0;
}

static char *count_all(t_figures *figures, const char *mutants, const t_lesson *lesson,
	const char *fingerprint, int graded)
{
	json_t *list = load(mutants, lesson, "list.json");
	json_t *tally = load(mutants, lesson, "tally.json");
	char *wrong = NULL;

	*figures = (t_figures){0};
	count_mutants(figures, list);
	if (is_fresh(tally, fingerprint))
		figures->killed = number(tally, "killed");
	else if (graded || list == NULL)
		wrong = text_format(
			"the mutants of %s were not all graded as it is now: make mutants LESSON=%s",
			lesson->name, lesson->number);
	figures->wrong = count_in("grader/suites/%s/broken", lesson->name);
	figures->right = count_in("grader/suites/%s/correct", lesson->name);
	figures->hostile = count_in("grader/hostile/%s", lesson->number);
	json_decref(tally);
	json_decref(list);
	return wrong;
}

static char *add_line(FILE *out, const char *name, const char *mutants, int graded)
{
	t_lesson lesson;
	t_figures figures;
	char *wrong = lesson_open(&lesson, name);

	if (wrong != NULL)
		return wrong;
	char *fingerprint = figures_fingerprint(&lesson);
	wrong = count_all(&figures, mutants, &lesson, fingerprint, graded);
	fprintf(out, "| %s | %d | %d | %d | %d | %d | %d | `%.*s` |\n", lesson.name,
		figures.mutants, figures.killed, figures.equivalent, figures.wrong,
		figures.right, figures.hostile, SHOWN, fingerprint);
	free(fingerprint);
	lesson_close(&lesson);
	return wrong;
}

char *figures_table(const char *mutants, int graded, char **wrong)
{
	char **names = lesson_names();
	char *table;
	size_t size;
	FILE *out = text_stream(&table, &size);

	*wrong = NULL;
	fputs(HEAD "|---|---|---|---|---|---|---|---|\n", out);
	for (size_t i = 0; names[i] != NULL && *wrong == NULL; i++)
		*wrong = add_line(out, names[i], mutants, graded);
	fclose(out);
	names_free(names);
	if (*wrong == NULL)
		return table;
	free(table);
	return NULL;
}

char *figures_put(const char *path, const char *table)
{
	size_t size;
	char *text = file_read(path, LIMIT, &size);

	if (text == NULL)
		return text_format("%s: %s", path, strerror(errno));
	char *begin = strstr(text, HEAD);
	char *end = begin == NULL ? NULL : strstr(begin, "\n\n");
	char *wrong = NULL;
	if (end == NULL)
		wrong = text_format(
			"%s has no table of figures, with a blank line behind it", path);
	else
	{
		char *changed = text_format(
			"%.*s%s%s", (int)(begin - text), text, table, end + 1);
		if (file_write(path, changed, strlen(changed)) == -1)
			wrong = text_format("%s: %s", path, strerror(errno));
		free(changed);
	}
	free(text);
	return wrong;
}
