/* What editors are given: flags for clangd, tasks and a debugger for VS Code. In a copy
 * of the checkout. */

#include "all.h"
#include "helpers.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST "compile_commands.json"

static int is_installed(const char *command)
{
	t_outcome outcome = shell("command -v %s", command);
	int installed = outcome_good(&outcome);

	outcome_free(&outcome);
	if (!installed)
		printf("%s is not installed: what needs it is not tested\n", command);
	return installed;
}

static json_t *load_there(const char *folder, const char *name)
{
	char *path = text_format("%s/a cöpy/%s", folder, name);
	json_error_t error;
	json_t *json = json_load_file(path, 0, &error);

	ck_assert_msg(json != NULL, "%s:%d: %s", name, error.line, error.text);
	free(path);
	return json;
}

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	ck_assert_msg(text != NULL, "no %s", key);
	return text;
}

/* The entry whose file ends like this. */
static const json_t *find_entry(const json_t *list, const char *end)
{
	size_t index;
	json_t *entry;

	json_array_foreach(list, index, entry)
	{
		const char *file = word(entry, "file");
		if (strlen(file) > strlen(end) &&
			strcmp(file + strlen(file) - strlen(end), end) == 0)
			return entry;
	}
	ck_abort_msg("no entry for %s", end);
}

/* That each word of the entry stands in the lines. */
static void expect_words(const json_t *entry, const char *lines)
{
	json_t *arguments = json_object_get(entry, "arguments");
	/* The last two are -c and the file, which make writes differently. */
	size_t count = json_array_size(arguments) - 2;

	ck_assert_uint_gt(count, 4);
	for (size_t i = 0; i < count; i++)
	{
		char *line = text_format(
			"\n%s\n", json_string_value(json_array_get(arguments, i)));
		ck_assert_msg(strstr(lines, line) != NULL, "make does not say%sbut:%s",
			line, lines);
		free(line);
	}
}

/* The line of what the command prints that names the source, a word a line. */
static char *words_of(const char *folder, const char *command, const char *source)
{
	char *whole = text_format(
		"words=$(%s 2>&1 | sed -e ':a' -e '/\\\\$/N; s/\\\\\\n//; ta' | grep -F -e '%s'); "
		"eval \"printf '\\n'; printf '%%s\\n' $words\"",
		command, source);
	char *words = output_there(folder, whole);

	free(whole);
	return words;
}

/* What make would run to build the object of the source. */
static char *words_of_make(const char *folder, const char *source, const char *target)
{
	char *command = text_format("make -n -W '%s' %s", source, target);
	char *words = words_of(folder, command, source);

	free(command);
	return words;
}

START_TEST(the_flags_are_those_of_the_build)
{
	static const char *const sources[] = {"grader/grade/hint.c",
		"grader/tests/test_run.c", "common/picture.c", "grader/examiner/ledger.c",
		"grader/subject/builtin.c",
		"grader/suites/09a_arena_scope_local_mmap/alloc.c",
		"grader/suites/09a_arena_scope_local_mmap/calls.c"};
	static const char *const targets[] = {"build/grader/grade/hint.o",
		"build/grader/tests/test_run.o", "build/common/picture.o",
		"build/grader/examiner/ledger.o", "build/subject/builtin.o",
		"build/suites/09a_arena_scope_local_mmap/alloc.o",
		"build/suites/09a_arena_scope_local_mmap/calls.o"};
	char *folder = copy_checkout();

	expect_there(folder, "make editor", 0, "");
	json_t *list = load_there(folder, LIST);
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
	{
		char *words = words_of_make(folder, sources[i], targets[i]);
		expect_words(find_entry(list, sources[i]), words);
		free(words);
	}
	char *words = words_of(folder,
		"COURSE_LESSON=09a COURSE_STEP= sh -x grader/setup/demo.sh build gcc 2>&1 >/dev/null | grep "
		"'^+ gcc'",
		"lessons/09a_arena_scope_local_mmap/arena.c");
	expect_words(
		find_entry(list, "lessons/09a_arena_scope_local_mmap/arena.c"), words);
	free(words);
	json_decref(list);
	drop_folder(folder);
}
END_TEST

