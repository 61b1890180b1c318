/* The page of make report: whole, well-formed, within its size, and nothing but text from
 * a submission. */

#include "all.h"
#include "excerpt.h"
#include "file.h"
#include "helpers.h"
#include "html.h"
#include "lesson.h"
#include "page.h"
#include "read_page.h"
#include "result_like.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static void expect_all_rows(const json_t *results, const json_t *shown)
{
	size_t index, at;
	json_t *result, *row;

	json_array_foreach(results, index, result)
		json_array_foreach(json_object_get(result, "rows"), at, row)
		{
			const json_t *rows =
				json_object_get(json_array_get(shown, index), "rows");
			ck_assert(json_equal(json_object_get(row, "name"),
				json_object_get(json_array_get(rows, at), "name")));
		}
}

/* Makes the page of these results, and sees that all rows are in it: a new string. */
static char *page_of(const json_t *results)
{
	size_t size;
	char *page = html_page(results, &size);

	ck_assert_uint_eq(strlen(page), size);
	ck_assert_uint_lt(size, HTML_MOST);
	json_t *data = read_data(page);
	expect_all_rows(results, json_object_get(data, "results"));
	json_decref(data);
	return page;
}

/* Makes the page and looks through it. Returns its text, and its elements in *elements.
 */
static char *look_through(const json_t *results, char **elements)
{
	char *page = page_of(results);
	char *words = read_page(page, strlen(page), elements);

	free(page);
	return words;
}

/* Every lesson, with every row failed and told in full. */
static json_t *all_lost(const char *text)
{
	char **names = lesson_names();
	json_t *results = json_array();

	for (size_t i = 0; names[i] != NULL; i++)
	{
		t_lesson lesson;
		char *wrong = lesson_open(&lesson, names[i]);
		ck_assert_msg(wrong == NULL, "%s", wrong);
		json_t *rows = json_array();
		for (size_t at = 0; at < lesson.rubric.count; at++)
			json_array_append_new(
				rows, lost_row(lesson.rubric.rules[at].name,
					      lesson.rubric.rules[at].sentence, text));
		json_array_append_new(results, result_like(lesson.name, rows));
		lesson_close(&lesson);
	}
	names_free(names);
	ck_assert_uint_ne(json_array_size(results), 0);
	return results;
}

/* So many times this text. */
static char *repeated(const char *text, size_t times)
{
	char *all;
	size_t size;
	FILE *out = text_stream(&all, &size);

	for (size_t i = 0; i < times; i++)
		fputs(text, out);
	fclose(out);
	return all;
}

START_TEST(all_lessons_fit_whatever_they_say)
{
	static const struct
	{
		const char *text;
		size_t times;
	} cases[] = {{"a few words ", 3}, {"two words\n", 100}, {"\"&\033", 20000},
		{"é", 30001}};
	char *text = repeated(cases[_i].text, cases[_i].times);
	json_t *results = all_lost(text);
	char *elements;

	free(look_through(results, &elements));
	free(elements);
	free(text);
	json_decref(results);
}
END_TEST

/* A reader must see what was said, and a browser nothing but text. */
START_TEST(what_a_submission_says_stays_text)
{
	static const char *const cases[][2] = {
		{"<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"</pre></style></script><b onclick='x'>",
			"</pre></style></script><b onclick='x'>"},
		{"' onload=\"x\" \"><img src=x>", "' onload=\"x\" \"><img src=x>"},
		{"]]> <![CDATA[ --> <!--", "]]> <![CDATA[ --> <!--"},
		{"&lt;&#60;&nbsp;", "&lt;&#60;&nbsp;"},
		{"\033[31m\a\x7f", "\\x1b[31m\\x07\\x7f"},
		{"\xe2\x80\xae\xe2\x81\xa6\xd8\x9c",
			"\\xe2\\x80\\xae\\xe2\\x81\\xa6\\xd8\\x9c"},
		{"\xef\xbf\xbf\xef\xbb\xbf", "\\xef\\xbf\\xbf\\xef\\xbb\\xbf"},
	};
	/* Wherever the text comes from: also an edited result file, whose every string is
	 * this one. */
	json_t *results = json_pack("[o]",
		result_like("09z_test",
			json_pack("[o, o]", lost_row("one", "what it does", cases[_i][0]),
				lost_row(cases[_i][0], cases[_i][0], cases[_i][0]))));
	json_t *all = json_pack("[o]", json_deep_copy(json_array_get(results, 0)));
	char *elements;
	size_t size;
	char *page = html_page(results, &size);
	char *words = read_page(page, size, &elements);

	ck_assert_msg(strstr(words, cases[_i][1]) != NULL, "\"%s\" is not in: %.2000s",
		cases[_i][1], words);
	free(elements);
	free(words);
	free(page);
	replace_strings(all, cases[_i][0]);
	page = html_page(all, &size);
	free(read_page(page, size, &elements));
	free(elements);
	free(page);
	json_decref(all);
	json_decref(results);
}
END_TEST

START_TEST(a_result_that_is_none_harms_nothing)
{
	static const char *const cases[] = {"[{}]",
		"[{\"rows\": 3, \"headings\": 4, \"lesson\": []}]",
		"[{\"status\": \"graded\", \"lesson\": \"09z_x\", \"headings\": {\"memory\": 1}, \"rows\": "
		"[1, {}, "
		"{\"heading\": \"memory\", \"status\": \"failed\", \"picture\": {\"lanes\": [{}, 1, "
		"{\"blocks\": "
		"[{}]}]}, "
		"\"excerpt\": {\"lines\": [1]}, \"hints\": [2], \"line\": \"x\"}]}]",
		"[]"};
	json_t *results = json_loads(cases[_i], 0, NULL);
	size_t size;
	char *elements;

	ck_assert_ptr_nonnull(results);
	char *page = html_page(results, &size);
	free(read_page(page, size, &elements));
	free(elements);
	free(page);
	json_decref(results);
}
END_TEST

