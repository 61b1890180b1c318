/* make similar: what ranks high, what is left out, and that names and sources stay
 * text. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "read_csv.h"
#include "read_page.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define LESSON "09a_arena_scope_local_mmap"
#define SUITE "grader/suites/" LESSON

/* A folder "class" for submissions and "out" for what comes of them, in a folder for
 * drop_folder. */
static char *class_folder(void)
{
	char *folder = test_folder();
	t_outcome outcome = shell("mkdir '%s/class' '%s/out'", folder, folder);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	return folder;
}

/* A student hands in the source. */
static void hand_in(const char *folder, const char *student, const char *source)
{
	t_outcome outcome = shell("mkdir -p '%s/class/%s' && cp %s '%s/class/%s/arena.c'",
		folder, student, source, folder, student);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
}

/* A student hands in this text. */
static void hand_in_text(const char *folder, const char *student, const char *text)
{
	char *place = text_format("%s/class/%s", folder, student);

	ck_assert_int_eq(folder_make(place), 0);
	put(place, "arena.c", text);
	free(place);
}

static void expect(const char *command, int status, const char *words)
{
	t_outcome outcome = shell("%s", command);

	ck_assert_msg(outcome.end == END_EXITED && outcome.code == status &&
			      strstr(outcome.output, words) != NULL,
		"%.300s: status %d:\n%.3000s", command, outcome.code, outcome.output);
	ck_assert_int_eq(outcome.orphans, 0);
	outcome_free(&outcome);
}

/* Ranks the class; the words must be printed. */
static void rank(const char *folder, const char *words)
{
	char *command = text_format(
		"sh grader/setup/python.sh desk similar --build build --compiler gcc --out '%s/out' --lesson 09a --submissions '%s/class'",
		folder, folder);

	expect(command, 0, words);
	free(command);
}

static char *read_text(const char *folder, const char *name, size_t *size)
{
	char *path = text_format("%s/%s", folder, name);
	char *text = file_read(path, 16 << 20, size);

	ck_assert_msg(text != NULL, "there is no %s", path);
	free(path);
	return text;
}

/* The lines of similar.csv, the first of which names the columns. */
static json_t *read_table(const char *folder, const char *name)
{
	size_t size;
	char *text = read_text(folder, name, &size);
	json_t *lines = read_csv(text, size);

	free(text);
	return lines;
}

/* The cell in that column of the line. */
static const char *cell(const json_t *lines, size_t line, const char *column)
{
	const json_t *names = json_array_get(lines, 0);
	size_t at = 0;

	while (at < json_array_size(names) &&
		strcmp(json_string_value(json_array_get(names, at)), column) != 0)
		at++;
	const char *text =
		json_string_value(json_array_get(json_array_get(lines, line), at));
	ck_assert_msg(text != NULL, "line %zu has no %s", line, column);
	return text;
}

/* The page has these words. Returns its text, a new string; NULL without a browser. */
static char *expect_page(const char *folder, const char *name, const char *words)
{
	size_t size;
	char *page = read_text(folder, name, &size);
	char *elements = NULL;
	char *shown = look_at_page(page, size, &elements);

	ck_assert_msg(shown == NULL || strstr(shown, words) != NULL,
		"the page has no \"%s\"", words);
	free(elements);
	free(page);
	return shown;
}

static void expect_more(const char *page, const char *words)
{
	ck_assert_msg(page == NULL || strstr(page, words) != NULL,
		"the page has no \"%s\"", words);
}

static int is_pair(const json_t *lines, size_t line, const char *one, const char *other)
{
	const char *a = cell(lines, line, "a_key");
	const char *b = cell(lines, line, "b_key");

	return (strcmp(a, one) == 0 && strcmp(b, other) == 0) ||
	       (strcmp(a, other) == 0 && strcmp(b, one) == 0);
}

/* Variables and functions renamed, and comments changed: still above any two designs. */
START_TEST(a_disguised_copy_ranks_above_independent_designs)
{
	static const char *const designs[] = {
		"own_names", "table_and_int128", "recursive", "fenced"};
	char *folder = class_folder();

	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++)
	{
		char *source = text_format(SUITE "/correct/%s/arena.c", designs[i]);
		hand_in(folder, designs[i], source);
		free(source);
	}
	char *command = text_format(
		"cd '%s' && mkdir class/copy && sed -E -e "
		"'s/\\b(arena|size|out|memory|a|n|i|fail|visible|room|got|expected)\\b/"
		"my_\\1/g' -e 's/my_(arena\\.h)/\\1/' -e 's,/\\*.*\\*/,/* mine */,' "
		"class/own_names/arena.c >class/copy/arena.c && ! cmp -s class/own_names/arena.c class/copy/arena.c && "
		"cd ../.. && make -s similar LESSON=09a SUBMISSIONS='%s/class' OUT='%s/out dir'",
		folder, folder, folder);
	expect(command, 0, "out dir/similar.html");
	json_t *lines = read_table(folder, "out dir/similar.csv");
	ck_assert_uint_ge(json_array_size(lines), 2);
	ck_assert(is_pair(lines, 1, "own_names", "copy"));
	double copy = atof(cell(lines, 1, "per_cent"));
	ck_assert_msg(copy > 90 && copy <= 100, "the copy has %g", copy);
	if (json_array_size(lines) > 2)
		ck_assert_double_lt(atof(cell(lines, 2, "per_cent")), copy / 2);
	free(expect_page(folder, "out dir/similar.html", "accuses no one"));
	json_decref(lines);
	free(command);
	drop_folder(folder);
}
END_TEST

