/*
 * Each lesson proves its suite: the reference has all points and the skeleton none,
 * right answers of other designs have all, and each wrong answer loses the row that its
 * folder is named after.
 */

#include "all.h"
#include "file.h"
#include "grade.h"
#include "helpers.h"
#include "lesson.h"
#include "text.h"
#include "value.h"
#include "watch.h"

#include <stdlib.h>
#include <string.h>

static const char *const g_compilers[] = {"gcc", "clang"};

/* An answer of a corpus, a folder or a patch: its lesson, its path, its name. */
typedef struct s_answer
{
	char *lesson;
	char *path;
	char *name;
} t_answer;

static t_answer *g_broken;
static t_answer *g_correct;
static char **g_lessons;

/* All answers of that kind, of all lessons. Returns how many there are. */
static int find_answers(const char *kind, const char *ending, t_answer **answers)
{
	int count = 0;

	*answers = NULL;
	for (size_t i = 0; g_lessons[i] != NULL; i++)
	{
		char **names = folders_in("grader/suites/%s/%s", g_lessons[i], kind);
		for (size_t at = 0; names[at] != NULL; at++)
		{
			size_t left = text_ends(names[at], ending) ? strlen(ending) : 0;
			int length = (int)(strlen(names[at]) - left);
			*answers = memory_again(*answers, count + 1, sizeof(**answers));
			(*answers)[count++] = (t_answer){g_lessons[i],
				text_format("grader/suites/%s/%s/%s", g_lessons[i], kind,
					names[at]),
				text_format("%.*s", length, names[at])};
		}
		names_free(names);
	}
	return count;
}

static const char *broken_label(int at)
{
	return g_broken[at].name;
}

/* Fails the test if a row is lost; those that judge all others may wait for memcheck. */
static void expect_rows(
	const json_t *result, const char *folder, const char *compiler, const char *level)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		const char *status = json_string_value(json_object_get(row, "status"));
		ck_assert_msg(is_awaited(row) || strcmp(status, "passed") == 0,
			"%s with %s %s: row %s: %.3000s", folder, compiler, level,
			json_string_value(json_object_get(row, "name")),
			json_string_value(json_object_get(row, "message")));
	}
}

/* Grades the folder, which must have all points. Returns the result. */
static json_t *expect_full(
	const char *lesson, const char *folder, const char *compiler, const char *level)
{
	json_t *result = grade_folder_with(lesson, folder, compiler, level, 0);

	expect_rows(result, folder, compiler, level);
	ck_assert_msg(score_in(result) == 100, "%s with %s %s scores %d: %s", folder,
		compiler, level, score_in(result),
		json_string_value(json_object_get(result, "reason")));
	return result;
}

/* The same without memcheck: every row that has a test of its own passes. */
static json_t *expect_natively(
	const char *lesson, const char *folder, const char *compiler, const char *level)
{
	json_t *result = grade_folder_with(lesson, folder, compiler, level, 1);

	ck_assert_str_eq(status_in(result), "graded");
	expect_rows(result, folder, compiler, level);
	return result;
}

START_TEST(the_reference_has_100_points_and_no_warning)
{
	const char *lesson = g_lessons[_i / 2];
	const char *compiler = g_compilers[_i % 2];
	char *folder = text_format("solutions/%s", lesson);

	json_t *result = expect_full(lesson, folder, compiler, "-Og");
	ck_assert_str_eq(json_string_value(json_object_get(
				 json_object_get(result, "compiler"), "warnings")),
		"");
	json_decref(result);
	free(folder);
}
END_TEST

/* The rows that can be run under valgrind at all: it has no trap flag. */
static void want_all(const t_lesson *lesson, char *wanted)
{
	for (size_t i = 0; i < lesson->rubric.count; i++)
		wanted[i] = lesson->rubric.rules[i].judge == JUDGE_TEST &&
			    lesson->rubric.rules[i].observes != OBSERVED_STEPS;
}

/* Outside of all rows the C library begins, and no row pays for that. */
static void expect_no_access(const t_memcheck_log *log)
{
	for (size_t i = 0; i < log->count; i++)
	{
		const t_finding *finding = &log->findings[i];
		ck_assert_msg(finding->row[0] == '\0' || finding_is_leak(finding),
			"in row %s: %s", finding->row, finding->what);
	}
}

/* The row came to its end there, well or for want of what valgrind does not show. */
static int is_clean(const t_watch *seen, size_t rule)
{
	const t_row_result *row = &seen->trial.rows[rule];

	return watch_has_seen(seen, rule) && row->status != ROW_FAILED &&
	       row->errors == 0;
}

