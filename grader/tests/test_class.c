/* make class: a folder as platforms export it, hostile archives, a run that is stopped, a
 * regrade, other machines. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "text.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LESSON "09a_arena_scope_local_mmap"
#define SOLUTION "solutions/" LESSON "/arena.c"
/* What takes least to grade, where only the way there is tried: it earns nothing, and is
 * graded all the same. */
#define SKELETON "grader/suites/" LESSON "/skeleton/arena.c"
/* Makes the folder with an answer that loses points. */
#define BROKEN "build/grade answer 09a grader/suites/" LESSON "/broken/alloc_full.patch "

START_TEST(a_folder_of_the_system_can_be_hidden)
{
	static const t_limits limits = {.wall_seconds = 20,
		.cpu_seconds = 10,
		.file_mib = 1,
		.output_bytes = 4096,
		.processes = 50};
	char *folder = test_folder();
	char *path = realpath(folder, NULL);
	char *const words[] = {"ls", "/usr/include", NULL};
	const t_command command = {
		.arguments = words, .folder = path, .handles_submission = 1};
	t_outcome before = run(&command, &limits);

	view_hide("/usr/include");
	t_outcome after = run(&command, &limits);
	ck_assert_msg(outcome_good(&before) && strstr(before.output, "stdio.h") != NULL,
		"%s", before.output);
	/* Without bubblewrap all is in sight, and the report says so. */
	ck_assert_msg(view_missing() != NULL ||
			      (outcome_good(&after) && after.output_size == 0),
		"%s", after.output);
	outcome_free(&after);
	outcome_free(&before);
	free(path);
	drop_folder(folder);
}
END_TEST

/* What a class hands in, of which the results are known. %s: the folder. */
static const char g_class[] =
	"cd '%s' && s=$PWD/s && mkdir s && cd ../.. && good=$PWD/" SOLUTION
	" bad=$s/../bad/arena.c quick=$PWD/" SKELETON " && " BROKEN
	"$s/../bad && mkdir $s/alice \"$s/=HYPERLINK(\\\"x\\\"), 'b' <b>\" $s/empty $s/'Moo "
	"Dle_7_assignsubmission_file_' "
	"$s/nested $s/nested/lessons $s/nested/lessons/" LESSON
	" $s/wrong && cp $good $s/alice/ && "
	"cp $bad \"$s/=HYPERLINK(\\\"x\\\"), 'b' <b>/\" && cp $quick $s/nested/lessons/" LESSON
	" && "
	"echo 'int x = ;' >$s/wrong/arena.c && echo stray >$s/stray.txt && cp $bad $s/can_1_2_arena-3.c && "
	/* archives: good ones */
	"t=$s/../t && mkdir $t && mkdir $t/top && cp $quick $t/top/arena.c && (cd $t && zip -qr "
	"$s/zipped.zip "
	"top && "
	"tar czf $s/tarred.tar.gz top && zip -qr \"$s/Moo Dle_7_assignsubmission_file_/a.zip\" top) && "
	/* and hostile ones: out of the folder, a link to another's, a bomb, a cut one */
	"(cd $t/top && zip -q $s/out.zip ../top/arena.c && ln -s $s/alice/arena.c l.c && zip -qy $s/link.zip "
	"l.c && "
	"head -c 50000000 /dev/zero >z.c && zip -q $s/bomb.zip z.c) && head -c 300 $s/zipped.zip >$s/cut.zip";

static const struct
{
	const char *key;
	const char *status;
	int full; /* all points */
	const char *reason;
} g_expected[] = {
	{"alice", "graded", 1, NULL},
	{"nested", "graded", 0, NULL},
	{"zipped", "graded", 0, NULL},
	{"tarred", "graded", 0, NULL},
	{"can-1", "graded", 0, NULL},
	{"Moo_Dle-7", "graded", 0, NULL},
	{"wrong", "compile-error", 0, "arena.c:1"},
	{"empty", "missing", 0, "arena.c is missing: nothing was handed in"},
	{"out", "refused", 0, "leads out of the folder"},
	{"link", "refused", 0, "is a link"},
	{"bomb", "refused", 0, "more than any answer needs"},
	{"cut", "refused", 0, "damaged"},
};

