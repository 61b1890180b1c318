/* What people, GitHub Classroom and Gradescope call: commands and scripts, in folders
 * that are laid out as theirs are. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "lesson.h"
#include "text.h"
#include "valid.h"
#include "value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Lays out a hostile submission as $D/x. */
#define ENEMY(name) "sh grader/hostile/lay_out.sh grader/hostile/09a/" name " $D/x && "

#define REFERENCE "solutions/09a_arena_scope_local_mmap"
#define EXPORT "sh grader/setup/python.sh desk export "

/* Runs a shell script in which D is the folder; its status must be this. Returns what it
 * printed, a new string. */
static char *expect_script(const char *folder, const char *script, int status)
{
	t_outcome outcome = shell("D=%s; %s", folder, script);

	ck_assert_msg(outcome.end == END_EXITED && outcome.code == status,
		"%s: status %d:\n%.3000s", script, outcome.code, outcome.output);
	ck_assert_int_eq(outcome.orphans, 0);
	char *output = text_copy(outcome.output);
	outcome_free(&outcome);
	return output;
}

static json_t *load(const char *folder, const char *name)
{
	char *path = text_format("%s/%s", folder, name);
	json_t *value = json_load_file(path, 0, NULL);

	free(path);
	return value;
}

/* Fails the test unless the file in the folder is a valid export; result: its name in the
 * folder, or NULL. */
static void expect_export(
	const char *folder, const char *format, const char *name, const char *result)
{
	char *command = text_format("cat $D/%s", name);
	char *text = expect_script(folder, command, 0);
	json_t *there = result == NULL ? NULL : load(folder, result);

	ck_assert_msg(result == NULL || there != NULL, "there is no %s", result);
	expect_valid(format, text, there);
	json_decref(there);
	free(text);
	free(command);
}

START_TEST(a_result_is_exported_as_it_was_written)
{
	static const char *const formats[] = {
		"gradescope", "classroom", "check50", "junit", "csv"};
	char *folder = test_folder();

	free(expect_script(folder,
		"build/grade --submission " REFERENCE " --json $D/r.json 09a", 0));
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
	{
		char *command = text_format(
			EXPORT "--for %s --out $D/out --result $D/r.json", formats[i]);
		free(expect_script(folder, command, 0));
		expect_export(folder, formats[i], "out", "r.json");
		free(command);
	}
	free(expect_script(folder,
		EXPORT "--for csv --out /dev/stdout --result $D/r.json >$D/out", 0));
	expect_export(folder, "csv", "out", "r.json");
	drop_folder(folder);
}
END_TEST

/* A command that fails: what it says, and the format of what it writes all the same;
 * NULL: nothing. */
static const struct
{
	const char *command;
	const char *words;
	const char *format;
} g_failures[] = {
	{EXPORT "--for html --out $D/out --lesson 09a",
		"there is no format \"html\"; there are: gradescope classroom check50 junit csv",
		NULL},
	{EXPORT "--for junit --out $D/out --lesson 77", "there is no lesson \"77\"",
		"junit"},
	{EXPORT "--for csv --out $D/out --lesson 09a --submission nowhere",
		"grade: nowhere: No such file", "csv"},
	{EXPORT "--for classroom --out $D/out --lesson 09a --submission " REFERENCE
		" --compiler no-such-cc",
		"No such file", "classroom"},
	{EXPORT "--for csv --out $D/out --lesson 09a --seed -1",
		"grade: SEED is a whole number, not \"-1\"", NULL},
	{"echo '{' >$D/r.json; " EXPORT "--for check50 --out $D/out --result $D/r.json",
		"is no JSON", "check50"},
	{"echo '{\"a\": NaN}' >$D/r.json; " EXPORT
	 "--for csv --out $D/out --result $D/r.json",
		"r.json is no", "csv"},
	{"printf '{\"a\": \"\\xff\"}' >$D/r.json; " EXPORT
	 "--for csv --out $D/out --result $D/r.json",
		"is no JSON", "csv"},
	{"echo '{}' >$D/r.json; " EXPORT
	 "--for gradescope --out $D/out --result $D/r.json",
		"is no result", "gradescope"},
	{EXPORT "--for junit --out $D/out --result $D/r.json", "r.json: No such file",
		"junit"},
	{EXPORT "--build $D/none --for csv --out $D/out --lesson 09a",
		"none/grade: No such file", "csv"},
	{"mkdir $D/none; ln -s $PWD/build/grade $D/none; " EXPORT
	 "--build $D/none --for gradescope --out $D/out --lesson 09a --submission " REFERENCE,
		"the subject was not linked", "gradescope"},
	{EXPORT "--for csv --out nowhere/out --lesson 09a --submission $D",
		"cannot be written to nowhere/out", NULL},
	{EXPORT "--for html --out $D/out --class $D",
		"export: there is no format \"html\"", NULL},
	{EXPORT "--for csv --out $D/out --class $D", "has no class that was graded",
		NULL},
	{"make export FORMAT=csv OUT=$D/out", "needs LESSON=, RESULT= or GRADES=", NULL},
	{"make export LESSON=09a OUT=$D/out", "needs FORMAT=", NULL},
};

