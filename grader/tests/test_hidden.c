/* A lesson with hidden rows, as an instructor writes it: what the instructor gets, and
 * what students do. */

#include "all.h"
#include "helpers.h"
#include "html.h"
#include "student.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

#define NAME "ends_meet"
#define SENTENCE "a page and a byte more come and go"
#define SAID "secret memory"

static const char g_hidden[] =
	"#include \"call.h\"\n#include \"expect.h\"\n#include \"row.h\"\n"
	"#include \"steps.h\"\n\n"
	"ROW(" NAME ")\n{\n"
	"\ttried(\"" SAID "\");\n"
	"\tt_address memory = CALL(TRYOUT_BEGIN, 4097).value;\n"
	"\tif (memory == 0)\n\t\tgot(\"" SAID " is NULL\");\n"
	"\tCALL(TRYOUT_END, memory, 4097);\n}\n";

/* The hidden row, behind the others; 10 of the foundation's points are its own, and 5 are
 * memcheck's. */
static const char g_rows[] =
	"{\"name\": \"" NAME
	"\", \"hidden\": true, \"heading\": \"correctness\", \"points\": 10, "
	"\"sentence\": \"" SENTENCE "\", \"promise\": \"Size 0: NULL and EINVAL\", "
	"\"hints\": [\"what about " SAID "\"]},"
	"{\"name\": \"memcheck\", \"heading\": \"memory\", \"points\": 5, \"judge\": "
	"\"memcheck-accesses\", \"requires\": [\"" NAME
	"\"], \"sentence\": \"no bad access\", "
	"\"promise\": \"When mmap fails: NULL\"}";

/* A copy of the checkout with that lesson in it, for all of these tests: each leaves it
 * as it was. */
static char *g_folder;

static void make_copy(void)
{
	char *folder = copy_checkout();
	char *there = text_format("%s/a cöpy", folder);

	g_folder = folder;
	free(output_there(folder, "make -s new-lesson NAME=77_tryout"));
	put(there, "grader/suites/77_tryout/hidden.c", g_hidden);
	put(there, "grader/suites/77_tryout/hidden_words.h",
		"/* What " NAME " says: " SAID " */\n");
	put(there, "more.json", g_rows);
	free(output_there(folder,
		"cd grader/suites/77_tryout && sed -i -e 's/\"points\": 60/\"points\": 45/' "
		"-e 's/Nothing else is/&/' -e '/\"\\]}$/{s/$/,/;r ../../../more.json\n}' "
		"rubric.json && "
		"rm ../../../more.json && cd ../../.. && "
		"mkdir wrong && sed 's/{$/&/; s/NULL, size,/NULL, size == 4097 ? 0 : size,/' "
		"solutions/77_tryout/tryout.c >wrong/tryout.c"));
	free(there);
}

static void drop_copy(void)
{
	drop_folder(g_folder);
}

/* Neither its name nor anything that it says may stand there. */
static void expect_untold(const char *text, const char *what)
{
	static const char *const secrets[] = {NAME, SENTENCE, SAID, "4097"};

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
		ck_assert_msg(strstr(text, secrets[i]) == NULL,
			"%s tells \"%s\":\n%.6000s", what, secrets[i], text);
}

static json_t *result_there(const char *folder, const char *submission)
{
	char *command = text_format(
		"make -s grade LESSON=77 SUBMISSION=%s JSON=../result.json", submission);
	char *path = text_format("%s/result.json", folder);

	free(output_there(folder, command));
	json_t *result = json_load_file(path, 0, NULL);
	ck_assert_ptr_nonnull(result);
	free(path);
	free(command);
	return result;
}

static void expect_score(const json_t *result, int score, int most)
{
	ck_assert_int_eq(int_of(result, "score"), score);
	ck_assert_int_eq(int_of(result, "max_score"), most);
}

/* What the student is given of a result, and the page that is made of it. */
static void expect_untold_to_student(const json_t *result)
{
	size_t size;
	json_t *shown = result_for_student(result);
	json_t *results = json_pack("[O]", shown);
	char *text = json_dumps(shown, JSON_INDENT(1));
	char *page = html_page(results, &size);

	expect_untold(text, "the result");
	expect_untold(page, "the page");
	ck_assert_str_eq(row_status_in(shown, "hidden_1"), "failed");
	ck_assert_ptr_nonnull(strstr(page, "What this row tries is not told."));
	free(page);
	free(text);
	json_decref(results);
	json_decref(shown);
}

START_TEST(hidden_rows_are_graded_and_not_told)
{
	json_t *result = result_there(g_folder, "solutions/77_tryout");

	expect_score(result, 100, 100);
	json_decref(result);
	result = result_there(g_folder, "wrong");
	expect_score(result, 85, 100);
	ck_assert_str_eq(row_status_in(result, NAME), "failed");
	ck_assert_str_eq(row_status_in(result, "memcheck"), "not-run");
	expect_untold_to_student(result);
	json_decref(result);
	expect_there(g_folder, "make hint LESSON=77 && make row LESSON=77 ROW=" NAME, 0,
		SENTENCE);
	char *exported = output_there(g_folder,
		"make -s export FORMAT=csv OUT=../x.csv LESSON=77 SUBMISSION=wrong && cat ../x.csv");
	expect_untold(exported, "the export, with the report beside it,");
	ck_assert_msg(strstr(exported, "0/10 a hidden row\n") != NULL, "%s", exported);
	ck_assert_msg(strstr(exported, "(null)") == NULL, "%s", exported);
	free(exported);
}
END_TEST

