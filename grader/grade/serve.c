/*
 * `grade serve`: what the desk, which is written in Python, asks of the grader. Each line
 * of the standard input is a request, {"ask": NAME, ...}, and gets a line in answer:
 * {"answer": VALUE}, or {"wrong": SENTENCE}. Paths are percent-encoded (RFC 3986), since
 * JSON holds no name that is not UTF-8.
 */

#include "serve.h"

#include "ask.h"
#include "file.h"
#include "find.h"
#include "graded.h"
#include "html.h"
#include "page.h"
#include "report.h"
#include "run.h"
#include "state.h"
#include "student.h"
#include "text.h"
#include "value.h"
#include "view.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The bytes that a percent-encoded text stands for, a new string. */
static char *decoded(const char *text)
{
	char *bytes = text_copy(text);
	char *end = bytes;
	unsigned code;

	for (const char *at = text; *at != '\0'; at++)
		if (*at == '%' && sscanf(at + 1, "%2x", &code) == 1)
		{
			*end++ = (char)code;
			at += 2;
		}
		else
			*end++ = *at;
	*end = '\0';
	return bytes;
}

static json_t *encoded(const char *bytes)
{
	char *text;
	size_t size;

	if (bytes == NULL)
		return json_null();
	FILE *out = text_stream(&text, &size);
	for (; *bytes != '\0'; bytes++)
		if (isalnum((unsigned char)*bytes) || strchr("/._-", *bytes) != NULL)
			fputc(*bytes, out);
		else
			fprintf(out, "%%%02x", (unsigned char)*bytes);
	fclose(out);
	json_t *value = json_string(text);
	free(text);
	return value;
}

char *ask_path(const t_ask *ask, const char *key)
{
	return decoded(text_of(ask->request, key));
}

static unsigned long seed_of(const t_ask *ask)
{
	return (unsigned long)json_integer_value(json_object_get(ask->request, "seed"));
}

int ask_lesson(t_ask *ask, t_lesson *lesson)
{
	ask->wrong = lesson_open(lesson, text_of(ask->request, "lesson"));
	return ask->wrong == NULL ? 0 : -1;
}

static json_t *tell_lessons(t_ask *ask)
{
	char **names = lesson_names();
	json_t *list = json_array();

	(void)ask;
	for (size_t i = 0; names[i] != NULL; i++)
		json_array_append_new(list, json_string(names[i]));
	names_free(names);
	return list;
}

static json_t *rows_of(const t_rubric *rubric)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < rubric->count; i++)
		json_array_append_new(
			rows, json_pack("{s:s, s:s, s:s, s:i, s:b, s:b}", "name",
				      rubric->rules[i].name, "sentence",
				      rubric->rules[i].sentence, "heading",
				      rubric->rules[i].heading, "points",
				      rubric->rules[i].points, "hidden",
				      rubric->rules[i].hidden, "watched",
				      rule_is_watched(&rubric->rules[i])));
	return rows;
}

static json_t *tell_lesson(t_ask *ask)
{
	t_lesson lesson;

	if (ask_lesson(ask, &lesson) == -1)
		return NULL;
	json_t *told = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:O, s:O, s:o}", "name",
		lesson.name, "number", lesson.number, "folder", lesson.folder, "suite",
		lesson.suite, "title", lesson.rubric.title, "contract",
		lesson.rubric.contract, "files", lesson.rubric.files, "api",
		lesson.rubric.api, "rows", rows_of(&lesson.rubric));
	lesson_close(&lesson);
	return told;
}

/* See course_fingerprint: what every result of the lesson comes from, with this
 * "compiler" and "seed". */
static json_t *tell_fingerprint(t_ask *ask)
{
	t_lesson lesson;
	const t_request request = {.compiler = text_of(ask->request, "compiler"),
		.level = "-Og",
		.build = ask->build,
		.seed = seed_of(ask)};

	if (ask_lesson(ask, &lesson) == -1)
		return NULL;
	char *print = course_fingerprint(&lesson, &request);
	json_t *value = json_string(print);
	free(print);
	lesson_close(&lesson);
	return value;
}