/* A copy of the checkout with a class in it: "s", beside the copy. */
static char *lay_out(void)
{
	char *folder = copy_checkout();
	t_outcome outcome = shell(g_class, folder);
	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	outcome_free(&outcome);
	return folder;
}

/* The result whose key begins so: what is not safe in a name is followed by a hash. */
static json_t *result_in(const char *folder, const char *out, const char *key)
{
	char *path = text_format("%s/%s/results/%s", folder, out, key);
	t_outcome outcome =
		shell("ls -d '%s' '%s'-???????? 2>/dev/null | head -n 1 | tr -d '\\n'",
			path, path);
	char *file = text_format("%s/" LESSON ".json", outcome.output);
	json_t *result = json_load_file(file, 0, NULL);

	ck_assert_msg(result != NULL, "there is no result in %s", path);
	free(file);
	outcome_free(&outcome);
	free(path);
	return result;
}

static void expect_results(const char *folder)
{
	for (size_t i = 0; i < sizeof(g_expected) / sizeof(*g_expected); i++)
	{
		json_t *result = result_in(folder, "out", g_expected[i].key);
		const char *reason = json_string_value(json_object_get(result, "reason"));
		ck_assert_msg(strcmp(status_in(result), g_expected[i].status) == 0,
			"%s: %s", g_expected[i].key, status_in(result));
		ck_assert_msg((score_in(result) == 100) == g_expected[i].full, "%s: %d",
			g_expected[i].key, score_in(result));
		ck_assert_msg(g_expected[i].reason == NULL ||
				      strstr(reason, g_expected[i].reason) != NULL,
			"%s: %s", g_expected[i].key, reason);
		json_decref(result);
	}
}

#define CLASS "make class LESSON=09a SUBMISSIONS=../s OUT=../out"

/* The whole way: a first run, nothing new, a change, and the old run that stays. */
START_TEST(a_class_is_graded_and_regraded)
{
	char *folder = lay_out();

	expect_there(folder, CLASS, 0,
		"class: left out: stray.txt (it is in no student's folder)\n13 students, 1 lesson: 13 to "
		"grade");
	expect_results(folder);
	expect_there(folder, "head -n 1 ../out/grades.csv", 0,
		"student,id,email,score,reason,");
	expect_there(folder, "grep HYPERLINK ../out/grades.csv", 0,
		"\"'=HYPERLINK(\"\"x\"\"), 'b' <b>\"");
	expect_there(folder, "ls ../out/feedback | wc -l", 0, "13");
	/*
	 * Everyone who has no full result is told why, and what was left out is on the
	 * class page.
	 */
	expect_there(folder, "grep ^link, ../out/grades.csv", 0,
		"link,,,0,\"link.zip is refused: l.c in it is a link");
	expect_there(folder, "grep ^empty, ../out/grades.csv", 0,
		"empty,,,0,arena.c is missing: nothing was");
	expect_there(
		folder, "grep 'Look at these' ../out/class.html", 0, "Look at these");
	expect_there(
		folder, "grep stray.txt ../out/class.html", 0, "it is in no student");
	expect_there(folder, CLASS, 0, "Nothing has changed");
	expect_there(folder, "ls ../out/runs | wc -l", 0, "1");
	expect_there(folder,
		BROKEN
		"../worse && cp ../worse/arena.c ../s/alice/ && mkdir ../s/new && rm ../s/cut.zip && " CLASS
		" HOLD=1",
		0, "  alice, " LESSON ": 100 of 100 -> ");
	/* Held back: what counts is as it was. */
	expect_there(folder, "grep '^alice' ../out/grades.csv", 0,
		"alice,,,100,,100,100,graded");
	expect_there(folder, CLASS, 2,
		"this run would remove 1 of the 13 students that count now: cut\n");
	expect_there(folder, CLASS " SHRINK=1", 0, "11 unchanged, 2 graded already");
	expect_there(folder, "cat ../out/changes.txt", 0,
		"cut: gone, and no longer graded\n  new: new\n");
	expect_there(folder, "cat ../out/changes.txt", 0,
		"    alloc_full: 3 of 3 (passed) -> 0 of 3 (failed)\n");
	expect_there(folder,
		"grep -h '^alice,,,100,,100,100,graded' ../out/runs/*/grades.csv | wc -l",
		0, "1");
	expect_there(folder,
		"ls ../out/runs | wc -l; ls ../out/runs/*/unpacked ../out/runs/*/kit 2>&1",
		2, "2\n");
	expect_nothing_left();
	drop_folder(folder);
}
END_TEST

