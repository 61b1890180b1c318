/* What students get: no answer in it, the same each time, a grader that works; and the
 * hidden rows, which stay behind. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "lesson.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MOST (64 << 20)
/* A shorter body, without blanks, is nobody's answer: the next multiple of a size is
 * computed like that by anyone. */
#define SHORTEST 60

/* A copy of the checkout for all of these tests: each leaves it as it was, but for
 * lessons, and files beside it. */
static char *g_folder;

static void make_copy(void)
{
	g_folder = copy_checkout();
}

static void drop_copy(void)
{
	drop_folder(g_folder);
}

/* The text without its blanks, a new string: how it is laid out is no difference. */
static char *without_blanks(const char *text)
{
	char *kept = memory_for(strlen(text) + 1, 1);
	size_t size = 0;

	for (; *text != '\0'; text++)
		if (!isspace((unsigned char)*text))
			kept[size++] = *text;
	return kept;
}

/* All files of a folder that are text, one behind the other, without blanks. */
static char *all_of(const char *folder)
{
	size_t size;
	char *own = test_folder();
	char *path = text_format("%s/all", own);
	t_outcome outcome =
		shell("find '%s' -type f ! -name reference.o -exec cat {} + >'%s'",
			folder, path);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	char *text = file_read(path, MOST, &size);
	ck_assert_msg(text != NULL && strlen(text) == size, "%s cannot be read as text",
		folder);
	char *kept = without_blanks(text);
	free(text);
	outcome_free(&outcome);
	free(path);
	drop_folder(own);
	return kept;
}

/*
 * The function bodies of a C file, without blanks, as an array of strings: in this
 * course's C a body stands between braces that begin a line, behind a line that ends with
 * a parenthesis.
 */
static json_t *bodies_of(const char *path)
{
	size_t size;
	char *text = file_read(path, MOST, &size);
	json_t *bodies = json_array();

	ck_assert_msg(text != NULL, "%s cannot be read", path);
	for (const char *at = strstr(text, ")\n{\n"); at != NULL;
		at = strstr(at + 1, ")\n{\n"))
	{
		const char *end = strstr(at, "\n}\n");
		ck_assert_msg(end != NULL, "a function without an end, in %s", path);
		char *body = text_format("%.*s", (int)(end - at - 3), at + 3);
		char *kept = without_blanks(body);
		json_array_append_new(bodies, json_string(kept));
		free(kept);
		free(body);
	}
	free(text);
	return bodies;
}

/* The first of the bodies that stands in the text and not in the skeleton, or NULL. */
static const char *first_shown(
	const json_t *bodies, const char *text, const char *skeleton)
{
	size_t index;
	json_t *body;

	json_array_foreach(bodies, index, body)
	{
		if (json_string_length(body) >= SHORTEST &&
			strstr(text, json_string_value(body)) != NULL &&
			strstr(skeleton, json_string_value(body)) == NULL)
			return json_string_value(body);
	}
	return NULL;
}

/* The first body of the lesson's solution that the text shows, a new string, or NULL. */
static char *shown_answer(const char *name, const char *text)
{
	t_lesson lesson;
	char *shown = NULL;
	char *wrong = lesson_open(&lesson, name);

	ck_assert_msg(wrong == NULL, "%s", wrong);
	char *folder = text_format("%s/skeleton", lesson.suite);
	char *skeleton = all_of(folder);
	for (size_t i = 0; i < json_array_size(lesson.rubric.files) && shown == NULL; i++)
	{
		const char *file =
			json_string_value(json_array_get(lesson.rubric.files, i));
		char *path = text_format("solutions/%s/%s", name, file);
		json_t *bodies = bodies_of(path);
		ck_assert_uint_ge(
			json_array_size(bodies), json_array_size(lesson.rubric.api));
		shown = text_copy(first_shown(bodies, text, skeleton));
		json_decref(bodies);
		free(path);
	}
	free(skeleton);
	free(folder);
	lesson_close(&lesson);
	return shown;
}