/* See submission_find: where in the "folder" the lesson's files are. */
static json_t *find(t_ask *ask)
{
	t_lesson lesson;

	if (ask_lesson(ask, &lesson) == -1)
		return NULL;
	char *folder = ask_path(ask, "folder");
	t_found found = submission_find(&lesson, folder);
	json_t *value = json_pack("{s:o, s:o, s:s?, s:s, s:s?, s:I}", "folder",
		encoded(found.folder), "file", encoded(found.file), "note", found.note,
		"status", status_name(found.verdict.status), "reason",
		found.verdict.reason, "files", (json_int_t)found.files);
	found_free(&found);
	free(folder);
	lesson_close(&lesson);
	return value;
}

/* The "result" as its student may see it. */
static json_t *show(t_ask *ask)
{
	return result_for_student(json_object_get(ask->request, "result"));
}

/* The report of it, on a stream that has this "look". */
static json_t *report_of(const t_ask *ask, const json_t *shown, int unchanged)
{
	const json_t *wished = json_object_get(ask->request, "look");
	const t_look look = {.colour = json_is_true(json_object_get(wished, "colour")),
		.symbols = json_is_true(json_object_get(wished, "symbols")),
		.width = int_of(wished, "width")};
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	report_full(out, &look, shown, NULL, unchanged);
	fclose(out);
	json_t *report = json_string(text);
	free(text);
	return report;
}

/* Grades the "submission" of the "lesson", or where it is empty the lesson's own folder,
 * as `make grade` does: the "result" and the "report" that its student may see. */
static json_t *tell_grading(t_ask *ask)
{
	t_graded graded;
	char *folder = ask_path(ask, "submission");
	const t_options options = {
		.request = {.submission = *folder == '\0' ? NULL : folder,
			.compiler = text_of(ask->request, "compiler"),
			.level = "-Og",
			.build = ask->build,
			.seed = seed_of(ask)}};
	json_t *told = NULL;

	ask->wrong = graded_make(&graded, &options, text_of(ask->request, "lesson"));
	if (ask->wrong == NULL)
	{
		json_t *shown = result_for_student(graded.result);
		told = json_pack("{s:o, s:o}", "report",
			report_of(ask, shown, graded.unchanged), "result", shown);
	}
	graded_free(&graded);
	free(folder);
	return told;
}

/* Writes it to "out", whole or not at all. Frees it. */
static json_t *write_page(t_ask *ask, char *page, size_t size)
{
	char *path = ask_path(ask, "out");

	if (file_write(path, page, size) == -1)
		ask->wrong =
			text_format("%s cannot be written: %s", path, strerror(errno));
	free(path);
	free(page);
	return ask->wrong == NULL ? json_true() : NULL;
}

/* The page of a student's "results", where "masked" wishes so as the student may see
 * them. */
static json_t *write_report(t_ask *ask)
{
	json_t *results = json_object_get(ask->request, "results");
	int is_masked = json_is_true(json_object_get(ask->request, "masked"));
	size_t size;

	for (size_t i = 0; is_masked && i < json_array_size(results); i++)
		json_array_set_new(
			results, i, result_for_student(json_array_get(results, i)));
	char *page = html_page(results, &size);
	return write_page(ask, page, size);
}

/* A page of another kind, by the name of its "viewer"; each text in "data" is cut to
 * "most" bytes. */
static json_t *write_data(t_ask *ask)
{
	const t_viewer *viewer = viewer_called(text_of(ask->request, "viewer"));
	size_t size;

	if (viewer == NULL)
	{
		ask->wrong = text_copy("there is no such viewer");
		return NULL;
	}
	json_t *data = page_cut(json_object_get(ask->request, "data"),
		(size_t)int_of(ask->request, "most"));
	char *page = page_make(text_of(ask->request, "title"), viewer, data,
		text_of(ask->request, "plain"), &size);
	json_decref(data);
	return write_page(ask, page, size);
}

static t_limits limits_of(const json_t *value)
{
	return (t_limits){
		.wall_seconds = json_number_value(json_object_get(value, "wall_seconds")),
		.cpu_seconds = int_of(value, "cpu_seconds"),
		.memory_mib = int_of(value, "memory_mib"),
		.file_mib = int_of(value, "file_mib"),
		.output_bytes = (size_t)int_of(value, "output_bytes"),
		.processes = int_of(value, "processes")};
}