/* Not only the rows that grading looks at there: each must be right there too. */
START_TEST(every_row_of_the_reference_passes_under_memcheck)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);
	ck_assert_msg(wrong == NULL, "%s", wrong);
	char *relative = test_folder();
	char *work = realpath(relative, NULL);
	char *reference = text_format("solutions/%s", lesson.name);
	char *wanted = memory_for(lesson.rubric.count, 1);
	t_request request = {.submission = reference,
		.compiler = "gcc",
		.level = "-Og",
		.build = "build",
		.seed = 1};

	wrong = grade_build(&lesson, &request, work);
	ck_assert_msg(wrong == NULL, "%s", wrong);
	want_all(&lesson, wanted);
	const t_ready ready = {&lesson, "build", work, 1};
	t_watch seen = watch(&ready, wanted);
	ck_assert_msg(seen.wrong == NULL, "%s", seen.wrong);
	ck_assert_msg(seen.unusable == NULL, "%s", seen.unusable);
	ck_assert_msg(seen.died == -1, "row %s: %s", lesson.rubric.rules[seen.died].name,
		seen.death);
	/* A row that ends its process ends the look, and another begins. */
	ck_assert_uint_eq(seen.log_count, 1);
	expect_no_access(&seen.logs[0]);
	for (size_t i = 0; i < lesson.rubric.count; i++)
		ck_assert_msg(!wanted[i] || is_clean(&seen, i), "row %s: %s",
			lesson.rubric.rules[i].name, seen.trial.rows[i].got);
	watch_free(&seen);
	free(wanted);
	free(reference);
	free(work);
	drop_folder(relative);
	lesson_close(&lesson);
}
END_TEST

START_TEST(the_skeleton_has_0_points_and_no_warning)
{
	const char *lesson = g_lessons[_i / 2];
	char *folder = text_format("grader/suites/%s/skeleton", lesson);
	json_t *result = grade_folder(lesson, folder, g_compilers[_i % 2]);

	ck_assert_str_eq(status_in(result), "graded");
	ck_assert_int_eq(score_in(result), 0);
	ck_assert_str_eq(json_string_value(json_object_get(
				 json_object_get(result, "compiler"), "warnings")),
		"");
	json_decref(result);
	free(folder);
}
END_TEST

START_TEST(the_lesson_is_handed_out_as_its_skeleton)
{
	t_outcome outcome = shell(
		"for f in grader/suites/%s/skeleton/*; do cmp $f lessons/%s/$(basename $f) || exit 1; done",
		g_lessons[_i], g_lessons[_i]);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
}
END_TEST

/* By their titles: a line number would be wrong after the next edit. */
START_TEST(a_gap_names_parts_of_the_contract)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);

	ck_assert_msg(wrong == NULL, "%s", wrong);
	t_outcome outcome = shell(
		"cat %s/skeleton/*.c | tr -s '*\\n\\t ' ' ' | grep -oE 'TODO [0-9]+ [(][^)]*[)]' | "
		"grep -oE '\"[^\"]+\"' | tr -d '\"' | while read -r title; do "
		"grep -qF \"/* ---- $title ---- */\" %s/%s || echo \"no part $title\"; done",
		lesson.suite, lesson.folder, lesson.rubric.contract);

	ck_assert_msg(outcome_good(&outcome) && outcome.output_size == 0, "%.3000s",
		outcome.output);
	outcome_free(&outcome);
	lesson_close(&lesson);
}
END_TEST

/* What an experiment's text says came, has come: it ends with 1 if not. */
/* make after shows them there. */
START_TEST(answers_fit_a_terminal)
{
	t_outcome outcome = shell("cd solutions/%s && { ! [ -e AFTER.md ] || "
				  "awk 'length > 80' AFTER.md; }",
		g_lessons[_i]);

	ck_assert_msg(
		outcome_good(&outcome) && outcome.output_size == 0, "%s", outcome.output);
	outcome_free(&outcome);
}
END_TEST

START_TEST(experiments_show_what_they_say)
{
	t_outcome outcome = shell(
		"[ ! -d lessons/%s/try ] || COURSE_LESSON=%s COURSE_STEP= sh grader/setup/try.sh build gcc",
		g_lessons[_i], g_lessons[_i]);

	ck_assert_msg(outcome_good(&outcome), "%.5000s", outcome.output);
	outcome_free(&outcome);
}
END_TEST

