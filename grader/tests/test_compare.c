/* make compare: what it says of two submissions, in JSON, on the terminal and as a
 * page. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "read_page.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define LESSON "09a_arena_scope_local_mmap"
#define SOLUTION "solutions/" LESSON "/arena.c"
#define SUITE "grader/suites/" LESSON
#define PLAIN "env -i PATH=\"$PATH\" LC_ALL=C.UTF-8 "

/* As the command leaves it: what it printed, its page and its value are read again. */
typedef struct s_seen
{
	json_t *value;
	char *page;
	char *terminal;
} t_seen;

static char *file_in(const char *folder, const char *name)
{
	size_t size;
	char *path = text_format("%s/%s", folder, name);
	char *text = file_read(path, 1 << 20, &size);

	free(path);
	ck_assert_msg(text != NULL, "%s was not written", name);
	return text;
}

static t_seen compare(const char *folder, const char *submission, const char *with)
{
	t_outcome outcome = shell(PLAIN
		"sh grader/setup/python.sh desk compare --build build --compiler gcc --lesson 09a "
		"--submission '%s' --with '%s' "
		"--html '%s/page.html' --json '%s/value.json'",
		submission, with, folder, folder);
	/* Check cuts no message, and ends the test where one is too long. */
	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	char *path = text_format("%s/value.json", folder);
	t_seen seen = {json_load_file(path, 0, NULL), file_in(folder, "page.html"),
		text_copy(outcome.output)};

	ck_assert_ptr_ne(seen.value, NULL);
	ck_assert_msg(strchr(seen.terminal, '\033') == NULL,
		"a text steers the terminal: %.3000s", seen.terminal);
	free(path);
	outcome_free(&outcome);
	return seen;
}

static void drop_seen(t_seen *seen)
{
	json_decref(seen->value);
	free(seen->page);
	free(seen->terminal);
}

static json_t *side(const t_seen *seen, size_t index, const char *key)
{
	return json_object_get(
		json_array_get(json_object_get(seen->value, "sides"), index), key);
}

static long at(const json_t *object, const char *first, const char *second)
{
	return (long)json_integer_value(
		json_object_get(json_object_get(object, first), second));
}

static json_t *source(const t_seen *seen)
{
	return json_array_get(json_object_get(seen->value, "source"), 0);
}

/* Both on the terminal and on the page, where these words are no markup. */
static void expect_words(const t_seen *seen, const char *words)
{
	ck_assert_msg(strstr(seen->terminal, words) != NULL,
		"not on the terminal: %s\n%.3000s", words, seen->terminal);
	ck_assert_msg(strstr(seen->page, words) != NULL, "not on the page: %s", words);
}

/* Whether the rows that differ are this one alone, which only the second side has. */
static void expect_row(const t_seen *seen, const char *name, int points)
{
	const json_t *rows = json_object_get(seen->value, "rows");
	size_t index;
	json_t *row;
	int found = 0;

	json_array_foreach(rows, index, row)
	{
		const json_t *sides = json_object_get(row, "sides");
		if (strcmp(json_string_value(json_object_get(row, "name")), name) != 0)
			continue;
		found = 1;
		ck_assert_int_eq(json_integer_value(json_object_get(
					 json_array_get(sides, 0), "points")),
			0);
		ck_assert_int_eq(json_integer_value(json_object_get(
					 json_array_get(sides, 1), "points")),
			points);
	}
	ck_assert(found);
}

/* Where nothing shuts a submission in, it is said that these were not measured. */
static int is_measured(const t_seen *seen)
{
	int measured = json_object_get(side(seen, 0, "measured"), "operations") != NULL;

	if (!measured)
		expect_words(seen, "not shut in");
	return measured;
}

static long instructions(const t_seen *seen, size_t index, const char *operation)
{
	return at(json_object_get(side(seen, index, "measured"), "operations"), operation,
		"instructions");
}

