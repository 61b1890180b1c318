/*
 * The subject: the submission's object, linked with this loop. It makes the calls that
 * the examiner puts into its window, in whichever process it runs, and knows nothing of
 * what they should return.
 *
 *	subject SOCKET MEMORY      both descriptors come from the examiner
 *	subject EXAMINER ORDER RESULT    starts the examiner itself: for debuggers
 */

#define _GNU_SOURCE
#include "loop.h"
#include "calls.h"

#include <errno.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_COUNT_ERRORS 0
#endif

/* What errno holds before each call: no function of a lesson sets it. For the examiner it
 * is 0. */
#define STALE EHWPOISON
/* Below the shared memory, where the kernel would map the submission's first. */
#define GUARD (1 << 20)
#define NO_WINDOW 111 /* the exit status of a process too many */

t_shared *g_shared;
int g_stream;
static int g_socket;
static t_window *g_window;
static pid_t g_owner; /* of the window: a child needs one of its own */

t_window *subject_window(void)
{
	return g_window;
}

static void ring(void)
{
	atomic_fetch_add(&g_shared->bell, 1);
	syscall(SYS_futex, &g_shared->bell, FUTEX_WAKE, 1, NULL, NULL, 0);
}

void subject_take_window(uint32_t index)
{
	t_hello hello = {index};

	if (index >= WINDOWS)
		_exit(NO_WINDOW);
	g_window = &g_shared->window[index];
	g_owner = getpid();
	/* What a process of an earlier row was told. */
	g_window->traps = 0;
	g_window->pauses = 0;
	g_window->object = 0;
	if (write(g_socket, &hello, sizeof(hello)) != sizeof(hello))
		_exit(NO_WINDOW);
	ring();
}

static void take_next_window(void)
{
	subject_take_window(atomic_fetch_add(&g_shared->windows, 1));
}

static void answer(uint32_t kind)
{
	g_window->answer = kind;
	g_window->memory_errors = VALGRIND_COUNT_ERRORS;
	atomic_store(&g_window->turn, TURN_ANSWERED);
	ring();
}

static void wait_for_turn(void)
{
	uint32_t turn;

	while ((turn = atomic_load(&g_window->turn)) != TURN_ASKED)
		syscall(SYS_futex, &g_window->turn, FUTEX_WAIT, turn, NULL, NULL, 0);
	atomic_store(&g_window->turn, TURN_SUBJECT);
}

/* A debugger stops here, and at the function of that name next. */
static void __attribute__((noinline)) subject_pause(const char *function)
{
	__asm__ volatile("" ::"r"(function) : "memory");
}

static void trap(void)
{
	if (g_window->traps)
		syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGTRAP);
}

static uint64_t make_call(const t_step *step)
{
	size_t call = step->call - STEP_LESSON;

	if (call >= lesson_call_count)
		return 0;
	if (g_window->pauses)
		subject_pause(lesson_calls[call].name);
	return lesson_calls[call].make(step->arguments);
}

/* A process that was forked inside of a call has come out of it: it must not go on as its
 * parent does. */
static void __attribute__((noreturn)) go_astray(void)
{
	if (getpid() != g_owner)
		take_next_window();
	answer(ANSWER_ASTRAY);
	_exit((int)subject_serve());
}

static void make_step(uint32_t index)
{
	t_step step = g_window->steps[index];
	pid_t owner = g_owner;

	trap();
	errno = STALE;
	uint64_t value = step.call < STEP_LESSON ? subject_make(&step) : make_call(&step);
	int error = errno == STALE ? 0 : errno;
	if (step.call >= STEP_LESSON && (g_owner != owner || getpid() != owner))
		go_astray();
	trap();
	t_step *made = &g_window->steps[index];
	made->value = value;
	made->error = error;
	if (g_window->object != 0 && g_window->words <= WINDOW_WORDS)
		memcpy(made->object, pointer(g_window->object),
			g_window->words * sizeof(uint64_t));
}

/* Makes what stands in the window, turn after turn, until a callback returns. */
uint64_t subject_serve(void)
{
	while (1)
	{
		wait_for_turn();
		uint32_t count = g_window->count;
		atomic_store(&g_window->made, 0);
		for (uint32_t i = 0; i < count && i < WINDOW_STEPS; i++)
		{
			if (g_window->steps[i].call == STEP_RETURN)
				return g_window->steps[i].arguments[0];
			make_step(i);
			atomic_store(&g_window->made, i + 1);
		}
		answer(ANSWER_RETURNED);
	}
}

uint64_t subject_enter(uint32_t kind, const uint64_t *entered, size_t count)
{
	if (getpid() != g_owner)
		take_next_window();
	for (size_t i = 0; i < count && i < 3; i++)
		g_window->entered[i] = entered[i];
	answer(kind);
	return subject_serve();
}

/* From here on the kernel refuses what no lesson needs, seccomp(2). */
static void lock(void)
{
	struct sock_fprog program = {g_shared->filter_length, g_shared->filter};

	if (program.len == 0)
		return;
	for (size_t i = 0; i < program.len; i++)
		if (program.filter[i].k == FILTER_OWN_PID)
			program.filter[i].k = (uint32_t)getpid();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == -1)
		_exit(EXIT_FAILURE);
}

/* Becomes the parent of the examiner, and its subject: a debugger began with this. */
static int start_examiner(char **argv)
{
	int sockets[2];
	char number[16];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets) == -1)
		return -1;
	snprintf(number, sizeof(number), "%d", sockets[1]);
	if (fork() == 0)
	{
		close(sockets[0]);
		execl(argv[1], argv[1], argv[2], argv[3], number, NULL);
		_exit(127);
	}
	close(sockets[1]);
	return sockets[0];
}

/* The descriptors of the shared memory, and of a file that streams write to, come by the
 * socket: unix(7), SCM_RIGHTS. Returns the first. */
static int receive_memory(void)
{
	char byte;
	int descriptors[2];
	char control[CMSG_SPACE(sizeof(descriptors))];
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};

	if (recvmsg(g_socket, &message, 0) != 1 || CMSG_FIRSTHDR(&message) == NULL)
		return -1;
	memcpy(descriptors, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(descriptors));
	g_stream = descriptors[1];
	return descriptors[0];
}

int main(int argc, char **argv)
{
	if (argc != 2 && argc != 4)
		return EXIT_FAILURE;
	g_socket = argc == 2 ? atoi(argv[1]) : start_examiner(argv);
	int memory = receive_memory();
	g_shared = mmap(
		NULL, sizeof(t_shared), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	if (memory == -1 || g_shared == MAP_FAILED)
		return EXIT_FAILURE;
	close(memory);
	/* Who unmaps too much loses a row, and not the ground it stands on. */
	mmap(NULL, GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	subject_prepare();
	subject_take_window(0);
	wait_for_turn();
	lock();
	answer(ANSWER_RETURNED);
	subject_serve();
	return EXIT_SUCCESS;
}