START_TEST(the_page_asks_nobody_for_anything)
{
	json_t *results = all_lost("a few words");
	char *page = page_of(results);
	/* The name of a kind of elements: nobody is asked for it. */
	const char *space = "http://www.w3.org/2000/svg";
	char *first = strstr(page, "http");
	ck_assert_ptr_nonnull(first);
	/* The one "http-equiv" is the rule that forbids all others. */
	for (char *at = first; at != NULL; at = strstr(at + 1, "http"))
		ck_assert_msg(text_begins(at, space) || text_begins(at, "http-equiv"),
			"%.60s", at);
	ck_assert_ptr_null(strstr(page, "url(h"));
	ck_assert_ptr_null(strstr(page, "@import"));
	ck_assert_ptr_null(strstr(page, " src="));
	free(page);
	json_decref(results);
}
END_TEST

static void expect_on(const char *page, const char *words)
{
	ck_assert_msg(strstr(page, words) != NULL, "\"%s\" is not on the page", words);
}

START_TEST(pictures_say_what_they_show)
{
	json_t *results = json_pack("[o]",
		result_like("09z_test", json_pack("[o]", lost_row("one", "what it does",
								 "a few words"))));
	char *page;

	free(look_through(results, &page));
	expect_on(page, "<title>before: 256 bytes of memory</title>");
	expect_on(page,
		"A: 0 to 39. padding: 40 to 47. b, released: 48 to 63. !, leaked: 64 to 99. ");
	expect_on(page, "The offset is 100 of 256. This is about byte 41.");
	expect_on(page, "<b>after</b>");
	expect_on(page, "*, changed: 36 to 55");
	expect_on(page, "class=\"leak\"");
	expect_on(page, "the first 113 of 256 bytes");
	expect_on(page, ">offset 100<");
	expect_on(page, ">byte 41<");
	free(page);
	json_decref(results);
}
END_TEST

START_TEST(the_line_is_marked_and_hints_are_nested)
{
	json_t *results = json_pack("[o]",
		result_like("09z_test", json_pack("[o]", lost_row("one", "what it does",
								 "a few words"))));
	char *page;

	free(look_through(results, &page));
	expect_on(page,
		"    8   a few words\n<mark>►   9   a few words</mark>\n   10   a few words\n");
	expect_on(page,
		"<details><summary>hint 1 of 2</summary><p>a few words</p><details><summary>hint 2 of 2");
	expect_on(page, "id=\"09z-one\" open=\"\"");
	free(page);
	json_decref(results);
}
END_TEST

/* Known answers, FIPS 180-2, as base 64. */
START_TEST(hashes_are_those_of_the_standard)
{
	char *hash = page_hash("abc");

	ck_assert_str_eq(hash, "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
	free(hash);
	hash = page_hash("");
	ck_assert_str_eq(hash, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
	free(hash);
}
END_TEST

static void expect_excerpt(
	const char *work, const char *file, int line, const char *wanted)
{
	json_t *excerpt = excerpt_of(work, file, line);
	char *text = json_dumps(excerpt, JSON_COMPACT | JSON_ENCODE_ANY);

	ck_assert_str_eq(text, wanted);
	free(text);
	json_decref(excerpt);
}

START_TEST(an_excerpt_is_of_the_submission)
{
	char *folder = test_folder();
	char *line = repeated("é", 100);
	char *text = text_format("1\r\n2\n\t3\n4\033\n5\n6\n7\n8\n%s\n", line);

	put(folder, "a.c", text);
	put(folder, "notes", text);
	expect_excerpt(folder, "a.c", 1,
		"{\"first\":1,\"lines\":[\"1\",\"2\",\"        3\",\"4\\\\x1b\"]}");
	expect_excerpt(folder, "a.c", 5,
		"{\"first\":2,\"lines\":[\"2\",\"        3\",\"4\\\\x1b\",\"5\",\"6\",\"7\",\"8\"]}");
	json_t *cut = excerpt_of(folder, "a.c", 9);
	const char *last =
		json_string_value(json_array_get(json_object_get(cut, "lines"), 3));
	ck_assert_uint_eq(strlen(last), 160 + strlen(" ..."));
	json_decref(cut);
	expect_excerpt(folder, "a.c", 10, "null");
	expect_excerpt(folder, "a.c", 0, "null");
	expect_excerpt(folder, "b.c", 1, "null");
	expect_excerpt(folder, "notes", 1, "null");
	expect_excerpt(folder, "../a.c", 1, "null");
	expect_excerpt(folder, "/etc/passwd.c", 1, "null");
	expect_excerpt(folder, NULL, 1, "null");
	free(text);
	free(line);
	drop_folder(folder);
}
END_TEST

void page_tests(void)
{
	const t_tests tests = {"page", 60};

	add_tests(tests, all_lessons_fit_whatever_they_say, 4);
	add_tests(tests, what_a_submission_says_stays_text, 8);
	add_tests(tests, a_result_that_is_none_harms_nothing, 4);
	add_tests(tests, the_page_asks_nobody_for_anything, 1);
	add_tests(tests, pictures_say_what_they_show, 1);
	add_tests(tests, the_line_is_marked_and_hints_are_nested, 1);
	add_tests(tests, hashes_are_those_of_the_standard, 1);
	add_tests(tests, an_excerpt_is_of_the_submission, 1);
}
