#define _GNU_SOURCE
#include "row.h"

#include "ledger.h"
#include "memcheck.h"
#include "mishap.h"
#include "observe.h"
#include "row_run.h"
#include "tried.h"

#include <check.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A process that found something wrong, and is not watched by Check, ends with this
 * status. */
#define COMPLAINED 97
/* A row that is watched by valgrind may take this many times as long. */
#define WATCHED_FACTOR 20
/* The XML log is one of the first descriptors that the runner opens. */
#define DESCRIPTORS 64
/* More of the stack than what runs before a row ever takes. */
#define STACK_WIPED 32768

/*
 * Where the board and the row's slot are, complemented: the submission shares this
 * address space, and a pointer to the board would stand out in it.
 */
static uintptr_t g_hidden_board;
static uintptr_t g_hidden_slot;
#define g_board ((t_board *)~g_hidden_board)
#define g_slot ((t_slot *)~g_hidden_slot) /* of the row that this process runs */
/*
 * The board's word, as it was before any row: whether the filter is loaded hangs on it,
 * and a row can write on the board for the next ones.
 */
static int g_direct;
static const char *g_xml;
static struct sock_fprog g_filter;
static pid_t g_program;
static pid_t g_keeper;
static char *g_expectation;
static struct
{
	void (*draw)(FILE *out, const void *data);
	const void *data;
	size_t byte;
} g_picture;

#define NO_BYTE SIZE_MAX

static void load_filter(const char *path)
{
	struct stat status;
	FILE *in = fopen(path, "rb");

	if (in == NULL || fstat(fileno(in), &status) == -1)
		abort();
	g_filter.filter = malloc(status.st_size + 1);
	g_filter.len = fread(g_filter.filter, sizeof(struct sock_filter),
		status.st_size / sizeof(struct sock_filter), in);
	fclose(in);
}

const t_row *row_named(const char *name)
{
	for (const t_row *row = __start_course_rows; row < __stop_course_rows; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

void rows_prepare(t_board *board, const char *xml, const char *filter)
{
	g_hidden_board = ~(uintptr_t)board;
	g_direct = board->direct;
	g_xml = xml;
	g_program = getpid();
	g_keeper = getppid();
	/* What a submission printed before it crashed is worth seeing. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	load_filter(filter);
	observe_prepare(board->direct);
}

/* The runner's XML log is inherited by the row's process: nothing may write there from
 * here. */
static void close_log(void)
{
	struct stat log;
	struct stat status;

	if (stat(g_xml, &log) == -1)
		return;
	for (int fd = 3; fd < DESCRIPTORS; fd++)
		if (fstat(fd, &status) == 0 && status.st_dev == log.st_dev &&
			status.st_ino == log.st_ino)
			close(fd);
}

/* Whether a debugger has the row: memcheck runs rows directly too. */
static int is_debugged(void)
{
	return g_direct && !row_is_watched();
}

static void fill_in(uint32_t placeholder, pid_t pid)
{
	for (size_t i = 0; i < g_filter.len; i++)
		if (g_filter.filter[i].k == placeholder)
			g_filter.filter[i].k = (uint32_t)pid;
}

/*
 * Forbids what no row does: signals to others, leaving the session, exec, writing files.
 * Under valgrind all rows share a process, which loads the filter once; a debugger is
 * the student's own, and needs what the filter forbids.
 */
static void lock(void)
{
	static pid_t locked;

	if (g_filter.len == 0 || locked == getpid() || is_debugged())
		return;
	locked = getpid();
	fill_in(BOARD_OWN_PID, locked);
	fill_in(BOARD_PROGRAM_PID, g_program);
	fill_in(BOARD_KEEPER_PID, g_keeper);
	/* Behind bubblewrap the parent is process 1, and the grader's pid means nothing,
	 * or a child of the row. */
	fill_in(BOARD_GRADER_PID, g_keeper == 1 ? 1 : g_board->grader);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &g_filter) == -1)
		abort();
}

/* A quarter of the time, once a row has run out of it: who has done so once is likely to
 * do so again. */
static long shortened(long ms)
{
	return g_board->timeouts > 0 ? ms / 4 : ms;
}

/*
 * What the timers are to a submission that blocks their signals, or takes them away: the
 * kernel ends the process. It counts whole seconds, so this comes later.
 */
static void limit_cpu(long ms)
{
	rlim_t seconds = (rlim_t)ms / 1000 + 1;

	setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds + 1});
}