static json_t *tell_outcome(const t_outcome *outcome, const t_limits *limits)
{
	char *output =
		text_safe(outcome->output, outcome->output_size, outcome->output_size);
	char *words = outcome_good(outcome) ? NULL : outcome_words(outcome, limits);
	json_t *value = json_pack("{s:b, s:b, s:b, s:b, s:b, s:i, s:s, s:b, s:s?}",
		"good", outcome_good(outcome), "missing", outcome_missing(outcome),
		"exited", outcome->end == END_EXITED, "timed_out",
		outcome->end == END_TIMED_OUT, "signaled", outcome->end == END_SIGNALED,
		"code", outcome->code, "output", output, "whole",
		outcome->output_total == outcome->output_size, "words", words);

	free(words);
	free(output);
	return value;
}

/* Runs the "arguments" in the "folder", which holds what a stranger wrote, under the
 * "limits", see run.h. */
static json_t *supervise(t_ask *ask)
{
	const json_t *words = json_object_get(ask->request, "arguments");
	size_t count = json_array_size(words);
	char *folder = ask_path(ask, "folder");
	const t_limits limits = limits_of(json_object_get(ask->request, "limits"));
	char **arguments = memory_for(count + 1, sizeof(*arguments));

	for (size_t i = 0; i < count; i++)
		arguments[i] = decoded(json_string_value(json_array_get(words, i)));
	t_outcome outcome = run(&(t_command){.arguments = arguments,
					.folder = folder,
					.handles_submission = 1},
		&limits);
	json_t *value = tell_outcome(&outcome, &limits);
	outcome_free(&outcome);
	names_free(arguments);
	free(folder);
	return value;
}

/* From now on what is run does not see this "folder". */
static json_t *hide(t_ask *ask)
{
	char *folder = ask_path(ask, "folder");

	view_hide(folder);
	free(folder);
	return json_true();
}

/* Why something was run that was not shut in; null where nothing was. */
static json_t *tell_unconfined(t_ask *ask)
{
	(void)ask;
	return view_missing() == NULL ? json_null() : json_string(view_missing());
}

static const struct
{
	const char *name;
	json_t *(*answer)(t_ask *ask);
} g_asks[] = {{"lessons", tell_lessons}, {"lesson", tell_lesson},
	{"fingerprint", tell_fingerprint}, {"find", find}, {"shown", show},
	{"grading", tell_grading}, {"report", write_report}, {"page", write_data},
	{"run", supervise}, {"hide", hide}, {"unconfined", tell_unconfined},
	{"submission", ask_submission}, {"count", ask_count}};

static json_t *answer(t_ask *ask)
{
	for (size_t i = 0; i < sizeof(g_asks) / sizeof(*g_asks); i++)
		if (is_value(ask->request, "ask", g_asks[i].name))
			return g_asks[i].answer(ask);
	ask->wrong = text_copy("nobody knows what is asked");
	return NULL;
}

static void serve_line(const char *line, const char *build)
{
	json_error_t error;
	json_t *request = json_loads(line, 0, &error);
	t_ask ask = {.request = request, .build = build};

	if (request == NULL)
		ask.wrong = text_format("what is asked is no JSON: %s", error.text);
	json_t *value = request == NULL ? NULL : answer(&ask);
	/* It may quote a name that is not UTF-8. */
	char *wrong = ask.wrong == NULL ? NULL
					: text_safe(ask.wrong, strlen(ask.wrong),
						  strlen(ask.wrong));
	json_t *reply = wrong == NULL ? json_pack("{s:o}", "answer", value)
				      : json_pack("{s:s}", "wrong", wrong);

	json_dumpf(reply, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
	putchar('\n');
	fflush(stdout);
	json_decref(reply);
	json_decref(request);
	free(wrong);
	free(ask.wrong);
}

int command_serve(const char *build)
{
	char *line = NULL;
	size_t size = 0;

	while (run_signal() == 0 && getline(&line, &size, stdin) != -1)
		serve_line(line, build);
	free(line);
	return EXIT_SUCCESS;
}
