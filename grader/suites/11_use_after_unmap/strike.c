#define _GNU_SOURCE
#include "strike.h"

#include "child.h"
#include "ends.h"
#include "expect.h"
#include "give_up.h"
#include "memory.h"
#include "order.h"
#include "row.h"
#include "show.h"
#include "spill.h"
#include "trace.h"
#include "turn.h"
#include "unsafe.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
/* A handler that returns so often without a change does so for ever. */
#define MOST_STRIKES 8

void expect_signals_seen(void)
{
	if (!g_is_traced && g_order.mode != MODE_DEBUGGED)
		row_not_graded(
			"the signals of a process cannot be seen here (ptrace is forbidden)");
}

/* ---- functions that are not safe ---- */

/* An instruction that no processor knows, ud2: it raises SIGILL. */
static const unsigned char g_illegal[] = {0x0f, 0x0b};

#define NAME(name) #name,
static const char *const g_names[] = {UNSAFE(NAME)};
#define NAMES (sizeof(g_names) / sizeof(*g_names))

static t_address g_guarded[NAMES];

static void find_unsafe(void)
{
	for (size_t i = 0; i < NAMES; i++)
		BATCH(FIND_UNSAFE, i);
	const t_step *steps = batch_run(0, 0);
	for (size_t i = 0; i < NAMES; i++)
		g_guarded[i] = steps[i].value;
}

/* The code may be written to, in this process. */
static void open_code(void)
{
	t_address from = g_shared->text[0] / PAGE * PAGE;
	t_address to = (g_shared->text[1] + PAGE - 1) / PAGE * PAGE;

	CALL_KERNEL(SYS_mprotect, from, to - from, PROT_READ | PROT_WRITE | PROT_EXEC);
}

void guard_unsafe(void)
{
	find_unsafe();
	open_code();
	for (size_t i = 0; i < NAMES; i++)
		write_memory(g_guarded[i], g_illegal, sizeof(g_illegal));
}

static void expect_safe(const t_process *process)
{
	for (size_t i = 0; i < NAMES; i++)
	{
		if (process->mishap.address != g_guarded[i] || g_guarded[i] == 0)
			continue;
		expected(
			"the watch's handler calls only functions that are safe in a signal "
			"handler (man 7 signal-safety)");
		got("it called %s, which is not: the code that the signal interrupted may hold "
		    "the lock of a stream, or malloc's, and then this call waits for ever",
			g_names[i]);
	}
}

/* ---- signals ---- */

/* The same access again, or a signal that the handler sent: no new mistake. */
static int is_expected(const t_mishap *first, const t_mishap *now)
{
	return now->code <= 0 || first->code <= 0 || now->address == first->address;
}

static void __attribute__((noreturn)) complain_of_loop(t_process *process)
{
	trace_kill(process);
	expected(
		"a fault is not made for ever: the process dies of SIGSEGV, or a handler "
		"of before lets the code go on");
	got("the watch's handler returned %d times, and the same access was made again "
	    "each time",
		MOST_STRIKES);
}

static void let_strike(t_process *process, const t_strike *strike, unsigned strikes)
{
	if (strikes == 1 && strike->is_disguised)
		trace_disguise(process, strike->code, strike->address);
	trace_strike(process);
}

/* A signal is about to come. */
static void take_strike(
	t_process *process, const t_strike *strike, t_outcome *outcome, t_mishap *first)
{
	if (process->mishap.signal == SIGILL)
		expect_safe(process);
	if (outcome->strikes++ == 0)
		*first = process->mishap;
	else if (process->mishap.signal == SIGSEGV &&
		 !is_expected(first, &process->mishap))
		complain_of_end(process);
	if (outcome->strikes > MOST_STRIKES)
		complain_of_loop(process);
	let_strike(process, strike, outcome->strikes);
}

