/* The commands as people call them: make, in a copy of the checkout. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REFERENCE "solutions/09a_arena_scope_local_mmap"

START_TEST(a_student_comes_from_0_to_100)
{
	char *folder = copy_checkout();

	expect_there(folder, "make", 0, "make grade LESSON=");
	expect_there(folder, "make grade", 0, "Score 0/100");
	expect_there(folder, "make demo LESSON=09a", 0, "TODO 1");
	expect_there(folder,
		"cp " REFERENCE "/arena.c lessons/09a*/ && make grade LESSON=09a", 0,
		"Score 100/100 (+100 since the last run)");
	expect_there(folder, "make grade LESSON=09a", 0,
		"nothing changed since it was graded");
	expect_there(folder,
		"for s in solutions/*; do cp $s/*.c lessons/$(basename $s); done; make grade",
		0, "Every lesson is complete");
	expect_there(folder, "make demo LESSON=09a", 0, "This is not malloc");
	expect_there(folder, "make reset LESSON=09a", 0, "arena.c.yours");
	expect_there(folder, "make grade LESSON=09a", 0,
		"Score 0/100 (-100 since the last run)");
	expect_there(folder,
		"sed -i 's/ARENA_ALIGN 16/ARENA_ALIGN 8/' lessons/09a*/arena.h && make grade LESSON=09a",
		0, "Note: arena.h was edited, and is graded as it was handed out.");
	expect_there(folder, "make reset LESSON=09a && make grade LESSON=09a", 0,
		"arena.h.yours");
	expect_there(folder, "make row LESSON=09a ROW=alloc_full", 0,
		"run it alone  make row LESSON=09a ROW=alloc_full");
	drop_folder(folder);
}
END_TEST

START_TEST(bad_input_is_told)
{
	char *folder = copy_checkout();

	expect_there(folder, "make grade LESSON=77", 1,
		"there is no lesson \"77\"; there are:\n");
	expect_there(folder, "make demo LESSON=77", 1, "09a_arena_scope_local_mmap");
	expect_there(
		folder, "make hint LESSON=09a ROW=none", 1, "there is no row \"none\"");
	expect_there(folder, "make row LESSON=09a ROW=none", 1, "names its rows");
	expect_there(folder, "make grade LESSON=09a SUBMISSION=nowhere", 1,
		"nowhere: No such file");
	expect_there(
		folder, "make grade LESSON=09a SEED=many", 1, "SEED is a whole number");
	expect_there(folder, "make grade SUBMISSION=" REFERENCE, 1, "LESSON=");
	expect_there(folder, "make grade LESSON=09a JSON=nowhere/x.json", 1,
		"cannot be written to nowhere/x.json");
	if (has(__func__, "/dev/full", "test -c /dev/full"))
		expect_there(folder, "make grade LESSON=09a JSON=/dev/full", 1,
			"cannot be written to /dev/full: No space");
	expect_there(folder, "make grade LESSON=09a JSON=/dev/stdout", 0, "\"score\": 0");
	expect_there(folder, "make grade LESSON=09a CC=no-such-cc", 1,
		"there is no compiler called");
	expect_there(folder, "make grade LESSON=09a REQUIRE=100", 1,
		"has 0 points, and REQUIRE is 100");
	expect_there(folder, "build/grade --require 100 09a", 1, "has 0 points");
	expect_there(folder, "make grade LESSON=09a REQUIRE=0", 0, "Score 0/100");
	drop_folder(folder);
}
END_TEST

START_TEST(a_submission_may_have_any_name)
{
	char *folder = copy_checkout();

	expect_there(folder,
		"mkdir -p 'x/it'\\''s <b>; é' && cp " REFERENCE "/arena.c x/* && "
		"make grade LESSON=09a_arena_scope_local_mmap SUBMISSION=\"$(echo x/*)\" JSON='x/r s.json' "
		"&& cat 'x/r s.json'",
		0, "\"score\": 100");
	drop_folder(folder);
}
END_TEST

START_TEST(a_report_is_one_page)
{
	char *folder = copy_checkout();

	expect_there(folder, "make report", 0, "The report: build/report.html (");
	expect_there(folder, "cat build/report.html", 0,
		"Then try: make row LESSON=09a ROW=init_fields");
	expect_there(folder, "ls build/results", 0, ".json");
	expect_there(folder,
		"make report LESSON=09a SUBMISSION=" REFERENCE " HTML='a page.html'", 0,
		"The report: a page.html (");
	expect_there(folder, "cat 'a page.html'", 0, "Score 100/100");
	expect_there(folder, "make report SUBMISSION=" REFERENCE, 1, "LESSON=");
	expect_there(folder, "make report LESSON=09a HTML=nowhere/x.html", 1,
		"cannot be written to nowhere/x.html");
	if (has(__func__, "/dev/full", "test -c /dev/full"))
		expect_there(folder, "make report LESSON=09a HTML=/dev/full", 1,
			"cannot be written to /dev/full: No space");
	drop_folder(folder);
}
END_TEST