START_TEST(bad_wishes_are_told)
{
	char *folder = lay_out();

	expect_there(folder, "make class OUT=../out", 2, "say where the submissions are");
	expect_there(folder, "make class SUBMISSIONS=../s", 2,
		"say where the results are to go");
	expect_there(folder, "make class SUBMISSIONS=../nowhere OUT=../out", 2,
		"is not there");
	expect_there(folder, "make class SUBMISSIONS=../s OUT=../s/out", 2,
		"OUT lies in SUBMISSIONS");
	/* It has not been made: it would be a student of the next run. */
	expect_there(folder, "ls ../s/out", 2, "No such file");
	expect_there(folder, "make class SUBMISSIONS=../s OUT=grader", 2,
		"grader is not empty");
	expect_there(folder, "mkdir ../none && make class SUBMISSIONS=../none OUT=../out",
		2, "there is no submission");
	expect_there(folder, "make class SUBMISSIONS=../s OUT=../out LESSON=77", 2,
		"there is no lesson \"77\"");
	expect_there(folder, "make class SUBMISSIONS=../s OUT=../out JOBS=many", 2,
		"whole numbers");
	expect_there(folder, "make class SUBMISSIONS=../s OUT=../out HOSTS=nowhere", 2,
		"nowhere cannot be read");
	expect_there(folder,
		"head -c 300 ../s/zipped.zip >../class.zip; make class SUBMISSIONS=../class.zip OUT=../out",
		2, "damaged");
	drop_folder(folder);
}
END_TEST

/* Some of the class, for what needs no more: "few", beside the copy. */
static char *lay_out_few(void)
{
	char *folder = lay_out();

	expect_there(folder,
		"mkdir ../few && cp -r ../s/alice ../s/zipped.zip ../few/ && "
		"build/grade answer 09a grader/suites/" LESSON
		"/broken/alloc_dead.patch ../dead && "
		"cp ../dead/arena.c ../few/can_1_2_arena-3.c",
		0, "");
	return folder;
}

#define FEW "make class LESSON=09a SUBMISSIONS=../few OUT=../out"

/* Three students, quickly graded, in "trio", and one who is late, in "late". */
static char *lay_out_trio(void)
{
	char *folder = copy_checkout();

	expect_there(folder,
		"mkdir -p ../trio/ada ../trio/bob ../trio/cyd ../late/dora && "
		"rmdir ../trio/ada && " BROKEN "../trio/ada && cp " SKELETON
		" ../trio/bob/",
		0, "");
	return folder;
}

#define TRIO "make class LESSON=09a SUBMISSIONS=../trio OUT=../out"
/* A program that is the first of its name in PATH. */
#define FIRST(name, lines)                                                               \
	"mkdir -p ../first && printf '#!/bin/sh\n" lines "\n' >../first/" name           \
	" && chmod +x ../first/" name " && PATH=$PWD/../first:$PATH "

/* moreutils has a parallel of its own; GNU's takes options from a variable and from a
 * file; and --version is not for all. */
START_TEST(parallel_is_what_is_asked_for)
{
	char *folder = lay_out_trio();

	expect_there(folder,
		FIRST("parallel", "echo \"parallel: invalid option -- p\" >&2; exit 1")
			TRIO,
		2,
		"/first/parallel does not work as GNU parallel does (moreutils has another");
	expect_there(folder, "ls ../out/grades.csv 2>&1", 2, "");
	expect_there(folder,
		"mkdir -p ../home/.parallel && echo --dry-run >../home/.parallel/config && real=$(command -v "
		"parallel) && " FIRST("parallel",
			"case $* in *--version*) exit 255;; esac; exec '$real' \"$@\"") "HOME=$PWD/../home "
											"PARALLEL=--dry-"
											"run "
											"SHELL=/bin/"
											"false " TRIO,
		0, "3 students, 1 lesson: 3 to grade");
	expect_there(folder, "grep -c ^ada,.*94, ../out/grades.csv", 0, "1");
	drop_folder(folder);
}
END_TEST