/* Makes the step in g_process, and lets each signal come, until it returns or ends. */
static t_outcome make(const t_strike *strike)
{
	t_process *process = g_process;
	t_outcome outcome = {0};
	t_mishap first;
	t_step step;
	t_turn_end end;

	BATCH(strike->step, strike->address, strike->second);
	batch_begin(process, 0, 0);
	while ((end = turn_wait(process, 0)) != TURN_CAME)
	{
		if (end == TURN_LATE)
			complain_of_end(process);
		if (process->has_ended)
			return outcome;
		take_strike(process, strike, &outcome, &first);
	}
	batch_end(process, &step, 1);
	outcome.is_back = 1;
	outcome.answer = (t_answer){step.value, step.error};
	return outcome;
}

static void prepare(const t_strike *strike)
{
	/* What is written there does not count as last words. */
	CALL_KERNEL(SYS_close, STDOUT_FILENO);
	if (strike->before != NULL)
		strike->before(strike->data);
}

t_outcome strike(const t_strike *strike)
{
	t_process *parent = g_process;
	size_t mark = spill_mark();
	t_process *child = child_begin();
	int before = row_in_child(1);

	g_process = child;
	prepare(strike);
	t_outcome outcome = make(strike);
	g_process = parent;
	if (outcome.is_back)
		child_end(child);
	else
		outcome.status = child_status(child);
	row_in_child(before);
	outcome.text = spilled_since(mark, &outcome.size);
	return outcome;
}

t_outcome strike_here(const t_strike *strike)
{
	size_t mark = spill_mark();

	if (strike->before != NULL)
		strike->before(strike->data);
	t_outcome outcome = make(strike);
	if (!outcome.is_back)
		complain_of_end(g_process);
	outcome.text = spilled_since(mark, &outcome.size);
	return outcome;
}

/* ---- outcomes ---- */

char *outcome_words(const t_outcome *outcome)
{
	int status = outcome->status;
	char *words;
	int size;

	if (outcome->is_back)
		size = asprintf(&words, "the code went on");
	else if (WIFSIGNALED(status))
		size = asprintf(&words, "the process died of signal %d (SIG%s)",
			WTERMSIG(status), signal_name(WTERMSIG(status)));
	else
		size = asprintf(
			&words, "the process exited with status %d", WEXITSTATUS(status));
	if (size == -1)
		give_up("memory");
	return words;
}

static const char *touch_name(uint32_t step)
{
	if (step == TOUCH_WRITE)
		return "writes";
	return step == TOUCH_EXECUTE ? "executes" : "reads";
}

t_outcome touch(uint32_t step, t_address address, const char *what)
{
	tried("a child %s %s", touch_name(step), what);
	t_outcome outcome = strike(&(t_strike){.step = step, .address = address});
	answered(0, "%s", outcome_words(&outcome));
	return outcome;
}

void expect_death(const t_outcome *outcome, const char *promised)
{
	expected("the process dies of SIGSEGV");
	promise(promised);
	if (outcome->is_back || !WIFSIGNALED(outcome->status) ||
		WTERMSIG(outcome->status) != SIGSEGV)
		got("%s", outcome_words(outcome));
}

void expect_words(const t_outcome *outcome, const char *wanted)
{
	expect_text(wanted, strlen(wanted), outcome->text, outcome->size);
}

void expect_no_words(const t_outcome *outcome, const char *promised)
{
	expected("nothing is written: this SIGSEGV is not the watch's");
	promise(promised);
	if (outcome->size != 0)
		got("%s", show(outcome->text, outcome->size));
}

void expect_default(const t_outcome *outcome)
{
	expect_no_words(outcome, PROMISE_OTHERS);
	expect_death(outcome, PROMISE_DEFAULT);
}

t_address closed_page(void)
{
	t_answer page = CALL_KERNEL(SYS_mmap, 0, PAGE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS, (uint64_t)-1, 0);

	expected("the row can map a page");
	if (page.error != 0)
		got("%s", errno_name(page.error));
	return page.value;
}