/* alloc lets one byte too many through; the other design makes its arena larger by
 * mremap. */
START_TEST(two_submissions_differ_in_points_and_figures)
{
	char *folder = test_folder();
	t_seen seen = compare(folder, SUITE "/broken/alloc_full.patch",
		SUITE "/correct/grown_by_mremap");

	ck_assert_int_eq(score_in(side(&seen, 1, "result")), 100);
	ck_assert_int_eq(score_in(side(&seen, 0, "result")),
		100 - 3 - 3); /* alloc_full, random_trace */
	ck_assert_uint_eq(json_array_size(json_object_get(seen.value, "rows")), 2);
	expect_row(&seen, "alloc_full", 3);
	expect_words(&seen, "the offset is 129 now");
	expect_words(&seen, "what does not fit is refused with ENOMEM, the offset kept");
	expect_words(&seen, "other");
	if (is_measured(&seen))
	{
		ck_assert_int_gt(at(side(&seen, 1, "measured"), "system", "mremap"), 0);
		ck_assert_int_eq(at(side(&seen, 0, "measured"), "system", "mremap"), 0);
		ck_assert_int_gt(instructions(&seen, 1, "arena_init"),
			instructions(&seen, 0, "arena_init"));
		expect_words(&seen, "mremap");
	}
	drop_seen(&seen);
	drop_folder(folder);
}
END_TEST

/* A comment, a blank line, and a variable that gets a warning: nothing that runs. */
static void write_hostile(const char *folder)
{
	size_t size;
	char *bytes = file_read(SOLUTION, 1 << 20, &size);
	char *text = text_format(
		"/* </pre><script>alert(1)</script> ]]> &amp; \" \x1b[31m */\n\n"
		"static int unused_%d; /* so */\n%s",
		1, bytes);

	put(folder, "arena.c", text);
	free(text);
	free(bytes);
}

START_TEST(figures_are_the_same_for_the_same_code_and_markup_stays_text)
{
	char *folder = test_folder();
	write_hostile(folder);
	t_seen seen = compare(folder, folder, "");

	ck_assert_uint_eq(json_array_size(json_object_get(seen.value, "rows")), 0);
	ck_assert(!json_is_true(json_object_get(source(&seen), "same")));
	expect_words(&seen, "unused_1");
	char *elements = NULL;
	char *words = look_at_page(seen.page, strlen(seen.page), &elements);
	ck_assert(words == NULL || strstr(words, "</pre><script>alert(1)") != NULL);
	ck_assert(words == NULL || strstr(words, "Rows that differnone") != NULL);
	free(words);
	free(elements);
	ck_assert(strstr(seen.terminal, "\\x1b[31m") != NULL);
	ck_assert(strstr(seen.terminal, "Rows that differ: none") != NULL);
	ck_assert(strstr(seen.terminal, "Warnings, submission") != NULL);
	ck_assert_int_eq(at(side(&seen, 0, "size"), "longest", "lines"),
		at(side(&seen, 1, "size"), "longest", "lines"));
	ck_assert_int_eq(
		json_integer_value(json_object_get(side(&seen, 0, "size"), "lines")),
		json_integer_value(json_object_get(side(&seen, 1, "size"), "lines")) + 1);
	if (is_measured(&seen))
	{
		ck_assert_int_gt(instructions(&seen, 0, "arena_alloc"), 0);
		/* Two runs, each with addresses of its own: not one instruction more. */
		ck_assert(json_equal(
			side(&seen, 0, "measured"), side(&seen, 1, "measured")));
		ck_assert(
			strstr(seen.terminal, "What the demo prints: the same") != NULL);
	}
	drop_seen(&seen);
	drop_folder(folder);
}
END_TEST

