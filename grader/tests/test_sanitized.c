/*
 * The grader under the tools that it holds against submissions: built with
 * AddressSanitizer and UndefinedBehaviorSanitizer in build/sanitized, and the plain one
 * under memcheck. Submissions run in processes of their own, which neither looks into;
 * keepers are looked into, and what they are told of is a report too.
 */

#include "all.h"
#include "helpers.h"
#include "lesson.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define SANITIZED "build/sanitized"
#define REFERENCE "solutions/09a_arena_scope_local_mmap"

/* The valgrind that looks for what is wrong in the grader itself. Without --quiet its
 * files always say something. */
#define MEMCHECK                                                                         \
	"valgrind --quiet --vgdb=no --error-exitcode=77 --leak-check=full "              \
	"--show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect " \
	"--trace-children=no --child-silent-after-fork=no --log-file=$D/report.%p build/grade"

#define ANSWER(body)                                                                         \
	"#include \"arena.h\"\nint arena_init(t_arena *a, size_t s)\n{\n\t(void)s;\n\t" body \
	"\n}\n"                                                                              \
	"void *arena_alloc(t_arena *a, size_t s) { (void)a; (void)s; return NULL; }\n"       \
	"void arena_dump(const t_arena *a, FILE *f) { (void)a; (void)f; }\n"                 \
	"int arena_free(t_arena *a) { (void)a; return -1; }\n"

/* What the grader is called for: $G is the grader, $D a folder with arena.c, and $D/build
 * one for its work. */
typedef struct s_errand
{
	const char *command;
	const char *words; /* that it says */
	int status; /* that it exits with */
	int slow; /* only with sanitizers: memcheck would take too long */
	const char *source; /* arena.c, or NULL: there is none */
} t_errand;

static const t_errand g_errands[] = {
	{"$G --submission $D --json $D/r.json 09a", "arena.c is missing", 0, 0, NULL},
	{"$G --submission $D 09a", "does not compile", 0, 0, "int x = ;\n"},
	{"$G --submission $D 09a", "malloc is not in this lesson's toolbox", 0, 0,
		"#include <stdlib.h>\n" ANSWER("a->base = malloc(s);\n\treturn 0;")},
	{"$G --submission $D 09a", "signal 11 (SIGSEGV)", 0, 0,
		ANSWER("*(volatile int *)a = 0;\n\treturn *(volatile int *)0;")},
	{"$G --submission $D 09a", "ran out of CPU time", 0, 1,
		ANSWER("for (;;)\n\t\ta->offset++;")},
	{"$G --submission grader/suites/09a_*/broken/memcheck_accesses.patch 09a",
		"Invalid ", 0, 0, NULL},
	{"$G --submission grader/suites/09a_*/broken/memcheck_leaks.patch 09a",
		"memcheck_leaks", 0, 1, NULL},
	{"$G --submission " REFERENCE " --until-loss --json $D/r.json 09a",
		"Score 100/100", 0, 0, NULL},
	{"$G --submission " REFERENCE " row 09a alloc_full", "ok", 0, 0, NULL},
	{"$G --build $D/build; $G --build $D/build 09a",
		"nothing changed since it was graded", 0, 1, NULL},
	{"$G --submission $D --require 1 09a", "has 0 points, and REQUIRE is 1", 1, 1,
		NULL},
	{"$G row 09a none", "there is no row \"none\"", 2, 1, NULL},
	{"$G --seed many 09a", "SEED is a whole number", 2, 1, NULL},
	{"$G --nonsense", "usage:", 2, 1, NULL},
	{"$G 77", "there is no lesson \"77\"", 2, 1, NULL},
	{"$G --build nowhere --submission " REFERENCE " 09a", "choose another folder", 2,
		1, NULL},
	{"$G --compiler no-such-cc --submission " REFERENCE " 09a", "No such file", 2, 1,
		NULL},
	{"$G --submission " REFERENCE " --json nowhere/r.json 09a", "cannot be written",
		2, 1, NULL},
	{"$G --submission $D --json $D/r.json 09a && { printf '{\"ask\": \"shown\", \"result\": '; "
	 "tr '\\n' ' ' <$D/r.json; echo '}'; echo '{'; echo '{\"ask\": \"grading\", \"lesson\": \"09a\", "
	 "\"compiler\": \"gcc\", \"seed\": 1, \"submission\": \"'$D'\"}'; } | $G serve",
		"what is asked is no JSON", 0, 1,
		ANSWER("*(volatile int *)a = 0;\n\treturn *(volatile int *)0;")},
	{"$G lessons", "09a_arena_scope_local_mmap", 0, 0, NULL},
};

#define ERRANDS (sizeof(g_errands) / sizeof(*g_errands))

/* The suites that are run in the sanitized test program, and grade with the sanitized
 * grader. */
static const char *const g_suites[] = {"text", "rubric", "memcheck_log", "run", "sources",
	"ledger", "report", "results", "class_rows"};

#define SUITES (sizeof(g_suites) / sizeof(*g_suites))

static char **g_lessons;
static const char *g_leaks = "detect_leaks=1";