START_TEST(skeleton_and_reference_define_the_same_api)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);
	size_t index;
	json_t *name;

	ck_assert_msg(wrong == NULL, "%s", wrong);
	json_array_foreach(lesson.rubric.api, index, name)
	{
		t_outcome outcome = shell(
			"for d in solutions/%s grader/suites/%s/skeleton; do grep -q '\\b%s(' $d/*.c && "
			"grep -q '\\b%s(' lessons/%s/%s || exit 1; done",
			lesson.name, lesson.name, json_string_value(name),
			json_string_value(name), lesson.name, lesson.rubric.contract);
		ck_assert_msg(outcome_good(&outcome), "%s", json_string_value(name));
		outcome_free(&outcome);
	}
	lesson_close(&lesson);
}
END_TEST

static size_t lines_in(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

/* Every test has points, and all points have a test: the names on both sides are the
 * same. */
START_TEST(rubric_and_suite_have_the_same_rows)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);
	size_t count = 0;

	ck_assert_msg(wrong == NULL, "%s", wrong);
	t_outcome outcome = shell("grep -h '^ROW(' %s/*.c", lesson.suite);
	for (size_t i = 0; i < lesson.rubric.count; i++)
	{
		if (lesson.rubric.rules[i].judge != JUDGE_TEST)
			continue;
		char *row = text_format("ROW(%s)\n", lesson.rubric.rules[i].name);
		ck_assert_msg(strstr(outcome.output, row) != NULL, "no %s", row);
		free(row);
		count++;
	}
	ck_assert_uint_eq(lines_in(outcome.output), count);
	outcome_free(&outcome);
	lesson_close(&lesson);
}
END_TEST

/*
 * What is undefined in C shows at one level of optimisation and not at another. Memcheck
 * looks at the level that students have, and at the highest; else the rows run natively.
 */
static const struct s_way
{
	const char *compiler;
	const char *level;
	int watched; /* memcheck looks at it */
} g_ways[] = {
	/* the three that every run of the tests tries */
	{"gcc", "-Og", 1},
	{"gcc", "-O3", 0},
	{"clang", "-O2", 0},
	/* and what make proof tries besides */
	{"gcc", "-O0", 0},
	{"gcc", "-O1", 0},
	{"gcc", "-O2", 0},
	{"gcc", "-O3", 1},
	{"clang", "-Og", 1},
	{"clang", "-O0", 0},
	{"clang", "-O1", 0},
	{"clang", "-O3", 0},
};

#define ALL_WAYS (int)(sizeof(g_ways) / sizeof(*g_ways))

static int ways(void)
{
	return is_proof() ? ALL_WAYS : 3;
}

static const char *correct_label(int at)
{
	return g_correct[at / ways()].name;
}

START_TEST(a_right_answer_of_another_design_has_100_points)
{
	const t_answer *answer = &g_correct[_i / ways()];
	const struct s_way *way = &g_ways[_i % ways()];

	if (way->watched)
		json_decref(expect_full(
			answer->lesson, answer->path, way->compiler, way->level));
	else
		json_decref(expect_natively(
			answer->lesson, answer->path, way->compiler, way->level));
}
END_TEST

/* The rule that a wrong answer is named after: its name up to the first "-". */
static const t_rule *named_rule(const t_lesson *lesson, const char *name)
{
	char *row = text_format("%.*s", (int)strcspn(name, "-"), name);
	int rule = rubric_find(&lesson->rubric, row);

	ck_assert_msg(rule != -1, "%s is named after no row", name);
	free(row);
	return &lesson->rubric.rules[rule];
}

/* The names that the head of a wrong answer's patch gives behind these words. */
static json_t *names_behind(const t_answer *answer, const char *key)
{
	json_t *names = json_array();
	size_t size;
	char *patch = file_read(answer->path, 1 << 20, &size);
	char *lines;
	char *words;

	for (char *line = strtok_r(patch, "\n", &lines); !text_begins(line, "--- ");
		line = strtok_r(NULL, "\n", &lines))
	{
		char *word = text_begins(line, key)
				     ? strtok_r(line + strlen(key), " ,", &words)
				     : NULL;
		for (; word != NULL; word = strtok_r(NULL, " ,", &words))
			json_array_append_new(names, json_string(word));
	}
	free(patch);
	return names;
}

/*
 * What it loses under other headings than its row's: "Also loses: ROW, ROW". NULL for
 * "most rows".
 */
static json_t *losses_across(const t_answer *answer)
{
	json_t *losses = names_behind(answer, "Also loses:");

	if (names_hold(losses, "most"))
	{
		json_decref(losses);
		return NULL;
	}
	return losses;
}

