/*
 * How submissions of a class come in: what is one student's, which of several files
 * counts, and that nobody is lost without a word.
 */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "read_page.h"
#include "small_class.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWERED "09a_arena_scope_local_mmap"
#define SKELETON "grader/suites/" ANSWERED "/skeleton/arena.c"

/*
 * What students hand in, as they do. $q is a skeleton, $n another one; zip_of ARCHIVE
 * FILE... makes an archive from within the folder t. Umlauts are composed in
 * "M\303\274ller" and decomposed in "Mu\314\210ller".
 */
static const char g_class[] =
	"cd '%s' && mkdir s t && s=$PWD/s && cp ../../" SKELETON
	" t/arena.c && q=$PWD/t/arena.c && "
	"mkdir t/new && n=$PWD/t/new/arena.c && { cat $q; echo '// new'; } >$n && cd s && "
	"zip_of() { (archive=$s/$1; shift; cd ../t && zip -qr \"$archive\" \"$@\"); } && "
	"hand_in() { mkdir -p \"$1\" && cp $q \"$1/${2:-arena.c}\"; } && "
	/* twice */
	"hand_in newer && touch -d 2026-11-01 newer/arena.c && zip_of newer.zip new && touch -d 2026-11-02 "
	"newer.zip && "
	"hand_in older && touch -d 2026-11-02 older/arena.c && zip_of older.zip new && touch -d 2026-11-01 "
	"older.zip && "
	"zip_of tie.zip arena.c && tar czf tie.tar.gz -C ../t/new arena.c && touch -d 2026-11-01 tie.* && "
	"zip_of same.zip arena.c && hand_in same && touch -d 2026-11-01 same.zip same/arena.c && "
	"zip_of half.zip arena.c && mkdir half && echo x >half/notes.txt && "
	"hand_in locked && (cd ../t && zip -qP secret $s/locked.zip arena.c) && "
	"u=$(printf 'Mu\\314\\210ller') && hand_in $u && touch -d 2026-11-01 $u/arena.c && "
	"u=$(printf 'M\\303\\274ller') && zip_of $u.zip new && touch -d 2026-11-02 $u.zip && "
	"hand_in within && zip_of within/old.zip new && "
	/* misnamed */
	"hand_in capital Arena.c && zip_of browser.zip arena.c && (cd ../t && cp arena.c 'arena (1).c' && rm "
	"$s/browser.zip "
	"&& zip -q $s/browser.zip 'arena (1).c') && (cd ../t && cp arena.c arena.c.txt && zip -q "
	"$s/notepad.zip "
	"arena.c.txt) && hand_in two Arena.c && cp $n 'two/arena (1).c' && mkdir python && echo x "
	">python/arena.py && "
	/* archives of all kinds */
	"zip_of in.zip arena.c && mv in.zip ../t && zip_of nested.zip in.zip && cp ../t/in.zip ../t/more.zip "
	"&& zip_of "
	"several.zip in.zip more.zip && echo Rar! >rared.rar && mkdir inside && echo Rar! >inside/arena.rar "
	"&& "
	"(cd ../t && zip -qP secret $s/password.zip arena.c) && echo 'no zip' >fake.zip && "
	"(cd ../t && mkdir -p mac/__MACOSX mac/work && cp arena.c mac/work && echo x >mac/__MACOSX/._arena.c "
	"&& echo x "
	">mac/.DS_Store && cd mac && zip -qr $s/mac.zip . && cp -r . $s/macfolder) && "
	"(cd ../t && mkdir win && cd win && cp ../arena.c 'work\\09a\\arena.c' && zip -qr $s/windows.zip .) "
	"&& "
	"mkdir -p ../t/_ && cp $q ../t/_ && zip_of underscore.zip _ && "
	/* platforms */
	"cp $n kern_54_10000_arena.c && cp $q kern_54_9999_arena.c && cp $q anon_a7BxQ_9101_arena.c && "
	"cp $q team_red_51_9201_arena.c && cp $n ritchie_52_9300_arena.c && cp ../t/in.zip "
	"ritchie_52_9301_work.zip && "
	"echo '<p>' >pike_53_text.html && hand_in lab_1_2_ann && hand_in lab_1_2_bob && "
	"cp ../t/in.zip lee_55_9400_work.zip && hand_in lee_55_9400_work && "
	/* and what is nobody's */
	"mkdir -p __MACOSX .git .hidden run/runs/2026 begun/runs && touch run/.lock Thumbs.db stray.txt && "
	"ln -s newer "
	"link";