/* What the grader cannot make again stays as it was: here its jobs are not run. */
START_TEST(a_result_that_counts_is_not_lost)
{
	char *folder = lay_out_trio();

	expect_there(folder, TRIO, 0, "3 to grade");
	expect_there(folder,
		"cp " SKELETON
		" ../trio/ada/ && real=$(command -v parallel) && " FIRST("parallel",
			"case $* in *joblog*) exit 1;; esac; exec '$real' \"$@\"") TRIO,
		2, "1 result that counts now could not be made again");
	expect_there(folder,
		"grep -c ^ada,.*,94, ../out/grades.csv && ls ../out/runs | wc -l", 0,
		"1\n2\n");
	expect_there(folder, FIRST("cc7", "echo broken >&2; exit 1") TRIO " CC=cc7", 2,
		"broken\nclass: the compiler, cc7, does not work");
	expect_there(folder, "rm ../first/*; " TRIO, 0, "1 to grade, 2 unchanged");
	expect_there(folder, "grep -c ^ada,.*,0, ../out/grades.csv", 0, "1\n");
	drop_folder(folder);
}
END_TEST

#define LATE "make class LESSON=09a SUBMISSIONS=../late OUT=../out"

/* One late submission, graded into the folder where everyone's grades are. */
START_TEST(nobody_goes_unasked)
{
	char *folder = lay_out_trio();

	expect_there(folder, TRIO, 0, "3 students, 1 lesson: 3 to grade");
	expect_there(folder, LATE, 2,
		"would remove 3 of the 3 students that count now: ada, bob, cyd\n");
	expect_there(folder, LATE, 2, "with SHRINK=1");
	expect_there(folder, LATE " SHRINK=0", 2, "with SHRINK=1");
	expect_there(folder, "make class LESSON=09b SUBMISSIONS=../trio OUT=../out", 2,
		"would remove 1 of the 1 lessons that count now: " LESSON "\n");
	expect_there(folder,
		"ls -A ../out | grep -c . && ls ../out/runs | wc -l && wc -l <../out/grades.csv",
		0, "8\n1\n4\n");
	/* What would change may be seen, and what was graded for that is kept. */
	expect_there(folder, LATE " HOLD=1", 0, "ada: gone, and no longer graded");
	expect_there(folder, LATE, 2, "with SHRINK=1");
	expect_there(
		folder, "cut -d , -f 1 ../out/grades.csv", 0, "student\nada\nbob\ncyd\n");
	/* A page of make similar belongs to its run, and goes with it. */
	expect_there(folder,
		"touch ../out/latest/similar.csv && ln -s latest/similar.csv ../out", 0,
		"");
	expect_there(folder, LATE " SHRINK=1", 0, "0 to grade, 1 graded already");
	expect_there(folder, "cut -d , -f 1 ../out/grades.csv", 0, "student\ndora\n");
	expect_there(folder, "! [ -L ../out/similar.csv ]", 0, "");
	expect_there(folder, "echo >../out/latest/class.json; " LATE, 2,
		"nobody knows who counts now");
	drop_folder(folder);
}
END_TEST

#define POINTS(row, now)                                                                 \
	"s/\\(\"name\": \"" row                                                          \
	"\", \"heading\": \"correctness\", \"points\": \\)[0-9]*/\\1" now "/;"
/* "To let a row count no more, give its points to others": the README. memcheck's rows
 * require two_arenas. */