/* A row that waits for ever takes no CPU time: this one counts on the clock. */
static void start_clock(long ms)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF};
	struct itimerspec limit = {{0, 0}, {ms / 1000, ms % 1000 * 1000000}};
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
		timer_settime(timer, 0, &limit, NULL);
}

/* The CPU time counts, and the clock only much later, so that a busy machine fails
 * nobody. */
void row_start_timer(void)
{
	long ms = shortened(g_board->row_ms);

	/* In a debugger time stands still. */
	if (is_debugged())
		return;
	if (row_is_watched())
		ms *= WATCHED_FACTOR;
	struct itimerval limit = {{0, 0}, {ms / 1000, ms % 1000 * 1000}};
	setitimer(ITIMER_PROF, &limit, NULL);
	if (!row_is_watched())
		start_clock(shortened(BOARD_WAIT_MS));
}

/*
 * Ends the row as failed. Check cuts no message: one that is too long ends the test
 * without a verdict.
 */
void row_give_up(const char *text)
{
	if (g_direct || g_slot->pid != getpid())
	{
		snprintf(g_slot->said, sizeof(g_slot->said), "%s", text);
		_exit(COMPLAINED);
	}
	ck_abort_msg("%.6000s", text);
}

long row_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * A row that blocks the signals of its timers is killed by the kernel, and leaves no
 * note. The next one tells it by the time that has passed.
 */
static void note_killed(size_t index)
{
	t_slot *before = &g_board->slots[g_board->latest];

	if (before->state == SLOT_STARTED && before->signal == 0 &&
		before->tried[0] == '\0' &&
		row_now_ms() - g_board->began > g_board->row_ms)
	{
		before->signal = SIGPROF;
		before->took_ms = row_now_ms() - g_board->began;
		g_board->timeouts++;
	}
	g_board->latest = index;
	g_board->began = row_now_ms();
}

static void skip_if_hopeless(t_slot *slot)
{
	char text[2 * BOARD_NAME];

	if (slot->needs < 0 || g_board->slots[slot->needs].signal != SIGPROF)
		return;
	slot->state = SLOT_SKIPPED;
	snprintf(text, sizeof(text), "not run: %s, which this row needs, ran out of time",
		g_board->slots[slot->needs].name);
	row_give_up(text);
}

/* Whether a row before this one was begun and did not come to its end. */
static int is_one_lost(const t_slot *slot)
{
	for (const t_slot *before = g_board->slots; before < slot; before++)
		if (before->state == SLOT_STARTED && before->token == 0)
			return 1;
	return 0;
}

static void skip_if_decided(t_slot *slot)
{
	if (!g_board->until_loss || !is_one_lost(slot))
		return;
	slot->state = SLOT_SKIPPED;
	row_give_up("not run: a row before this one was lost");
}

static void skip_if_unobserved(t_slot *slot)
{
	if (observable(slot->observes))
		return;
	slot->state = SLOT_UNOBSERVED;
	row_give_up(observe_reason(slot->observes));
}

static void begin(t_slot *slot)
{
	VALGRIND_PRINTF("row %s\n", slot->name);
	slot->state = SLOT_STARTED;
	picture(NULL, NULL);
	tried_clear();
	ledger_reset();
	mishap_watch(g_board, slot);
	if (!g_direct)
	{
		close_log();
		limit_cpu(g_board->row_ms);
	}
	ledger_note_descriptors();
	lock();
	row_start_timer();
}