START_TEST(a_failure_is_told_and_exported)
{
	char *folder = test_folder();
	char *output = expect_script(folder, g_failures[_i].command, 2);

	ck_assert_msg(strstr(output, g_failures[_i].words) != NULL, "%s", output);
	if (g_failures[_i].format != NULL)
		expect_export(folder, g_failures[_i].format, "out", NULL);
	else
		free(expect_script(folder, "test -e $D/out", 1));
	free(output);
	drop_folder(folder);
}
END_TEST

/* Lays the folder out as Gradescope does. The course is this checkout, or the folder that
 * is named. */
static void lay_out(const char *folder, const char *course, const char *lesson)
{
	char *script = text_format(
		"mkdir $D/source $D/submission && cp grader/setup/run_autograder $D && ln -s %s "
		"$D/source/course && "
		"echo '{\"created_at\": \"2026-11-27T21:40:12.0-08:00\"}' >$D/submission_metadata.json && "
		"echo %s >$D/source/lesson",
		course == NULL ? "$PWD" : course, lesson);

	free(expect_script(folder, script, 0));
	free(script);
}

/* What is handed in, and whether what comes of it is the grader's failure. */
static const struct
{
	const char *lesson;
	const char *submission; /* a command that makes it */
	int fails;
} g_handed_in[] = {
	{"09a", "cp " REFERENCE "/arena.c $D/submission", 0},
	{"09a", "echo 'int x = ;' >$D/submission/arena.c", 0},
	{"09a", "true", 0},
	{"09a", ENEMY("constructor") "cp $D/x/arena.c $D/submission", 0},
	{"09a", ENEMY("abort") "cp $D/x/arena.c $D/submission", 0},
	{"77", "true", 1},
	{"09a", "rmdir $D/submission", 1},
	{"", "true", 1},
};

START_TEST(gradescope_gets_its_results)
{
	char *folder = test_folder();

	lay_out(folder, NULL, g_handed_in[_i].lesson);
	free(expect_script(folder, g_handed_in[_i].submission, 0));
	free(expect_script(folder, "cd / && exec $OLDPWD/$D/run_autograder", 0));
	if (!g_handed_in[_i].fails)
		free(expect_script(folder,
			"build/grade --submission $D/submission --json $D/r.json 09a",
			0));
	expect_export(folder, "gradescope", "results/results.json",
		g_handed_in[_i].fails ? NULL : "r.json");
	drop_folder(folder);
}
END_TEST

/* The results that were there before anything was done. */
static void expect_first_results(const char *folder)
{
	json_t *results = load(folder, "results/results.json");

	ck_assert_msg(results != NULL, "there are no results");
	ck_assert_ptr_nonnull(
		strstr(string_of(results, "output"), "did not come to its end"));
	json_decref(results);
	expect_export(folder, "gradescope", "results/results.json", NULL);
}