static const struct
{
	const char *key;
	const char *status;
	const char *words; /* in its reason, or in its notes; NULL: there are no notes */
} g_expected[] = {
	{"newer", "graded",
		"newer.zip was graded: it is newer (2026-11-02 00:00) than newer/ (2026-11-01 00:00)"},
	{"older", "graded", "older/ was graded: it is newer"},
	{"tie", "refused",
		"tie.tar.gz and tie.zip were both handed in, with different files, and neither is"},
	{"same", "graded", "hold the same"},
	{"half", "graded", "half.zip was graded; there is no arena.c in half/"},
	{"locked", "graded",
		"locked/ was graded; locked.zip is refused: it has a password"},
	{"M__ller", "graded", "ller.zip was graded: it is newer"},
	{"within", "graded",
		"the file in within/ was graded, and not the one in the archive within/old.zip"},
	{"capital", "graded", "Arena.c was graded as arena.c"},
	{"browser", "graded", "arena (1).c was graded as arena.c"},
	{"notepad", "graded", "arena.c.txt was graded as arena.c"},
	{"two", "refused", "more than one file could be it: Arena.c and arena (1).c"},
	{"python", "missing", "arena.c is missing; what was handed in: arena.py"},
	{"nested", "graded", NULL},
	{"several", "missing", "in.zip and more.zip. Archives among them are not opened"},
	{"rared", "refused",
		"rared.rar is refused: archives of this kind cannot be opened"},
	{"inside", "refused", "inside/arena.rar is refused"},
	{"password", "refused", "it has a password"},
	{"fake", "refused", "fake.zip is refused: it is damaged, or no archive"},
	{"mac", "graded", NULL},
	{"macfolder", "graded", NULL},
	{"windows", "graded", NULL},
	{"underscore", "graded", NULL},
	{"kern-54", "graded",
		"kern_54_10000_arena.c was graded: it was handed in after another file of that name"},
	{"anon_a7BxQ", "graded", NULL},
	{"team_red-51", "graded", NULL},
	{"ritchie-52", "graded",
		"ritchie_52_9301_work.zip was graded: it was handed in after ritchie_52_9300_arena.c"},
	{"pike-53", "missing", "arena.c is missing; what was handed in: text.html"},
	{"lee-55", "graded", "lee_55_9400_work.zip and lee_55_9400_work/ hold the same"},
	{"lab_1_2_ann", "graded", NULL},
	{"lab_1_2_bob", "graded", NULL},
};

#define EXPECTED (sizeof(g_expected) / sizeof(*g_expected))

/*
 * The description of what is to be graded: it says how the submission came in. A hash may
 * follow the key.
 */
static json_t *description_of(const char *run, const char *key)
{
	t_outcome outcome = shell("ls '%s/submissions/%s/" ANSWERED
				  ".json' '%s/submissions/%s'-*/" ANSWERED
				  ".json 2>/dev/null | tr -d '\\n'",
		run, key, run, key);
	json_t *job = json_load_file(outcome.output, 0, NULL);

	ck_assert_msg(job != NULL, "%s is not in the class", key);
	outcome_free(&outcome);
	return job;
}

static void expect_came_in(const char *run, size_t at)
{
	json_t *job = description_of(run, g_expected[at].key);
	json_t *notes = json_object_get(job, "notes");
	char *said = json_dumps(notes, JSON_ENCODE_ANY);
	const char *reason = string_of(job, "refused");
	const char *words = g_expected[at].words;

	ck_assert_msg(is_status(job, g_expected[at].status), "%s: %s, %s, %s",
		g_expected[at].key, string_of(job, "status"), reason, said);
	if (words == NULL)
		ck_assert_msg(
			json_array_size(notes) == 0, "%s: %s", g_expected[at].key, said);
	else
		ck_assert_msg(strstr(reason == NULL ? said : reason, words) != NULL,
			"%s: %s, %s", g_expected[at].key, reason, said);
	free(said);
	json_decref(job);
}

/* Only the plan is made: nothing is graded. */
static char *plan(const char *folder, const char *submissions)
{
	char *whole = realpath(folder, NULL);
	char *run = text_format("%s/run", whole);
	t_outcome outcome = shell(
		"mkdir -p '%s' && sh grader/setup/python.sh desk plan --submissions '%s/%s' --run '%s' --lesson 09a --compiler gcc "
		"--build build",
		run, whole, submissions, run);

	free(whole);
	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	return run;
}