/* The report begins with the row that the answer is named after, or with one that tells
 * the mistake as well: "Begins with: ROW". */
static void expect_begins(
	const t_answer *answer, const t_rule *named, const json_t *result)
{
	json_t *others = names_behind(answer, "Begins with:");
	const char *first = text_of(result, "begin_with");

	ck_assert_msg(strcmp(first, named->name) == 0 || names_hold(others, first),
		"%s begins with %s", answer->name, first);
	json_decref(others);
}

/* Without memcheck, what it judges was not run. */
static int is_judged(const json_t *row)
{
	return !is_awaited(row);
}

/* Fails the test if a row of another heading is lost that the patch does not name. */
static void expect_the_rest_kept(
	const t_answer *answer, const t_rule *named, const json_t *result)
{
	json_t *across = losses_across(answer);
	size_t index;
	json_t *row;

	if (across == NULL)
		return;
	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		const char *name = json_string_value(json_object_get(row, "name"));
		const char *heading = json_string_value(json_object_get(row, "heading"));
		const char *status = json_string_value(json_object_get(row, "status"));
		int is_named = names_hold(across, name);
		if (!is_judged(row))
			continue;
		int passed = strcmp(status, "passed") == 0;
		ck_assert_msg(passed || is_named || strcmp(heading, named->heading) == 0,
			"%s loses %s too: %s", answer->name, name, text_of(row, "got"));
		ck_assert_msg(!passed || !is_named,
			"%s keeps %s, which it is said to lose", answer->name, name);
	}
	json_decref(across);
}

/*
 * Grades it until the row is lost, up to three times: a row that measures time gives the
 * benefit of the doubt where the machine was too busy to tell.
 */
static json_t *grade_until_lost(const t_answer *answer, const t_rule *rule)
{
	int native = rule->judge == JUDGE_TEST && !is_proof();
	json_t *result = NULL;

	for (int tries = 0; tries < 3; tries++)
	{
		json_decref(result);
		result = grade_folder_with(
			answer->lesson, answer->path, "gcc", "-Og", native);
		ck_assert_msg(strcmp(status_in(result), "graded") == 0, "%s: %s",
			answer->name,
			json_string_value(json_object_get(result, "reason")));
		if (strcmp(row_status_in(result, rule->name), "passed") != 0)
			return result;
	}
	ck_abort_msg("%s keeps its row", answer->name);
}

START_TEST(a_wrong_answer_loses_its_row)
{
	const t_answer *answer = &g_broken[_i];
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, answer->lesson);

	ck_assert_msg(wrong == NULL, "%s", wrong);
	const t_rule *rule = named_rule(&lesson, answer->name);
	json_t *result = grade_until_lost(answer, rule);
	expect_the_rest_kept(answer, rule, result);
	if (rule_counts(rule) && !rule->hidden)
		expect_begins(answer, rule, result);
	json_decref(result);
	lesson_close(&lesson);
	expect_nothing_left();
}
END_TEST

/* What an instructor reads first: a sentence, and soon the change. */
START_TEST(a_wrong_answer_names_its_mistake)
{
	t_outcome outcome =
		shell("cd grader/suites/%s/broken && awk '"
		      "FNR == 1 && length < 20 { print FILENAME \": no sentence\" } "
		      "/^--- / && FNR > 11 { print FILENAME \": a long head\" } "
		      "!/^@@/ && length > 100 { print FILENAME \": a wide line\" }' *",
			g_lessons[_i]);

	ck_assert_msg(outcome_good(&outcome) && outcome.output_size == 0, "%.3000s",
		outcome.output);
	outcome_free(&outcome);
}
END_TEST

/* Whether some wrong answer is named after the row: its name alone, or with "-variant"
 * behind it. */
static int has_wrong_answer(const char *lesson, const char *row)
{
	char **names = folders_in("grader/suites/%s/broken", lesson);
	size_t length = strlen(row);
	int found = 0;

	for (size_t i = 0; names[i] != NULL; i++)
		found |= text_begins(names[i], row) &&
			 (names[i][length] == '.' || names[i][length] == '-');
	names_free(names);
	return found;
}

START_TEST(every_row_has_a_wrong_answer)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);

	ck_assert_msg(wrong == NULL, "%s", wrong);
	for (size_t i = 0; i < lesson.rubric.count; i++)
		ck_assert_msg(has_wrong_answer(lesson.name, lesson.rubric.rules[i].name),
			"no answer in broken/ loses %s", lesson.rubric.rules[i].name);
	lesson_close(&lesson);
}
END_TEST

