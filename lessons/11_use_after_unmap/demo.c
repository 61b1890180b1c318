/*
 * The demo of lesson 11: a use after unmap that nobody notices, and then what a
 * quarantine, a handle, a probe and the watch do about it. Run it with: make demo
 * LESSON=11
 */

#define _GNU_SOURCE
#include "log.h"
#include "quarantine.h"
#include "step.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 4096
#define STACK 262144
#define ARENAS 3
#define NOT_MAPPED "(none)"

typedef void (*t_touch)(char *);

/* A gap has the number of its TODO, and words that say what is missing. */
typedef struct s_gap
{
	int number;
	const char *what;
} t_gap;

static const t_gap g_no_gap = {0, ""};

static t_gap gap(int number, const char *what)
{
	return (t_gap){number, what};
}

/* Makes an arena with one block, which holds this text. */
static t_gap make(t_arena *a, const char *name, const char *text, char **block)
{
	if (arena_init(a, SIZE) == -1)
		return gap(1, "arena_init still returns -1");
	*block = arena_alloc(a, 64, name);
	if (*block == NULL)
		return gap(2, "arena_alloc still returns NULL");
	strcpy(*block, text);
	return g_no_gap;
}

/* A pointer outlives its arena, and nobody notices. */
static t_gap show_reuse(void)
{
	t_arena a;
	t_arena b;
	char *list;
	char *key;

	t_gap next = make(&a, "list", "Ann's list", &list);
	if (next.number != 0)
		return next;
	log_line(stdout, "✅", "arena %u: block 'list' holds \"%s\"", a.number, list);
	if (arena_free(&a) == -1)
		return gap(3, "arena_free still returns -1");
	log_line(stdout, "🧹", "freed; but a pointer to 'list' is left");
	next = make(&b, "key", "Bob's key", &key);
	if (next.number != 0)
		return next;
	log_line(stdout, "✅", "arena %u: block 'key' holds \"%s\"", b.number, key);
	demo_step();
	if (key == list)
	{
		log_line(stdout, "🤡", "the old pointer reads \"%s\"", list);
		strcpy(list, "Ann again!");
		log_line(stdout, "🤡", "it writes \"%s\", and 'key' holds \"%s\"", list,
			key);
	}
	else
		printf("   'key' got another address, so nothing goes wrong this time\n");
	demo_step();
	return arena_free(&b) == -1 ? gap(3, "arena_free returns -1") : g_no_gap;
}

/* What the kernel's list of mappings says of this address: rw-, ---, or that nothing is
 * mapped there. */
static const char *rights_at(const void *address)
{
	static char rights[5];
	char line[512];
	unsigned long start;
	unsigned long end;
	FILE *maps = fopen("/proc/self/maps", "r");
	int is_found = 0;

	if (maps == NULL)
		return "?";
	while (!is_found && fgets(line, sizeof(line), maps) != NULL)
		is_found = sscanf(line, "%lx-%lx %3s", &start, &end, rights) == 3 &&
			   (unsigned long)address >= start &&
			   (unsigned long)address < end;
	fclose(maps);
	return is_found ? rights : NOT_MAPPED;
}

static void draw(void *const *bases, const char *what)
{
	printf("   %-18s", what);
	for (size_t i = 0; i < ARENAS; i++)
		printf("   %7s", rights_at(bases[i]));
	printf("\n");
	demo_step();
}

/* Frees three arenas into a quarantine of two. */
static t_gap show_quarantine(void)
{
	t_arena arenas[ARENAS];
	void *bases[ARENAS];
	char *block;
	char what[64];

	if (quarantine_keep(2) == -1)
		return gap(4, "quarantine_keep still returns -1");
	printf("\n");
	log_line(stdout, "📦", "a quarantine of two. What the kernel allows there:");
	printf("   %-18s", "");
	for (size_t i = 0; i < ARENAS; i++)
	{
		t_gap next = make(&arenas[i], "list", "Ann's list", &block);
		if (next.number != 0)
			return next;
		bases[i] = arenas[i].base;
		printf("   arena %u", arenas[i].number);
	}
	printf("\n");
	draw(bases, "all are alive");
	for (size_t i = 0; i < ARENAS; i++)
	{
		snprintf(what, sizeof(what), "arena %u is freed", arenas[i].number);
		if (arena_free(&arenas[i]) == -1)
			return gap(3, "arena_free returns -1 if there is a quarantine");
		draw(bases, what);
	}
	if (strcmp(rights_at(bases[0]), NOT_MAPPED) != 0)
		return gap(3, "the oldest arena does not leave a full quarantine");
	if (strcmp(rights_at(bases[2]), NOT_MAPPED) == 0)
		return gap(3, "arena_free keeps no arena in quarantine");
	return g_no_gap;
}

static void print_handle(t_handle h, const char *when)
{
	errno = 0;
	char *byte = handle_get(h);

	if (byte != NULL)
		printf("   %-39s'%c'\n", when, *byte);
	else
		printf("   %-39sNULL (%s)\n", when, strerror(errno));
}

/* A handle notices that its arena is gone, even when the address is in use again. */
static t_gap show_handle(void)
{
	t_arena a;
	t_arena b;
	t_handle h;
	char *list;
	char *key;

	if (quarantine_keep(0) == -1)
		return gap(4, "quarantine_keep returns -1 for 0");
	t_gap next = make(&a, "list", "Ann's list", &list);
	if (next.number != 0)
		return next;
	printf("\n");
	log_line(stdout, "🔎", "no quarantine, but a handle of the first byte of 'list'");
	if (handle_make(&h, list) == -1)
		return gap(5, "handle_make still returns -1");
	if (handle_get(h) != list)
		return gap(6, "handle_get does not return the byte's address");
	print_handle(h, "handle_get, while the arena is alive");
	arena_free(&a);
	print_handle(h, "after the free");
	next = make(&b, "key", "Bob's key", &key);
	if (next.number != 0)
		return next;
	print_handle(h, key == list ? "with 'key' at the same address"
				    : "with 'key' at another address");
	demo_step();
	arena_free(&b);
	return handle_get(h) == NULL ? g_no_gap
				     : gap(6, "handle_get returns a dead address");
}

