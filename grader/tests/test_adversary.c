/*
 * An adversary in the subject's place, which answers the examiner with garbage, and an
 * honest subject whose windows another process spoils. The examiner, built with
 * sanitizers, never crashes and never hangs; and who implements nothing passes no row.
 */

#include "all.h"
#include "allow.h"
#include "file.h"
#include "helpers.h"
#include "lesson.h"
#include "row_result.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define MODES 15
/* Of its modes: */
#define POINTERS 1
#define STATES 2
#define SCRIBBLES 3
#define FORKS 5
/* Answers for the server, too. */
#define HASTE 9
#define SERVER_FORKS 10
/* From here on each row runs out of its time. */
#define SLOW 11
#define SEEDS 3 /* for a mode that comes far */
#define LIMIT (8 << 20)

/* Shut in, since it forks without end, and may do there what it likes. */
#define SHUT_IN                                                                            \
	"bwrap --unshare-all --die-with-parent --cap-drop ALL --ro-bind / / --proc /proc " \
	"--dev /dev --tmpfs /tmp --ro-bind \"$PWD\" \"$PWD\""
#define COMPILE                                                                          \
	"gcc -std=gnu17 -O1 -static -pthread -Igrader/subject -o %s/adversary "          \
	"grader/tests/adversary/%s.c"

/* Some rows of each kind: calls, memory, files; and callbacks, single steps, forks. */
#define ROWS 9
static const struct
{
	const char *lesson;
	const char *rows[ROWS];
} g_suites[] = {
	{"09a", {"init_fields", "init_mmap_fails", "alloc_every_byte", "arena_moves",
			"dump_text", "free_unmaps_all", "random_trace",
			"alloc_touches_nothing", "fork_child_allocates"}},
	{"09c", {"trace_runs_work", "shared_interrupted", "trace_signals",
			"child_never_returns", "wait_survives_signals",
			"stdio_written_once", "deadline_ends_child",
			"shared_many_children", "trace_nested"}},
};

#define SUITES (sizeof(g_suites) / sizeof(*g_suites))

static void add_row(json_t *rows, const char *name)
{
	json_array_append_new(rows,
		json_pack("{s:s, s:i, s:i}", "name", name, "needs", -1, "observes", 0));
}

static void put_order(const char *folder, int traced, const char *subject, json_t *rows)
{
	json_t *order = json_pack("{s:s, s:i, s:b, s:o}", "mode", "native", "seed", 1,
		"traced", traced, "rows", rows);

	if (subject != NULL)
		json_object_update_new(order,
			json_pack("{s:s, s:s}", "filter", "filter", "folder", subject));
	char *text = json_dumps(order, 0);
	put(folder, "order.json", text);
	free(text);
	json_decref(order);
}

/* Under the supervisor, as the grader runs it. The command follows on the socket's
 * number. Fails the test where the examiner is not there afterwards, or a sanitizer
 * speaks. */
static void run_examiner(const char *folder, const char *lesson, const char *arguments)
{
	static const t_limits limits = {.wall_seconds = 120,
		.cpu_seconds = 60,
		.total_mib = 2048,
		.file_mib = 64,
		.output_bytes = 64 << 10,
		.processes = 300};
	char *script = text_format(
		"E=$PWD/build/sanitized/suites/%s*/examiner; cd %s; "
		"ASAN_OPTIONS=detect_leaks=0 exec $E order.json rows.json -- " SHUT_IN
		" --chdir $PWD $PWD/adversary %s",
		lesson, folder, arguments);
	char *const words[] = {"sh", "-c", script, NULL};
	t_outcome outcome = run(&(t_command){.arguments = words}, &limits);

	ck_assert_msg(outcome.end == END_SWARMED ||
			      (outcome.end == END_EXITED && outcome.code <= 1),
		"lesson %s, adversary %s: end %d, status %d\n%s", lesson, arguments,
		outcome.end, outcome.code, outcome.output);
	ck_assert_msg(strstr(outcome.output, "Sanitizer") == NULL &&
			      strstr(outcome.output, "runtime error") == NULL,
		"lesson %s, adversary %s: %s", lesson, arguments, outcome.output);
	outcome_free(&outcome);
	free(script);
}

/* The rows that were judged, and those of them that have passed. */
typedef struct s_judged
{
	size_t count;
	size_t passed;
} t_judged;

static t_judged read_rows(const char *folder)
{
	t_judged judged = {0};
	size_t size;
	char *rest;
	char *path = text_format("%s/rows.json", folder);
	char *text = file_read(path, LIMIT, &size);

	ck_assert_ptr_nonnull(text);
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
	{
		json_t *object = json_loads(line, 0, NULL);
		ck_assert_msg(object != NULL, "no JSON: %.200s", line);
		t_row_result row = row_result_read(object);
		int is_judged = json_object_get(object, "wrong") == NULL &&
				row.status != ROW_NOT_RUN;
		judged.count += is_judged;
		judged.passed += is_judged && row.status == ROW_PASSED;
		row_result_free(&row);
		json_decref(object);
	}
	free(text);
	free(path);
	return judged;
}

