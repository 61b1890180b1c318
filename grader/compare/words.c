/*
 * git finds the words: its diff is well kept, has a better sense of what belongs together
 * than a shortest edit, and writes a format for programs. It works on copies, under the
 * supervisor, and sees no settings and no repository.
 */

#include "words.h"

#include "file.h"
#include "run.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE_LIMIT (512 << 10)
#define MOST_BYTES (100 << 10)
#define MOST_LINES 2000

static const t_limits g_limits = {
	.wall_seconds = 30,
	.cpu_seconds = 10,
	.memory_mib = 1024,
	.file_mib = 1,
	.output_bytes = 512 << 10,
	.processes = 16,
};

/* A name or a number is a word, and so are an operator and any other sign. */
#define BY_WORD                                                                          \
	"--word-diff=porcelain",                                                         \
		"--word-diff-regex=[[:alnum:]_]+|[-+*/%&|^!=<>]+|[^[:space:]]"
/* All of it, since a source of a lesson is short. */
#define GIT                                                                              \
	"git", "diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color",     \
		"--diff-algorithm=histogram", "--ignore-all-space", "--unified=1000000"
static char *const g_by_word[] = {GIT, BY_WORD, "other", "own", NULL};
static char *const g_by_line[] = {GIT, "other", "own", NULL};

/* Tabs as the page shows them, so that a line of a source fits a terminal; no line end of
 * Windows. */
static char *expanded(const char *text, size_t length)
{
	char *bytes;
	size_t size;
	FILE *out = text_stream(&bytes, &size);

	for (size_t i = 0; i < length; i++)
		if (text[i] == '\t')
			fputs("    ", out);
		else if (text[i] != '\r' || i + 1 < length)
			fputc(text[i], out);
	fclose(out);
	char *safe = text_safe(bytes, size, size);
	free(bytes);
	return safe;
}

static void add_piece(json_t *line, const char *kind, const char *text, size_t length)
{
	char *safe = expanded(text, length);

	json_array_append_new(line, json_pack("[s, s]", kind, safe));
	free(safe);
}

static const char *kind_of(char mark)
{
	return mark == '-' ? "other" : mark == '+' ? "own" : "both";
}

/*
 * From behind the heads. By word there is a mark and a piece in each line, and a line
 * with a tilde where a line of the text ends; otherwise a mark and a line of the text.
 */
static json_t *read_lines(const char *text, int by_word, int *cut)
{
	json_t *lines = json_array();
	json_t *line = json_array();
	size_t bytes = 0;

	for (const char *at = text; *at != '\0' && !*cut;)
	{
		size_t length = strcspn(at, "\n");
		int is_piece = *at == ' ' || *at == '+' || *at == '-';
		bytes += length;
		if (is_piece && (length > 1 || !by_word))
			add_piece(line, kind_of(*at), at + 1, length - 1);
		if (by_word ? *at == '~' : is_piece)
		{
			json_array_append_new(lines, line);
			line = json_array();
			*cut = bytes > MOST_BYTES || json_array_size(lines) == MOST_LINES;
		}
		at += length + (at[length] != '\0');
	}
	json_decref(line);
	return lines;
}

static json_t *unshown(const char *name, char *why)
{
	json_t *value = json_pack("{s:s, s:s}", "name", name, "unshown", why);

	free(why);
	return value;
}

/* git exits with 1 where there is a difference. */
static json_t *read_output(const char *name, int by_word, const t_outcome *outcome)
{
	const char *begin = strstr(outcome->output, "\n@@");
	int cut = 0;

	if (outcome->end != END_EXITED || outcome->code > 1)
	{
		char *words = outcome_words(outcome, &g_limits);
		char *why = text_format("git: %s", words);
		free(words);
		return unshown(name, why);
	}
	if (begin != NULL)
		begin = strchr(begin + 1, '\n');
	json_t *lines = read_lines(begin == NULL ? "" : begin + 1, by_word, &cut);
	cut |= outcome->output_total > outcome->output_size;
	return json_pack("{s:s, s:b, s:o, s:b}", "name", name, "same",
		json_array_size(lines) == 0, "lines", lines, "cut", cut);
}

static int put(const char *work, const char *name, const char *text)
{
	char *path = text_format("%s/%s", work, name);
	int status = file_renew(path, text, strlen(text));

	free(path);
	return status;
}

json_t *texts_compare(const char *name, const char *own, const char *other, int by_word,
	const char *work)
{
	if (put(work, "own", own) == -1 || put(work, "other", other) == -1)
		return unshown(name, text_format("%s: %s", work, strerror(errno)));
	t_outcome outcome = run(&(t_command){.arguments = by_word ? g_by_word : g_by_line,
					.folder = work,
					.handles_submission = 1},
		&g_limits);
	json_t *value = read_output(name, by_word, &outcome);
	if (json_is_true(json_object_get(value, "same")))
		json_object_set_new(
			value, "blanks", json_boolean(strcmp(own, other) != 0));
	outcome_free(&outcome);
	return value;
}

/* What is not there is compared as an empty file. */
static char *read_source(const char *folder, const char *file)
{
	size_t size;
	char *path = text_format("%s/%s", folder, file);
	char *text = file_read(path, SOURCE_LIMIT, &size);

	free(path);
	return text == NULL ? text_copy("") : text;
}

json_t *words_compare(
	const t_lesson *lesson, const char *own, const char *other, const char *work)
{
	json_t *all = json_array();
	size_t index;
	json_t *file;

	json_array_foreach(lesson->rubric.files, index, file)
	{
		const char *name = json_string_value(file);
		char *texts[] = {read_source(own, name), read_source(other, name)};
		json_array_append_new(
			all, texts_compare(name, texts[0], texts[1], 1, work));
		free(texts[0]);
		free(texts[1]);
	}
	return all;
}
