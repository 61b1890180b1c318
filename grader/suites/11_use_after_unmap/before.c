/* Rows of the watch: what is not its own, and what was there before. */

#include "kit.h"

#include "child.h"
#include "mappings.h"
#include "strike.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define PAGE 4096
#define WORDS                                                                            \
	"use after unmap: read at byte 8 of block 'list' of arena 1, freed 1 free ago\n"

#define PROMISE_CALLED "If there was a handler before, it is called once"
#define PROMISE_IGNORED "If it was ignored (SIG_IGN), a SIGSEGV that a process sent"
#define PROMISE_KEPT "errno and the mask are what they would be without it"
#define PROMISE_NO_WATCH "Without a watch: 0, and nothing changes"
#define PROMISE_RESTORED "SIGSEGV is handled as it was before watch_begin"

typedef uint64_t t_mask; /* bit 0 is signal 1 */

static t_mask bit_of(int signal)
{
	return (t_mask)1 << (signal - 1);
}

/* An arena in quarantine, for later: it is reported all the same. */
static t_address dead_byte(void)
{
	expect_signals_seen();
	keep(1);
	t_subject s = live("a", 5000);
	t_address block = named_block(&s, 40, "list");
	freed(&s);
	return block + 8;
}

/* What the watch is for still works. */
static void expect_watch_on(t_address byte)
{
	t_outcome outcome = touch(TOUCH_READ, byte, "base + 8 of a, which was freed");

	expected("the watch is on: a touch of an arena in quarantine is reported");
	promise(PROMISE_STILL_ON);
	if (outcome.size == 0)
		got("nothing is written, and %s", outcome_words(&outcome));
	expect_words(&outcome, WORDS);
	expect_death(&outcome, PROMISE_DEATH);
}

static void set_action(int is_ignored)
{
	tried("sigaction(SIGSEGV, %s)", is_ignored ? "SIG_IGN" : "SIG_DFL");
	t_answer answer = CALL(SET_SIGSEGV, (uint64_t)is_ignored);
	answered_status((int)answer.value, answer.error);
}

/* Where the note of the row's handler is. */
static t_address g_note;

/* A handler that is there before the watch; returns where its note is. */
static t_address handler(uint64_t act, int flags, t_mask mask)
{
	t_seen seen = {.act = act, .flags = (uint64_t)flags, .mask = mask};
	t_address at = stage_bytes(&seen, sizeof(seen));

	tried("sigaction(SIGSEGV, %s)",
		flags & SA_SIGINFO ? "a handler with SA_SIGINFO" : "a plain handler");
	g_note = at;
	t_answer answer = CALL(HANDLE_SIGSEGV, at);
	answered_status((int)answer.value, answer.error);
	return at;
}

static t_seen seen_at(t_address note)
{
	t_seen seen;

	read_memory(note, &seen, sizeof(seen));
	return seen;
}

static t_mask mask_now(void)
{
	t_mask mask = 0;
	t_address there = stage_bytes(&mask, sizeof(mask));

	CALL_KERNEL(SYS_rt_sigprocmask, SIG_BLOCK, 0, there, sizeof(mask));
	read_memory(there, &mask, sizeof(mask));
	return mask;
}

static void block_signal(int signal)
{
	t_mask mask = bit_of(signal);

	CALL_KERNEL(SYS_rt_sigprocmask, SIG_BLOCK, stage_bytes(&mask, sizeof(mask)), 0,
		sizeof(mask));
	noted("SIG%s is blocked", signal_name(signal));
}

static void expect_calls(const t_seen *seen, uint64_t wanted)
{
	expected("the handler that was there before has run %u time%s", (unsigned)wanted,
		plural(wanted));
	promise(PROMISE_CALLED);
	if (seen->calls != wanted)
		got("it has run %u time%s", (unsigned)seen->calls, plural(seen->calls));
	expected("it gets the signal's number: %d", SIGSEGV);
	if (seen->signal != SIGSEGV)
		got("it got %d", (int)seen->signal);
}