/* A course that stands in for one whose grader cannot be built, or does not come to its
 * end. */
static void put_course(const char *folder, const char *export)
{
	char *rule = text_format("export:\n\t%s\n", export);

	free(expect_script(folder, "mkdir $D/fake", 0));
	put(folder, "fake/Makefile", rule);
	free(rule);
}

START_TEST(gradescope_has_results_when_nothing_works)
{
	static const char *const rules[] = {"exit 2", "kill -9 $$PPID", "$(error no)"};
	char *folder = test_folder();

	put_course(folder, rules[_i]);
	lay_out(folder, "../fake", "09a");
	t_outcome outcome = shell("D=%s; $D/run_autograder", folder);
	ck_assert_msg(outcome_good(&outcome), "%s", outcome.output);
	/* The recipe's shell may outlive, for a moment, the make that it kills. */
	ck_assert_int_le(outcome.orphans, strstr(rules[_i], "kill") != NULL);
	outcome_free(&outcome);
	expect_first_results(folder);
	drop_folder(folder);
}
END_TEST

/* Waits for a file, then ends the script, which must end what it began. */
#define UNTIL_BEGUN "until test -e $D/begun; do sleep 0.05; done; "

START_TEST(gradescope_has_results_when_the_time_is_up)
{
	char *folder = test_folder();

	put_course(folder, "touch ../begun; exec sleep 200");
	lay_out(folder, "../fake", "09a");
	free(expect_script(
		folder, "$D/run_autograder & " UNTIL_BEGUN "kill $!; wait $!", 0));
	expect_first_results(folder);
	drop_folder(folder);
}
END_TEST

/* A row of a real lesson is made hidden; memcheck's row needs it, and says so. */
START_TEST(gradescope_shows_no_hidden_row)
{
	char *copy = copy_checkout();
	char *folder = text_format("%s/gradescope", copy);

	free(expect_script(copy,
		"mkdir $D/gradescope; sed -i 's/\"name\": \"two_arenas\",/& \"hidden\": true,/' "
		"\"$D/a cöpy\"/grader/suites/09a_*/rubric.json",
		0));
	lay_out(folder, "'../../a cöpy'", "09a");
	free(expect_script(folder, ENEMY("abort") "cp $D/x/arena.c $D/submission", 0));
	char *printed = expect_script(
		folder, "$D/run_autograder; cat $D/results/results.json", 0);
	ck_assert_msg(strstr(printed, "\"a hidden row\"") != NULL, "%.4000s", printed);
	ck_assert_msg(strstr(printed, "two_arenas") == NULL, "%.4000s", printed);
	ck_assert_msg(
		strstr(printed, "two arenas do not affect") == NULL, "%.4000s", printed);
	free(printed);
	free(folder);
	drop_folder(copy);
}
END_TEST

/* Fails the test unless the step's output is one line, whose base64 is a valid result. */
static void expect_output(const char *folder, const char *result)
{
	free(expect_script(folder,
		"test $(grep -c . $D/output) = 1 && grep -q '^result=' $D/output && "
		"cut -c8- $D/output | base64 -d >$D/result.json",
		0));
	expect_export(folder, "classroom", "result.json", result);
}

START_TEST(classroom_gets_its_result)
{
	char *copy = copy_checkout();
	char *own = test_folder();
	char *script = text_format(
		"GITHUB_OUTPUT=$PWD/$D/output sh '%s/a cöpy/grader/setup/classroom.sh' 09a",
		copy);

	free(expect_script(
		copy, ENEMY("abort") "cp $D/x/arena.c \"$D/a cöpy\"/lessons/09a_*", 0));
	char *printed = expect_script(own, script, 0);
	/* What a submission says stands between two words that tell the runner to take no
	 * command. */
	ck_assert_msg(strncmp(printed, "::stop-commands::", 17) == 0, "%s", printed);
	char *word = text_format("\n::%.32s::\n", printed + 17);
	ck_assert_msg(strstr(printed, word) != NULL &&
			      strstr(printed, "Score 0/100") < strstr(printed, word),
		"%s", printed);
	free(expect_script(own,
		ENEMY("abort") "build/grade --submission $D/x --json $D/r.json 09a", 0));
	expect_output(own, "r.json");
	free(word);
	free(printed);
	free(script);
	drop_folder(own);
	drop_folder(copy);
}
END_TEST