START_TEST(an_unwritable_checkout_is_told)
{
	char *folder = copy_checkout();

	/* A file in place of the folder stands in for a read-only disk, which root could
	 * write. */
	expect_there(folder, "make grade BUILD=Makefile/build", 1,
		"cannot be written; choose another folder with BUILD=");
	expect_there(folder, "build/grade --build nowhere --submission " REFERENCE " 09a",
		2, "BUILD=");
	drop_folder(folder);
}
END_TEST

START_TEST(without_valgrind_memory_is_not_graded)
{
	char *folder = copy_checkout();

	expect_there(folder,
		"mkdir bin && for t in gcc as ld objcopy objdump sh; do ln -s $(command -v $t) bin/; done && "
		"PATH=$PWD/bin "
		"build/grade --json r.json --submission " REFERENCE " 09a",
		0, "valgrind is not installed, run: make setup");
	expect_there(folder, "cat r.json", 0, "\"score\": 75,\n  \"max_score\": 75");
	drop_folder(folder);
}
END_TEST

START_TEST(a_new_lesson_passes_its_tests_at_once)
{
	char *folder = copy_checkout();

	expect_there(folder, "make new-lesson", 2, "needs NAME=");
	expect_there(folder, "make new-lesson NAME=overlapping", 2,
		"a lesson is called by two digits");
	expect_there(folder, "make new-lesson NAME=09a_again", 2, "is there already");
	expect_there(folder, "make new-lesson NAME=77_seventy_seven", 0,
		"make test LESSON=77");
	expect_there(folder, "make test LESSON=77", 0, "100%: ");
	expect_there(folder, "make grade LESSON=77", 0, "Score 0/100");
	expect_there(folder, "make demo LESSON=77", 0, "TODO 1");
	expect_there(folder, "make grade LESSON=77 SUBMISSION=solutions/77_seventy_seven",
		0, "Score 100/100");
	expect_there(folder, "make new-lesson NAME=77_other", 2, "is there already");
	expect_there(folder, "make test LESSON=78", 2, "there is no lesson \"78\"");
	drop_folder(folder);
}
END_TEST

START_TEST(what_the_kernel_does_not_show_is_not_graded)
{
	char *mounts = unshared(__func__, "--mount", TRIAL_MOUNT);

	if (mounts == NULL)
		return;
	char *folder = copy_checkout();
	/* An empty /proc, in a mount namespace of its own. */
	char *command =
		text_format("%s sh -c 'mount --make-private /proc && "
			    "mount -t tmpfs none /proc && "
			    "build/grade --json r.json --submission solutions/09c_* 09c'",
			mounts);
	expect_there(folder, command, 0,
		"-/2  copied_page_by_page: copied: pages that nobody");
	free(command);
	free(mounts);
	expect_there(folder, "cat r.json", 0,
		"not graded: the kernel does not show here which pages");
	drop_folder(folder);
}
END_TEST

START_TEST(two_gradings_at_once_agree)
{
	char *folder = copy_checkout();

	expect_there(folder,
		"for i in 1 2 3; do make -s grade LESSON=09a SUBMISSION=" REFERENCE
		" JSON=$i.json > /dev/null & done; wait; "
		"grep -h '^  \"score\"' 1.json 2.json 3.json | sort | uniq -c",
		0, "3   \"score\": 100,");
	expect_there(folder, "ls build", 0,
		"common\nexaminer.a\nflags.mk\ngrade\ngrader\nsubject\nsuites\n");
	drop_folder(folder);
}
END_TEST

START_TEST(an_interrupted_grading_leaves_nothing)
{
	static const char *const signals[] = {"INT", "TERM"};
	char *folder = copy_checkout();

	for (size_t i = 0; i < 2; i++)
	{
		char *command =
			text_format("{ build/grade --submission " REFERENCE
				    " --json r.json 09a & sleep 0.25; kill -%s $!; "
				    "wait $!; echo status $?; ls build r.json; }",
				signals[i]);
		t_outcome outcome =
			shell("cd '%s/a cöpy' && bash -c 'set -m; %s'", folder, command);
		ck_assert_msg(strstr(outcome.output, "work.") == NULL, "%.3000s",
			outcome.output);
		ck_assert_msg(strstr(outcome.output, "interrupted") != NULL ||
				      strstr(outcome.output, "Score") != NULL,
			"%.3000s", outcome.output);
		ck_assert_int_eq(outcome.orphans, 0);
		outcome_free(&outcome);
		free(command);
	}
	drop_folder(folder);
}
END_TEST

