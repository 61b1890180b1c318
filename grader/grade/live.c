/*
 * `make watch`: grades a lesson whenever one of its files is saved, and goes on to the
 * next when one is complete. Each grading is a process of its own, which a newer save
 * ends, so that the report is always of what was saved last. inotify(7) and not entr:
 * what is to be graded depends on which file was saved, and on what came of it.
 */

#define _GNU_SOURCE
#include "live.h"
#include "file.h"
#include "graded.h"
#include "report.h"
#include "run.h"
#include "state.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

/* Editors save in several steps: what comes within so many milliseconds is one save. */
#define PAUSE_MS 20

static int is_complete_now(const t_live *live, size_t index)
{
	t_lesson lesson;
	int complete = 0;

	char *wrong = lesson_open(&lesson, live->names[index]);
	free(wrong);
	if (wrong != NULL)
		return 0;
	char *fingerprint = state_fingerprint(&lesson, &live->options->request);
	json_t *result = state_load(&lesson, &live->options->request);
	complete = state_is_current(result, fingerprint) && is_complete(result);
	json_decref(result);
	free(fingerprint);
	lesson_close(&lesson);
	return complete;
}

/* Where a grading leaves its result for the process that watches. */
static char *result_path(const t_live *live)
{
	return text_format("%s/results/watch.json", live->options->request.build);
}

/* ---- in the process of a grading ---- */

static void show_rows(const char *work, void *data)
{
	screen_show_rows(data, work);
}

static void show_native(const json_t *result, void *data)
{
	screen_stop_rows();
	screen_show(data, result, 0);
}

