#define _GNU_SOURCE
#include "kit.h"

#include "mappings.h"

#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More than any C library needs to print a line. */
#define STACK (256 << 10)

const size_t g_odd[ODD] = {1, 7, 16, 17, 3, 32, 5, 15, 31, 64, 2, 100};

t_failing g_failing;

void scribble(t_address at, size_t size)
{
	if (row_is_watched())
		CALL(STEP_UNDEFINED, at, size);
	else
		fill_memory(at, RUBBISH, size);
}

t_address rubbish(size_t size)
{
	t_address at = stage(size);

	scribble(at, size);
	return at;
}

t_subject subject(const char *name)
{
	t_subject s = {.at = rubbish(sizeof(s.arena)), .name = name};

	memset(&s.arena, RUBBISH, sizeof(s.arena));
	/* An order of the row before holds no more. */
	g_failing.error = 0;
	return s;
}

t_address base_of(const t_subject *s)
{
	return (uintptr_t)s->arena.base;
}

ptrdiff_t distance_of(const t_subject *s, t_address address)
{
	return (ptrdiff_t)(address - base_of(s));
}

const char *place_words(const t_subject *s, t_address address)
{
	static char words[64];
	t_address base = base_of(s);
	int is_inside = address >= base && address - base <= s->arena.capacity;

	if (address == 0)
		return "NULL";
	if (base == 0)
		snprintf(words, sizeof(words), "%#lx, although base is NULL",
			(unsigned long)address);
	else
		snprintf(words, sizeof(words), "base %c %td%s",
			address < base ? '-' : '+',
			(ptrdiff_t)(address < base ? base - address : address - base),
			is_inside ? "" : ", outside the " ARENA);
	return words;
}

void take(t_subject *s, t_answer answer)
{
	s->error = answer.error;
	read_memory(s->at, &s->arena, sizeof(s->arena));
	keep_state(s);
}

int take_status(t_subject *s, t_answer answer)
{
	answered_status((int)answer.value, answer.error);
	take(s, answer);
	return (int)answer.value;
}

t_address take_block(t_subject *s, t_answer answer)
{
	take(s, answer);
	answered(
		answer.value == 0 ? answer.error : 0, "%s", place_words(s, answer.value));
	return answer.value;
}

t_subject begun(t_subject s)
{
	block_of(&s, 16);
	return s;
}

void bury(t_subject *s)
{
	memset(&s->arena, 0, sizeof(s->arena));
	write_memory(s->at, &s->arena, sizeof(s->arena));
	noted("every field of %s is set to zero", s->name);
}

size_t rounded(size_t size)
{
	return (size + 15) / 16 * 16;
}

/* The calls that could make hidden memory usable: only of those that can be seen. */
static unsigned openings(void)
{
	return ledger_is_seen() ? ledger_calls(CALL_MPROTECT) + ledger_calls(CALL_MREMAP)
				: 0;
}

static unsigned g_openings;

void hide_memory(const t_subject *s, size_t size)
{
	tried("mprotect(%s.base, %zu, PROT_NONE)", s->name, size);
	protect_pages(base_of(s), size, PROT_NONE);
	answered(0, "from here on, touching a byte is a SIGSEGV");
	g_openings = openings();
}

void unhide_memory(const t_subject *s, size_t size)
{
	unsigned more = openings() - g_openings;

	expected("the memory is left as it is: neither mprotect nor mremap is called");
	if (more != 0)
		got("mprotect or mremap was called %u time%s", more, plural(more));
	protect_pages(base_of(s), size, PROT_READ | PROT_WRITE);
}

void shrink_stack(void)
{
	const struct rlimit limit = {STACK, STACK};

	if (prlimit(g_process->pid, RLIMIT_STACK, &limit, NULL) == 0)
		noted("the stack is limited to %d KiB", STACK >> 10);
}

void close_stderr(void)
{
	CALL_KERNEL(SYS_close, STDERR_FILENO);
	noted("stderr is closed: printing there fails with EBADF");
}

void begin_failing(t_call call, int error)
{
	static const char *const names[CALL_KINDS] = {"mmap", "munmap", "mremap",
		"mprotect", "madvise", "fork", "kill", "memfd_create", "ftruncate",
		"fcntl", "close"};

	tried("from here on every %s fails", names[call]);
	answered(error, "%s", call == CALL_MMAP ? "MAP_FAILED" : "-1");
	ledger_fail(call, UINT_MAX, error);
	g_failing = (t_failing){names[call], error};
}

void end_failing(t_call call)
{
	ledger_fail(call, 0, 0);
	g_failing.error = 0;
}
