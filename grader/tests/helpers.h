#ifndef HELPERS_H
#define HELPERS_H

#include "run.h"

#include <jansson.h>

/* What several of the tests do. */

/* A folder of its own for a test, below build/; removed by drop_folder. A new string. */
char *test_folder(void);
void drop_folder(char *folder);

/* Writes a file of that name in the folder. */
void put(const char *folder, const char *name, const char *text);

/* Runs a shell command in the checkout's folder. */
t_outcome shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says in a line that this test is skipped, and why. */
void skipped(const char *test, const char *why);

/*
 * Asks the machine for what a test needs, by a shell command that works where it is to be
 * had. Returns whether it is; where it is not, a line says that the test is skipped: call
 * it as has(__func__, "PID namespaces", "...").
 */
int has(const char *test, const char *what, const char *command);

/*
 * The beginning of a command that runs the rest in new namespaces, unshare(1) with these
 * options, as a new string: root needs no user namespace, and in a chroot there is none
 * to be had. NULL where this machine makes none in which the command `trial` works; then
 * a line says that the test is skipped.
 */
char *unshared(const char *test, const char *options, const char *trial);

/*
 * A PID namespace with a /proc of its own. The mount must not travel to other namespaces,
 * and in a chroot unshare cannot see to that, since there / is no mount.
 */
#define CAGE "--mount --ipc --pid --fork --kill-child"
#define OWN_PROC "mount --make-private /proc && mount -t proc proc /proc"

/* A trial of one that may mount. */
#define TRIAL_MOUNT "sh -c 'mount --make-private /proc && mount -t tmpfs none /proc'"

/*
 * A copy of the checkout, with skeletons for answers and with what is built, in the
 * folder "a cöpy" of a folder of its own, which is returned: its name has blanks and
 * more. For drop_folder.
 */
char *copy_checkout(void);

/* Lays out a hostile submission, with all the functions that it needs, in the folder of a
 * test. Returns where, a new string. */
char *lay_out_enemy(const char *enemy, const char *folder);

/* Runs a command in the copy; its output must contain the words, and its status must be
 * this. */
void expect_there(const char *folder, const char *command, int status, const char *words);

/* Runs a command in the copy, which must exit with 0. Returns what it printed, a new
 * string. */
char *output_there(const char *folder, const char *command);

/*
 * Grades a folder with the command of the Makefile, or another that COURSE_GRADER names;
 * returns the result. Fails the test where there is none.
 */
json_t *grade_folder(const char *lesson, const char *folder, const char *compiler);

/* The same at this level of optimisation, "-O3"; native: without memcheck. */
json_t *grade_folder_with(const char *lesson, const char *folder, const char *compiler,
	const char *level, int native);

/* The same with gcc, only until the first row is lost. */
json_t *grade_folder_until_loss(const char *lesson, const char *folder);

int score_in(const json_t *result);
const char *status_in(const json_t *result);

/* The status of the row of that name. */
const char *row_status_in(const json_t *result, const char *row);

/* All lessons; only that of COURSE_LESSON, if it is set: make test LESSON=. Ends with
 * NULL; *count gets how many there are. */
char **wanted_lessons(int *count);

/* The names of the folders in a folder, or an empty list where there is none. */
char **folders_in(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* How many processes descend from this one, and how many work folders are there. */
void expect_nothing_left(void);

#endif