/* A bad access that is not the watch's, in g_process. */
static t_outcome struck_at(t_address page)
{
	write_memory(g_note + offsetof(t_seen, page), &page, sizeof(page));
	tried("a page is read that nobody may touch, and that was no arena's");
	t_outcome outcome = strike_here(&(t_strike){.step = TOUCH_READ, .address = page});
	answered(outcome.answer.error, "%s",
		outcome.answer.value == JUMPED ? "the handler has jumped out"
					       : "the handler has returned");
	expect_no_words(&outcome, PROMISE_OTHERS);
	return outcome;
}

static void expect_errno_kept(const t_outcome *outcome)
{
	expected("errno is what it was before the bad access");
	promise(PROMISE_KEPT);
	if (outcome->answer.error != 0)
		got("it is %s", errno_name(outcome->answer.error));
}

static void expect_mask_kept(t_mask before)
{
	t_mask now = mask_now();

	expected("the signal mask is what it was before the bad access");
	promise(PROMISE_KEPT);
	for (int signal = 1; signal < 64; signal++)
		if ((now ^ before) & bit_of(signal))
			got("SIG%s is %sblocked", signal_name(signal),
				now & bit_of(signal) ? "" : "not ");
}

static void end(void)
{
	leave_watch();
	empty_quarantine();
}

ROW(before_default)
{
	t_address byte = dead_byte();

	begin_watch();
	t_outcome outcome =
		touch(TOUCH_READ, closed_page(), "a page that was no arena's");
	expect_default(&outcome);
	outcome = touch(TOUCH_WRITE, 16, "address 16, to which no pointer leads");
	expect_default(&outcome);
	outcome = touch(TOUCH_READ, 0xffff800000000000, "an address of the kernel's");
	expect_default(&outcome);
	/* No address at all: the kernel tells none. */
	outcome = touch(TOUCH_READ, 0xdead00000000beef, "an address that cannot be");
	expect_default(&outcome);
	expect_watch_on(byte);
	end();
}

/* The handler repairs the page and returns: the code goes on. */
ROW(before_plain)
{
	t_address byte = dead_byte();
	t_address note = handler(ACT_REPAIR, 0, 0);
	t_address page = closed_page();

	begin_watch();
	struck_at(page);
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expect_watch_on(byte);
	end();
}

ROW(before_siginfo)
{
	t_address byte = dead_byte();
	t_address note = handler(ACT_REPAIR, SA_SIGINFO, 0);
	t_address page = closed_page();

	begin_watch();
	struck_at(page + 100);
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expected("its siginfo is that of the fault, with the address that was touched");
	promise("with the same arguments");
	if (seen.address != page + 100 || (int)seen.code != SEGV_ACCERR)
		got("it got no siginfo, or another one: si_addr is %#lx, and si_code %d",
			(unsigned long)seen.address, (int)seen.code);
	expected("its context is that of the fault");
	promise("with the same arguments");
	if (seen.touched != page + 100)
		got("it got another one, or none");
	expect_watch_on(byte);
	end();
}

/* The signals that were blocked before, those of the mask, and SIGSEGV; no others. */
static void expect_blocked(t_mask blocked, t_mask before, t_mask mask)
{
	t_mask wanted = before | mask | bit_of(SIGSEGV);

	for (int signal = 1; signal < 64; signal++)
	{
		expected("while the handler runs, SIG%s is %sblocked",
			signal_name(signal), wanted & bit_of(signal) ? "" : "not ");
		promise("the signals of its sa_mask are blocked");
		if ((blocked ^ wanted) & bit_of(signal))
			got("it is %sblocked", blocked & bit_of(signal) ? "" : "not ");
	}
}

static void expect_mask_used(void *data)
{
	const int *flags = data;
	t_mask mask = bit_of(SIGUSR1) | bit_of(SIGALRM);
	t_address note = handler(ACT_REPAIR, *flags, mask);
	t_address page = closed_page();

	noted("its sa_mask has SIGUSR1 and SIGALRM");
	block_signal(SIGUSR2);
	begin_watch();
	t_mask before = mask_now();
	struck_at(page);
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expect_blocked(seen.blocked, before, mask);
	expect_mask_kept(before);
}