static json_t *class_of(const char *run)
{
	char *path = text_format("%s/" CLASS_FILE, run);
	json_t *class = json_load_file(path, 0, NULL);

	free(path);
	ck_assert_ptr_nonnull(class);
	return class;
}

static const char *why_left_out(const json_t *class, const char *entry)
{
	size_t index;
	json_t *left;

	json_array_foreach(json_object_get(class, "left_out"), index, left)
	{
		if (strcmp(string_of(left, "entry"), entry) == 0)
			return string_of(left, "why");
	}
	ck_abort_msg("%s is not left out", entry);
}

static size_t looks_of(const json_t *class, const char *key)
{
	size_t index;
	json_t *student;

	json_array_foreach(json_object_get(class, "students"), index, student)
	{
		if (text_begins(string_of(student, "key"), key))
			return json_array_size(json_object_get(student, "look"));
	}
	ck_abort_msg("%s is not in the class", key);
}

START_TEST(what_students_hand_in_is_taken_or_told)
{
	char *folder = test_folder();
	t_outcome outcome = shell(g_class, folder);

	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	outcome_free(&outcome);
	char *run = plan(folder, "s");
	json_t *class = class_of(run);
	for (size_t i = 0; i < EXPECTED; i++)
	{
		expect_came_in(run, i);
		/* Whatever there is to say is in the list of what to look at. */
		ck_assert_msg(looks_of(class, g_expected[i].key) ==
				      (g_expected[i].words != NULL),
			"%s", g_expected[i].key);
	}
	/* Everything that was there is a student's, or is left out. */
	ck_assert_uint_eq(json_array_size(json_object_get(class, "students")), EXPECTED);
	ck_assert_uint_eq(json_array_size(json_object_get(class, "left_out")), 5);
	ck_assert_ptr_nonnull(strstr(why_left_out(class, "run"), "OUT of a make class"));
	ck_assert_ptr_nonnull(
		strstr(why_left_out(class, "begun"), "OUT of a make class"));
	why_left_out(class, "stray.txt");
	why_left_out(class, "link");
	why_left_out(class, ".hidden");
	json_decref(class);
	free(run);
	drop_folder(folder);
}
END_TEST

/*
 * The class as one archive: times are those in the archive, not those of its unpacking.
 */
START_TEST(an_archive_of_a_class_keeps_its_times)
{
	char *folder = test_folder();
	t_outcome outcome = shell(
		"cd '%s' && mkdir -p t s/x && cp ../../" SKELETON
		" s/x && cp s/x/arena.c t && echo '//' >>t/arena.c && "
		"touch -d 2026-11-02 s/x/arena.c && (cd t && zip -q ../s/x.zip arena.c) && "
		"touch -d 2026-11-01 s/x.zip && "
		"mkdir s/y && cp t/arena.c s/y && zip -qr class.zip s",
		folder);

	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	outcome_free(&outcome);
	char *run = plan(folder, "class.zip");
	json_t *job = description_of(run, "x");
	const char *note =
		json_string_value(json_array_get(json_object_get(job, "notes"), 0));
	ck_assert_msg(
		note != NULL &&
			strstr(note, "x/ was graded: it is newer (2026-11-02 00:00)") !=
				NULL,
		"%s", note);
	json_decref(job);
	free(run);
	drop_folder(folder);
}
END_TEST

START_TEST(seven_zips_are_opened)
{
	char *folder = test_folder();
	t_outcome outcome = shell(
		"command -v 7z >/dev/null || { echo none; exit 0; }; cd '%s' && mkdir s && cp "
		"../../" SKELETON
		" . && 7z a -bd s/seven.7z arena.c >/dev/null && 7z a -bd -psecret "
		"-mhe=on s/secret.7z arena.c >/dev/null",
		folder);
	int there = strcmp(outcome.output, "none\n") != 0;

	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	outcome_free(&outcome);
	if (!there)
		fputs("skipped: seven_zips_are_opened (there is no 7z here to make one)\n",
			stderr);
	char *run = there ? plan(folder, "s") : NULL;
	json_t *open = there ? description_of(run, "seven") : NULL;
	json_t *secret = there ? description_of(run, "secret") : NULL;
	ck_assert(!there || is_status(open, "graded"));
	ck_assert(!there ||
		  strstr(string_of(secret, "refused"), "it has a password") != NULL);
	json_decref(secret);
	json_decref(open);
	free(run);
	drop_folder(folder);
}
END_TEST