START_TEST(what_cannot_be_graded_is_compared_as_far_as_it_goes)
{
	char *folder = test_folder();
	char *other = text_format("%s/other", folder);
	t_outcome made = shell("mkdir '%s'", other);

	outcome_free(&made);
	put(folder, "arena.c",
		"#include \"arena.h\"\nint arena_init(t_arena *a, size_t size)\n{\n\treturn a == NULL && "
		"size ? 1 : ;\n}\n");
	put(other, "arena.c",
		"#include <stdlib.h>\nvoid *first(void)\n{\n\treturn malloc(1);\n}\n");
	t_seen seen = compare(folder, folder, other);
	ck_assert_str_eq(status_in(side(&seen, 0, "result")), "compile-error");
	ck_assert_str_eq(status_in(side(&seen, 1, "result")), "refused");
	expect_words(&seen, "arena.c does not compile");
	expect_words(&seen, "Rows that differ");
	expect_words(&seen, "no row was run on one side");
	ck_assert_int_eq(
		json_integer_value(json_object_get(side(&seen, 0, "size"), "branches")),
		2);
	ck_assert_int_eq(
		json_integer_value(json_object_get(side(&seen, 0, "size"), "functions")),
		1);
	ck_assert_int_gt(json_array_size(json_object_get(source(&seen), "lines")), 0);
	drop_seen(&seen);
	free(other);
	drop_folder(folder);
}
END_TEST

/* As make calls it where no SEED is given: the seed is that of make grade. What has only
 * other blanks is told so. */
START_TEST(blanks_are_told_apart_and_what_is_missing)
{
	char *folder = test_folder();
	char *other = text_format("%s/other", folder);
	t_outcome made = shell("mkdir '%s'", other);

	outcome_free(&made);
	put(folder, "arena.c", "int\tfirst;\n;;(\n");
	t_seen seen = compare(folder, folder, other);
	ck_assert_int_eq(
		json_integer_value(json_object_get(side(&seen, 0, "result"), "seed")), 1);
	expect_words(&seen, "arena.c is missing or not fit to be read");
	ck_assert_int_eq(
		json_integer_value(json_object_get(side(&seen, 0, "size"), "lines")), 2);
	drop_seen(&seen);
	put(other, "arena.c", "int first;\n;;(\n");
	seen = compare(folder, folder, other);
	expect_words(&seen, "the same but for blanks");
	drop_seen(&seen);
	seen = compare(folder, other, other);
	expect_words(&seen, "the same");
	ck_assert(strstr(seen.terminal, "but for blanks") == NULL);
	drop_seen(&seen);
	free(other);
	drop_folder(folder);
}
END_TEST

static const struct
{
	const char *words;
	const char *said;
} g_bad[] = {
	{"LESSON=09a SUBMISSION=/no/where", "/no/where: No such file or directory"},
	{"LESSON=nine SUBMISSION=lessons", "there is no lesson \"nine\""},
	{"LESSON=09a", "needs SUBMISSION="},
	{"LESSON=09a SUBMISSION=lessons SEED=-1", "SEED is a whole number, not \"-1\""},
};

START_TEST(bad_input_is_told_in_a_sentence)
{
	for (size_t i = 0; i < sizeof(g_bad) / sizeof(*g_bad); i++)
	{
		t_outcome outcome = shell("make -s compare %s", g_bad[i].words);
		ck_assert_int_eq(outcome.code, 2);
		ck_assert_msg(strstr(outcome.output, g_bad[i].said) != NULL, "%s",
			outcome.output);
		outcome_free(&outcome);
	}
}
END_TEST

void compare_tests(void)
{
	const t_tests tests = {"compare", 120};

	add_tests(tests, two_submissions_differ_in_points_and_figures, 1);
	add_tests(tests, figures_are_the_same_for_the_same_code_and_markup_stays_text, 1);
	add_tests(tests, what_cannot_be_graded_is_compared_as_far_as_it_goes, 1);
	add_tests(tests, blanks_are_told_apart_and_what_is_missing, 1);
	add_tests(tests, bad_input_is_told_in_a_sentence, 1);
}
