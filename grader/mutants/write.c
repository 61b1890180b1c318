#include "write.h"

#include "equivalents.h"
#include "file.h"
#include "mutants.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct s_writing
{
	const t_lesson *lesson;
	const char *folder;
	json_t *equivalents;
	json_t *list;
} t_writing;

static char *solution_path(const t_lesson *lesson, const char *file)
{
	return text_format("solutions/%s/%s", lesson->name, file);
}

static char *put_file(const char *folder, const char *file, const char *text)
{
	char *path = text_format("%s/%s", folder, file);
	char *wrong = NULL;

	if (file_put(path, text, strlen(text)) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	free(path);
	return wrong;
}

/* Copies a file of the solution that stays as it is. */
static char *copy_file(const t_lesson *lesson, const char *file, const char *to)
{
	char *path = solution_path(lesson, file);
	size_t size;
	char *text = file_read(path, 1 << 20, &size);
	char *wrong = text == NULL ? text_format("%s: %s", path, strerror(errno))
				   : put_file(to, file, text);

	free(text);
	free(path);
	return wrong;
}

/* A submission in which `changed` reads like the text, and the other files like the
 * solution's. */
static char *put_submission(
	const t_lesson *lesson, const char *to, const char *changed, const char *text)
{
	char *wrong =
		folder_make(to) == -1 ? text_format("%s: %s", to, strerror(errno)) : NULL;
	size_t index;
	json_t *file;

	json_array_foreach(lesson->rubric.files, index, file)
	{
		const char *name = json_string_value(file);
		if (wrong == NULL)
			wrong = strcmp(name, changed) == 0 ? put_file(to, name, text)
							   : copy_file(lesson, name, to);
	}
	return wrong;
}

static char *write_one(t_writing *writing, const t_mutants *mutants,
	const t_mutant *mutant, const char *file)
{
	char *name = text_format("%04zu", json_array_size(writing->list) + 1);
	char *to = text_format("%s/%s", writing->folder, name);
	char *text = mutant_text(mutants, mutant);
	char *wrong = put_submission(writing->lesson, to, file, text);
	const char *proof = equivalents_find(writing->equivalents, mutant);

	json_array_append_new(writing->list,
		json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:i, s:b, s:s?}", "folder",
			name, "file", file, "line", (int)mutant->line, "function",
			mutant->function, "kind", mutant->kind, "before", mutant->before,
			"after", mutant->after, "nth", mutant->nth, "sampled",
			mutant_is_sampled(mutant), "equivalent", proof));
	free(text);
	free(to);
	free(name);
	return wrong;
}

static char *write_file(t_writing *writing, const char *file)
{
	char *path = solution_path(writing->lesson, file);
	t_source source;
	char *wrong = source_open(&source, path, writing->lesson->folder);

	if (wrong == NULL)
	{
		t_mutants mutants = mutants_find(&source);
		for (size_t i = 0; i < mutants.count && wrong == NULL; i++)
			wrong = write_one(writing, &mutants, &mutants.list[i], file);
		mutants_free(&mutants);
	}
	source_close(&source);
	free(path);
	return wrong;
}

static char *write_list(t_writing *writing)
{
	json_t *all = json_pack("{s:s, s:o, s:O}", "lesson", writing->lesson->name,
		"stale", equivalents_unused(writing->equivalents), "mutants",
		writing->list);
	char *text = json_dumps(all, JSON_INDENT(1));
	char *path = text_format("%s/list.json", writing->folder);
	char *wrong = NULL;

	if (text == NULL || file_write(path, text, strlen(text)) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	free(path);
	free(text);
	json_decref(all);
	return wrong;
}

char *mutants_write(const t_lesson *lesson, const char *folder)
{
	t_writing writing = {.lesson = lesson, .folder = folder, .list = json_array()};
	char *wrong = equivalents_load(lesson, &writing.equivalents);
	size_t index;
	json_t *file;

	folder_remove(folder);
	json_array_foreach(lesson->rubric.files, index, file)
	{
		if (wrong == NULL)
			wrong = write_file(&writing, json_string_value(file));
	}
	if (wrong == NULL)
		wrong = write_list(&writing);
	json_decref(writing.list);
	json_decref(writing.equivalents);
	return wrong;
}
