#include "helpers.h"

#include "all.h"
#include "children.h"
#include "file.h"
#include "lesson.h"
#include "text.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define BUILD "build"

char *test_folder(void)
{
	char *folder = text_format(BUILD "/test.XXXXXX");

	ck_assert_ptr_nonnull(mkdtemp(folder));
	return folder;
}

void drop_folder(char *folder)
{
	folder_remove(folder);
	free(folder);
}

void put(const char *folder, const char *name, const char *text)
{
	char *path = text_format("%s/%s", folder, name);

	ck_assert_int_eq(file_write(path, text, strlen(text)), 0);
	free(path);
}

static char *vformat(const char *format, va_list arguments)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	vfprintf(out, format, arguments);
	fclose(out);
	return text;
}

t_outcome shell(const char *format, ...)
{
	va_list arguments;
	static const t_limits limits = {.wall_seconds = 280,
		.cpu_seconds = 200,
		/* Files in memory of lesson 10 are large, and mostly empty. */
		.file_mib = ((long)1 << 43) - 1,
		.output_bytes = 1 << 20,
		.processes = 2000};

	va_start(arguments, format);
	char *own = vformat(format, arguments);
	va_end(arguments);
	/* Compilers' temporary files: others look whether anything new lies in the
	 * checkout. */
	char *script = text_format("TMPDIR=$PWD/" BUILD "; export TMPDIR\n%s", own);
	free(own);
	char *const words[] = {"sh", "-c", script, NULL};
	t_outcome outcome = run(&(t_command){.arguments = words}, &limits);
	free(script);
	return outcome;
}

static int works(const char *command)
{
	t_outcome outcome = shell("%s", command);
	int good = outcome_good(&outcome);

	outcome_free(&outcome);
	return good;
}

/* Check adds "_fn" to the name of a test's function. */
void skipped(const char *test, const char *why)
{
	int length = (int)strlen(test) - (text_ends(test, "_fn") ? 3 : 0);

	printf("Skipped: %.*s: %s\n", length, test, why);
	fflush(stdout);
}

int has(const char *test, const char *what, const char *command)
{
	if (works(command))
		return 1;
	char *why = text_format("this machine has no %s", what);
	skipped(test, why);
	free(why);
	return 0;
}

/*
 * In a namespace of its own a mount is private, so that it never reaches the machine. In
 * a chroot unshare cannot see to that, as its root is no mount: there it must be so
 * already.
 */
static const char *const g_ways[] = {"unshare %s", "unshare --user --map-root-user %s",
	"unshare --propagation unchanged %s"};

char *unshared(const char *test, const char *options, const char *trial)
{
	for (size_t i = 0; i < sizeof(g_ways) / sizeof(*g_ways); i++)
	{
		int chroot = strstr(g_ways[i], "unchanged") != NULL;
		char *words = text_format(g_ways[i], options);
		char *command = text_format("%s%s %s",
			chroot ? "! grep -q \" shared:\" /proc/self/mountinfo && " : "",
			words, trial);
		int good = works(command);
		free(command);
		if (good)
			return words;
		free(words);
	}
	skipped(test, "this machine has no namespaces to unshare");
	return NULL;
}

char *copy_checkout(void)
{
	char *folder = test_folder();
	t_outcome outcome = shell(
		"mkdir '%s/a cöpy' && cp -a lessons solutions grader common Makefile README.md .clangd "
		".vscode '%s/a cöpy' && "
		"cd '%s/a cöpy' && mkdir build && (cd ../../.. && cp -a build/grade build/suites "
		"build/grader build/common build/examiner.a build/subject build/flags.mk "
		"build/tests '%s/a cöpy/build') && "
		"for s in grader/suites/*/; do cp $s/skeleton/* lessons/$(basename $s); done",
		folder, folder, folder, folder);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	return folder;
}

char *lay_out_enemy(const char *enemy, const char *folder)
{
	char *there = text_format("%s%s", folder, strrchr(enemy, '/'));
	t_outcome outcome = shell("sh grader/hostile/lay_out.sh %s %s", enemy, there);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	return there;
}

