#define _GNU_SOURCE
#include "session.h"

#include "call.h"
#include "child.h"
#include "ends.h"
#include "file.h"
#include "give_up.h"
#include "ledger.h"
#include "memory.h"
#include "observe.h"
#include "order.h"
#include "patience.h"
#include "result.h"
#include "row.h"
#include "row_limits.h"
#include "row_run.h"
#include "trace.h"
#include "turn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_OF(number) #number
#define AS_TEXT(number) TEXT_OF(number)
#define LEAKS 8
/* A subject that is watched is started anew so often. */
#define STARTS 3
/* See UNTIL_THREE_LATE. */
#define MOST_LATE 3

static char **g_subject; /* its command */
static t_process *g_first; /* the fork server */
static size_t g_row; /* the index of the row that runs */
static long g_began;
static size_t g_printed; /* of the output that was shown before */
static unsigned g_errors; /* that memcheck had counted when the row began */
static int g_starts;
/* Of each row of the order. */
static struct s_past
{
	int ended; /* it was run, or skipped */
	int passed;
	int late;
} * g_past;

static char *start(void)
{
	/* It does not pay for the last row, and its forks are none of a row's. */
	limits_begin(0);
	ledger_close();
	char *wrong = turn_begin(g_subject, g_order.traced);

	g_starts++;
	g_first = wrong == NULL ? g_process : NULL;
	return wrong;
}

char *session_begin(char **command, int socket)
{
	g_subject = command;
	g_past = calloc(g_order.count + 1, sizeof(*g_past));
	if (g_past == NULL)
		give_up("memory");
	if (socket != -1)
	{
		char *wrong = turn_join(socket);
		g_first = wrong == NULL ? g_process : NULL;
		return wrong;
	}
	return start();
}

void session_end(void)
{
	turn_end();
}

/* Ends all processes of the row but the first. Returns whether there were any. */
static int kill_processes(void)
{
	size_t next = 0;
	t_process *process;
	int were_there = 0;

	while ((process = process_next(&next)) != NULL)
	{
		if (process == g_first || process->has_ended)
			continue;
		trace_kill(process);
		were_there = 1;
	}
	return were_there;
}

/* The same, and of those that they have forked meanwhile. */
static void end_processes(void)
{
	ledger_close();
	while (kill_processes())
		if (g_is_traced)
			trace_take();
}

/* In its own process, where that costs a fork: not of all of valgrind. */
static void enter_row(void)
{
	g_process = g_first;
	/* One that was forked at the last moment may have come since. */
	end_processes();
	processes_forget();
	limits_begin(g_order.mode == MODE_DEBUGGED ? 0
		     : row_is_watched()            ? WATCHED_FACTOR
						   : 1);
	g_began = now_ms();
	if (g_order.mode == MODE_NATIVE)
		g_process = child_begin();
	ledger_reset();
	stage_clear();
}

static void mark(const char *row)
{
	if (!row_is_watched())
		return;
	snprintf(g_process->window->bytes, WINDOW_BYTES, "row%s%s\n",
		*row == '\0' ? "" : " ", row);
	CALL(STEP_MARK, 0);
	g_errors = g_process->window->memory_errors;
}

static int count_late(void)
{
	int late = 0;

	for (size_t i = 0; i < g_row; i++)
		late += g_past[i].late;
	return late;
}

static void skip_where_hopeless(const t_wanted *row)
{
	char text[200];

	if (row->needs >= 0 && g_past[row->needs].late)
	{
		snprintf(text, sizeof(text), "%s, which this row needs, ran out of time",
			g_order.rows[row->needs].name);
		row_skip(text);
	}
	for (size_t i = 0; g_order.patience == UNTIL_LOSS && i < g_row; i++)
		if (g_past[i].ended && !g_past[i].passed)
			row_skip("a row before this one was lost");
	if (g_order.patience == UNTIL_THREE_LATE && count_late() >= MOST_LATE)
		row_skip("three rows did not end; fix the first of them");
	if (!observable(row->observes))
		row_not_graded(observe_reason(row->observes));
}