START_TEST(every_promise_is_tried_and_the_notes_say_with_what)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);

	ck_assert_msg(wrong == NULL, "%s", wrong);
	char *rows = text_copy("");
	for (size_t i = 0; i < lesson.rubric.count; i++)
	{
		char *more = text_format("%s %s", rows, lesson.rubric.rules[i].name);
		free(rows);
		rows = more;
	}
	t_outcome told =
		shell("sh grader/tests/promises.sh %s/%s solutions/%s/NOTES.md %s",
			lesson.folder, lesson.rubric.contract, lesson.name, rows);
	ck_assert_msg(outcome_good(&told), "%s", told.output);
	outcome_free(&told);
	free(rows);
	lesson_close(&lesson);
}
END_TEST

/* Where rows say which promise is broken, and where what they say ends. */
static const struct s_saying
{
	const char *begins;
	const char *ends;
} g_sayings[] = {
	{"\tpromise(", ";\n"},
	{"*promise_of(", "\n}"},
	{"#define PROMISE_", "\n"},
};

#define SAYINGS (sizeof(g_sayings) / sizeof(*g_sayings))

/* Each string from here on is to stand in the contract once. */
static void expect_promised(const t_lesson *lesson, const char *at, const char *end)
{
	while ((at = memchr(at, '"', (size_t)(end - at))) != NULL)
	{
		char *words = text_format("%.*s", (int)strcspn(at + 1, "\""), at + 1);
		ck_assert_msg(rubric_line(&lesson->rubric, words) != 0,
			"\"%s\" does not stand in %s, or more than once", words,
			lesson->rubric.contract);
		at += strlen(words) + 2;
		free(words);
	}
}

static void expect_all_promised(const t_lesson *lesson, const char *text)
{
	for (size_t i = 0; i < SAYINGS; i++)
		for (const char *at = text;
			(at = strstr(at, g_sayings[i].begins)) != NULL;)
		{
			const char *end = strstr(at, g_sayings[i].ends);
			ck_assert_ptr_nonnull(end);
			expect_promised(lesson, at, end);
			at = end;
		}
}

START_TEST(what_rows_say_is_promised_stands_in_the_contract)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);
	size_t size;

	ck_assert_msg(wrong == NULL, "%s", wrong);
	char **names = folder_names(lesson.suite, NULL);
	for (size_t i = 0; names[i] != NULL; i++)
	{
		char *path = text_format("%s/%s", lesson.suite, names[i]);
		char *text =
			file_is_source(path) ? file_read(path, 1 << 20, &size) : NULL;
		if (text != NULL)
			expect_all_promised(&lesson, text);
		free(text);
		free(path);
	}
	names_free(names);
	lesson_close(&lesson);
}
END_TEST

START_TEST(every_row_has_hints)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, g_lessons[_i]);

	ck_assert_msg(wrong == NULL, "%s", wrong);
	for (size_t i = 0; i < lesson.rubric.count; i++)
		ck_assert_msg(lesson.rubric.rules[i].hints != NULL, "row %s has no hint",
			lesson.rubric.rules[i].name);
	lesson_close(&lesson);
}
END_TEST

void lessons_tests(void)
{
	const t_tests tests = {"lessons", 120};
	int count;

	g_lessons = wanted_lessons(&count);
	add_tests(tests, the_reference_has_100_points_and_no_warning, 2 * count);
	add_tests(tests, every_row_of_the_reference_passes_under_memcheck, count);
	add_tests(tests, the_skeleton_has_0_points_and_no_warning, 2 * count);
	add_tests(tests, the_lesson_is_handed_out_as_its_skeleton, count);
	add_tests(tests, a_gap_names_parts_of_the_contract, count);
	add_tests(tests, answers_fit_a_terminal, count);
	add_tests(tests, experiments_show_what_they_say, count);
	add_tests(tests, skeleton_and_reference_define_the_same_api, count);
	add_tests(tests, rubric_and_suite_have_the_same_rows, count);
	add_tests(tests, every_row_has_a_wrong_answer, count);
	add_tests(tests, every_promise_is_tried_and_the_notes_say_with_what, count);
	add_tests(tests, what_rows_say_is_promised_stands_in_the_contract, count);
	add_tests(tests, every_row_has_hints, count);
	add_tests(tests, a_wrong_answer_names_its_mistake, count);
	add_labelled(tests, a_right_answer_of_another_design_has_100_points,
		ways() * find_answers("correct", "", &g_correct), correct_label);
	add_labelled(tests, a_wrong_answer_loses_its_row,
		find_answers("broken", ".patch", &g_broken), broken_label);
}
