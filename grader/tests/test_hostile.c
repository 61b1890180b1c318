/*
 * Hostile submissions, in a folder for each lesson that they pretend to answer: each earns no more than its first line allows, ends in time, and
 * leaves nothing behind. They are graded inside a PID namespace made for each, because
 * some of them signal whatever they can reach.
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
 * A PID namespace with a /proc of its own. The mount must not travel to other namespaces,
 * and in a chroot unshare cannot see to that, since there / is no mount.
 */
#define CAGE                                                                                                 \
	"unshare --mount --propagation unchanged --pid --fork --kill-child "                                 \
	"sh -c 'mount --make-private /proc && mount -t proc proc /proc && exec \"$@\"' cage"
#define USER_CAGE "unshare --user --map-root-user --pid --fork --kill-child --mount-proc"

/* A submission: the lesson that it pretends to answer, its folder, and a file of it. */
typedef struct s_enemy
{
	char *lesson;
	char *folder;
	char *file;
} t_enemy;

static t_enemy *g_enemies;

/* The points that the first line of one of its files allows: "Earns 0: ..." behind the opening of a comment. */
static int allowance(const t_enemy *enemy)
{
	size_t size;
	int points = -1;
	char *text = file_read(enemy->file, 1 << 20, &size);

	ck_assert_msg(text != NULL && sscanf(text, "/* Earns %d:", &points) == 1,
		"%s does not say what it earns", enemy->file);
	free(text);
	return points;
}

START_TEST(a_hostile_submission_earns_nothing)
{
	const t_enemy *enemy = &g_enemies[_i];
	char *own = test_folder();
	t_outcome outcome =
		shell("ls -A /dev/shm . > %s/before; %s "
		      "build/grade --submission %s --json %s/result.json %s > %s/report 2>&1; echo $?; "
		      "ls -A /dev/shm . > %s/after; diff %s/before %s/after",
			own, geteuid() == 0 ? CAGE : USER_CAGE, enemy->folder, own, enemy->lesson, own, own,
			own, own);
	char *path = text_format("%s/result.json", own);
	json_t *result = json_load_file(path, 0, NULL);

	ck_assert_msg(strcmp(outcome.output, "0\n") == 0, "%s: %s", enemy->folder, outcome.output);
	ck_assert_int_eq(outcome.orphans, 0);
	ck_assert_msg(result != NULL, "%s leaves no result", enemy->folder);
	ck_assert_msg(
		score_in(result) <= allowance(enemy), "%s earns %d points", enemy->folder, score_in(result));
	if (strcmp(status_in(result), "graded") != 0)
		ck_assert_int_gt(strlen(json_string_value(json_object_get(result, "reason"))), 10);
	expect_nothing_left();
	json_decref(result);
	outcome_free(&outcome);
	free(path);
	drop_folder(own);
}
END_TEST

#define HEAD                                                                                                 \
	"#include \"arena.h\"\n#include <stdlib.h>\n#include <unistd.h>\n#include <signal.h>\n#include "     \
	"<sys/wait.h>\n"
#define REST                                                                                                 \
	"void *arena_alloc(t_arena *a, size_t s) { (void)a; (void)s; return NULL; }\n"                       \
	"void arena_dump(const t_arena *a, FILE *f) { (void)a; (void)f; }\n"                                 \
	"int arena_free(t_arena *a) { (void)a; return -1; }\n"
#define INIT(body)                                                                                           \
	"int arena_init(t_arena *a, size_t s)\n{\n\t(void)a;\n\t(void)s;\n\t" body "\n\treturn 0;\n}\n"

/* What the inspection of the object would refuse: here it is left out, to try the locks behind it. */
static const char *const g_uninspected[] = {
	HEAD INIT("exit(0);") REST,
	HEAD INIT("_exit(0);") REST,
	HEAD INIT("if (fork() != 0) _exit(0);") REST,
	HEAD INIT("if (fork() == 0) exit(0); wait(0); exit(0);") REST,
	HEAD INIT("kill(getppid(), SIGKILL); exit(0);") REST,
	HEAD INIT("kill(getppid(), SIGSTOP);") REST,
	HEAD INIT("setsid(); if (fork() == 0) for (;;) pause();") REST,
	HEAD INIT("for (int i = 0; i < 1024; i++) close(i); exit(0);") REST,
	HEAD INIT("raise(SIGSTOP);") REST,
	HEAD "__attribute__((constructor)) static void f(void) { _exit(0); }\n" INIT("") REST,
	HEAD "__attribute__((destructor)) static void f(void) { _exit(0); }\n" INIT("") REST,
	HEAD "int waitpid_(void) { return 0; }\nvoid _exit(int s) { (void)s; for (;;) ; }\n" INIT("_exit(0);")
		REST,
};

static void build_uninspected(t_object *object, const t_lesson *lesson, const char *work, const char *source)
{
	json_t *notes = json_array();

	put(work, "source.txt", "");
	char *folder = text_format("%s/in", work);
	ck_assert_int_eq(folder_make(folder), 0);
	put(folder, "arena.c", source);
	ck_assert_int_eq(submission_gather(lesson, folder, work, notes).status, STATUS_GRADED);
	*object = (t_object){.warnings = text_copy("")};
	ck_assert_int_eq(compile(object, "gcc", work, "arena.c", folder).status, STATUS_GRADED);
	ck_assert_int_eq(localise(object, lesson, work).status, STATUS_GRADED);
	ck_assert_int_eq(program_link(object, lesson, "gcc", "build", work).status, STATUS_GRADED);
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
	char *wrong = results_of(&results, &lesson, work, 1, 0);
	ck_assert_msg(wrong == NULL, "%s", wrong);
	for (size_t i = 0; i < results.count; i++)
		ck_assert_msg(
			results.rows[i].status != ROW_PASSED, "row %s passes", lesson.rubric.rules[i].name);
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
			char *folder = text_format(CORPUS "/%s/%s", lessons[i], names[at]);
			g_enemies = realloc(g_enemies, (count + 1) * sizeof(*g_enemies));
			g_enemies[count++] = (t_enemy){lessons[i], folder, first_file(folder)};
		}
		names_free(names);
	}
	free(lessons);
	return count;
}

Suite *hostile_suite(void)
{
	Suite *suite = suite_create("hostile submissions");
	TCase *tests = add_case(suite, "hostile", 200);

	add_shared(tests, a_hostile_submission_earns_nothing, find_enemies());
	add_shared(tests, no_row_passes_even_without_the_inspection,
		sizeof(g_uninspected) / sizeof(*g_uninspected));
	return suite;
}