START_TEST(a_killed_grading_is_cleared_away_by_the_next)
{
	char *folder = copy_checkout();

	expect_there(folder,
		"bash -c 'set -m; build/grade --submission " REFERENCE
		" 09a & sleep 0.25; kill -KILL $!; wait $!'; "
		"sleep 0.5; touch -d '1 hour ago' build/work.* 2>/dev/null; ls -d build/work.* | wc -l",
		0, "");
	expect_there(folder,
		"sleep 11; build/grade --submission " REFERENCE
		" 09a | tail -n 1; ls -d build/work.* 2>/dev/null | wc -l",
		0, "\n0\n");
	drop_folder(folder);
}
END_TEST

START_TEST(the_result_has_its_format)
{
	json_t *result = grade_folder("09a", REFERENCE, "gcc");
	const char *lesson, *submission, *status;
	int score, max_score, seed;
	json_t *headings, *rows, *compiler, *tools;

	ck_assert_int_eq(
		json_unpack(result, "{s:s, s:s, s:i, s:i, s:s, s:o, s:o, s:o, s:o, s:i}",
			"lesson", &lesson, "submission", &submission, "score", &score,
			"max_score", &max_score, "status", &status, "headings", &headings,
			"rows", &rows, "compiler", &compiler, "tools", &tools, "seed",
			&seed),
		0);
	size_t index;
	json_t *row;
	json_array_foreach(rows, index, row)
	{
		static const char *const keys[] = {"name", "sentence", "heading",
			"points", "max_points", "status", "message", "file", "line",
			"seconds"};
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			ck_assert_msg(json_object_get(row, keys[i]) != NULL,
				"row %zu has no %s", index, keys[i]);
	}
	ck_assert_int_eq(seed, 1);
	json_decref(result);
}
END_TEST

#define PATCH "grader/suites/09a_arena_scope_local_mmap/broken/alloc_full.patch"

/* SUBMISSION= takes the patch of a wrong answer like a folder. */
START_TEST(a_patch_is_graded_as_what_it_stands_for)
{
	char *folder = copy_checkout();

	expect_there(folder, "make grade LESSON=09a SUBMISSION=" PATCH, 0,
		"ROW=alloc_full SUBMISSION='" PATCH "'");
	expect_there(folder, "make row LESSON=09a ROW=alloc_full SUBMISSION=" PATCH, 0,
		"alloc_full: what does not fit is refused");
	/* One whose surroundings have moved is named, and changes nothing. */
	expect_there(folder,
		"sed 's/^ \tsize_t pad/ \tint pad/' " PATCH " >../moved.patch && "
		"make grade LESSON=09a SUBMISSION=../moved.patch JSON=../moved.json",
		1,
		"grade: ../moved.patch: it no longer applies:\nerror: patch failed: arena.c:");
	expect_there(folder, "ls ../moved.json", 2, "");
	expect_there(folder,
		"sed '2i Base: correct/nothing' " PATCH " >../base.patch && "
		"make grade LESSON=09a SUBMISSION=../base.patch",
		1,
		"its Base: is no answer in grader/suites/09a_arena_scope_local_mmap/correct");
	/* A base of another design: its answer, with the change. */
	expect_there(folder,
		"build/grade answer 09a grader/suites/09a*/broken/memcheck_accesses.patch ../a && "
		"diff ../a/arena.c grader/suites/09a*/correct/line_buffer/arena.c | grep -c '^[<>]'",
		0, "2\n");
	drop_folder(folder);
}
END_TEST

/* The table must read as it would if it were written now. */
START_TEST(the_figures_in_the_readme_are_of_today)
{
	char *own = test_folder();
	t_outcome outcome =
		shell("build/mutate figures build/mutants > %s/figures && "
		      "sed -n '/^| lesson | mutants/,/^$/p' grader/README.md | grep . | "
		      "diff - %s/figures",
			own, own);

	ck_assert_msg(
		outcome_good(&outcome), "run make figures:\n%.3000s", outcome.output);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

void command_tests(void)
{
	const t_tests tests = {"commands", 200};

	add_tests(tests, a_student_comes_from_0_to_100, 1);
	add_tests(tests, bad_input_is_told, 1);
	add_tests(tests, a_submission_may_have_any_name, 1);
	add_tests(tests, a_report_is_one_page, 1);
	add_tests(tests, an_unwritable_checkout_is_told, 1);
	add_tests(tests, without_valgrind_memory_is_not_graded, 1);
	add_tests(tests, a_new_lesson_passes_its_tests_at_once, 1);
	add_tests(tests, what_the_kernel_does_not_show_is_not_graded, 1);
	add_tests(tests, two_gradings_at_once_agree, 1);
	add_tests(tests, an_interrupted_grading_leaves_nothing, 1);
	add_tests(tests, a_killed_grading_is_cleared_away_by_the_next, 1);
	add_tests(tests, a_patch_is_graded_as_what_it_stands_for, 1);
	add_tests(tests, the_result_has_its_format, 1);
	add_tests(tests, the_figures_in_the_readme_are_of_today, 1);
}
