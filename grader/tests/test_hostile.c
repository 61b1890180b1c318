/*
 * Hostile submissions, in a folder for each lesson that they pretend to answer: each
 * earns no more than its first line allows, ends in time, leaves nothing behind, and gets
 * a report that tells what happened and shows nothing that is not its own. They are
 * graded inside a PID namespace made for each, because some of them signal whatever they
 * can reach.
 */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "lesson.h"
#include "object.h"
#include "program.h"
#include "results.h"
#include "submission.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CORPUS "grader/hostile"
/* The lesson that the small submissions below pretend to answer. */
#define LESSON "09a"

/*
 * In the cage, /tmp and /dev/shm are new and empty where that can be (not where the
 * checkout is in one of them); what stands there when the grading is over was left
 * behind, as was any process.
 */
#define CAGED                                                                                              \
	" sh -c '" OWN_PROC                                                                                \
	" || exit; mount --make-rprivate / 2>/dev/null && for f in /tmp /dev/shm; do "                     \
	"case $PWD in $f/*) ;; *) mount -t tmpfs none $f && clean=\"$clean $f\" ;; esac; done; "           \
	"out=$1; shift; \"$@\" >$out 2>&1; echo $?; set -- /proc/[0-9]*; test $# -eq 1 || echo left: $*; " \
	"test -z \"$clean\" || find $clean -mindepth 1; ipcs -m -q -s | grep ^0x' cage"

/* Lines that are shorter stand in many files. */
#define TELLING 32

/* A submission: the lesson that it pretends to answer, its folder, and the first of its
 * files. */
typedef struct s_enemy
{
	char *lesson;
	char *folder;
	char *file;
} t_enemy;

static t_enemy *g_enemies;
/* What begins a command in the cage, or NULL where this machine makes none. */
static char *g_cage;

static char *contents(const char *path)
{
	size_t size;
	char *text = file_read(path, 1 << 20, &size);

	ck_assert_msg(text != NULL, "%s cannot be read", path);
	return text;
}

/* The points that the first line of its file allows: "Earns 0: ..." behind the opening of
 * a comment. */
static int allowance(const t_enemy *enemy)
{
	int points = -1;
	char *text = contents(enemy->file);

	ck_assert_msg(sscanf(text, "/* Earns %d:", &points) == 1,
		"%s does not say what it earns", enemy->file);
	free(text);
	return points;
}