static const t_row *row_named(const char *name)
{
	for (const t_row *row = __start_course_rows; row < __stop_course_rows; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

/* memcheck's errors of all processes of the row. */
static unsigned count_errors(void)
{
	unsigned count = 0;
	size_t next = 0;
	t_process *process;

	while ((process = process_next(&next)) != NULL)
	{
		unsigned before = process == g_first ? g_errors : process->errors;
		if (process->window != NULL && process->window->memory_errors > before)
			count += process->window->memory_errors - before;
	}
	return count;
}

/* What the row has left mapped, and who mapped it. */
static void add_leaks(t_row_result *result)
{
	t_mapping left[ROW_LEAKS];
	size_t count = ledger_live(left, ROW_LEAKS);

	result->mapped = ledger_mapped();
	result->leak_count = count < ROW_LEAKS ? count : ROW_LEAKS;
	for (size_t i = 0; i < result->leak_count; i++)
		result->leaks[i] = (t_leak){left[i].caller, left[i].live};
}

/* Copies what the submission has printed since the last time. */
static void show_output(void)
{
	char bytes[4096];
	ssize_t size;

	/* Not by stdio, which gives up where SIGCHLD interrupts it at a full pipe. */
	while (g_order.shown &&
		(size = pread(turn_output(), bytes, sizeof(bytes), (off_t)g_printed)) >
			0 &&
		file_write_all(STDOUT_FILENO, bytes, (size_t)size) == 0)
		g_printed += (size_t)size;
}

void session_row_ended(t_row_result *result)
{
	struct s_past *past = &g_past[g_row];

	past->ended = result->status != ROW_NOT_GRADED;
	past->passed = result->status == ROW_PASSED;
	past->late = result->status == ROW_TIMED_OUT;
	result->seconds = (double)(now_ms() - g_began) / 1000;
	result->errors = count_errors();
	end_processes();
	/* Elsewhere the process that is late serves no row any more. */
	if (past->late && g_order.mode != MODE_NATIVE)
		turn_end();
	show_output();
	result_write(g_order.rows[g_row].name, result);
	row_result_free(result);
}

static void end_passed_row(void)
{
	t_row_result result = {.status = ROW_PASSED};

	g_process = g_order.mode == MODE_NATIVE ? g_process : g_first;
	if (row_is_watched() && ledger_mapped() != 0)
		CALL(STEP_LEAKS, 0);
	if (ledger_is_seen())
		add_leaks(&result);
	if (turn_is_open())
		mark("");
	session_row_ended(&result);
}

void row_run(size_t index)
{
	const t_wanted *wanted = &g_order.rows[index];
	const t_row *row = row_named(wanted->name);

	g_row = index;
	g_began = now_ms();
	row_begin();
	skip_where_hopeless(wanted);
	if (row == NULL)
		row_skip("the suite has no row of that name");
	if (!turn_is_open() && (g_starts == STARTS || start() != NULL))
		row_skip("there is no subject any more");
	enter_row();
	mark(wanted->name);
	row->run();
	end_passed_row();
}

static char *late_words(const t_process *process)
{
	if (limits_by_printing() || process->mishap.signal == SIGXFSZ)
		return strdup(
			"more was printed than any row prints, in an endless loop perhaps");
	if (limits_by_files())
		return strdup("the row's memory files had more than " AS_TEXT(
			ROW_FILES_MIB) " MiB of memory");
	if (limits_by_waiting())
		return strdup("the row was still waiting for something after 10 s");
	return strdup(
		row_is_watched()
			? "the row ran out of CPU time, in an endless loop perhaps"
			: "the row ran out of CPU time (" AS_TEXT(
				  ROW_SECONDS) " s at most), in an endless loop perhaps");
}

/* A file that has grown as far as it may is the end of an endless loop, too. */
static int is_late(const t_process *process)
{
	return limits_are_passed() ||
	       (process->is_struck && process->mishap.signal == SIGXFSZ);
}

t_row_result session_end_of(t_process *process)
{
	t_row_result result = {.status = ROW_CRASHED};

	if (is_late(process))
	{
		trace_locate(process);
		result.status = ROW_TIMED_OUT;
		result.got = late_words(process);
	}
	else if (process->is_struck)
		result.got = mishap_words(&process->mishap);
	else
	{
		int exited = !process->traced || WIFEXITED(process->status);
		int killed = !exited && WTERMSIG(process->status) == SIGKILL;
		result.status = exited ? ROW_FAILED : ROW_CRASHED;
		result.end = killed ? END_BY_SIGKILL : END_OF_PROCESS;
		result.got = end_words(process);
	}
	return result;
}