START_TEST(a_row_counts_no_more)
{
	char *folder = lay_out_trio();

	expect_there(
		folder, TRIO " && grep -c ^ada,.*,94, ../out/grades.csv", 0, "\n1\n");
	expect_there(folder,
		"sed -i '" POINTS("init_fields", "8") POINTS("alloc_full", "0")
			POINTS("two_arenas", "0") "' grader/suites/" LESSON
						  "/rubric.json && " TRIO,
		0,
		"  " LESSON ", row init_fields: 3 -> 8 points\n  " LESSON
		", row alloc_full: 3 -> 0 points\n  " LESSON
		", row two_arenas: 2 -> 0 points\n  ada, " LESSON
		": 94 of 100 -> 97 of 100\n    init_fields: 3 of 3 (passed) -> 8 of 8 (passed)\n    "
		"alloc_full: 0 of 3 (failed) -> does not count (failed)\n    two_arenas: 2 of 2 (passed) -> "
		"does not count (passed)\n  2 other results have the same sum as before.\n");
	expect_there(folder, "tr -d '\\r' <../out/grades.csv | grep '^bob,'", 0,
		"0,100,graded,0,");
	/* The row is shown for what it is, and nobody is sent there. */
	expect_there(folder, "make grade LESSON=09a SUBMISSION=../trio/ada", 0,
		"  --     -    alloc_full: what does not fit is refused with ENOMEM, the offset\n");
	expect_there(folder, "make grade LESSON=09a SUBMISSION=../trio/ada | grep Begin",
		0, "Begin with: make row LESSON=09a ROW=random_trace");
	expect_there(folder, "cat ../out/class.html", 0, "\"counts\":false");
	expect_there(folder, "cat ../out/feedback/ada.html", 0, "\"max_points\":0");
	drop_folder(folder);
}
END_TEST

#define WISHES                                                                             \
	TRIO " ROSTER=../people.csv OVERRIDES=../decided.csv FEEDBACK=moodle SHOW=hidden " \
	     "ANONYMOUS=1"

/* Who is missing, what is decided by hand, what pages are to be; and all of it again. */
START_TEST(people_and_decisions_count)
{
	char *folder = lay_out_trio();

	expect_there(folder,
		"printf 'Name,ID,Email\nAda,4,a@x\nbob,5,b@x\nZoe Late,6,z@x\n' >../people.csv && "
		"printf 'student,lesson,row,points,reason,comment\nbob,09a,,50,kind,\n"
		"*,09a,init_fields,out,unclear,\nnobody,09a,,1,x,\n' >../decided.csv",
		0, "");
	expect_there(folder, WISHES, 0,
		"class: left out: cyd (not in the list of ROSTER; it is graded all the same)\n"
		"class: left out: OVERRIDES, line 4 (there is no student \"nobody\")\n"
		"4 students, 1 lesson: 4 to grade");
	expect_there(
		folder, "grep '^Zoe Late,6,z@x,0,' ../out/grades.csv", 0, ",97,missing,");
	expect_there(folder, "grep '^bob,5,b@x,50,' ../out/grades.csv", 0,
		"09a: the score is 50: kind\",feedback/bob.html");
	expect_there(
		folder, "grep '^ada,4,a@x,91,' ../out/grades.csv", 0, ",91,97,graded");
	expect_there(folder, "grep -c 'bob\\|Zoe' ../out/class.html; true", 0, "0\n");
	expect_there(folder, "ls ../out/feedback-moodle", 0,
		"ada_4_assignsubmission_file_\nbob_5_assignsubmission_file_");
	expect_there(folder, WISHES, 0, "Nothing has changed");
	expect_there(folder, WISHES " STUDENT=Ada", 0, "1 to grade, 3 unchanged");
	expect_there(folder, WISHES " STUDENT=Eve", 2, "there is no student \"Eve\"");
	expect_there(folder, WISHES " AGAIN=all", 0, "4 to grade\n");
	expect_there(folder, WISHES " AGAIN=some", 2, "AGAIN is all");
	expect_there(folder, TRIO " SHRINK=1", 0,
		"3 students, 1 lesson: 2 to grade, 1 unchanged");
	expect_there(folder,
		"ls ../out/feedback-moodle 2>&1; grep -c bob ../out/class.html", 0,
		"No such file");
	expect_there(folder,
		"make gradebook FOR=csv ROSTER=../people.csv GRADES=../out OUT=../book.csv && cat ../book.csv",
		0, "\"Ada\",\"4\",\"a@x\",\"94\"");
	expect_there(folder,
		"make export FORMAT=junit GRADES=../out OUT=../junit && ls ../junit/*/*.xml | wc -l",
		0, "\n3\n");
	expect_there(folder,
		"cd ../trio && zip -qr ../trio.zip . && cd \"$OLDPWD\" && make grade LESSON=09a "
		"SUBMISSION=../trio.zip",
		1, "trio.zip");
	expect_there(folder,
		"cd ../trio/ada && zip -q ../../ada.zip arena.c && cd \"$OLDPWD\" && make grade LESSON=09a "
		"SUBMISSION=../ada.zip",
		0, "Score 94/100");
	drop_folder(folder);
}
END_TEST