START_TEST(every_source_has_an_entry)
{
	char *folder = copy_checkout();

	expect_there(folder, "make editor", 0, "");
	json_t *list = load_there(folder, LIST);
	char *sources = output_there(folder,
		"ls -d \"$PWD\"/lessons/*/*.c \"$PWD\"/solutions/*/*.c \"$PWD\"/common/*.c "
		"\"$PWD\"/grader/*/*.c \"$PWD\"/grader/suites/*/*.c");
	size_t count = 0;
	char *rest = NULL;
	for (char *file = strtok_r(sources, "\n", &rest); file != NULL;
		file = strtok_r(NULL, "\n", &rest))
	{
		const json_t *entry = find_entry(list, strstr(file, "a cöpy"));
		ck_assert_str_eq(word(entry, "file"), file);
		ck_assert(text_begins(file, word(entry, "directory")));
		count++;
	}
	ck_assert_uint_gt(count, 100);
	free(sources);
	json_decref(list);
	drop_folder(folder);
}
END_TEST

/* clangd's own look at a file, with the list in that folder, of which the checkout around
 * the copy may have another. */
static void expect_clean(const char *folder, const char *list, const char *file)
{
	char *command = text_format(
		"XDG_CONFIG_HOME=$PWD/common clangd --compile-commands-dir='%s' "
		"--check='%s' 2>&1 | grep -E '^E|checks completed'",
		list, file);
	char *told = output_there(folder, command);
	ck_assert_msg(strstr(told, "All checks completed, 0 errors") != NULL,
		"%s:\n%.3000s", file, told);
	free(told);
	free(command);
}

START_TEST(clangd_finds_no_false_error)
{
	static const char *const early[] = {"lessons/09a_arena_scope_local_mmap/arena.c",
		"lessons/09b_arena_scope_leak_tracer/tracer.h",
		"lessons/09c_arena_scope_fork_test/demo.c", "common/step.c",
		"common/picture.h"};
	static const char *const later[] = {"lessons/09a_arena_scope_local_mmap/arena.c",
		"lessons/09c_arena_scope_fork_test/fork_arena.h",
		"lessons/09b_arena_scope_leak_tracer/demo.c",
		"solutions/09b_arena_scope_leak_tracer/tracer.c", "common/log.c",
		"grader/base/text.h", "grader/results/native.c",
		"grader/program/program.c", "grader/examiner/ledger.c",
		"grader/subject/inside.c",
		"grader/suites/09a_arena_scope_local_mmap/alloc.c",
		"grader/suites/09a_arena_scope_local_mmap/calls.c",
		"grader/tests/test_report.c", "grader/mutants/walk.c"};
	char *folder;

	if (!is_installed("clangd"))
		return;
	folder = copy_checkout();
	for (size_t i = 0; i < sizeof(early) / sizeof(*early); i++)
		expect_clean(folder, "common", early[i]);
	expect_there(folder, "make editor", 0, "");
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++)
		expect_clean(folder, ".", later[i]);
	put(folder, "a cöpy/common/wrong.c",
		"int wrong(void)\n{\n\treturn nothing;\n}\n");
	expect_there(folder, "! clangd --check=common/wrong.c 2>&1", 0, "1 errors");
	drop_folder(folder);
}
END_TEST

/* That the arguments of a task begin with a target of the Makefile, and ask for nothing
 * that is not there. */
static void expect_task(const char *folder, const json_t *task, const json_t *inputs)
{
	const json_t *arguments = json_object_get(task, "args");
	char *command = text_format(
		"grep '^%s:' Makefile", json_string_value(json_array_get(arguments, 0)));
	size_t index;
	json_t *argument;

	ck_assert_str_eq(word(task, "command"), "make");
	free(output_there(folder, command));
	free(command);
	json_array_foreach(arguments, index, argument)
	{
		const char *asked = strstr(json_string_value(argument), "${input:");
		size_t at;
		json_t *input;
		int known = asked == NULL;
		json_array_foreach(inputs, at, input)
		{
			char *name = text_format("${input:%s}", word(input, "id"));
			known |= asked != NULL && strcmp(asked, name) == 0;
			free(name);
		}
		ck_assert_msg(known, "%s is asked by no input", asked);
	}
}