/* A plain one in a child, which has no watch yet. */
ROW(before_mask)
{
	static int flags[] = {0, SA_SIGINFO};

	dead_byte();
	in_child(expect_mask_used, &flags[0]);
	another_try();
	expect_mask_used(&flags[1]);
	end();
}

/* The code that goes on finds what it had. */
ROW(before_keeps)
{
	t_address byte = dead_byte();
	t_address note = handler(ACT_REPAIR, SA_SIGINFO, bit_of(SIGUSR1));

	block_signal(SIGUSR2);
	begin_watch();
	t_mask before = mask_now();
	for (unsigned i = 1; i <= 3; i++)
	{
		t_outcome outcome = struck_at(closed_page());
		t_seen seen = seen_at(note);
		expect_calls(&seen, i);
		expect_errno_kept(&outcome);
		expect_mask_kept(before);
	}
	expect_watch_on(byte);
	end();
}

typedef struct s_jumper
{
	t_address dead; /* a byte of an arena in quarantine */
	int flags;
} t_jumper;

/* It leaves by siglongjmp, and never comes back to the watch. */
static void expect_jumps(void *data)
{
	const t_jumper *jumper = data;
	t_address note = handler(ACT_JUMP, jumper->flags, bit_of(SIGUSR1));
	t_address page = closed_page();

	begin_watch();
	t_mask before = mask_now();
	for (unsigned i = 1; i <= 3; i++)
	{
		t_outcome outcome = struck_at(page);
		t_seen seen = seen_at(note);
		expect_calls(&seen, i);
		expected("the handler jumps out");
		if (outcome.answer.value != JUMPED)
			got("the read returned");
		expect_errno_kept(&outcome);
		expect_mask_kept(before);
	}
	expect_watch_on(jumper->dead);
}

ROW(before_jumps)
{
	t_jumper plain = {dead_byte(), 0};
	t_jumper other = {plain.dead, SA_SIGINFO};

	in_child(expect_jumps, &plain);
	another_try();
	expect_jumps(&other);
	end();
}

/* ---- a SIGSEGV that was sent ---- */

static t_outcome sent(int code, t_address address, int is_disguised)
{
	tried("kill(getpid(), SIGSEGV), in a child");
	t_strike order = {.step = TOUCH_SENT,
		.address = address,
		.is_disguised = is_disguised,
		.code = code};
	t_outcome outcome = strike(&order);
	answered(0, "%s", outcome_words(&outcome));
	return outcome;
}

ROW(sent_signal)
{
	t_address byte = dead_byte();

	begin_watch();
	t_outcome outcome = sent(0, 0, 0);
	expect_default(&outcome);
	/* Where a fault has its address, this one has its sender's pid and user. */
	noted("the next ones have a sender whose pid and user look like an address in a");
	outcome = sent(SI_USER, byte, 1);
	expect_default(&outcome);
	outcome = sent(SI_QUEUE, byte, 1);
	expect_default(&outcome);
	end();
}

ROW(before_ignored)
{
	t_address byte = dead_byte();

	set_action(1);
	begin_watch();
	t_outcome outcome =
		touch(TOUCH_READ, closed_page(), "a page that was no arena's");
	expect_no_words(&outcome, PROMISE_OTHERS);
	expect_death(&outcome, PROMISE_IGNORED);
	tried("kill(getpid(), SIGSEGV)");
	outcome = strike_here(&(t_strike){.step = TOUCH_SENT});
	answered(0, "%s", outcome_words(&outcome));
	expect_no_words(&outcome, PROMISE_OTHERS);
	expect_watch_on(byte);
	end();
}