/* Killed to the last process in the midst of it, then begun again: what was graded is not
 * graded again. */
START_TEST(a_run_that_was_killed_goes_on)
{
	char *cage = unshared(__func__, CAGE, "sh -c '" OWN_PROC "'");

	if (cage == NULL)
		return;
	char *folder = lay_out_few();
	/* All of it runs in a namespace of processes, which ends with its first one, and
	 * that when all others have ended. */
	char *killed = text_format(
		"true; %s sh -c '" OWN_PROC " && " FEW " JOBS=1' >../log 2>&1 & "
		"p=$!; n=0; until ls ../out/runs/*/results/*/*.json >/dev/null 2>&1; do "
		"n=$((n + 1)); [ $n -lt 600 ] || exit 1; sleep 0.1; done; "
		"first=$(grep -ls \"^PPid:.$p\\$\" /proc/[0-9]*/status); kill -9 $p; wait $p; "
		"while [ -e \"$first\" ]; do sleep 0.1; done; flock -n ../out/.lock true && "
		"stat -c '%%i %%Y %%n' ../out/runs/*/results/*/*.json >../before; ! [ -e ../out/grades.csv ] "
		"&& "
		"cat ../before",
		cage);
	expect_there(folder, killed, 0, ".json");
	free(killed);
	free(cage);
	expect_there(folder, FEW, 0, "graded already");
	expect_there(folder,
		"[ $(stat -c '%i %Y %n' ../out/runs/*/results/*/*.json | grep -cxFf ../before) = $(wc -l "
		"<../before) ] && "
		"ls ../out/results/*/*.json | wc -l",
		0, "3\n");
	expect_there(folder, "tr -d '\\r' <../out/grades.csv | cut -d , -f 1,4", 0,
		"alice,100\n");
	expect_nothing_left();
	drop_folder(folder);
}
END_TEST

/* Two machines, played by two sshd of this one's: the results are the same, but for
 * times. */
START_TEST(other_machines_come_to_the_same)
{
	char *folder = lay_out_few();
	t_outcome outcome = shell(
		"sh grader/tests/two_machines.sh '%s/a cöpy' ../few ../here ../there",
		folder);
	if (outcome.end == END_EXITED && outcome.code == 77)
		skipped(__func__, "no sshd runs on this machine");
	else
		ck_assert_msg(outcome_good(&outcome) &&
				      strstr(outcome.output, "the same") != NULL,
			"%.3000s", outcome.output);
	outcome_free(&outcome);
	drop_folder(folder);
}
END_TEST

void class_tests(void)
{
	const t_tests tests = {"class", 250};

	add_tests(tests, a_folder_of_the_system_can_be_hidden, 1);
	add_tests(tests, bad_wishes_are_told, 1);
	add_tests(tests, a_class_is_graded_and_regraded, 1);
	add_tests(tests, parallel_is_what_is_asked_for, 1);
	add_tests(tests, a_result_that_counts_is_not_lost, 1);
	add_tests(tests, nobody_goes_unasked, 1);
	add_tests(tests, a_row_counts_no_more, 1);
	add_tests(tests, people_and_decisions_count, 1);
	add_tests(tests, a_run_that_was_killed_goes_on, 1);
	add_tests(tests, other_machines_come_to_the_same, 1);
}
