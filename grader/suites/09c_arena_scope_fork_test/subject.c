#define _GNU_SOURCE
#include "subject.h"

#include "expect.h"
#include "ledger.h"
#include "row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUBBISH 0xa5
/* The exit code of a child that is none of fork_trace's. */
#define CHILDS_CODE 33

/* The errno with which a call is made to fail now, and the name of that call. */
static int g_failing;
static const char *g_failing_name;

const t_policy g_policies[] = {ARENA_COPIED, ARENA_SHARED, ARENA_WITHHELD, ARENA_WIPED};

const char *policy_name(t_policy policy)
{
	static const char *const names[] = {
		"ARENA_COPIED", "ARENA_SHARED", "ARENA_WITHHELD", "ARENA_WIPED"};

	static char unknown[32];

	if ((unsigned)policy < POLICIES)
		return names[policy];
	snprintf(unknown, sizeof(unknown), "(t_policy)%d", (int)policy);
	return unknown;
}

t_subject subject(const char *name)
{
	t_subject s = {.name = name};

	memset(&s.arena, RUBBISH, sizeof(s.arena));
	return s;
}

int call_init(t_subject *s, size_t size, t_policy policy)
{
	tried("arena_init(&%s, %zu, %s)", s->name, size, policy_name(policy));
	errno = 0;
	int status = arena_init(&s->arena, size, policy);
	s->error = answered_status(status);
	return status;
}

void *call_alloc(t_subject *s, size_t size)
{
	tried("arena_alloc(&%s, %zu)", s->name, size);
	errno = 0;
	char *block = arena_alloc(&s->arena, size);
	s->error = errno;
	if (block == NULL)
		answered(s->error, "NULL");
	else
		answered(0, "base + %td", block - (char *)s->arena.base);
	return block;
}

size_t call_used(t_subject *s)
{
	tried("arena_used(&%s)", s->name);
	size_t used = arena_used(&s->arena);
	answered(0, "%zu", used);
	return used;
}

int call_free(t_subject *s)
{
	tried("arena_free(&%s)", s->name);
	errno = 0;
	int status = arena_free(&s->arena);
	s->error = answered_status(status);
	return status;
}

/* In a child that fork_trace let go: the row must not go on twice. */
static void complain_of_return(void)
{
	expected("the child ends in fork_trace, when the work returns");
	got("it came back from fork_trace, and ran on in the caller's code");
}

static void answer_trace(const t_subject *s, int status, const t_trace *trace)
{
	if (status != 0)
		answered(s->error, "%d", status);
	else
	{
		char *end = end_words(trace);
		answered(0, "0: %s", end);
		free(end);
	}
}

/* What a child is to do, and its parent to see: how often it began, and where. */
typedef struct s_errand
{
	t_work work;
	void *data;
	int runs;
	pid_t pid;
} t_errand;

static int run_errand(t_arena *a, void *data)
{
	t_errand *errand = data;

	__atomic_add_fetch(&errand->runs, 1, __ATOMIC_SEQ_CST);
	errand->pid = getpid();
	return errand->work(a, errand->data);
}

/* It returned 0 without work, though its deadline was none that could come before. */
static void complain_of_no_run(const t_trace *trace)
{
	if (g_failing != 0)
		got("it returned 0, and tells of %s, though %s failed", end_words(trace),
			g_failing_name);
	if (trace->end == END_EXITED && trace->code == CHILDS_CODE)
		got("it returned 0, and tells of the exit code %d: that is another child of the caller's, "
		    "for "
		    "which it waited instead of its own",
			CHILDS_CODE);
	if (trace->end != END_EXITED && trace->end != END_SIGNALED)
		got("it returned 0 before work had run, without having waited for its child");
	got("it returned 0 and tells of %s, but the child ended before work was called",
		end_words(trace));
}

static void expect_run(const t_errand *errand, int status, const t_trace *trace)
{
	/* A deadline may come before the child has come to its work. */
	int late =
		status == 0 && trace->end == END_DEADLINE && ledger_calls(CALL_FORK) != 0;

	if (g_failing != 0)
		expected(
			"-1 and %s, and work is not run: %s was made to fail with this errno",
			errno_name(g_failing), g_failing_name);
	else
		expected("work runs once, in a child, when fork_trace returns 0");
	if (errand->pid == getpid())
		got("work ran in the caller's own process");
	if (status == 0 && errand->runs == 0 && !late)
		complain_of_no_run(trace);
	if (status == 0 && errand->runs > 1)
		got("work has run %d times", errand->runs);
}

void begin_failing(t_call call, const char *name, int error)
{
	tried("from here on each %s fails", name);
	answered(error, "%s", call == CALL_MMAP ? "MAP_FAILED" : "-1");
	ledger_fail(call, 1, error);
	g_failing = error;
	g_failing_name = name;
}

void end_failing(t_call call)
{
	ledger_fail(call, 0, 0);
	g_failing = 0;
}

int call_trace(t_subject *s, const char *what, t_work work, void *data, unsigned deadline,
	t_trace *trace)
{
	pid_t caller = getpid();
	t_errand *errand = shared_notes(sizeof(*errand));

	*errand = (t_errand){.work = work, .data = data};
	memset(trace, RUBBISH, sizeof(*trace));
	tried("fork_trace(&%s, %s, ..., %u, &trace)", s->name, what, deadline);
	errno = 0;
	int status = fork_trace(&s->arena, run_errand, errand, deadline, trace);
	s->error = errno;
	if (getpid() != caller)
		complain_of_return();
	expect_no_complaint();
	answer_trace(s, status, trace);
	expect_run(errand, status, trace);
	munmap(errand, sizeof(*errand));
	return status;
}