/* The text with one blank for all that parts two words: a report is broken into lines. */
static char *flat(const char *text)
{
	char *copy = text_copy(text);
	char *to = copy;

	for (; *text != '\0'; text++)
		if (strchr(" \n", *text) == NULL)
			*to++ = *text;
		else if (to != copy && to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
	return copy;
}

/* Whether one of the wordings, parted by " | ", stands in the text. */
static int is_told(const char *told, char *wordings)
{
	char *next;

	for (char *wording = wordings; wording != NULL; wording = next)
	{
		next = strstr(wording, " | ");
		if (next != NULL)
		{
			*next = '\0';
			next += strlen(" | ");
		}
		if (strstr(told, wording) != NULL)
			return 1;
	}
	return 0;
}

/*
 * What the lines behind the first say must be told, "Told: ..." in a comment of its own,
 * stands in the report. A file out of bounds is told otherwise where the compiler is shut
 * in: "Told: this | or that".
 */
static void expect_told(const t_enemy *enemy, const char *report)
{
	char *text = contents(enemy->file);
	char *told = flat(report);
	int count = 0;

	for (char *line = strchr(text, '\n');
		line != NULL && text_begins(line, "\n/* Told: ");
		line = strchr(line + 1, '\n'), count++)
	{
		const char *words = line + strlen("\n/* Told: ");
		char *wanted = text_format(
			"%.*s", (int)(strcspn(words, "\n") - strlen(" */")), words);
		ck_assert_msg(is_told(told, wanted),
			"the report of %s does not tell \"%s\":\n%.3000s", enemy->folder,
			wanted, report);
		free(wanted);
	}
	ck_assert_msg(count > 0, "%s does not say what the report tells", enemy->file);
	free(told);
	free(text);
}

/* No control character, and none that turns the text around or that nobody sees. */
static void expect_harmless(const t_enemy *enemy, const char *text)
{
	static const char *const bad[] = {"\xe2\x80\xae", "\xe2\x80\xab", "\xe2\x81\xa6",
		"\xe2\x81\xa7", "\xe2\x80\x8b", "\xe2\x80\x8f", "\xe2\x81\xa0",
		"\xd8\x9c", "\xef\xbb\xbf", "\xc2\x9b", "\xc2\x85"};

	for (const char *at = text; *at != '\0'; at++)
		ck_assert_msg((*at & 0xe0) != 0 || *at == '\n',
			"%s shows a control character", enemy->folder);
	ck_assert_msg(strchr(text, 0x7f) == NULL, "%s shows a control character",
		enemy->folder);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(strstr(text, bad[i]) == NULL,
			"%s shows an unseen character", enemy->folder);
}

static void expect_harmless_texts(const t_enemy *enemy, json_t *value)
{
	const char *key;
	size_t index;
	json_t *inner;

	if (json_is_string(value))
		expect_harmless(enemy, json_string_value(value));
	json_object_foreach(value, key, inner)
		expect_harmless_texts(enemy, inner);
	json_array_foreach(value, index, inner)
		expect_harmless_texts(enemy, inner);
}

/* All that the files of a folder hold, as a new string. */
static char *files_of(const char *folder)
{
	t_outcome outcome = shell("cat '%s'/*.[ch]", folder);

	return outcome.output;
}

/* No line of a secret file stands in what is told, but where the submission or the lesson
 * has it, too. */
static void expect_no_line_of(
	const char *secret, const char *known, const char *told, const t_enemy *enemy)
{
	char *text = text_copy(secret);
	char *rest;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
	{
		line += strspn(line, " \t");
		if (strlen(line) >= TELLING && strstr(known, line) == NULL)
			ck_assert_msg(strstr(told, line) == NULL, "%s shows \"%s\"",
				enemy->folder, line);
	}
	free(text);
}

static void expect_no_secrets(
	const t_enemy *enemy, const json_t *result, const char *report)
{
	const char *lesson = json_string_value(json_object_get(result, "lesson"));
	char *folder = text_format("solutions/%s", lesson);
	char *lessons = text_format("lessons/%s", lesson);
	char *secrets[] = {files_of(folder), contents("/etc/passwd")};
	char *own = files_of(enemy->folder);
	char *public = files_of(lessons);
	char *known = text_format("%s%s", own, public);
	char *json = json_dumps(result, 0);

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
	{
		expect_no_line_of(secrets[i], known, report, enemy);
		expect_no_line_of(secrets[i], known, json, enemy);
		free(secrets[i]);
	}
	ck_assert_ptr_null(strstr(report, "root:x:0:"));
	free(json);
	free(known);
	free(public);
	free(own);
	free(lessons);
	free(folder);
}

static void make_cage(void)
{
	g_cage = unshared("hostile submissions", CAGE, "sh -c '" OWN_PROC "'");
}

/* The report and the result of a grading in a cage. */
typedef struct s_told
{
	char *report;
	json_t *result;
} t_told;

/* How long a grading may take: who uses up the time need not have all of it to show that,
 * unless "Seconds: 60" is in the file. */
static int seconds_for(const t_enemy *enemy)
{
	int seconds = 20;
	char *text = enemy->file == NULL ? text_copy("") : contents(enemy->file);
	const char *asked = strstr(text, "\n/* Seconds: ");

	if (asked != NULL)
		sscanf(asked, "\n/* Seconds: %d", &seconds);
	free(text);
	return seconds;
}

static t_told grade_in_cage(const t_enemy *enemy)
{
	char *own = test_folder();
	t_outcome outcome = shell(
		"ls -A . > %s/before; %s" CAGED
		" %s/report build/grade --verbose 1 --seconds %d --submission %s --json %s/result.json %s; "
		"ls -A . > %s/after; diff %s/before %s/after",
		own, g_cage, own, seconds_for(enemy), enemy->folder, own, enemy->lesson,
		own, own, own);
	char *path = text_format("%s/result.json", own);
	char *report = text_format("%s/report", own);
	t_told told = {contents(report), json_load_file(path, 0, NULL)};

	ck_assert_msg(strcmp(outcome.output, "0\n") == 0, "%s: %.3000s", enemy->folder,
		outcome.output);
	ck_assert_int_eq(outcome.orphans, 0);
	ck_assert_msg(told.result != NULL, "%s leaves no result", enemy->folder);
	outcome_free(&outcome);
	free(report);
	free(path);
	drop_folder(own);
	return told;
}

static const char *enemy_label(int at)
{
	return strrchr(g_enemies[at].folder, '/') + 1;
}

START_TEST(a_hostile_submission_earns_nothing)
{
	if (g_cage == NULL)
		return;
	char *folder = test_folder();
	t_enemy laid_out = g_enemies[_i];
	const t_enemy *enemy = &laid_out;
	laid_out.folder = lay_out_enemy(laid_out.folder, folder);
	t_told told = grade_in_cage(enemy);

	ck_assert_msg(score_in(told.result) <= allowance(enemy), "%s earns %d points",
		enemy->folder, score_in(told.result));
	if (strcmp(status_in(told.result), "graded") != 0)
		ck_assert_int_gt(
			strlen(json_string_value(json_object_get(told.result, "reason"))),
			10);
	expect_told(enemy, told.report);
	expect_harmless(enemy, told.report);
	expect_harmless_texts(enemy, told.result);
	expect_no_secrets(enemy, told.result, told.report);
	expect_nothing_left();
	json_decref(told.result);
	free(told.report);
	free(laid_out.folder);
	drop_folder(folder);
}
END_TEST

/* Folders that a checkout cannot hold: how each is made, and what the report says of
 * it. */
static const struct
{
	const char *made;
	const char *told;
} g_odd[] = {
	{"mkfifo arena.c", "arena.c is not a regular file"},
	{"mkdir arena.c", "arena.c is a folder, not a file"},
	{"ln -s /dev/zero arena.c", "arena.c is a link"},
	{"ln -s ../../solutions/09a_arena_scope_local_mmap/arena.c arena.c",
		"arena.c is a link"},
	{"printf 'int a;\\0int b;' > arena.c", "holds a NUL byte"},
	{"truncate -s 64M arena.c", "which no answer needs"},
	{"echo '#include \"other.h\"' > arena.c; ln -s /etc/passwd other.h", "other.h"},
	{"echo '#include \"other.h\"' > arena.c; mkfifo other.h", "other.h"},
	{"echo 'int a;' > arena.c; mkfifo \"$(printf '\\033[2J\\342\\200\\256').h\"",
		"\\x1b[2J\\xe2\\x80\\xae.h"},
};

START_TEST(an_odd_folder_is_told)
{
	if (g_cage == NULL)
		return;
	char *folder = test_folder();
	t_enemy enemy = {.lesson = LESSON, .folder = folder};
	t_outcome made = shell("cd %s && %s", folder, g_odd[_i].made);

	ck_assert_msg(outcome_good(&made), "%s: %s", g_odd[_i].made, made.output);
	t_told told = grade_in_cage(&enemy);
	char *text = flat(told.report);
	ck_assert_int_eq(score_in(told.result), 0);
	ck_assert_msg(strstr(text, g_odd[_i].told) != NULL, "%s", told.report);
	expect_harmless(&enemy, told.report);
	expect_harmless_texts(&enemy, told.result);
	ck_assert_ptr_null(strstr(told.report, "root:x:0:"));
	expect_nothing_left();
	free(text);
	json_decref(told.result);
	free(told.report);
	outcome_free(&made);
	drop_folder(folder);
}
END_TEST

/* Calls of the kernel that the linked C library has no function for. */
#if defined(__x86_64__)
#define KERNEL                                                                                             \
	"static inline long kernel(long number, long one, long two)\n{\n"                                  \
	"\tlong value;\n"                                                                                  \
	"\t__asm__ volatile(\"xor %%edx, %%edx; xor %%r10d, %%r10d; syscall\" : \"=a\"(value)\n"           \
	"\t\t: \"0\"(number), \"D\"(one), \"S\"(two) : \"rcx\", \"rdx\", \"r10\", \"r11\", \"memory\");\n" \
	"\treturn value;\n}\n"
#else
#define KERNEL                                                                                                    \
	"static inline long kernel(long number, long one, long two)\n{\n"                                         \
	"\tregister long x8 __asm__(\"x8\") = number, x0 __asm__(\"x0\") = one;\n"                                \
	"\tregister long x1 __asm__(\"x1\") = two, x2 __asm__(\"x2\") = 0, x3 __asm__(\"x3\") = 0;\n"             \
	"\t__asm__ volatile(\"svc 0\" : \"+r\"(x0) : \"r\"(x8), \"r\"(x1), \"r\"(x2), \"r\"(x3) : \"memory\");\n" \
	"\treturn x0;\n}\n"
#endif
#define HEAD                                                                             \
	"#include \"arena.h\"\n#include <stdlib.h>\n#include <unistd.h>\n"               \
	"#include <signal.h>\n#include <sys/syscall.h>\n" KERNEL
#define REST                                                                             \
	"void *arena_alloc(t_arena *a, size_t s) { (void)a; (void)s; return NULL; }\n"   \
	"void arena_dump(const t_arena *a, FILE *f) { (void)a; (void)f; }\n"             \
	"int arena_free(t_arena *a) { (void)a; return -1; }\n"
#define INIT(body)                                                                       \
	"int arena_init(t_arena *a, size_t s)\n{\n\t(void)a;\n\t(void)s;\n\t" body       \
	"\n\treturn 0;\n}\n"

/* What the inspection of the object would refuse: here it is left out, to try the locks
 * behind it. */
static const char *const g_uninspected[] = {
	HEAD INIT("exit(0);") REST,
	HEAD INIT("_exit(0);") REST,
	HEAD INIT("if (fork() != 0) _exit(0);") REST,
	HEAD INIT("if (fork() == 0) exit(0); kernel(SYS_wait4, -1, 0); exit(0);") REST,
	HEAD INIT("kernel(SYS_kill, kernel(SYS_getppid, 0, 0), SIGKILL); exit(0);") REST,
	HEAD INIT("kernel(SYS_kill, kernel(SYS_getppid, 0, 0), SIGSTOP);") REST,
	HEAD INIT(
		"kernel(SYS_setsid, 0, 0); if (fork() == 0) for (;;) kernel(SYS_getppid, 0, 0);")
		REST,
	HEAD INIT("for (int i = 0; i < 1024; i++) close(i); exit(0);") REST,
	HEAD INIT("raise(SIGSTOP);") REST,
	HEAD "__attribute__((constructor)) static void f(void) { _exit(0); }\n" INIT("")
		REST,
	HEAD "__attribute__((destructor)) static void f(void) { _exit(0); }\n" INIT("")
		REST,
	HEAD
	"int waitpid_(void) { return 0; }\nvoid _exit(int s) { (void)s; for (;;) ; }\n" INIT(
		"_exit(0);") REST,
};

static void build_uninspected(
	t_object *object, const t_lesson *lesson, const char *work, const char *source)
{
	json_t *notes = json_array();

	put(work, "source.txt", "");
	char *folder = text_format("%s/in", work);
	ck_assert_int_eq(folder_make(folder), 0);
	put(folder, "arena.c", source);
	const t_found found = {.folder = folder, .file = "arena.c"};
	ck_assert_int_eq(
		submission_gather(lesson, &found, work, notes).status, STATUS_GRADED);
	*object = (t_object){.warnings = text_copy("")};
	ck_assert_int_eq(
		compile(object, &(t_compiler){"gcc", "-Og"}, work, "arena.c", folder)
			.status,
		STATUS_GRADED);
	ck_assert_int_eq(localise(object, lesson, work).status, STATUS_GRADED);
	ck_assert_int_eq(
		program_link(object, lesson, "gcc", "build", work).status, STATUS_GRADED);
	free(folder);
	json_decref(notes);
}

START_TEST(no_row_passes_even_without_the_inspection)
{
	t_lesson lesson;
	t_object object;
	t_results results;
	char *relative = test_folder();
	char *work = realpath(relative, NULL);

	ck_assert_ptr_null(lesson_open(&lesson, LESSON));
	build_uninspected(&object, &lesson, work, g_uninspected[_i]);
	const t_ready ready = {&lesson, "build", work, 1};
	char *wrong = results_of(&results, &ready, 0);
	/* Who leaves before main has begun is no subject at all. */
	ck_assert_msg(
		wrong == NULL || strstr(wrong, "it did not begin") != NULL, "%s", wrong);
	for (size_t i = 0; i < results.count; i++)
		ck_assert_msg(results.rows[i].status != ROW_PASSED, "row %s passes",
			lesson.rubric.rules[i].name);
	free(wrong);
	results_free(&results);
	object_free(&object);
	lesson_close(&lesson);
	free(work);
	drop_folder(relative);
	expect_nothing_left();
}
END_TEST

/* The first file of a folder, or NULL. */
static char *first_file(const char *folder)
{
	char **names = folders_in("%s", folder);
	char *file = names[0] == NULL ? NULL : text_format("%s/%s", folder, names[0]);

	names_free(names);
	return file;
}

/* Finds all of them. Returns how many there are. */
static int find_enemies(void)
{
	char **lessons = folders_in(CORPUS);
	int count = 0;

	for (size_t i = 0; lessons[i] != NULL; i++)
	{
		char **names = folders_in(CORPUS "/%s", lessons[i]);
		for (size_t at = 0; names[at] != NULL; at++)
		{
			char *folder =
				text_format(CORPUS "/%s/%s", lessons[i], names[at]);
			g_enemies = realloc(g_enemies, (count + 1) * sizeof(*g_enemies));
			g_enemies[count++] =
				(t_enemy){lessons[i], folder, first_file(folder)};
		}
		names_free(names);
	}
	free(lessons);
	return count;
}

void hostile_tests(void)
{
	const t_tests tests = {"hostile", 200};

	make_cage();
	add_labelled(
		tests, a_hostile_submission_earns_nothing, find_enemies(), enemy_label);
	add_tests(tests, an_odd_folder_is_told, sizeof(g_odd) / sizeof(*g_odd));
	add_tests(tests, no_row_passes_even_without_the_inspection,
		sizeof(g_uninspected) / sizeof(*g_uninspected));
}