/* What cannot be read here is nobody's fault, and has no result rather than no points. */
START_TEST(what_cannot_be_read_is_not_graded)
{
	char *folder = test_folder();
	char *submissions = text_format("%s/s", folder);
	t_outcome outcome =
		shell("cd '%s' && mkdir -p s/ann/deep s/bob && cp ../../" SKELETON
		      " s/bob && chmod 0 "
		      "s/ann/deep && ls s/ann/deep >/dev/null 2>&1 || echo closed",
			folder);
	int closed = strcmp(outcome.output, "closed\n") == 0;

	outcome_free(&outcome);
	if (!closed)
		fputs("skipped: what_cannot_be_read_is_not_graded (root can read everything)\n",
			stderr);
	char *run = plan(folder, "s");
	json_t *class = class_of(run);
	char *path = text_format("%s/submissions/ann/" ANSWERED ".json", run);
	ck_assert(!closed || access(path, F_OK) == -1);
	ck_assert(!closed || looks_of(class, "ann") == 1);
	ck_assert_uint_eq(looks_of(class, "bob"), 0);
	outcome = shell("chmod 700 '%s/ann/deep'", submissions);
	outcome_free(&outcome);
	free(path);
	json_decref(class);
	free(run);
	free(submissions);
	drop_folder(folder);
}
END_TEST

/* Names are shown as they are written; what would turn the text around is not. */
START_TEST(names_are_shown_as_they_are_spelled)
{
	char *folder = test_folder();
	t_outcome outcome =
		shell("cd '%s' && mkdir -p 's/علی\u200cرضا' 's/bidi\u202egnp'", folder);

	ck_assert(outcome_good(&outcome));
	outcome_free(&outcome);
	char *run = plan(folder, "s");
	json_t *class = class_of(run);
	char *students = json_dumps(json_object_get(class, "students"), 0);
	ck_assert_msg(strstr(students, "\"علی\u200cرضا\"") != NULL, "%s", students);
	ck_assert_msg(strstr(students, "\"bidi\\\\xe2\\\\x80\\\\xaegnp\"") != NULL, "%s",
		students);
	free(students);
	json_decref(class);
	free(run);
	drop_folder(folder);
}
END_TEST

/* Whoever has no grade stands before those that have, and what is nobody's before all. */
START_TEST(the_class_page_lists_what_to_look_at)
{
	char *run = test_folder();
	char *page;

	put(run, CLASS_FILE,
		"{\"lessons\": [\"09z_test\"], \"left_out\": [{\"entry\": \"<b>.rar\", \"why\": \"it is "
		"odd\"}], \"students\": "
		"[{\"key\": \"ann\", \"name\": \"Ann\", \"look\": [{\"lesson\": \"09z_test\", \"text\": "
		"\"Arena.c was "
		"graded\"}]}, {\"key\": \"bob\", \"name\": \"Bob\", \"look\": [{\"lesson\": \"09z_test\", "
		"\"text\": "
		"\"two & three\"}]}, {\"key\": \"cyd\", \"name\": \"Cyd\"}]}");
	write_result(run, "ann", json_loads("{\"rows\": []}", 0, NULL), "graded", 0);
	write_result(run, "bob", json_loads("{\"rows\": []}", 0, NULL), "refused", 0);
	char *words = make_page(run, &page);
	expect_order(words, "Look at these", "<b>.rar left out: it is odd");
	expect_order(words, "<b>.rar left out: it is odd", "Bob two & three");
	expect_order(words, "Bob two & three", "Ann Arena.c was graded");
	free(words);
	free(page);
	drop_folder(run);
}
END_TEST

void intake_tests(void)
{
	const t_tests tests = {"intake", 250};

	add_tests(tests, what_students_hand_in_is_taken_or_told, 1);
	add_tests(tests, an_archive_of_a_class_keeps_its_times, 1);
	add_tests(tests, seven_zips_are_opened, 1);
	add_tests(tests, what_cannot_be_read_is_not_graded, 1);
	add_tests(tests, names_are_shown_as_they_are_spelled, 1);
	add_tests(tests, the_class_page_lists_what_to_look_at, 1);
}
