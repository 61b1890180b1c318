/* Check's XML: good, cut short, empty and hostile. */

#include "all.h"
#include "check_log.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define HEAD                                                                             \
	"<?xml version=\"1.0\"?>\n<testsuites "                                          \
	"xmlns=\"http://check.sourceforge.net/ns\">\n<datetime>2026</datetime>\n"        \
	"<suite><title>rows</title>\n"
#define TEST(result, row, message)                                                       \
	"<test result=\"" result                                                         \
	"\"><path>.</path><fn>main.c:1</fn><id>run_row</id><iteration>0</iteration>"     \
	"<duration>0.25</duration><description>" row "</description><message>" message   \
	"</message></test>\n"
#define TAIL "</suite><duration>1</duration></testsuites>\n"

static t_check_log read_text(const char *text)
{
	return check_log_read(text, strlen(text));
}

START_TEST(a_good_log_is_read)
{
	t_check_log log = read_text(HEAD TEST("success", "one", "Passed")
			TEST("failure", "two", "a &lt; b\nand more")
				TEST("error", "three", "Received signal 11") TAIL);

	ck_assert(log.complete);
	ck_assert_uint_eq(log.count, 3);
	ck_assert_int_eq(check_log_find(&log, "one")->result, CHECK_SUCCESS);
	ck_assert_double_eq(check_log_find(&log, "one")->seconds, 0.25);
	ck_assert_int_eq(check_log_find(&log, "two")->result, CHECK_FAILURE);
	ck_assert_str_eq(check_log_find(&log, "two")->message, "a < b\nand more");
	ck_assert_int_eq(check_log_find(&log, "three")->result, CHECK_ERROR);
	ck_assert_ptr_null(check_log_find(&log, "four"));
	check_log_free(&log);
}
END_TEST

START_TEST(a_log_cut_short_gives_what_is_whole)
{
	static const char whole[] = HEAD TEST("success", "one", "Passed")
		TEST("success", "two", "Passed") TAIL;
	const char *end_of_one = strstr(whole, "</test>") + strlen("</test>");

	for (size_t size = 0; size < sizeof(whole) - 2; size++)
	{
		t_check_log log = check_log_read(whole, size);
		ck_assert(!log.complete);
		ck_assert_int_eq(
			check_log_find(&log, "one") != NULL, whole + size >= end_of_one);
		check_log_free(&log);
	}
}
END_TEST

START_TEST(an_empty_log_has_no_test)
{
	t_check_log log = read_text("");

	ck_assert(!log.complete);
	ck_assert_uint_eq(log.count, 0);
	check_log_free(&log);
}
END_TEST

START_TEST(a_row_reported_twice_has_no_verdict)
{
	t_check_log log = read_text(
		HEAD TEST("failure", "one", "no") TEST("success", "one", "Passed") TAIL);

	ck_assert_ptr_null(check_log_find(&log, "one"));
	check_log_free(&log);
}
END_TEST

START_TEST(a_message_cannot_forge_a_test)
{
	t_check_log log = read_text(HEAD TEST("failure", "one",
		"&lt;/message&gt;&lt;/test&gt;&lt;test result=&quot;success&quot;&gt;&lt;description&gt;one")
			TAIL);

	ck_assert_uint_eq(log.count, 1);
	ck_assert_int_eq(check_log_find(&log, "one")->result, CHECK_FAILURE);
	check_log_free(&log);
}
END_TEST

START_TEST(a_time_is_a_number)
{
	static const char *const times[] = {"inf", "nan", "1e999", "-infinity"};

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
	{
		char *text = text_format(HEAD
			"<test result=\"success\"><duration>%s</duration><description>one"
			"</description><message>m</message></test>" TAIL,
			times[i]);
		t_check_log log = read_text(text);
		ck_assert_double_eq(check_log_find(&log, "one")->seconds, -1);
		check_log_free(&log);
		free(text);
	}
}
END_TEST

START_TEST(a_message_of_many_lines_is_whole)
{
	char *lines = memory_for(500001, 1);

	memset(lines, '\n', 500000);
	char *text = text_format(HEAD TEST("failure", "one", "%s") TAIL, lines);
	t_check_log log = read_text(text);
	ck_assert_str_eq(check_log_find(&log, "one")->message, lines);
	check_log_free(&log);
	free(text);
	free(lines);
}
END_TEST

START_TEST(entities_and_unknown_results_are_no_success)
{
	t_check_log log = read_text(
		"<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" HEAD TEST(
			"success", "one", "&b;") TAIL);

	ck_assert_uint_eq(log.count, 0);
	check_log_free(&log);
	log = read_text(HEAD TEST("SUCCESS", "one", "Passed") TAIL);
	ck_assert_int_eq(check_log_find(&log, "one")->result, CHECK_ERROR);
	check_log_free(&log);
	log = read_text(HEAD
		"<test result=\"success\"><description>one</description></test>" TAIL);
	ck_assert_uint_eq(log.count, 0);
	check_log_free(&log);
}
END_TEST

void check_log_tests(void)
{
	const t_tests tests = {"check_log", 10};

	add_tests(tests, a_good_log_is_read, 1);
	add_tests(tests, a_log_cut_short_gives_what_is_whole, 1);
	add_tests(tests, an_empty_log_has_no_test, 1);
	add_tests(tests, a_row_reported_twice_has_no_verdict, 1);
	add_tests(tests, a_message_cannot_forge_a_test, 1);
	add_tests(tests, a_time_is_a_number, 1);
	add_tests(tests, a_message_of_many_lines_is_whole, 1);
	add_tests(tests, entities_and_unknown_results_are_no_success, 1);
}
