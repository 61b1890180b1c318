/* What `make watch` shows: a screen of 24 lines. */

#include "file.h"
#include "live.h"
#include "report.h"
#include "row_result.h"
#include "text.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLEAR "\033[H\033[2J\033[3J"
#define LIMIT (16 << 20)
/* Microseconds between two looks at what the examiner has written. */
#define LOOK_US 10000
/* Rows that are shown as they come. */
#define MOST_ROWS 4

/* The rows of the lesson that is graded, as they come. */
static struct
{
	pthread_t thread;
	atomic_int is_stopped;
	int is_running;
	const t_live *live;
	t_lesson lesson;
	char *path;
	size_t taken; /* bytes of the file */
	int lost; /* rows */
} g_coming;

static void clear_screen(const t_live *live)
{
	t_look look = look_for(live->options);

	if (look.colour)
		fputs(CLEAR, stdout);
}

void screen_begin(const t_live *live)
{
	clear_screen(live);
	command_lines(live->options, live->names[live->current], NULL);
	fputc('\n', stdout);
	fflush(stdout);
}

static json_t *row_of(const t_rule *rule, const t_row_result *came)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:s?, s:s?, s:s?, s:O?}", "name",
		rule->name, "sentence", rule->sentence, "status",
		row_status_name(came->status), "points", 0, "max_points", rule->points,
		"tried", came->tried, "expected", came->expected, "got", came->got,
		"picture", came->picture);
}

/* A line of the examiner's: a row has come to its end. */
static void take_line(const char *line)
{
	t_look look = look_for(g_coming.live->options);
	json_t *object = json_loads(line, 0, NULL);
	const char *name = json_string_value(json_object_get(object, "row"));
	int rule = name == NULL ? -1 : rubric_find(&g_coming.lesson.rubric, name);
	t_row_result came = row_result_read(object);

	if (rule != -1 && came.status >= ROW_FAILED && came.status <= ROW_TIMED_OUT &&
		g_coming.lost++ < MOST_ROWS)
	{
		json_t *row = row_of(&g_coming.lesson.rubric.rules[rule], &came);
		report_coming(stdout, &look, row, g_coming.lost == 1);
		fflush(stdout);
		json_decref(row);
	}
	row_result_free(&came);
	json_decref(object);
}

static void take_lines(void)
{
	size_t size;
	char *text = file_read(g_coming.path, LIMIT, &size);
	char *end;

	while (text != NULL && g_coming.taken < size &&
		(end = strchr(text + g_coming.taken, '\n')) != NULL)
	{
		*end = '\0';
		take_line(text + g_coming.taken);
		g_coming.taken = (size_t)(end + 1 - text);
	}
	free(text);
}

static void *look_for_rows(void *data)
{
	(void)data;
	while (!g_coming.is_stopped)
	{
		take_lines();
		usleep(LOOK_US);
	}
	return NULL;
}

/* Signals are for the thread that waits for the examiner: they end its waiting. */
static int begin_thread(void)
{
	sigset_t all;
	sigset_t before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int status = pthread_create(&g_coming.thread, NULL, look_for_rows, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}

void screen_show_rows(const t_live *live, const char *work)
{
	g_coming.live = live;
	g_coming.path = text_format("%s/rows.json", work);
	char *wrong = lesson_open(&g_coming.lesson, live->names[live->current]);
	/* Where there is no thread the result is shown when it is there. */
	g_coming.is_running = wrong == NULL && begin_thread() == 0;
	free(wrong);
}

void screen_stop_rows(void)
{
	g_coming.is_stopped = 1;
	if (g_coming.is_running)
		pthread_join(g_coming.thread, NULL);
	g_coming.is_running = 0;
}

void screen_show(const t_live *live, const json_t *result, int whole)
{
	t_look look = look_for(live->options);

	look.has_keys = live->has_keys;
	clear_screen(live);
	command_lines(live->options, live->names[live->current], whole ? result : NULL);
	fputc('\n', stdout);
	report_brief(stdout, &look, result, live->row, whole);
	if (whole)
		keys_tell(live);
	fflush(stdout);
}