static int is_rubbish(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		if (at[i] != RUBBISH)
			return 0;
	return 1;
}

t_subject live(const char *name, size_t size, t_policy policy)
{
	t_subject s = subject(name);
	int status = call_init(&s, size, policy);

	int written = !is_rubbish(&s.arena.base, sizeof(s.arena.base));
	if (status == 0 && s.arena.base != NULL && written)
		return s;
	expected("arena_init makes an arena: it returns 0, and base is not NULL");
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s.error));
	if (!written)
		got("it returned 0, but base was not written: it holds the rubbish that was there before");
	got("it returned 0, but base is NULL: the fields are not filled in");
}

void *block_of(t_subject *s, size_t size)
{
	void *block = call_alloc(s, size);

	if (block != NULL)
		return block;
	expected(
		"a block of %zu bytes, which fits: capacity is %zu, arena_used says %zu, and it takes %zu",
		size, s->arena.capacity, arena_used(&s->arena), rounded(size));
	got("NULL, and errno is %s", errno_name(s->error));
}

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	char *block = call_alloc(s, size);

	expected("NULL and %s: %s", errno_name(error), why);
	if (block != NULL)
		got("a block at base + %td; the capacity is %zu",
			block - (char *)s->arena.base, s->arena.capacity);
	if (s->error != error)
		got("NULL, but errno is %s", errno_name(s->error));
}

void freed(t_subject *s)
{
	int status = call_free(s);

	expect_success("arena_free", status, s->error);
}

t_trace traced(t_subject *s, const char *what, t_work work, void *data)
{
	t_trace trace;
	int status = call_trace(s, what, work, data, 0, &trace);

	if (status == 0)
		return trace;
	expected("fork_trace runs the work in a child, and returns 0");
	got("it returned %d, and errno is %s", status, errno_name(s->error));
}

/* "SIGKILL", or words for a number that is none, as a new string or a constant. */
static const char *signal_words(int number)
{
	const char *abbreviation = signal_name(number);
	char *words;

	if (abbreviation == NULL)
		return "there is no such signal";
	if (asprintf(&words, "SIG%s", abbreviation) == -1)
		abort();
	return words;
}

char *end_words(const t_trace *trace)
{
	char *words = NULL;
	int size;

	if (trace->end == END_EXITED)
		size = asprintf(&words, "exit code %d%s", trace->code,
			trace->code < 0 || trace->code > 255
				? ", though codes are 0 to 255"
				: "");
	else if (trace->end == END_SIGNALED || trace->end == END_DEADLINE)
		size = asprintf(&words, "%ssignal %d (%s)",
			trace->end == END_DEADLINE ? "ended at the deadline, " : "",
			trace->code, signal_words(trace->code));
	else
		size = asprintf(&words, "an unknown end (%d)", (int)trace->end);
	if (size == -1)
		abort();
	return words;
}

void expect_end(const t_trace *trace, t_end end, int code)
{
	const t_trace wanted = {.end = end, .code = code};

	if (trace->end == end && trace->code == code)
		return;
	expected("the trace tells how the child ended: %s", end_words(&wanted));
	got("%s", end_words(trace));
}

void expect_dead(const t_subject *s, const char *after)
{
	const t_arena *a = &s->arena;

	if (a->base == NULL && a->capacity == 0 && a->policy == 0 && a->mapping == NULL &&
		a->length == 0 && a->offset == 0)
		return;
	expected("after %s every field is zero", after);
	if (is_rubbish(a, sizeof(*a)))
		got("no field was written: all hold the rubbish that was there before");
	got("base %p, capacity %zu, policy %d, mapping %p, length %zu, offset %zu",
		a->base, a->capacity, (int)a->policy, a->mapping, a->length, a->offset);
}

size_t rounded(size_t size)
{
	return (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
}

void *shared_notes(size_t size)
{
	void *notes = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (notes == MAP_FAILED)
		abort();
	return notes;
}

void nap(long ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&left, &left) == -1 && errno == EINTR)
		continue;
}

void linger(long ms)
{
	for (long i = 0; i < ms; i++)
		nap(1);
}

pid_t child_of_the_caller(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(CHILDS_CODE);
	if (child == -1)
		got("fork failed: %s", errno_name(errno));
	tried("fork(): a child of the caller exits at once with %d", CHILDS_CODE);
	answered(0, "it waits to be waited for");
	/* It has ended, and stays a zombie. */
	waitid(P_PID, (id_t)child, &(siginfo_t){0}, WEXITED | WNOWAIT);
	return child;
}

void expect_childs_end(pid_t child)
{
	int status = 0;
	pid_t waited = waitpid(child, &status, WNOHANG);

	expected("fork_trace leaves the caller's other children to the caller");
	if (waited != child || !WIFEXITED(status) || WEXITSTATUS(status) != CHILDS_CODE)
		got("the caller could not wait for its child any more");
}

void expect_no_stray_kill(unsigned before)
{
	expected("kill is called for the child only, and not after it was waited for");
	if (ledger_stray_kills() != before)
		got("it was called for what is no child, or no child any more");
}

int return_0(t_arena *a, void *data)
{
	(void)a;
	(void)data;
	return 0;
}