/* The checkout of the copy has answers where students write theirs, and beside them; and
 * no git tells which. */
START_TEST(a_handout_shows_no_answer)
{
	char *handout = text_format("%s/handout", g_folder);
	char **names = lesson_names();

	expect_there(g_folder,
		"for s in solutions/*/; do cp $s/*.c lessons/$(basename $s)/; done; "
		"mkdir graded && cp lessons/09a*/arena.c graded && (cd lessons/09a*/ && "
		"for f in arena.c.yours arena.c~ mine.c; do cp arena.c $f; done) && "
		"cp solutions/09a*/NOTES.md lessons/09a*/ && make handout OUT=../handout && "
		"rm -r graded lessons/*/arena.c?* lessons/*/mine.c",
		0, "The handout: ../handout");
	char *text = all_of(handout);
	for (size_t i = 0; names[i] != NULL; i++)
	{
		char *shown = shown_answer(names[i], text);
		ck_assert_msg(shown == NULL, "the handout shows an answer to %s: %s",
			names[i], shown);
	}
	ck_assert_ptr_nonnull(strstr(text, "TODO1"));
	ck_assert_ptr_null(strstr(text, "Forinstructors"));
	ck_assert_ptr_null(strstr(text, "grader/README.md)"));
	free(text);
	free(output_there(g_folder,
		"test -z \"$(find ../handout -name NOTES.md -o -name AFTER.md -o -name broken -o -name correct -o -name "
		"hostile "
		"-o -name solutions -o -name equivalent.json -o -name across.json -o -name tests "
		"-o -name '*.yours' -o -name course.mk -o -name build)\""));
	names_free(names);
	free(handout);
}
END_TEST

/* The search itself: with a solution in the handout it finds one, however that is laid
 * out. */
START_TEST(an_answer_in_a_handout_is_found)
{
	char *folder = test_folder();
	char **names = lesson_names();

	for (size_t i = 0; names[i] != NULL; i++)
	{
		t_outcome outcome =
			shell("mkdir '%s/%s' && for f in solutions/%s/*.c; do "
			      "sed 's/\t/    /g; s/^/ /' $f >'%s/%s'/README; done",
				folder, names[i], names[i], folder, names[i]);
		ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
		char *text = all_of(folder);
		char *shown = shown_answer(names[i], text);
		ck_assert_msg(shown != NULL, "the solution of %s is not found", names[i]);
		free(shown);
		free(text);
		outcome_free(&outcome);
	}
	names_free(names);
	drop_folder(folder);
}
END_TEST

/* Another umask, other times of the files, another folder. */
START_TEST(handouts_are_the_same_to_the_byte)
{
	free(output_there(g_folder,
		"make -s handout OUT=../one && make -s handout OUT=../one.tar.zst && umask 077 && "
		"find lessons grader/suites README.md -exec touch {} + && chmod -R go-rwx grader && mkdir "
		"../other && "
		"make -s handout OUT=../two && make -s handout OUT=../other/two.tar.zst"));
	free(output_there(g_folder,
		"diff -r ../one ../two && cmp ../one.tar.zst ../other/two.tar.zst"));
	free(output_there(g_folder,
		"l() { (cd $1 && find . -printf '%P %m %T@\n' | sort); }; "
		"test \"$(l ../one)\" = \"$(l ../two)\""));
	free(output_there(g_folder,
		"mkdir ../out && tar -C ../out -xf ../one.tar.zst && diff -r ../one ../out/arenas"));
	free(output_there(g_folder,
		"SOURCE_DATE_EPOCH=86400 make -s handout OUT=../old && "
		"test \"$(stat -c %Y ../old/lessons ../old/Makefile | uniq)\" = 86400"));
}
END_TEST