/* Leaks are found by a process that traces this one, which not every machine allows. */
static void ask_for_leaks(void)
{
	t_outcome outcome =
		shell("ASAN_OPTIONS=detect_leaks=1 " SANITIZED "/grade lessons");

	if (strstr(outcome.output, "LeakSanitizer has encountered a fatal error") != NULL)
	{
		g_leaks = "detect_leaks=0";
		fputs("Leaks of the grader cannot be looked for here: LeakSanitizer may not trace.\n",
			stderr);
	}
	outcome_free(&outcome);
}

/* Sets what the sanitizers need in a shell where D is a folder; their reports come to
 * files of that folder. */
static char *options(void)
{
	return text_format("export ASAN_OPTIONS=exitcode=77:%s:log_path=$D/report "
			   "UBSAN_OPTIONS=print_stacktrace=1:log_path=$D/report",
		g_leaks);
}

/* No process of the grader has reported anything into the folder. What begins with -- are
 * valgrind's own remarks. */
static void expect_no_report(const char *folder, const char *command)
{
	t_outcome outcome = shell("cat %s/report.* 2>/dev/null | grep -v '^--'", folder);

	ck_assert_msg(outcome.output_size == 0, "%s:\n%.2000s", command, outcome.output);
	outcome_free(&outcome);
}

static void expect(const char *folder, const char *script, const char *words, int status)
{
	t_outcome outcome = shell("D=%s; %s", folder, script);

	expect_no_report(folder, script);
	ck_assert_msg(outcome.end == END_EXITED && outcome.code == status,
		"%s: status %d:\n%.2000s", script, outcome.code, outcome.output);
	ck_assert_msg(strstr(outcome.output, words) != NULL, "%s: no \"%s\" in:\n%.2000s",
		script, words, outcome.output);
	ck_assert_int_eq(outcome.orphans, 0);
	outcome_free(&outcome);
}

static void run_errand(const t_errand *errand, const char *folder, const char *grader)
{
	char *script =
		text_format("mkdir $D/build; ln -s $PWD/build/suites $D/build; %s; %s",
			grader, errand->command);

	if (errand->source != NULL)
		put(folder, "arena.c", errand->source);
	expect(folder, script, errand->words, errand->status);
	free(script);
}

START_TEST(the_sanitizers_are_there)
{
	char *folder = test_folder();

	expect(folder, "ASAN_OPTIONS=help=1 " SANITIZED "/grade lessons 2>&1",
		"flags for AddressSanitizer", 0);
	expect(folder, "grep -ao __ubsan_handle_[a-z_]*_abort " SANITIZED "/grade",
		"__ubsan_handle_", 0);
	drop_folder(folder);
}
END_TEST

START_TEST(an_errand_is_clean_with_sanitizers)
{
	char *folder = test_folder();
	char *set = options();
	char *grader = text_format("%s; G=" SANITIZED "/grade", set);

	run_errand(&g_errands[_i], folder, grader);
	free(grader);
	free(set);
	drop_folder(folder);
}
END_TEST

START_TEST(a_reference_is_graded_clean_with_sanitizers)
{
	char *folder = test_folder();
	char *set = options();
	char *script = text_format("%s; " SANITIZED "/grade --submission solutions/%s %s",
		set, g_lessons[_i], g_lessons[_i]);

	expect(folder, script, "Score 100/100", 0);
	free(script);
	free(set);
	drop_folder(folder);
}
END_TEST

START_TEST(a_suite_is_clean_with_sanitizers)
{
	char *folder = test_folder();
	char *set = options();
	char *script = text_format(
		"%s; CK_TIMEOUT_MULTIPLIER=10 "
		"COURSE_GRADER=\"ASAN_OPTIONS=$ASAN_OPTIONS UBSAN_OPTIONS=$UBSAN_OPTIONS " SANITIZED
		"/grade\" " SANITIZED "/tests %s",
		set, g_suites[_i]);

	expect(folder, script, "100%: Checks: ", 0);
	free(script);
	free(set);
	drop_folder(folder);
}
END_TEST

START_TEST(an_errand_is_clean_under_memcheck)
{
	char *folder = test_folder();

	if (!g_errands[_i].slow)
	{
		run_errand(&g_errands[_i], folder, "G=\"" MEMCHECK "\"");
		expect(folder, "ls $D/report.*", "report.", 0);
	}
	drop_folder(folder);
}
END_TEST

void sanitized_tests(void)
{
	const t_tests tests = {"sanitized", 200};
	int count = 0;

	g_lessons = lesson_names();
	while (g_lessons[count] != NULL)
		count++;
	ask_for_leaks();
	add_tests(tests, the_sanitizers_are_there, 1);
	add_tests(tests, an_errand_is_clean_with_sanitizers, ERRANDS);
	add_tests(tests, a_reference_is_graded_clean_with_sanitizers, count);
	add_tests(tests, a_suite_is_clean_with_sanitizers, SUITES);
	if (is_proof())
		add_tests(tests, an_errand_is_clean_under_memcheck, ERRANDS);
}