static void __attribute__((noreturn)) grade_now(t_live *live)
{
	t_options options = *live->options;
	t_graded graded;

	options.request.begun = show_rows;
	options.request.seen = show_native;
	options.request.data = live;
	options.request.patience = UNTIL_THREE_LATE;
	options.json = result_path(live);
	screen_begin(live);
	char *wrong = graded_make(&graded, &options, live->names[live->current]);
	screen_stop_rows();
	if (wrong == NULL)
		screen_show(live, graded.result, 1);
	else if (run_signal() == 0)
		complain(wrong);
	/* Not exit: what the parent had in its buffers is the parent's. */
	_exit(wrong == NULL ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* ---- in the process that watches ---- */

static void begin_grading(t_live *live)
{
	fflush(stdout);
	json_decref(live->result);
	live->result = NULL;
	live->row = NULL;
	live->grading = fork();
	if (live->grading == 0)
		grade_now(live);
	if (live->grading == -1)
		live->grading = 0;
}

/* Ends the grading that runs, if one does. It clears its work away first. */
static void end_grading(t_live *live)
{
	if (live->grading == 0)
		return;
	kill(live->grading, SIGTERM);
	while (waitpid(live->grading, NULL, 0) == -1 && errno == EINTR)
		continue;
	live->grading = 0;
}

/* The first lesson from `from` on, round and round, that is not complete; count where all
 * are. */
static size_t next_unfinished(const t_live *live, size_t from)
{
	for (size_t i = 0; i < live->count; i++)
		if (!is_complete_now(live, (from + i) % live->count))
			return (from + i) % live->count;
	return live->count;
}

/* A grading has come to its end: where the lesson is complete now, the next one's
 * begins. */
static void go_on(t_live *live)
{
	char *path = result_path(live);

	live->grading = 0;
	live->result = json_load_file(path, 0, NULL);
	free(path);
	if (!is_complete_now(live, live->current))
		return;
	size_t next = next_unfinished(live, live->current + 1);
	if (next == live->count)
	{
		if (!live->told)
			printf("Every lesson is complete.\n");
		live->told = 1;
		return;
	}
	if (live->has_keys)
	{
		printf("Complete! Any key goes on with %s;\n"
		       "make after LESSON=%.*s has answers, and the reference beside your code.\n",
			live->names[next], (int)strcspn(live->names[live->current], "_"),
			live->names[live->current]);
		fflush(stdout);
		live->waits = 1;
		live->next = next;
		return;
	}
	printf("%s is complete. Next: %s\n", live->names[live->current],
		live->names[next]);
	live->current = next;
	begin_grading(live);
}

static int is_source(const char *name)
{
	return name[0] != '.' && file_is_source(name);
}

/* Reads what inotify has. Returns the lesson whose source was saved, or -1. */
static int read_saves(const t_live *live)
{
	char bytes[8192] __attribute__((aligned(__alignof__(struct inotify_event))));
	int saved = -1;
	ssize_t size = read(live->inotify, bytes, sizeof(bytes));

	for (ssize_t at = 0; at < size;)
	{
		const struct inotify_event *event =
			(const struct inotify_event *)(bytes + at);
		for (size_t i = 0; i < live->count; i++)
			if (event->wd == live->watches[i] && event->len > 0 &&
				is_source(event->name))
				saved = (int)i;
		at += (ssize_t)sizeof(*event) + event->len;
	}
	return saved;
}

static void take_saves(t_live *live)
{
	int saved = read_saves(live);
	struct pollfd more = {live->inotify, POLLIN, 0};

	while (poll(&more, 1, PAUSE_MS) == 1)
	{
		int later = read_saves(live);
		saved = later == -1 ? saved : later;
	}
	if (saved == -1)
		return;
	end_grading(live);
	live->waits = 0;
	live->current = (size_t)saved;
	live->told = 0;
	begin_grading(live);
}

static void watch_saves(t_live *live)
{
	/* A grading that ends is noticed within this time; a save at once. */
	const int tick_ms = 20;
	struct pollfd events[] = {{live->inotify, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};

	while (run_signal() == 0 && !live->is_over)
	{
		int count = poll(events, live->has_keys ? 2 : 1,
			live->grading == 0 ? -1 : tick_ms);
		if (count > 0 && events[0].revents != 0)
			take_saves(live);
		if (count > 0 && live->has_keys && events[1].revents != 0)
			keys_take(live);
		if (live->goes_on)
		{
			live->goes_on = live->waits = 0;
			live->current = live->next;
			begin_grading(live);
		}
		if (live->grading != 0 &&
			waitpid(live->grading, NULL, WNOHANG) == live->grading)
			go_on(live);
	}
	end_grading(live);
}

static char *begin_watching(t_live *live)
{
	live->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (live->inotify == -1)
		return text_format("inotify: %s", strerror(errno));
	for (size_t i = 0; i < live->count; i++)
	{
		char *folder = text_format("lessons/%s", live->names[i]);
		live->watches[i] = inotify_add_watch(live->inotify, folder,
			IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
		char *wrong = live->watches[i] == -1
				      ? text_format("%s: %s", folder, strerror(errno))
				      : NULL;
		free(folder);
		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

static char *find_current(t_live *live, const char *name)
{
	t_lesson lesson;

	if (name == NULL)
	{
		live->current = next_unfinished(live, 0) % live->count;
		return NULL;
	}
	char *wrong = lesson_open(&lesson, name);
	for (size_t i = 0; wrong == NULL && i < live->count; i++)
		if (strcmp(live->names[i], lesson.name) == 0)
			live->current = i;
	if (wrong == NULL)
		lesson_close(&lesson);
	return wrong;
}

int command_watch(const t_options *options, const char *lesson)
{
	t_live live = {.options = options, .names = lesson_names()};
	char *wrong = NULL;

	while (live.names[live.count] != NULL)
		live.count++;
	live.watches = memory_for(live.count, sizeof(*live.watches));
	if (live.count == 0)
		wrong = no_lesson();
	if (wrong == NULL)
		wrong = find_current(&live, lesson);
	if (wrong == NULL)
		wrong = begin_watching(&live);
	if (wrong == NULL)
	{
		keys_begin(&live);
		begin_grading(&live);
		watch_saves(&live);
		keys_end(&live);
		json_decref(live.result);
		close(live.inotify);
	}
	free(live.watches);
	names_free(live.names);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