START_TEST(a_handout_grades)
{
	free(output_there(g_folder,
		"cp ../../../.gitignore . && make -s handout OUT='../h/a cöpy' && cp -a "
		"build '../h/a cöpy/' && "
		"cp -a solutions .."));
	char *handout = text_format("%s/h", g_folder);
	char *printed = output_there(handout, "make -s grade");
	char *lines = output_there(handout, "make -s progress | grep -c ' 0/100$'");
	char **names = lesson_names();
	size_t count = 0;
	while (names[count] != NULL)
		count++;
	ck_assert_msg((size_t)atoi(lines) == count, "%.3000s", printed);
	expect_there(handout, "make hint LESSON=09a && make help", 0, "hint 1 of 3");
	expect_there(handout,
		"cp ../../solutions/09a*/arena.c lessons/09a*/ && make grade LESSON=09a",
		0, "Score 100/100");
	expect_there(handout,
		"for f in gradescope classroom check50 junit csv; do "
		"make -s export FORMAT=$f OUT=../$f LESSON=09a || exit 2; done; cat ../csv",
		0, "graded,100,100,");
	expect_there(handout, "git init -q && git add . && git status --short", 0,
		"A  .github/workflows/classroom.yml");
	expect_there(handout, "git status --short --ignored", 0, "!! build/");
	expect_there(handout, "make test", 2, "there is no command test");
	names_free(names);
	free(lines);
	free(printed);
	free(handout);
}
END_TEST

START_TEST(a_handout_takes_nobodys_place)
{
	expect_there(g_folder, "make handout", 2, "say where it is to go");
	expect_there(g_folder,
		"mkdir ../full && echo mine >../full/file && make handout OUT=../full", 2,
		"../full is there already");
	expect_there(g_folder, "echo mine >../a.tar.zst; make handout OUT=../a.tar.zst",
		2, "is there already");
	expect_there(g_folder, "ln -s nowhere ../link; make handout OUT=../link", 2,
		"is there already");
	expect_there(g_folder, "cat ../full/file ../a.tar.zst", 0, "mine\nmine");
	expect_there(g_folder,
		"mkdir ../empty && make handout OUT=../empty && cat ../empty/README.md",
		0, "# Arenas");
	/* What fails leaves nothing behind. */
	expect_there(g_folder,
		"cp grader/suites/09a*/rubric.json .. && echo '{' | tee grader/suites/09a*/rubric.json; make "
		"handout OUT=../never",
		2, "rubric.json: line");
	expect_there(g_folder,
		"ls -A ..; test ! -e ../never && test -z \"$(ls -d ../.handout* 2>/dev/null)\" && "
		"cp ../rubric.json grader/suites/09a*/",
		0, "full");
}
END_TEST

START_TEST(the_zip_for_gradescope_is_the_same_to_the_byte)
{
	free(output_there(g_folder,
		"make -s gradescope LESSON=09a OUT=../a.zip && touch README.md lessons/*/* && "
		"TZ=Asia/Tokyo make -s gradescope LESSON=09a OUT=../b.zip && cmp ../a.zip ../b.zip"));
	free(output_there(g_folder,
		"mkdir ../z && unzip -q ../a.zip -d ../z && make -s handout OUT=../same && "
		"diff -r ../same ../z/course && cd ../z && test $(find . -type f -printf '%T@\\n' | sort -u "
		"| wc -l) = 1"));
	expect_there(g_folder,
		"cat ../z/lesson; test -x ../z/setup.sh && test -x ../z/run_autograder",
		0, "09a_arena_scope_local_mmap");
	expect_there(g_folder, "make gradescope LESSON=09a OUT=../a.zip", 2,
		"is there already");
	expect_there(g_folder, "make gradescope LESSON=09a OUT=../a", 2, "OUT=file.zip");
}
END_TEST

void handout_tests(void)
{
	TCase *tests = add_whole_case("handout", 300, make_copy, drop_copy);

	tcase_add_test(tests, a_handout_shows_no_answer);
	tcase_add_test(tests, an_answer_in_a_handout_is_found);
	tcase_add_test(tests, handouts_are_the_same_to_the_byte);
	tcase_add_test(tests, a_handout_grades);
	tcase_add_test(tests, a_handout_takes_nobodys_place);
	tcase_add_test(tests, the_zip_for_gradescope_is_the_same_to_the_byte);
}