/* What everyone was given is nobody's: neither the skeleton nor the contract, word for
 * word in a source. */
START_TEST(what_was_given_does_not_count)
{
	char *folder = class_folder();

	hand_in(folder, "ann", SUITE "/skeleton/arena.c");
	hand_in(folder, "ben", SUITE "/skeleton/arena.c");
	hand_in(folder, "cem", "lessons/" LESSON "/arena.h");
	rank(folder, "0 pairs compared");
	json_t *lines = read_table(folder, "out/similar.csv");
	ck_assert_uint_eq(json_array_size(lines), 1);
	char *page = expect_page(folder, "out/similar.html",
		"ann: it has next to nothing beside what was given");
	expect_more(page, "ben: it has next");
	expect_more(page, "cem: it has next");
	free(page);
	json_decref(lines);
	drop_folder(folder);
}
END_TEST

/* A class that make class graded, with a name and sources that would like to be more than
 * text. */
START_TEST(names_and_sources_stay_text)
{
	char *folder = class_folder();
	char *text =
		text_format("/* </pre></details><script>alert(2)</script> \033[31m */\n"
			    "#define X \"<img src=x onerror=alert(3)>\"\n");
	t_outcome outcome =
		shell("cd '%s' && mkdir -p out/runs/1/submissions/eve/" LESSON
		      " out/runs/1/submissions/bob/" LESSON " && ln -s runs/1 out/latest",
			folder);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	put(folder, "begin", text);
	outcome = shell(
		"cd '%s/out/latest' && for who in eve bob; do { cat ../../../begin; cat ../../../../../" SUITE
		"/correct/fenced/arena.c; echo \"int $who;\"; [ $who = bob ] || echo 'int more(void);'; } "
		">submissions/$who/" LESSON "/arena.c; done",
		folder);
	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	put(folder, "out/latest/class.json",
		"{\"lessons\": [\"" LESSON
		"\"], \"students\": [{\"key\": \"eve\", \"name\": \"=cmd, "
		"\\\"<script>alert(1)</script>\\\"\\u001b\\nsecond\"}, {\"key\": \"bob\", \"name\": "
		"\"Bob\"}]}");
	char *command = text_format(
		"sh grader/setup/python.sh desk similar --build build --compiler gcc --out '%s/out'",
		folder);
	expect(command, 0, "1 pairs compared");
	json_t *lines = read_table(folder, "out/latest/similar.csv");
	ck_assert(is_pair(lines, 1, "eve", "bob"));
	int is_a = strcmp(cell(lines, 1, "a_key"), "eve") == 0;
	ck_assert_str_eq(cell(lines, 1, is_a ? "a" : "b"),
		"'=cmd, \"<script>alert(1)</script>\"\\x1b\nsecond");
	char *page = expect_page(
		folder, "out/latest/similar.html", "<script>alert(1)</script>");
	expect_more(page, "<script>alert(2)</script> \\x1b[31m");
	free(page);
	json_decref(lines);
	free(command);
	free(text);
	/* OUT shows the run's page, as it does those of make class; another class's page
	 * does not get into the run. */
	command = text_format("cd '%s/out' && readlink similar.html similar.csv", folder);
	expect(command, 0, "latest/similar.html\nlatest/similar.csv\n");
	free(command);
	command = text_format(
		"mkdir '%s/class/x' && sh grader/setup/python.sh desk similar --build build --compiler gcc --out '%s/out' --lesson 09a --submissions '%s/class' && cd '%s/out' && "
		"! [ -L similar.html ] && grep -c script latest/similar.html",
		folder, folder, folder, folder);
	expect(command, 0, "0 pairs compared");
	free(command);
	drop_folder(folder);
}
END_TEST