ROW(sent_handled)
{
	t_address byte = dead_byte();
	t_address note = handler(ACT_RETURN, SA_SIGINFO, 0);

	begin_watch();
	tried("kill(getpid(), SIGSEGV)");
	t_outcome outcome = strike_here(&(t_strike){.step = TOUCH_SENT});
	answered(0, "%s", outcome_words(&outcome));
	expect_no_words(&outcome, PROMISE_OTHERS);
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expected("its siginfo says that the signal was sent: si_code is SI_USER");
	promise("with the same arguments");
	if ((int)seen.code != SI_USER)
		got("it is %d", (int)seen.code);
	expect_watch_on(byte);
	end();
}

/* ---- begin and end ---- */

ROW(watch_twice)
{
	t_address byte = dead_byte();
	t_address note = handler(ACT_REPAIR, SA_SIGINFO, 0);

	begin_watch();
	begin_watch();
	struck_at(closed_page());
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expect_watch_on(byte);
	end_watch();
	struck_at(closed_page());
	seen = seen_at(note);
	expected("after watch_end the handler of before has SIGSEGV again: it runs");
	promise(PROMISE_RESTORED);
	if (seen.calls != 2)
		got("it does not");
	empty_quarantine();
}

/* The kernel's struct: its first word is the handler, flags and mask follow. */
typedef struct s_action
{
	uint64_t words[4];
} t_action;

/* The C library adds one of its own. */
static unsigned long flags_of(const t_action *action)
{
	const unsigned long restorer = 0x04000000;

	return action->words[1] & ~restorer;
}

static t_action action_now(void)
{
	t_action action = {{0}};
	t_address there = stage_bytes(&action, sizeof(action));

	CALL_KERNEL(SYS_rt_sigaction, SIGSEGV, 0, there, sizeof(t_mask));
	read_memory(there, &action, sizeof(action));
	return action;
}

static stack_t stack_now(void)
{
	stack_t stack = {0};
	t_address there = stage_bytes(&stack, sizeof(stack));

	CALL_KERNEL(SYS_sigaltstack, 0, there);
	read_memory(there, &stack, sizeof(stack));
	return stack;
}

static void expect_restored(
	const t_action *action, const stack_t *stack, const char *promised)
{
	t_action action_then = action_now();
	stack_t stack_then = stack_now();

	expected("after watch_end the action of SIGSEGV is what it was");
	promise(promised);
	if (action_then.words[0] != action->words[0])
		got("it has another handler");
	if (flags_of(&action_then) != flags_of(action))
		got("it has the flags %#lx, and had %#lx", flags_of(&action_then),
			flags_of(action));
	if (action_then.words[3] != action->words[3])
		got("it has another sa_mask");
	expected("after watch_end the alternate stack is what it was: %s",
		stack->ss_flags & SS_DISABLE ? "there was none" : "the caller's");
	promise("the alternate stack is what it was");
	if (stack_then.ss_flags != stack->ss_flags)
		got("%s", stack_then.ss_flags & SS_DISABLE ? "there is none"
							   : "there is one");
	if (!(stack->ss_flags & SS_DISABLE) &&
		(stack_then.ss_sp != stack->ss_sp ||
			stack_then.ss_size != stack->ss_size))
		got("another one");
}

static void give_stack(void)
{
	t_answer memory = CALL_KERNEL(SYS_mmap, 0, 16 * PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, (uint64_t)-1, 0);
	stack_t stack = {.ss_sp = (void *)memory.value, .ss_size = 16 * PAGE};

	CALL_KERNEL(SYS_sigaltstack, stage_bytes(&stack, sizeof(stack)), 0);
	noted("the caller has an alternate stack of its own");
}

static void expect_nothing_left(void)
{
	size_t mapped = ledger_mapped();

	expected("after watch_end and quarantine_keep(0) nothing is mapped any more");
	promise("nothing that these functions have mapped is mapped any more");
	if (mapped != 0)
		got("%zu bytes are still mapped; a page has %d", mapped, PAGE);
}

