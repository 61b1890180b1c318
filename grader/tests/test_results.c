/* Results that no honest examiner and no honest row leaves: each still comes to a
 * verdict, in words that are safe to show. */

#include "all.h"
#include "native.h"
#include "overall.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* A lesson with judges of accesses and leaks. */
#define LESSON "09a"

typedef struct s_case
{
	t_lesson lesson;
	t_ready ready;
	t_trial trial;
	char *wanted; /* all rows */
	const t_rubric *rubric;
	const char *first; /* the name of the first row */
} t_case;

static void begin_case(t_case *made)
{
	*made = (t_case){.ready = {.build = "build", .work = "nowhere", .seed = 1}};
	ck_assert_ptr_null(lesson_open(&made->lesson, LESSON));
	made->ready.lesson = &made->lesson;
	made->rubric = &made->lesson.rubric;
	made->first = made->rubric->rules[0].name;
	made->trial = trial_begin(made->rubric);
	made->wanted = memory_for(made->rubric->count, 1);
	memset(made->wanted, 1, made->rubric->count);
}

static void end_case(t_case *made)
{
	free(made->wanted);
	trial_free(&made->trial);
	lesson_close(&made->lesson);
}

/* Reads lines as if the examiner had written them. */
static void tell(t_case *made, const char *lines)
{
	char *copy = text_copy(lines);

	trial_read(&made->trial, made->rubric, copy);
	free(copy);
}

/* The line of the first row with these members behind its name. */
static char *line_of(const t_case *made, const char *members)
{
	return text_format("{\"row\":\"%s\",%s}\n", made->first, members);
}

static size_t rule_of(const t_case *made, t_judge judge)
{
	size_t rule = 0;

	while (made->rubric->rules[rule].judge != judge)
		ck_assert_uint_lt(++rule, made->rubric->count);
	return rule;
}

/* ---- a row's result as JSON ---- */

static t_row_result there_and_back(const t_row_result *result)
{
	json_t *written = row_result_write(result);
	char *text = json_dumps(written, JSON_ENSURE_ASCII);
	json_t *read = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(read);
	ck_assert_ptr_null(strchr(text, '\n'));
	t_row_result back = row_result_read(read);
	json_decref(read);
	json_decref(written);
	free(text);
	return back;
}

START_TEST(a_result_is_read_as_it_was_written)
{
	for (int status = 0; status < ROW_STATUSES; status++)
	{
		t_row_result result = {.status = (t_row_status)status,
			.tried = "one()\ntwo()",
			.expected = "3",
			.got = "\xc3\xa9",
			.picture = json_pack("{s:i}", "byte", 7),
			.seconds = 0.5,
			.end = END_BY_SIGKILL,
			.in_child = 1,
			.frames = {0x401000, 0x7fffffffffff},
			.frame_count = 2,
			.mapped = 8192,
			.leaks = {{0x401234, 4096}},
			.leak_count = 1,
			.errors = 3,
			.calls = 17};
		t_row_result back = there_and_back(&result);
		ck_assert_int_eq(back.status, result.status);
		ck_assert_str_eq(back.tried, result.tried);
		ck_assert_str_eq(back.expected, result.expected);
		ck_assert_str_eq(back.got, result.got);
		ck_assert(json_equal(back.picture, result.picture));
		ck_assert_double_eq(back.seconds, result.seconds);
		ck_assert_int_eq(back.end, result.end);
		ck_assert_int_eq(back.in_child, 1);
		ck_assert_uint_eq(back.frame_count, 2);
		ck_assert_mem_eq(back.frames, result.frames, sizeof(back.frames));
		ck_assert_uint_eq(back.mapped, 8192);
		ck_assert_uint_eq(back.leak_count, 1);
		ck_assert_mem_eq(back.leaks, result.leaks, sizeof(back.leaks));
		ck_assert_uint_eq(back.errors, 3);
		ck_assert_uint_eq(back.calls, 17);
		row_result_free(&back);
		json_decref(result.picture);
	}
}
END_TEST

START_TEST(what_was_not_said_stays_unsaid)
{
	t_row_result result = {.status = ROW_PASSED};
	t_row_result back = there_and_back(&result);

	ck_assert_ptr_null(back.tried);
	ck_assert_ptr_null(back.expected);
	ck_assert_ptr_null(back.got);
	ck_assert_ptr_null(back.picture);
	row_result_free(&back);
}
END_TEST