START_TEST(the_same_files_are_one_group)
{
	char *folder = class_folder();

	for (int i = 0; i < 20; i++)
	{
		char *name = text_format("twin%02d", i);
		hand_in(folder, name, SUITE "/correct/recursive/arena.c");
		free(name);
	}
	hand_in(folder, "other", SUITE "/correct/trimmed/arena.c");
	rank(folder, "1 pairs compared");
	json_t *lines = read_table(folder, "out/similar.csv");
	ck_assert_uint_ge(json_array_size(lines), 20);
	for (size_t i = 1; i < 20; i++)
	{
		ck_assert_str_eq(cell(lines, i, "kind"), "same");
		ck_assert_str_eq(cell(lines, i, "a_key"), "twin00");
		ck_assert_str_eq(cell(lines, i, "a_same"), "20");
	}
	free(expect_page(folder, "out/similar.html", "and 8 more, in similar.csv"));
	json_decref(lines);
	drop_folder(folder);
}
END_TEST

START_TEST(few_and_none_are_no_error)
{
	char *folder = class_folder();

	char *command = text_format(
		"sh grader/setup/python.sh desk similar --build build --compiler gcc --out "
		"'%s/out' --lesson 09a --submissions '%s/class'",
		folder, folder);
	expect(command, 2, "there is no submission in");
	free(command);
	hand_in(folder, "alone", SUITE "/correct/recursive/arena.c");
	rank(folder, "0 pairs compared");
	free(expect_page(folder, "out/similar.html", "No two have a run in common"));
	hand_in(folder, "empty", SUITE "/correct/recursive/arena.c");
	hand_in(folder, "linked", SUITE "/correct/recursive/arena.c");
	t_outcome outcome = shell(
		"cd '%s/class' && rm empty/arena.c && ln -sf /etc/passwd linked/arena.c",
		folder);
	ck_assert(outcome_good(&outcome));
	outcome_free(&outcome);
	rank(folder, "0 pairs compared");
	char *page = expect_page(folder, "out/similar.html", "empty: there is no source");
	expect_more(page, "linked: there is no source");
	ck_assert(page == NULL || strstr(page, "root:") == NULL);
	free(page);
	drop_folder(folder);
}
END_TEST

/* sim_c would take hours for these: they are left out, and the others are compared. That
 * two of them are the same is told all the same. */
START_TEST(endless_repetition_hinders_no_one_else)
{
	char *folder = class_folder();
	char *bomb = memory_for(40001, 1);

	for (int i = 0; i < 40000; i++)
		bomb[i] = i % 2 == 0 ? 'a' : ' ';
	hand_in_text(folder, "bomb1", bomb);
	bomb[39000] = '\0';
	hand_in_text(folder, "bomb2", bomb);
	hand_in_text(folder, "bomb3", bomb);
	hand_in(folder, "ann", SUITE "/correct/trimmed/arena.c");
	hand_in(folder, "ben", SUITE "/correct/whole_pages/arena.c");
	rank(folder, "1 pairs compared, 1 have");
	json_t *lines = read_table(folder, "out/similar.csv");
	ck_assert(is_pair(lines, 1, "bomb2", "bomb3"));
	ck_assert(is_pair(lines, 2, "ann", "ben"));
	char *page = expect_page(
		folder, "out/similar.html", "bomb2: it repeats itself so much");
	expect_more(page, "bomb2 · bomb3");
	free(page);
	json_decref(lines);
	free(bomb);
	drop_folder(folder);
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	char *folder = class_folder();
	char *ungraded = text_format(
		"sh grader/setup/python.sh desk similar --build build --compiler gcc --out '%s/out'",
		folder);
	char *away = text_format(
		"env PATH=/nowhere /bin/sh grader/setup/python.sh desk similar --build build --compiler gcc --out '%s/out' --lesson 09a --submissions '%s/class'",
		folder, folder);

	hand_in(folder, "alone", SUITE "/correct/recursive/arena.c");
	expect(ungraded, 2, "grade the class first");
	expect(away, 2, "install the package similarity-tester");
	expect("make similar", 2, "needs OUT=");
	expect("sh grader/setup/python.sh desk similar --build build --compiler gcc --out build/none --lesson 77 --submissions lessons",
		2, "there is no lesson \"77\"");
	put(folder, "out/class.json",
		"{\"lessons\": [\"" LESSON
		"\"], \"students\": [{\"key\": \"../../x\"}]}");
	t_outcome outcome = shell("ln -s . '%s/out/latest'", folder);
	outcome_free(&outcome);
	expect(ungraded, 2, "has no key");
	free(ungraded);
	free(away);
	drop_folder(folder);
}
END_TEST

void similar_tests(void)
{
	const t_tests tests = {"similar", 120};

	/* Debian 13 has no such package. */
	if (!has("similar", "sim_c", "command -v sim_c"))
		return;
	add_tests(tests, a_disguised_copy_ranks_above_independent_designs, 1);
	add_tests(tests, what_was_given_does_not_count, 1);
	add_tests(tests, names_and_sources_stay_text, 1);
	add_tests(tests, the_same_files_are_one_group, 1);
	add_tests(tests, few_and_none_are_no_error, 1);
	add_tests(tests, endless_repetition_hinders_no_one_else, 1);
	add_tests(tests, what_is_wrong_is_said, 1);
}