/* A lesson that there is not, no lesson, no place for files, and a step whose time is
 * up. */
START_TEST(classroom_has_a_result_when_nothing_works)
{
	static const char *const scripts[] = {
		"sh grader/setup/classroom.sh 77",
		"sh grader/setup/classroom.sh",
		"TMPDIR=/nowhere sh grader/setup/classroom.sh 09a",
		"mkdir -p $D/grader/setup; cp grader/setup/classroom.sh $D/grader/setup; "
		"printf 'export:\\n\\ttouch begun; exec sleep 200\\n' >$D/Makefile; "
		"sh $D/grader/setup/classroom.sh 09a & " UNTIL_BEGUN "kill $!; wait $!",
	};
	char *folder = test_folder();
	char *script =
		text_format("export GITHUB_OUTPUT=$PWD/$D/output; %s", scripts[_i]);

	free(expect_script(folder, script, 0));
	expect_output(folder, NULL);
	free(script);
	drop_folder(folder);
}
END_TEST

static void expect_words(const char *text, char *words)
{
	ck_assert_msg(strstr(text, words) != NULL, "no \"%s\" in:\n%s", words, text);
	free(words);
}

/* Fails the test unless the workflow grades the lesson, and the reporter has the result
 * by the runner's name. */
static void expect_step(const char *workflow, const char *lesson, const char *runner)
{
	char *upper = text_copy(runner);

	for (char *at = upper; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	expect_words(workflow,
		text_format(
			"\n        id: %s\n        if: ${{ !cancelled() }}\n        timeout-minutes: 10\n"
			"        run: sh grader/setup/classroom.sh %s\n",
			runner, lesson));
	expect_words(workflow,
		text_format(
			"\n          %s_RESULTS: \"${{ steps.%s.outputs.result }}\"\n",
			upper, runner));
	free(upper);
}

START_TEST(the_workflow_has_a_step_for_each_lesson)
{
	char *folder = test_folder();
	char *workflow = expect_script(
		folder, "cd / && sh $OLDPWD/grader/setup/classroom_workflow.sh", 0);
	char **lessons = lesson_names();
	char *runners = text_copy("");

	ck_assert_msg(strchr(workflow, '\t') == NULL, "YAML has no tabs");
	ck_assert_ptr_nonnull(lessons[0]);
	for (size_t i = 0; lessons[i] != NULL; i++)
	{
		char *runner = text_format(
			"lesson%.*s", (int)strcspn(lessons[i], "_"), lessons[i]);
		char *before = runners;
		expect_step(workflow, lessons[i], runner);
		runners = text_format("%s%s%s", before, i == 0 ? "" : ",", runner);
		free(before);
		free(runner);
	}
	expect_words(workflow, text_format("\n          runners: %s\n", runners));
	free(runners);
	names_free(lessons);
	free(workflow);
	drop_folder(folder);
}
END_TEST

void export_scripts_tests(void)
{
	const t_tests tests = {"scripts", 200};

	add_tests(tests, a_result_is_exported_as_it_was_written, 1);
	add_tests(tests, a_failure_is_told_and_exported,
		sizeof(g_failures) / sizeof(*g_failures));
	add_tests(tests, gradescope_gets_its_results,
		sizeof(g_handed_in) / sizeof(*g_handed_in));
	add_tests(tests, gradescope_has_results_when_nothing_works, 3);
	add_tests(tests, gradescope_has_results_when_the_time_is_up, 1);
	add_tests(tests, gradescope_shows_no_hidden_row, 1);
	add_tests(tests, classroom_gets_its_result, 1);
	add_tests(tests, classroom_has_a_result_when_nothing_works, 4);
	add_tests(tests, the_workflow_has_a_step_for_each_lesson, 1);
}