void expect_there(const char *folder, const char *command, int status, const char *words)
{
	t_outcome outcome = shell("cd '%s/a cöpy' && %s", folder, command);

	ck_assert_msg(outcome.end == END_EXITED && outcome.code == status,
		"%s: status %d:\n%.3000s", command, outcome.code, outcome.output);
	ck_assert_msg(strstr(outcome.output, words) != NULL, "%s: no \"%s\" in:\n%.3000s",
		command, words, outcome.output);
	ck_assert_int_eq(outcome.orphans, 0);
	outcome_free(&outcome);
}

char *output_there(const char *folder, const char *command)
{
	t_outcome outcome = shell("cd '%s/a cöpy' && %s", folder, command);

	ck_assert_msg(outcome_good(&outcome), "%s:\n%.3000s", command, outcome.output);
	char *text = text_copy(outcome.output);
	outcome_free(&outcome);
	return text;
}

static json_t *grade_with(const char *options, const char *lesson, const char *folder)
{
	char *own = test_folder();
	char *path = text_format("%s/result.json", own);
	const char *grader = getenv("COURSE_GRADER");
	t_outcome outcome = shell("%s %s --submission '%s' --json '%s' %s",
		grader == NULL ? BUILD "/grade" : grader, options, folder, path, lesson);

	ck_assert_msg(
		outcome_good(&outcome), "grade %s: %.3000s", folder, outcome.output);
	json_t *result = json_load_file(path, 0, NULL);
	ck_assert_msg(
		result != NULL, "no result for %s: %.3000s", folder, outcome.output);
	ck_assert_msg(outcome.orphans == 0, "grading %s left %d processes", folder,
		outcome.orphans);
	outcome_free(&outcome);
	free(path);
	drop_folder(own);
	return result;
}

json_t *grade_folder(const char *lesson, const char *folder, const char *compiler)
{
	return grade_folder_with(lesson, folder, compiler, "-Og", 0);
}

json_t *grade_folder_with(const char *lesson, const char *folder, const char *compiler,
	const char *level, int native)
{
	char *options = text_format("--compiler '%s' --level '%s' %s", compiler, level,
		native ? "--native" : "");
	json_t *result = grade_with(options, lesson, folder);

	free(options);
	return result;
}

json_t *grade_folder_until_loss(const char *lesson, const char *folder)
{
	return grade_with("--until-loss", lesson, folder);
}

int score_in(const json_t *result)
{
	return (int)json_integer_value(json_object_get(result, "score"));
}

const char *status_in(const json_t *result)
{
	return json_string_value(json_object_get(result, "status"));
}

const char *row_status_in(const json_t *result, const char *name)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (strcmp(json_string_value(json_object_get(row, "name")), name) == 0)
			return json_string_value(json_object_get(row, "status"));
	}
	ck_abort_msg("there is no row %s", name);
}

char **folders_in(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *path = vformat(format, arguments);
	va_end(arguments);
	char **names = folder_names(path, NULL);
	free(path);
	return names == NULL ? memory_for(1, sizeof(*names)) : names;
}

/* Whether a grading holds the work folder, or will at once: other tests run at the same
 * time. */
static int is_held(const char *name)
{
	char *path = text_format(BUILD "/%s", name);
	int fd = -1;
	int held = 0;

	for (int tries = 0; tries < 20 && !held; tries++)
	{
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		held = fd == -1 || flock(fd, LOCK_SH | LOCK_NB) == -1;
		if (fd != -1)
			close(fd);
		if (!held)
			usleep(50000);
	}
	free(path);
	return held;
}

void expect_nothing_left(void)
{
	char **names = folders_in(BUILD);

	for (size_t i = 0; names[i] != NULL; i++)
		ck_assert_msg(!text_begins(names[i], "work.") || is_held(names[i]),
			"%s was left behind", names[i]);
	names_free(names);
	ck_assert_int_eq(children_count(), 0);
}

char **wanted_lessons(int *count)
{
	const char *only = getenv("COURSE_LESSON");
	char **names = lesson_names();
	t_lesson lesson;

	if (only != NULL && *only != '\0' && lesson_open(&lesson, only) == NULL)
	{
		names_free(names);
		names = memory_for(2, sizeof(*names));
		names[0] = text_copy(lesson.name);
		lesson_close(&lesson);
	}
	for (*count = 0; names[*count] != NULL; (*count)++)
		continue;
	return names;
}
