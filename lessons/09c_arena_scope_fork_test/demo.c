/*
 * The demo of lesson 09c: what a fork does to an arena under each policy, page by page,
 * and what fork_trace reports about the child. Run it with: make demo LESSON=09c
 */

#define _GNU_SOURCE
#include "fork_arena.h"
#include "log.h"
#include "pagemap.h"
#include "step.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGES 6
#define WRITTEN 3
#define CHILDREN 3
#define BLOCKS 4

static const char *const g_policies[] = {"copied", "shared", "withheld", "wiped"};

static size_t page_size(void)
{
	return (size_t)getpagesize();
}

/* The first whole page of the arena. */
static char *first_page(const t_arena *a)
{
	size_t in_page = (size_t)a->base % page_size();

	return (char *)a->base + (in_page == 0 ? 0 : page_size() - in_page);
}

static int gap(int number, const char *what)
{
	log_line(stdout, "👉", "The next gap in fork_arena.c is TODO %d: %s.", number,
		what);
	return EXIT_SUCCESS;
}

/* One line of the table: what happened, and the pages of parent and child after it. */
static void draw_both(const t_arena *a, pid_t parent, pid_t child, const char *what)
{
	printf("   %-26s", what);
	pagemap_draw(stdout, parent, first_page(a), PAGES);
	if (child != -1)
		printf("    ");
	if (child != -1)
		pagemap_draw(stdout, child, first_page(a), PAGES);
	printf("\n");
	/* Two processes print the table, line by line. */
	fflush(stdout);
}

/* Prints what the child finds: the first byte of each page, as it is. */
static void show_bytes(const t_arena *a)
{
	printf("   the child finds           ");
	/* If the memory is withheld the child dies here; what it has printed must not be
	 * lost. */
	fflush(stdout);
	for (size_t i = 0; i < PAGES; i++)
	{
		char byte = first_page(a)[i * page_size()];
		putchar(byte == '\0' ? '0' : byte);
	}
	printf("    (the first byte of each page)\n");
}

/* The child's part of the table: reads all pages, then writes to some, one by one. */
static int write_pages(t_arena *a, void *data)
{
	char what[64];

	(void)data;
	draw_both(a, getppid(), getpid(), "after the fork");
	show_bytes(a);
	draw_both(a, getppid(), getpid(), "child has read all pages");
	demo_step();
	for (size_t i = 0; i < WRITTEN; i++)
	{
		snprintf(what, sizeof(what), "child writes to page %zu", i);
		first_page(a)[i * page_size()] = 'C';
		draw_both(a, getppid(), getpid(), what);
		demo_step();
	}
	return 0;
}

static const char *end_words(const t_trace *trace)
{
	static char text[64];

	if (trace->end == END_EXITED)
		snprintf(text, sizeof(text), "exit code %d", trace->code);
	else
		snprintf(text, sizeof(text), "%ssignal %d (%s)",
			trace->end == END_DEADLINE ? "deadline, " : "", trace->code,
			strsignal(trace->code));
	return text;
}

static void print_trace(const t_trace *trace)
{
	log_line(stdout, "🔎", "trace: %s; %zu bytes changed in the parent",
		end_words(trace), trace->changed);
	demo_step();
}

/* Calls fork_trace, from which only the parent may return. */
static int trace_writes(t_arena *a, t_trace *trace)
{
	pid_t parent = getpid();
	int status = fork_trace(a, write_pages, NULL, 0, trace);

	if (getpid() == parent)
		return status;
	log_line(stdout, "👉",
		"The child returned from fork_trace, but it must end there (TODO 5).");
	fflush(stdout);
	_exit(EXIT_FAILURE);
}

/* Shows a fork with this policy. Returns the number of the next gap, or 0. */
static int show_policy(t_policy policy)
{
	t_arena a;
	t_trace trace;

	if (arena_init(&a, (PAGES + 1) * page_size(), policy) == -1)
		return 1;
	printf("\n");
	log_line(
		stdout, "📦", "a %-8s arena          parent    child", g_policies[policy]);
	memset(a.base, 'P', a.capacity);
	draw_both(&a, getpid(), -1, "parent filled it with P");
	if (trace_writes(&a, &trace) == -1)
		return 5;
	if (policy == ARENA_WITHHELD && trace.end == END_SIGNALED)
		printf("nothing, and dies looking\n");
	draw_both(&a, getpid(), -1, "the child is gone");
	print_trace(&trace);
	return arena_free(&a) == -1 ? 4 : 0;
}

/* Takes blocks from a shared arena, and fills each with the letter. */
static void take_blocks(t_arena *a, char letter)
{
	for (size_t i = 0; i < BLOCKS; i++)
	{
		char *block = arena_alloc(a, 16);
		if (block != NULL)
			memset(block, letter, 16);
		usleep(1000);
	}
}

/* Several children allocate from one arena at the same time. Returns the number of the
 * next gap, or 0. */
static int show_sharing(void)
{
	t_arena a;

	if (arena_init(&a, 1024, ARENA_SHARED) == -1)
		return 1;
	printf("\n");
	log_line(stdout, "🍴", "%d children take %d blocks each from one shared arena",
		CHILDREN, BLOCKS);
	fflush(stdout);
	for (size_t i = 0; i < CHILDREN; i++)
		if (fork() == 0)
		{
			take_blocks(&a, (char)('A' + i));
			_exit(0);
		}
	while (wait(NULL) > 0)
		continue;
	size_t used = arena_used(&a);
	if (used > a.capacity)
		return 3;
	if (used == 0)
		return 6;
	printf("   who got which block: ");
	for (size_t at = 0; at < used; at += 16)
		putchar(((char *)a.base)[at]);
	printf("\n   blocks requested: %d, of 16 bytes each; bytes used: %zu\n",
		CHILDREN * BLOCKS, used);
	demo_step();
	return arena_free(&a) == -1 ? 4 : 0;
}

static int never_end(t_arena *a, void *data)
{
	(void)a;
	(void)data;
	while (pause() == -1)
		continue;
	return 0;
}

/* Returns the number of the next gap, or 0. */
static int show_deadline(void)
{
	t_arena a;
	t_trace trace;

	if (arena_init(&a, 64, ARENA_COPIED) == -1)
		return 1;
	printf("\n");
	log_line(stdout, "⏰", "a child that never ends, and a deadline of 100 ms");
	if (fork_trace(&a, never_end, NULL, 100, &trace) == -1)
		return 5;
	print_trace(&trace);
	return arena_free(&a) == -1 ? 4 : 0;
}

static int run_all(void)
{
	int next = 0;

	for (size_t i = 0; next == 0 && i < sizeof(g_policies) / sizeof(*g_policies); i++)
		next = show_policy((t_policy)i);
	if (next == 0)
		next = show_sharing();
	if (next == 0)
		next = show_deadline();
	return next;
}

int main(void)
{
	static const char *const gaps[] = {"", "arena_init still returns -1",
		"arena_alloc still returns NULL", "arena_used does not count yet",
		"arena_free still returns -1", "fork_trace still returns -1",
		"blocks that children take do not count in the parent"};
	char here = 1;

	printf("pages: # only this process has it   = others have it too   . it is not there\n");
	if (pagemap_page(0, &here) == PAGE_UNKNOWN)
		printf("The kernel does not show pages here (/proc/self/pagemap): they are drawn as ?\n");
	int next = run_all();
	/* The number of the gap; arena_alloc is at fault for what children take. */
	return next == 0 ? EXIT_SUCCESS : gap(next == 6 ? 2 : next, gaps[next]);
}