static void expect_begin_and_end(void)
{
	t_action action = action_now();
	stack_t stack = stack_now();

	begin_watch();
	begin_watch();
	end_watch();
	expect_restored(&action, &stack, PROMISE_RESTORED);
	end_watch();
	expect_restored(&action, &stack, PROMISE_NO_WATCH);
	another_try();
}

ROW(watch_end_restores)
{
	expect_begin_and_end();
	set_action(1);
	expect_begin_and_end();
	handler(ACT_RETURN, SA_SIGINFO | SA_RESTART | SA_NODEFER, bit_of(SIGUSR1));
	expect_begin_and_end();
	handler(ACT_RETURN, 0, bit_of(SIGALRM) | bit_of(SIGTERM));
	give_stack();
	expect_begin_and_end();
	/* What was installed since then stays: there is no watch to end. */
	handler(ACT_RETURN, SA_SIGINFO, bit_of(SIGALRM));
	t_action action = action_now();
	stack_t stack = stack_now();
	end_watch();
	expect_restored(&action, &stack, PROMISE_NO_WATCH);
	empty_quarantine();
	expect_nothing_left();
}

ROW(watch_again)
{
	t_address byte = dead_byte();

	end_watch();
	begin_watch();
	expect_watch_on(byte);
	end_watch();
	t_outcome outcome = touch(TOUCH_READ, byte, "base + 8 of a, which was freed");
	expect_no_words(&outcome, PROMISE_RESTORED);
	expect_death(&outcome, PROMISE_RESTORED);
	t_address note = handler(ACT_REPAIR, SA_SIGINFO, 0);
	begin_watch();
	struck_at(closed_page());
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expect_watch_on(byte);
	end();
}

/* Another one is installed on top, and hands on to the watch. */
ROW(watch_below)
{
	t_address byte = dead_byte();
	t_address note = handler(ACT_REPAIR, SA_SIGINFO, 0);

	begin_watch();
	tried("a third handler is installed, which calls the one before it");
	t_answer answer = CALL(HANDLE_ABOVE, 0);
	answered_status((int)answer.value, answer.error);
	t_outcome outcome = struck_at(closed_page());
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expect_errno_kept(&outcome);
	expect_watch_on(byte);
	tried("it is taken away again");
	answer = CALL(REMOVE_ABOVE, 0);
	answered_status((int)answer.value, answer.error);
	end();
}

#define STACK 65536

ROW(watch_stack)
{
	t_address byte = dead_byte();
	t_address note = handler(ACT_USE_STACK, SA_SIGINFO, 0);

	begin_watch();
	stack_t stack = stack_now();
	expected("an alternate stack of %d bytes or more", STACK);
	promise("It runs on an alternate stack of 65,536 bytes or more");
	if (stack.ss_flags & SS_DISABLE)
		got("there is none");
	if (stack.ss_size < STACK)
		got("it has %zu", stack.ss_size);
	struck_at(closed_page());
	t_seen seen = seen_at(note);
	expect_calls(&seen, 1);
	expect_watch_on(byte);
	end();
}

/* Whether it maps anything is its own affair. */
ROW(watch_begin_fails)
{
	t_address byte = dead_byte();
	t_action action = action_now();
	unsigned calls = ledger_calls(CALL_MMAP);
	int error;

	ledger_fail(CALL_MMAP, 1, EAGAIN);
	tried("the next mmap fails");
	answered(EAGAIN, "MAP_FAILED");
	int status = call_watch_begin(&error);
	int has_failed = ledger_calls(CALL_MMAP) != calls;
	ledger_fail(CALL_MMAP, 0, 0);
	if (has_failed && status != 0)
	{
		expect_failure(
			status, error, EAGAIN, "mmap was made to fail with this errno");
		t_action now = action_now();
		expected("there is no watch then");
		if (memcmp(&now, &action, sizeof(now)) != 0)
			got("SIGSEGV is handled otherwise than before");
		begin_watch();
	}
	else
		expect_success("watch_begin", status, error);
	expect_watch_on(byte);
	end();
	expect_nothing_left();
}