static void note_leaks(t_slot *slot)
{
	t_mapping left[BOARD_LEAKS];

	slot->still_mapped = ledger_mapped();
	if (slot->still_mapped == 0)
		return;
	VALGRIND_DO_ADDED_LEAK_CHECK;
	size_t count = ledger_live(left, BOARD_LEAKS);
	slot->leak_count = count < BOARD_LEAKS ? count : BOARD_LEAKS;
	for (size_t i = 0; i < slot->leak_count; i++)
		slot->leaks[i] = (t_leak){left[i].caller, left[i].live};
}

/* Everything before the row itself. Returns the row. */
static const t_row *__attribute__((noinline)) prepare(size_t index)
{
	t_slot *slot = &g_board->slots[index];

	slot->pid = getpid();
	g_hidden_slot = ~(uintptr_t)slot;
	note_killed(index);
	skip_if_hopeless(slot);
	skip_if_decided(slot);
	skip_if_unobserved(slot);
	const t_row *row = row_named(slot->name);
	begin(slot);
	return row;
}

/* What was called so far has left traces below the stack, such as where the board is. */
static void __attribute__((noinline)) wipe_stack(void)
{
	char traces[STACK_WIPED];

	explicit_bzero(traces, sizeof(traces));
}

static void __attribute__((noinline)) finish(t_passed passed, unsigned long errors)
{
	t_slot *slot = g_slot;

	setitimer(ITIMER_PROF, &(struct itimerval){0}, NULL);
	slot->memory_errors += VALGRIND_COUNT_ERRORS - errors;
	note_leaks(slot);
	ledger_reset();
	slot->state = SLOT_ENDED;
	if (slot->pid == getpid())
	{
		slot->token = passed;
		slot->closed = ~passed;
	}
	if (is_debugged())
		printf("\nrow %s passed: there is nothing to stop at\n", slot->name);
	VALGRIND_PRINTF("row\n");
}

/* Keeps no address of the board in a variable: see row_run.h. */
void row_run(size_t index)
{
	const t_row *row = prepare(index);
	unsigned long errors = VALGRIND_COUNT_ERRORS;

	wipe_stack();
	finish(row->run(), errors);
}

t_board *rows_board(void)
{
	return g_board;
}

t_passed row_passed(void)
{
	return board_token(g_board->nonce, g_slot - g_board->slots);
}

t_slot *row_slot(void)
{
	return g_slot;
}

unsigned long row_seed(void)
{
	return g_board->seed;
}

int row_is_watched(void)
{
	return RUNNING_ON_VALGRIND != 0;
}

void expected(const char *format, ...)
{
	va_list arguments;

	/* Nobody reads it under valgrind, see tried.c. */
	if (row_is_watched())
		return;
	free(g_expectation);
	va_start(arguments, format);
	if (vasprintf(&g_expectation, format, arguments) == -1)
		abort();
	va_end(arguments);
}

void picture(void (*draw)(FILE *out, const void *data), const void *data)
{
	g_picture.draw = draw;
	g_picture.data = data;
	g_picture.byte = NO_BYTE;
}

void at_byte(size_t byte)
{
	g_picture.byte = byte;
}

/* The parts of the message, each begun by its name: the grader takes them apart again. */
static char *message(const char *format, va_list arguments)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fprintf(out, "expected: %s\ngot: ", g_expectation == NULL ? "" : g_expectation);
	vfprintf(out, format, arguments);
	/* What a picture shows is drawn by the report, and a debugger has none. */
	if (g_picture.draw != NULL && !is_debugged())
	{
		fprintf(out, "\npicture: ");
		g_picture.draw(out, g_picture.data);
		if (g_picture.byte != NO_BYTE)
			fprintf(out, "byte %zu\n", g_picture.byte);
	}
	fclose(out);
	return text;
}

void got(const char *format, ...)
{
	va_list arguments;

	setitimer(ITIMER_PROF, &(struct itimerval){0}, NULL);
	va_start(arguments, format);
	char *text = message(format, arguments);
	va_end(arguments);
	tried_write(g_slot->tried, sizeof(g_slot->tried));
	row_give_up(text);
}