/* Its points are left out there, and everything else is as ever. */
START_TEST(no_handout_has_hidden_rows)
{
	char *handout = text_format("%s/h", g_folder);

	free(output_there(g_folder,
		"make -s handout OUT='../h/a cöpy' && cp -a solutions wrong ../h && "
		"cp -a build '../h/a cöpy/' && rm -r '../h/a cöpy/build/suites/77_tryout'"));
	char *text = output_there(handout,
		"grep -rhI '' grader/suites/77_tryout lessons/77_tryout; "
		"grep -rE '" NAME "|" SENTENCE "|" SAID
		"' --exclude-dir=build . || true");
	expect_untold(text, "the handout");
	ck_assert_ptr_nonnull(strstr(text, "\"hidden\": true"));
	free(text);
	json_t *result = result_there(handout, "../solutions/77_tryout");
	expect_score(result, 90, 90);
	ck_assert_str_eq(row_status_in(result, "hidden_1"), "not-graded");
	json_decref(result);
	result = result_there(handout, "../wrong");
	expect_score(result, 90, 90);
	json_decref(result);
	/* Its row of memcheck's still needs something that works. */
	result = result_there(handout, "lessons/77_tryout");
	expect_score(result, 0, 90);
	json_decref(result);
	expect_there(handout,
		"echo 'int x = ;' >lessons/77_tryout/tryout.c; make grade LESSON=77", 0,
		"Score 0/90");
	expect_there(handout, "make reset LESSON=77 && make grade LESSON=77", 0,
		"  --     -/10 a hidden row\n");
	expect_there(handout, "make report LESSON=77 && cat build/report.html", 0,
		"What this row tries is not told.");
	expect_there(handout, "make hint LESSON=77", 0, "hint 1 of 3");
	expect_there(handout, "make row LESSON=77 ROW=hidden_1", 1,
		"there is no row \"hidden_1\"");
	free(handout);
}
END_TEST

/* The machine that grades for the instructor has them. */
START_TEST(gradescope_grades_hidden_rows)
{
	free(output_there(g_folder,
		"make -s gradescope LESSON=77 OUT=../a.zip && unzip -q ../a.zip -d .. && "
		"cmp grader/suites/77_tryout/hidden.c ../course/grader/suites/77_tryout/hidden.c && "
		"cmp grader/suites/77_tryout/rubric.json ../course/grader/suites/77_tryout/rubric.json"));
}
END_TEST

START_TEST(a_hidden_row_that_would_show_is_refused)
{
	free(output_there(g_folder, "cp -a grader/suites/77_tryout ../suite"));
#define AGAIN "rm -r grader/suites/77_tryout; cp -a ../suite grader/suites/77_tryout; "
	expect_there(g_folder,
		"echo '/* as " NAME
		" does */' >>grader/suites/77_tryout/rows.c; make handout OUT=../r",
		2,
		"the row " NAME
		" is hidden, and grader/suites/77_tryout/rows.c names it");
	expect_there(g_folder,
		AGAIN "echo 'See " NAME
		      ".' >>lessons/77_tryout/README.md; make handout OUT=../r",
		2,
		"the row " NAME " is hidden, and lessons/77_tryout/README.md names it");
	expect_there(g_folder,
		"sed -i '$d' lessons/77_tryout/README.md; make handout OUT=../r; rm -r ../r",
		0, "The handout");
	expect_there(g_folder,
		AGAIN "sed -i 's/\"foundation\": .*,/\"foundation\": \"" NAME
		      "\",/' grader/suites/77_tryout/rubric.json; "
		      "make handout OUT=../r",
		2, "the foundation, " NAME ", cannot be hidden");
	expect_there(g_folder, "test ! -e ../r && make grade LESSON=77", 1,
		"the foundation, " NAME ", cannot be hidden");
	expect_there(g_folder,
		AGAIN
		"sed -i 's/ \"hidden\": true,//' grader/suites/77_tryout/rubric.json; "
		"make handout OUT=../r",
		2,
		"the row " NAME " is not hidden, and no file that students get has it");
	free(output_there(g_folder, AGAIN));
}
END_TEST

void hidden_tests(void)
{
	TCase *tests = add_whole_case("hidden", 100, make_copy, drop_copy);

	tcase_add_test(tests, hidden_rows_are_graded_and_not_told);
	tcase_add_test(tests, no_handout_has_hidden_rows);
	tcase_add_test(tests, gradescope_grades_hidden_rows);
	tcase_add_test(tests, a_hidden_row_that_would_show_is_refused);
}