START_TEST(tasks_are_commands_of_the_makefile)
{
	char *folder = copy_checkout();
	json_t *tasks = load_there(folder, ".vscode/tasks.json");
	json_t *launch = load_there(folder, ".vscode/launch.json");
	json_t *settings = load_there(folder, ".vscode/settings.json");
	json_t *configuration =
		json_array_get(json_object_get(launch, "configurations"), 0);
	size_t index;
	json_t *task;
	int prepared = 0;

	json_array_foreach(json_object_get(tasks, "tasks"), index, task)
	{
		expect_task(folder, task, json_object_get(tasks, "inputs"));
		prepared |= strcmp(word(task, "label"),
				    word(configuration, "preLaunchTask")) == 0;
	}
	ck_assert_msg(prepared, "no task %s", word(configuration, "preLaunchTask"));
	json_decref(settings);
	json_decref(launch);
	json_decref(tasks);
	drop_folder(folder);
}
END_TEST

/* What VS Code starts must be there, wherever it is told to look for it. The examiner
 * outlives the subject by a moment. */
START_TEST(a_prepared_row_stands_ready_for_a_debugger)
{
	char *folder = copy_checkout();
	json_t *launch = load_there(folder, ".vscode/launch.json");
	const json_t *configuration =
		json_array_get(json_object_get(launch, "configurations"), 0);
	const char *place = "${workspaceFolder}/";

	ck_assert(text_begins(word(configuration, "program"), place));
	char *command = text_format(
		"make prepare LESSON=09a ROW=init_fields && test -x '%s' && "
		"cd build/debug/latest && ./subject/subject ./examiner order.json rows.json; "
		"sleep 1; grep -q init_fields rows.json && echo ended",
		word(configuration, "program") + strlen(place));
	expect_there(folder, command, 0, "ended");
	free(command);
	expect_there(folder,
		"make prepare LESSON=09b ROW=init_fields && readlink build/debug/latest",
		0, "\n09b_arena_scope_leak_tracer\n");
	json_decref(launch);
	drop_folder(folder);
}
END_TEST

/* The kernel ends what gdb has killed, a little later. */
#define WHAT_GDB_KILLED_ENDS "status=$?; sleep 1; exit $status"

START_TEST(gdb_stops_where_the_row_gives_up)
{
	if (!has(__func__, "gdb that may trace",
		    "gdb -nx -q -batch -ex run /bin/true | grep -q 'exited normally'"))
		return;
	char *folder = copy_checkout();
	char *told = output_there(folder,
		"make debug LESSON=09a ROW=init_fields 2>&1 < /dev/null; " WHAT_GDB_KILLED_ENDS);
	ck_assert_msg(strstr(told, "\ngot: it returned -1, and errno is 0\n") != NULL,
		"%s", told);
	ck_assert_msg(strstr(told, "breakpoint 2, arena_init (a=") != NULL, "%s", told);
	free(told);
	expect_there(folder,
		"cp solutions/09a*/arena.c lessons/09a*/ && "
		"make debug LESSON=09a ROW=init_fields 2>&1 < /dev/null; " WHAT_GDB_KILLED_ENDS,
		0, "Row init_fields passes: the debugger stops at its first call.");
	drop_folder(folder);
}
END_TEST

void editor_tests(void)
{
	const t_tests tests = {"editors", 200};

	add_tests(tests, the_flags_are_those_of_the_build, 1);
	add_tests(tests, every_source_has_an_entry, 1);
	add_tests(tests, clangd_finds_no_false_error, 1);
	add_tests(tests, tasks_are_commands_of_the_makefile, 1);
	add_tests(tests, a_prepared_row_stands_ready_for_a_debugger, 1);
	add_tests(tests, gdb_stops_where_the_row_gives_up, 1);
}
