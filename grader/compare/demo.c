#include "demo.h"

#include "compiler.h"
#include "file.h"
#include "object.h"
#include "run.h"
#include "text.h"
#include "value.h"
#include "view.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COMMON "common"
#define DEMO "demo.c"
#define FOLDER "show"
#define SOURCE_LIMIT (512 << 10)
#define MOST_BYTES (64 << 10)
#define MOST_SOURCES 24

static const t_limits g_limits = {
	.wall_seconds = 20,
	.cpu_seconds = 10,
	.memory_mib = 2048,
	.file_mib = 64,
	.output_bytes = MOST_BYTES,
	.processes = 32,
};

static int bring_all(const char *folder, const char *ending, const char *to)
{
	char **names = folder_names(folder, ending);
	int status = names == NULL ? -1 : 0;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		status |= file_copy(folder, names[i], to, SOURCE_LIMIT);
	names_free(names);
	return status;
}

/* The demo and what all lessons share, in a folder of their own beside the submission's.
 * Returns 0, or -1 with errno set. */
static int bring_sources(const t_lesson *lesson, const char *work, const char *folder)
{
	file_clear(work, FOLDER);
	if (folder_make(folder) == -1 ||
		file_copy(lesson->folder, DEMO, folder, SOURCE_LIMIT) == -1)
		return -1;
	return bring_all(COMMON, ".c", folder) | bring_all(COMMON, ".h", folder);
}

/* With the object that was inspected, still with the names of the C library's
 * functions. */
static t_outcome build(
	const char *compiler, const char *work, const char *folder, const char *object)
{
	char **sources = folder_names(folder, ".c");
	char *arguments[MOST_SOURCES + 12] = {"-std=gnu17", "-Og", "-g", "-Icontract",
		"-I" FOLDER, "-o", "demo", (char *)object};
	char *paths[MOST_SOURCES];
	size_t count = 0;

	for (; sources != NULL && sources[count] != NULL && count < MOST_SOURCES; count++)
	{
		paths[count] = text_format(FOLDER "/%s", sources[count]);
		arguments[8 + count] = paths[count];
	}
	file_clear(work, "demo");
	t_command command = {
		.arguments = arguments, .folder = work, .handles_submission = 1};
	t_outcome outcome = compiler_run(compiler, &command, &g_limits);
	while (count > 0)
		free(paths[--count]);
	names_free(sources);
	return outcome;
}

/* Without the sign that only asks for another look of the one before it, and that
 * text_safe would spell out. */
static void leave_out_selectors(char *text)
{
	static const char selector[] = "\xef\xb8\x8f";
	char *at = text;

	while ((at = strstr(at, selector)) != NULL)
		memmove(at, at + strlen(selector), strlen(at + strlen(selector)) + 1);
}

char *demo_build(const t_lesson *lesson, const char *compiler, const char *work)
{
	char *folder = text_format("%s/" FOLDER, work);
	char *object = object_joined(lesson);
	char *wrong = NULL;

	if (bring_sources(lesson, work, folder) == -1)
		wrong = text_format("%s: %s", folder, strerror(errno));
	else
	{
		t_outcome built = build(compiler, work, folder, object);
		char *output = text_safe(built.output, built.output_size, 1000);
		if (!outcome_good(&built))
			wrong = text_format(
				"the demo cannot be linked with it: %s", output);
		free(output);
		outcome_free(&built);
	}
	free(object);
	free(folder);
	return wrong;
}

json_t *demo_run(const char *work)
{
	char *const arguments[] = {"./demo", NULL};

	if (view_missing() != NULL)
		return json_pack("{s:o}", "unmeasured",
			json_sprintf("not shut in: %s", view_missing()));
	t_outcome outcome = run(
		&(t_command){
			.arguments = arguments, .folder = work, .handles_submission = 1},
		&g_limits);
	leave_out_selectors(outcome.output);
	char *text = text_safe(outcome.output, strlen(outcome.output), MOST_BYTES);
	char *end = outcome_good(&outcome) ? NULL : outcome_words(&outcome, &g_limits);
	json_t *value = json_pack("{s:s, s:s?}", "text", text, "end", end);

	free(end);
	free(text);
	outcome_free(&outcome);
	return value;
}

/* Where memory lies differs from one answer to the next, and says nothing of it. */
static char *without_addresses(const char *text)
{
	char *plain;
	size_t size;
	FILE *out = text_stream(&plain, &size);

	while (*text != '\0')
	{
		size_t digits = text_begins(text, "0x")
					? strspn(text + 2, "0123456789abcdef")
					: 0;
		if (digits == 0)
			fputc(*text++, out);
		else
		{
			fputs("0x...", out);
			text += 2 + digits;
		}
	}
	fclose(out);
	return plain;
}

json_t *demos_compare(const json_t *own, const json_t *other, const char *work)
{
	if (string_of(own, "text") == NULL || string_of(other, "text") == NULL)
		return json_null();
	char *texts[] = {without_addresses(string_of(own, "text")),
		without_addresses(string_of(other, "text"))};
	json_t *value = texts_compare("demo", texts[0], texts[1], 0, work);
	free(texts[0]);
	free(texts[1]);
	return value;
}