/* Asks about memory before anybody touches it. */
static t_gap show_probe(void)
{
	t_arena a;
	char *list;

	t_gap next = make(&a, "list", "Ann's list", &list);
	if (next.number != 0)
		return next;
	char *last = (char *)a.base + SIZE - 1;
	int alive = can_read(list, 10);
	int whole = can_read(a.base, SIZE);
	quarantine_keep(2);
	arena_free(&a);
	int dead = can_read(list, 10);
	int null = can_read(NULL, 1);
	if (alive == -1)
		return gap(7, "can_read still returns -1");
	printf("\n");
	log_line(stdout, "🔎", "can_read asks the kernel, and nothing crashes");
	printf("   10 bytes of 'list': %d   the whole arena: %d\n", alive, whole);
	printf("   after the free, its first byte: %d   its last: %d   NULL: %d\n", dead,
		can_read(last, 1), null);
	demo_step();
	return alive == 1 && dead == 0 ? g_no_gap : gap(7, "can_read is wrong");
}

static void read_byte_8(char *block)
{
	(void)*(volatile char *)(block + 8);
}

static void write_past(char *block)
{
	((volatile char *)block)[1000] = 'x';
}

static void execute(char *block)
{
	void (*function)(void);

	/* ISO C has no cast from data to a function. */
	memcpy(&function, &block, sizeof(function));
	function();
}

static void read_null(char *block)
{
	volatile char *volatile nothing = NULL;

	(void)block;
	(void)*nothing;
}

static int recurse(int depth)
{
	volatile char frame[512];

	frame[0] = (char)depth;
	return depth == -1 ? 0 : recurse(depth + 1) + frame[0];
}

static void overflow_stack(char *block)
{
	const struct rlimit limit = {STACK, STACK};

	(void)block;
	/* However large a stack this machine allows. */
	setrlimit(RLIMIT_STACK, &limit);
	recurse(0);
}

static void __attribute__((noreturn)) touch_and_end(int out, t_touch touch, char *block)
{
	/* Leave no core file. */
	prctl(PR_SET_DUMPABLE, 0);
	dup2(out, STDERR_FILENO);
	touch(block);
	_exit(EXIT_SUCCESS);
}

static void print_end(int status)
{
	if (WIFSIGNALED(status))
		printf("   ends by signal %d (%s)\n", WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	else
		printf("   ends with exit code %d\n", WEXITSTATUS(status));
}

/* A child touches this block. Prints what it says on descriptor 2, and how it ends.
 * Returns how many bytes it has said. */
static size_t watch_child(const char *what, t_touch touch, char *block)
{
	char text[512];
	size_t size = 0;
	ssize_t more;
	int ends[2];
	int status = 0;

	log_line(stdout, "🔎", "a child %s", what);
	fflush(stdout);
	if (pipe(ends) == -1)
		return 0;
	pid_t child = fork();
	if (child == 0)
		touch_and_end(ends[1], touch, block);
	close(ends[1]);
	while ((more = read(ends[0], text + size, sizeof(text) - size)) > 0)
		size += (size_t)more;
	close(ends[0]);
	waitpid(child, &status, 0);
	printf("%.*s", (int)size, text);
	print_end(status);
	demo_step();
	return size;
}

static t_gap touch_all(char *list, char *key)
{
	size_t said = watch_child("reads the ninth byte of 'list'", read_byte_8, list);

	if (said == 0)
		return gap(8, "the watch does not report a read");
	watch_child("writes past 'list', to no block", write_past, list);
	watch_child("jumps to 'key'", execute, key);
	said = watch_child("calls itself again and again", overflow_stack, list);
	if (said == 0)
		return gap(8, "the watch does not report a stack overflow");
	watch_child(
		"reads from NULL, which is not the watch's business", read_null, list);
	return g_no_gap;
}

static t_gap show_watch(void)
{
	t_arena a;
	t_arena b;
	char *list;
	char *key;

	if (watch_begin() == -1)
		return gap(8, "watch_begin still returns -1");
	printf("\n");
	log_line(stdout, "📦", "a quarantine of two, and the watch");
	t_gap next = make(&a, "key", "Bob's key", &key);
	if (next.number == 0)
		next = make(&b, "list", "Ann's list", &list);
	if (next.number != 0)
		return next;
	arena_free(&b);
	arena_free(&a);
	next = touch_all(list, key);
	if (next.number != 0)
		return next;
	if (watch_end() == -1)
		return gap(9, "watch_end still returns -1");
	watch_child("reads 'list', and the watch is over", read_byte_8, list);
	return g_no_gap;
}

int main(void)
{
	t_gap (*const parts[])(void) = {
		show_reuse, show_quarantine, show_handle, show_probe, show_watch};
	t_gap next = g_no_gap;

	for (size_t i = 0; next.number == 0 && i < sizeof(parts) / sizeof(*parts); i++)
		next = parts[i]();
	if (next.number == 0 && quarantine_keep(0) == -1)
		next = gap(4, "quarantine_keep returns -1 for 0");
	if (next.number != 0)
	{
		log_line(stdout, "👉", "The next gap in quarantine.c is TODO %d: %s.",
			next.number, next.what);
		return EXIT_SUCCESS;
	}
	printf("\n");
	log_line(stdout, "🧹", "the quarantine is empty");
	return EXIT_SUCCESS;
}
