/* Boards and logs that no honest process leaves: each still comes to a verdict, in words
 * that are safe to show. */

#include "all.h"
#include "native.h"
#include "overall.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* A lesson with a row that observes something, and a judge of leaks. */
#define LESSON "09c"

typedef struct s_case
{
	t_lesson lesson;
	t_trial trial;
	t_row_result *rows;
	char *wanted;
} t_case;

static t_case begin_case(void)
{
	t_case made = {.trial.outcome.end = END_EXITED,
		.trial.board = memory_for(1, sizeof(t_board))};

	ck_assert_ptr_null(lesson_open(&made.lesson, LESSON));
	made.rows = memory_for(made.lesson.rubric.count, sizeof(*made.rows));
	made.wanted = memory_for(made.lesson.rubric.count, 1);
	return made;
}

static void end_case(t_case *made)
{
	for (size_t i = 0; i < made->lesson.rubric.count; i++)
		row_result_free(&made->rows[i]);
	free(made->rows);
	free(made->wanted);
	trial_free(&made->trial);
	lesson_close(&made->lesson);
}

/* Has this rule judged, with a log in which its test failed with the message. */
static void judge(t_case *made, size_t rule, const char *message)
{
	made->wanted[rule] = 1;
	made->trial.log = text_format(
		"<testsuites><test result=\"error\"><description>%s</description>"
		"<message>%s</message></test></testsuites>",
		made->lesson.rubric.rules[rule].name, message);
	made->trial.log_size = strlen(made->trial.log);
	judge_native(made->rows, &made->lesson, &made->trial, "nowhere", made->wanted);
}

START_TEST(a_reason_is_not_cut_within_a_character)
{
	t_case made = begin_case();
	char *reason = memory_for(304, 1);
	size_t rule = 0;

	memset(reason, 'a', 299);
	memcpy(reason + 299, "é", 2);
	while (made.lesson.rubric.rules[rule].observes == OBSERVED_NOTHING)
		ck_assert_uint_lt(++rule, made.lesson.rubric.count);
	made.trial.board->slots[rule].state = SLOT_UNOBSERVED;
	judge(&made, rule, reason);
	json_t *got = json_string(made.rows[rule].got);
	ck_assert_ptr_nonnull(got);
	ck_assert_int_eq(made.rows[rule].status, ROW_NOT_GRADED);
	json_decref(got);
	free(reason);
	end_case(&made);
}
END_TEST

START_TEST(a_signal_may_have_no_name)
{
	t_case made = begin_case();

	made.trial.board->slots[0].signal = 4711;
	judge(&made, 0, "m");
	ck_assert_ptr_nonnull(strstr(made.rows[0].got, "signal 4711 (SIG?)"));
	end_case(&made);
	made = begin_case();
	judge(&made, 0, "Received signal 4711");
	ck_assert_str_eq(made.rows[0].got, "signal 4711 (SIG?)");
	end_case(&made);
}
END_TEST

static size_t leaks_rule(const t_case *made)
{
	size_t rule = 0;

	while (made->lesson.rubric.rules[rule].judge != JUDGE_LEAKS)
		ck_assert_uint_lt(++rule, made->lesson.rubric.count);
	return rule;
}

START_TEST(a_leak_cannot_steer_the_terminal)
{
	t_case made = begin_case();
	char *row = text_copy(made.lesson.rubric.rules[0].name);
	t_finding finding = {.row = row,
		.kind = "Leak_DefinitelyLost",
		.what = "\xc2\x9b"
			"2J",
		.about = "",
		.file = "a.c"};
	t_memcheck_log log = {.ended = json_pack("{s:b}", row, 1)};
	t_watch seen = {.died = -1,
		.findings = &finding,
		.count = 1,
		.logs = &log,
		.log_count = 1,
		.seen = memory_for(made.lesson.rubric.count, 1),
		.errors = memory_for(made.lesson.rubric.count, sizeof(int))};
	size_t rule = leaks_rule(&made);

	for (size_t i = 0; i < made.lesson.rubric.count; i++)
		made.rows[i].status = ROW_PASSED;
	judge_overall(made.rows, &made.lesson, &made.trial, &seen, "nowhere");
	ck_assert_int_eq(made.rows[rule].status, ROW_FAILED);
	ck_assert_ptr_nonnull(strstr(made.rows[rule].got, "\\xc2\\x9b2J"));
	json_decref(log.ended);
	free(seen.seen);
	free(seen.errors);
	free(row);
	end_case(&made);
}
END_TEST

void results_tests(void)
{
	const t_tests tests = {"results", 10};

	add_tests(tests, a_reason_is_not_cut_within_a_character, 1);
	add_tests(tests, a_signal_may_have_no_name, 1);
	add_tests(tests, a_leak_cannot_steer_the_terminal, 1);
}
