/*
 * An adversary in the subject's place, which answers the examiner with garbage. The
 * examiner, built with sanitizers, never crashes, never hangs and passes no row.
 */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "lesson.h"
#include "row_result.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define LESSON "09a"
#define MODES 10
#define SEEDS 2
/* Its last mode: each row waits for ten seconds. */
#define SLEEPS 9
#define LIMIT (8 << 20)

/* Shut in, since it forks without end, and may do there what it likes. */
#define SHUT_IN                                                                            \
	"bwrap --unshare-all --die-with-parent --cap-drop ALL --ro-bind / / --proc /proc " \
	"--dev /dev --tmpfs /tmp"

/* Some rows of each kind. */
static const char *const g_rows[] = {"init_fields", "init_mmap_fails", "alloc_every_byte",
	"arena_moves", "dump_text", "free_unmaps_all", "random_trace", "untouched_pages",
	"fork_child_allocates"};

#define ROWS (sizeof(g_rows) / sizeof(*g_rows))

static char *order_of(int mode, int seed, int traced)
{
	json_t *rows = json_array();
	size_t count = mode == SLEEPS ? 2 : ROWS;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
			rows, json_pack("{s:s, s:i, s:i}", "name", g_rows[i], "needs", -1,
				      "observes", 0));
	json_t *order = json_pack("{s:s, s:i, s:b, s:o}", "mode", "native", "seed", seed,
		"traced", traced, "rows", rows);
	char *text = json_dumps(order, 0);
	json_decref(order);
	return text;
}

/* Each line is a result, and none of a row that has passed. */
static void expect_no_pass(char *text)
{
	char *rest;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
	{
		json_t *object = json_loads(line, 0, NULL);
		ck_assert_msg(object != NULL, "no JSON: %.200s", line);
		t_row_result row = row_result_read(object);
		ck_assert_msg(json_object_get(object, "wrong") != NULL ||
				      row.status != ROW_PASSED,
			"passed: %.200s", line);
		row_result_free(&row);
		json_decref(object);
	}
}

/* Under the supervisor, as the grader runs it. */
static t_outcome run_examiner(const char *folder, int mode, int seed)
{
	static const t_limits limits = {.wall_seconds = 120,
		.cpu_seconds = 60,
		.total_mib = 2048,
		.file_mib = 64,
		.output_bytes = 64 << 10,
		.processes = 300};
	char *script = text_format(
		"E=$PWD/build/sanitized/suites/09a*/examiner; cd %s; "
		"ASAN_OPTIONS=detect_leaks=0 exec $E order.json rows.json -- " SHUT_IN
		" $PWD/adversary %d %d 5",
		folder, mode, seed);
	char *const words[] = {"sh", "-c", script, NULL};
	t_outcome outcome = run(&(t_command){.arguments = words}, &limits);

	free(script);
	return outcome;
}

static void expect_held(const char *folder, int mode, int seed, int traced)
{
	size_t size;
	char *order = order_of(mode, seed, traced);
	char *path = text_format("%s/rows.json", folder);

	put(folder, "order.json", order);
	t_outcome outcome = run_examiner(folder, mode, seed);
	ck_assert_msg(outcome.end == END_SWARMED ||
			      (outcome.end == END_EXITED && outcome.code <= 1),
		"mode %d, seed %d: end %d, status %d\n%s", mode, seed, outcome.end,
		outcome.code, outcome.output);
	ck_assert_msg(strstr(outcome.output, "Sanitizer") == NULL &&
			      strstr(outcome.output, "runtime error") == NULL,
		"mode %d, seed %d: %s", mode, seed, outcome.output);
	char *text = file_read(path, LIMIT, &size);
	ck_assert_ptr_nonnull(text);
	expect_no_pass(text);
	free(text);
	outcome_free(&outcome);
	free(path);
	free(order);
}

START_TEST(an_adversary_passes_no_row_and_breaks_no_examiner)
{
	if (!has("adversary", "bubblewrap", SHUT_IN " true"))
		return;
	char *folder = test_folder();
	t_outcome built = shell("gcc -std=gnu17 -O1 -static -Igrader/subject -o "
				"%s/adversary grader/tests/adversary/adversary.c",
		folder);
	ck_assert_msg(built.code == 0, "%s", built.output);
	for (int seed = 1; seed <= SEEDS; seed++)
		expect_held(folder, _i / 2, seed, _i % 2);
	outcome_free(&built);
	drop_folder(folder);
	expect_nothing_left();
}
END_TEST

void adversary_tests(void)
{
	const t_tests tests = {"adversary", 400};

	add_tests(tests, an_adversary_passes_no_row_and_breaks_no_examiner, 2 * MODES);
}