/* Modes that end, or drown, the process that serves all others. */
static int spoils_server(int mode)
{
	return mode == SCRIBBLES || mode == FORKS || mode == STATES || mode == HASTE ||
	       mode == SERVER_FORKS;
}

static void expect_held(const char *folder, size_t suite, int mode, int seed, int traced)
{
	json_t *rows = json_array();
	size_t wanted = mode >= SLOW ? 2 : ROWS;
	char *arguments = text_format("%d %d 5", mode, seed);

	for (size_t i = 0; i < wanted; i++)
		add_row(rows, g_suites[suite].rows[i]);
	put_order(folder, traced, NULL, rows);
	run_examiner(folder, g_suites[suite].lesson, arguments);
	t_judged judged = read_rows(folder);
	ck_assert_msg(
		judged.passed == 0 && (judged.count == wanted || spoils_server(mode)),
		"lesson %s, adversary %s: %zu rows were judged, %zu passed",
		g_suites[suite].lesson, arguments, judged.count, judged.passed);
	free(arguments);
}

static void compile(const char *folder, const char *program)
{
	t_outcome built = shell(COMPILE, folder, program);

	ck_assert_msg(built.code == 0, "%s", built.output);
	outcome_free(&built);
}

START_TEST(an_adversary_passes_no_row_and_breaks_no_examiner)
{
	if (!has("adversary", "bubblewrap", SHUT_IN " true"))
		return;
	char *folder = test_folder();
	int mode = _i / 2;
	int seeds = mode == POINTERS && _i % 2 == 1 ? SEEDS : 1;
	compile(folder, "adversary");
	for (size_t suite = 0; suite < SUITES; suite++)
		for (int seed = 1; seed <= seeds; seed++)
			expect_held(folder, suite, mode, seed, _i % 2);
	drop_folder(folder);
	expect_nothing_left();
}
END_TEST

/* The reference's subject, with its filter, in the folder "ready". */
static void build_subject(const char *folder, const t_lesson *lesson, int traced)
{
	char *path = text_format("%s/filter", folder);
	t_outcome built = shell(
		"mkdir %s/b && ln -s $PWD/build/suites %s/b/suites && "
		"build/grade --submission solutions/%s --build %s/b prepare %s %s && "
		"ln -s b/debug/%s %s/ready",
		folder, folder, lesson->name, folder, lesson->name,
		lesson->rubric.rules[0].name, lesson->name, folder);

	ck_assert_msg(built.code == 0, "%s", built.output);
	ck_assert_int_eq(allow_write(path, traced ? STAGE_TRACED : STAGE_ALONE,
				 lesson->rubric.processes ? NEEDS_PROCESSES : 0),
		0);
	outcome_free(&built);
	free(path);
}

static void spoil(const char *folder, const t_lesson *lesson, int seed, int traced)
{
	json_t *rows = json_array();
	char *arguments = text_format("%d 5 ready/subject/subject 5", seed);

	for (size_t i = 0; i < lesson->rubric.count; i++)
		if (lesson->rubric.rules[i].judge == JUDGE_TEST)
			add_row(rows, lesson->rubric.rules[i].name);
	put_order(folder, traced, ".", rows);
	run_examiner(folder, lesson->name, arguments);
	/* Otherwise nothing was tried. */
	t_judged judged = read_rows(folder);
	ck_assert_msg(judged.passed > 0 && judged.passed < judged.count,
		"lesson %s, seed %d: of %zu rows %zu have passed", lesson->name, seed,
		judged.count, judged.passed);
	free(arguments);
}

START_TEST(spoilt_windows_break_no_examiner)
{
	if (!has("spoiler", "bubblewrap", SHUT_IN " true"))
		return;
	static const char *const names[] = {"09a", "09b", "09c"};
	char *folder = test_folder();
	t_lesson lesson;

	ck_assert_ptr_null(lesson_open(&lesson, names[_i / 2]));
	compile(folder, "spoiler");
	build_subject(folder, &lesson, _i % 2);
	spoil(folder, &lesson, 1, _i % 2);
	lesson_close(&lesson);
	drop_folder(folder);
	expect_nothing_left();
}
END_TEST

void adversary_tests(void)
{
	const t_tests tests = {"adversary", 400};

	add_tests(tests, an_adversary_passes_no_row_and_breaks_no_examiner, 2 * MODES);
	add_tests(tests, spoilt_windows_break_no_examiner, 2 * 3);
}
