/*
 * git finds the words: its diff is well kept, has a better sense of what belongs together than a shortest edit, and writes
 * a format for programs. It works on copies, under the supervisor, and sees no settings and no repository.
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

/* A name or a number is a word, and so is any other sign. */
static char *const g_git[] = {"git", "diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color",
	"--diff-algorithm=histogram", "--ignore-all-space", "--unified=1000000", "--word-diff=porcelain",
	"--word-diff-regex=[[:alnum:]_]+|[^[:space:]]", "other", "own", NULL};

/* What is not there is compared as an empty file. Returns 0, or -1 with errno set. */
static int bring(const char *from, const char *file, const char *work, const char *name)
{
	size_t size = 0;
	char *source = text_format("%s/%s", from, file);
	char *path = text_format("%s/%s", work, name);
	char *bytes = file_read(source, SOURCE_LIMIT, &size);
	int status = file_put(path, bytes == NULL ? "" : bytes, size);

	free(bytes);
	free(path);
	free(source);
	return status;
}

/* Tabs as the page shows them, so that a line of a source fits a terminal; no line end of Windows. */
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

/* From behind the heads: a mark and a piece in each line, and a line with a tilde where a line of the source ends. */
static json_t *read_lines(const char *text, int *cut)
{
	json_t *lines = json_array();
	json_t *line = json_array();
	size_t bytes = 0;

	for (const char *at = text; *at != '\0' && !*cut;)
	{
		size_t length = strcspn(at, "\n");
		bytes += length;
		if (*at == '~')
		{
			json_array_append_new(lines, line);
			line = json_array();
			*cut = bytes > MOST_BYTES || json_array_size(lines) == MOST_LINES;
		}
		else if (length > 1 && *at != '\\')
			add_piece(line, kind_of(*at), at + 1, length - 1);
		at += length + (at[length] != '\0');
	}
	json_decref(line);
	return lines;
}

static json_t *unshown(const char *file, char *why)
{
	json_t *value = json_pack("{s:s, s:s}", "file", file, "unshown", why);

	free(why);
	return value;
}

/* git exits with 1 where there is a difference. */
static json_t *read_output(const char *file, const t_outcome *outcome)
{
	const char *begin = strstr(outcome->output, "\n@@");
	int cut = outcome->output_total > outcome->output_size;

	if (outcome->end != END_EXITED || outcome->code > 1)
	{
		char *words = outcome_words(outcome, &g_limits);
		char *why = text_format("git: %s", words);
		free(words);
		return unshown(file, why);
	}
	if (begin != NULL)
		begin = strchr(begin + 1, '\n');
	json_t *lines = read_lines(begin == NULL ? "" : begin + 1, &cut);
	return json_pack("{s:s, s:b, s:o, s:b}", "file", file, "same", json_array_size(lines) == 0, "lines",
		lines, "cut", cut);
}

static json_t *compare_file(const char *file, const char *work, const char *other)
{
	if (bring(work, file, work, "own") == -1 || bring(other, file, work, "other") == -1)
		return unshown(file, text_format("%s: %s", work, strerror(errno)));
	t_outcome outcome =
		run(&(t_command){.arguments = g_git, .folder = work, .handles_submission = 1}, &g_limits);
	json_t *value = read_output(file, &outcome);
	outcome_free(&outcome);
	return value;
}

json_t *words_compare(const t_lesson *lesson, const char *work, const char *other)
{
	json_t *all = json_array();
	size_t index;
	json_t *file;

	json_array_foreach(lesson->rubric.files, index, file)
		json_array_append_new(all, compare_file(json_string_value(file), work, other));
	return all;
}