START_TEST(a_text_that_is_not_utf8_is_written_all_the_same)
{
	static const char *const texts[][2] = {
		{"\xff\xfe", "\\xff\\xfe"},
		{"cut \xe2\x82", "cut \\xe2\\x82"},
		{"\033[2J\a", "\\x1b[2J\\x07"},
		{"\xc2\x9b"
		 "2J",
			"\\xc2\\x9b2J"},
		{"\xe2\x80\xae", "\\xe2\\x80\\xae"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
	{
		char *text = text_copy(texts[i][0]);
		t_row_result back = there_and_back(
			&(t_row_result){.tried = text, .expected = text, .got = text});
		ck_assert_str_eq(back.tried, texts[i][1]);
		ck_assert_str_eq(back.expected, texts[i][1]);
		ck_assert_str_eq(back.got, texts[i][1]);
		row_result_free(&back);
		free(text);
	}
}
END_TEST

START_TEST(a_text_cut_within_a_character_is_still_text)
{
	char *text = memory_for(6001, 1);

	for (size_t i = 0; i < 3000; i++)
		memcpy(text + 2 * i, "\xc3\xa9", 2);
	for (size_t skip = 0; skip < 2; skip++)
	{
		t_row_result back = there_and_back(&(t_row_result){.got = text + skip});
		json_t *got = json_string(back.got);
		ck_assert_ptr_nonnull(got);
		ck_assert_uint_lt(strlen(back.got), 6000);
		json_decref(got);
		row_result_free(&back);
	}
	free(text);
}
END_TEST

/* ---- the lines of the examiner ---- */

START_TEST(a_line_that_steers_the_terminal_is_shown_as_it_is)
{
	t_case made;

	begin_case(&made);
	char *line = line_of(&made,
		"\"status\":\"failed\",\"expected\":\"\\u001b[2J\",\"got\":\"\\u202e\"");
	tell(&made, line);
	judge_native(&made.trial, &made.ready, made.wanted);
	ck_assert_int_eq(made.trial.rows[0].status, ROW_FAILED);
	ck_assert_str_eq(made.trial.rows[0].expected, "\\x1b[2J");
	ck_assert_str_eq(made.trial.rows[0].got, "\\xe2\\x80\\xae");
	free(line);
	end_case(&made);
}
END_TEST

/* That the first row was not run, or has not passed. */
static void expect_unpassed(const t_case *made, const char *lines)
{
	ck_assert_msg(made->trial.rows[0].status != ROW_PASSED, "%s", lines);
	for (size_t i = 1; i < made->trial.count; i++)
		ck_assert_msg(made->trial.rows[i].status == ROW_NOT_RUN, "%s", lines);
}

START_TEST(a_garbled_result_passes_no_row)
{
	static const char *const garbage[] = {"", "\n\n\n", "\x01\xff\xfe\n", "{", "null",
		"[]\n{}\n\"passed\"\n7\n", "{\"row\":null,\"status\":\"passed\"}",
		"{\"row\":\"no such row\",\"status\":\"passed\"}",
		"{\"row\":[],\"status\":\"passed\"}", "{\"wrong\":7}"};
	static const char *const members[] = {"\"status\":\"PASSED\"", "\"status\":0",
		"\"status\":null", "\"got\":\"passed\"",
		"\"status\":\"failed\",\"frames\":7,\"leaks\":[1,[],{}],\"picture\":[[]]",
		"\"status\":\"failed\",\"frames\":[\"a\",-1,null],\"in_child\":true",
		"\"status\":\"crashed\",\"end\":4711,\"errors\":-1,\"seconds\":\"x\""};
	t_case made;

	for (size_t i = 0; i < sizeof(garbage) / sizeof(*garbage); i++)
	{
		begin_case(&made);
		tell(&made, garbage[i]);
		expect_unpassed(&made, garbage[i]);
		judge_native(&made.trial, &made.ready, made.wanted);
		ck_assert_ptr_nonnull(strstr(made.trial.rows[0].got, "not run"));
		end_case(&made);
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
	{
		begin_case(&made);
		char *line = line_of(&made, members[i]);
		tell(&made, line);
		judge_native(&made.trial, &made.ready, made.wanted);
		expect_unpassed(&made, line);
		free(line);
		end_case(&made);
	}
}
END_TEST

START_TEST(a_result_cut_short_gives_what_is_whole)
{
	t_case made;

	begin_case(&made);
	char *whole = text_format("{\"row\":\"%s\",\"status\":\"passed\"}\n"
				  "{\"row\":\"%s\",\"status\":\"passed\"}\n",
		made.first, made.rubric->rules[1].name);
	size_t end_of_one = strcspn(whole, "\n");
	size_t end_of_two = strlen(whole) - 1;
	for (size_t size = 0; size <= end_of_two; size++)
	{
		char *part = text_format("%.*s", (int)size, whole);
		trial_free(&made.trial);
		made.trial = trial_begin(made.rubric);
		tell(&made, part);
		ck_assert_int_eq(made.trial.reported[0], size >= end_of_one);
		ck_assert_int_eq(made.trial.reported[1], size >= end_of_two);
		ck_assert_int_eq(
			made.trial.rows[0].status == ROW_PASSED, made.trial.reported[0]);
		ck_assert_int_eq(
			made.trial.rows[1].status == ROW_PASSED, made.trial.reported[1]);
		free(part);
	}
	free(whole);
	end_case(&made);
}
END_TEST

START_TEST(lists_that_are_too_long_are_cut)
{
	t_case made;
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	begin_case(&made);
	fprintf(out, "\"status\":\"failed\",\"frames\":[0");
	for (int i = 0; i < 1000; i++)
		fprintf(out, ",%d", i);
	fprintf(out, "],\"leaks\":[[0,0]");
	for (int i = 0; i < 1000; i++)
		fprintf(out, ",[%d,%d]", i, i);
	fprintf(out, "]");
	fclose(out);
	char *line = line_of(&made, text);
	tell(&made, line);
	ck_assert_uint_eq(made.trial.rows[0].frame_count, ROW_FRAMES);
	ck_assert_uint_eq(made.trial.rows[0].leak_count, ROW_LEAKS);
	free(line);
	free(text);
	end_case(&made);
}
END_TEST

START_TEST(why_there_is_no_subject_is_taken_in_once)
{
	t_case made;

	begin_case(&made);
	tell(&made, "{\"wrong\":\"the first\"}\n{\"wrong\":\"the second\"}\n");
	ck_assert_str_eq(made.trial.wrong, "the first");
	end_case(&made);
}
END_TEST

/* ---- all rows together ---- */

/* Judges a lesson all of whose rows have passed, with this finding in the first; kind
 * NULL: with a log in which nothing stands. */
static void judge_finding(t_case *made, const char *kind, const char *what)
{
	t_finding finding = {.row = text_copy(made->first),
		.kind = text_copy(kind),
		.what = text_copy(what),
		.about = "",
		.file = "a.c"};
	t_memcheck_log log = {
		.findings = &finding, .count = kind != NULL, .ended = json_object()};
	t_watch seen = {.died = -1,
		.logs = &log,
		.log_count = 1,
		.trial = trial_begin(made->rubric)};

	for (size_t i = 0; i < made->rubric->count; i++)
	{
		made->trial.rows[i].status = ROW_PASSED;
		seen.trial.rows[i].status = ROW_PASSED;
		seen.trial.reported[i] = 1;
		json_object_set_new(log.ended, made->rubric->rules[i].name, json_true());
	}
	if (kind == NULL)
		json_object_clear(log.ended);
	judge_overall(made->trial.rows, &made->ready, &seen);
	trial_free(&seen.trial);
	json_decref(log.ended);
	free(finding.row);
	free(finding.kind);
	free(finding.what);
}

START_TEST(a_leak_cannot_steer_the_terminal)
{
	t_case made;

	begin_case(&made);
	judge_finding(&made, "Leak_DefinitelyLost",
		"\xc2\x9b"
		"2J");
	const t_row_result *row = &made.trial.rows[rule_of(&made, JUDGE_LEAKS)];
	ck_assert_int_eq(row->status, ROW_FAILED);
	ck_assert_ptr_nonnull(strstr(row->got, "\\xc2\\x9b2J"));
	row = &made.trial.rows[rule_of(&made, JUDGE_ACCESSES)];
	ck_assert_int_eq(row->status, ROW_PASSED);
	end_case(&made);
}
END_TEST

START_TEST(an_access_cannot_steer_the_terminal)
{
	t_case made;

	begin_case(&made);
	judge_finding(&made, "InvalidRead", "\033[2J");
	const t_row_result *row = &made.trial.rows[rule_of(&made, JUDGE_ACCESSES)];
	ck_assert_int_eq(row->status, ROW_FAILED);
	ck_assert_ptr_nonnull(strstr(row->got, "\\x1b[2J"));
	row = &made.trial.rows[rule_of(&made, JUDGE_LEAKS)];
	ck_assert_int_eq(row->status, ROW_PASSED);
	end_case(&made);
}
END_TEST

START_TEST(an_empty_log_proves_nothing)
{
	t_case made;

	begin_case(&made);
	judge_finding(&made, NULL, NULL);
	const t_row_result *row = &made.trial.rows[rule_of(&made, JUDGE_ACCESSES)];
	ck_assert_int_eq(row->status, ROW_FAILED);
	ck_assert_ptr_nonnull(strstr(row->got, "could not be looked at"));
	end_case(&made);
}
END_TEST

void results_tests(void)
{
	const t_tests tests = {"results", 10};

	add_tests(tests, a_result_is_read_as_it_was_written, 1);
	add_tests(tests, what_was_not_said_stays_unsaid, 1);
	add_tests(tests, a_text_that_is_not_utf8_is_written_all_the_same, 1);
	add_tests(tests, a_text_cut_within_a_character_is_still_text, 1);
	add_tests(tests, a_line_that_steers_the_terminal_is_shown_as_it_is, 1);
	add_tests(tests, a_garbled_result_passes_no_row, 1);
	add_tests(tests, a_result_cut_short_gives_what_is_whole, 1);
	add_tests(tests, lists_that_are_too_long_are_cut, 1);
	add_tests(tests, why_there_is_no_subject_is_taken_in_once, 1);
	add_tests(tests, a_leak_cannot_steer_the_terminal, 1);
	add_tests(tests, an_access_cannot_steer_the_terminal, 1);
	add_tests(tests, an_empty_log_proves_nothing, 1);
}
