/* Rows of fork_trace: the child's way out, and what stdio holds back meanwhile. */

#define _GNU_SOURCE
#include "expect.h"
#include "row.h"
#include "show.h"
#include "spill.h"
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE 4096

static size_t occurrences(const char *text, const char *word)
{
	size_t count = 0;

	for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
		count++;
	return count;
}

/* Fails the row unless the word stands in the text `times` times. */
static void expect_times(
	const char *text, const char *word, size_t times, const char *why)
{
	expected("\"%s\" is written %s: %s", word, times == 1 ? "once" : "never", why);
	if (occurrences(text, word) == times)
		return;
	if (occurrences(text, word) == 0)
		got("it is not written at all");
	got("it is written %zu times: %s", occurrences(text, word),
		show(text, strlen(text)));
}

static void trace_with_text_waiting(void *data)
{
	printf("waiting");
	traced(data, "return_0", return_0, NULL);
}

ROW(stdio_written_once)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	size_t size;

	tried("printf(\"waiting\"), which stays in the buffer of stdout");
	answered(0, "7");
	char *text = spill(trace_with_text_waiting, &s, &size);
	expect_times(text, "waiting", 1, "it waited in a buffer when the process forked");
	free(text);
	freed(&s);
	return row_passed();
}

/* A file without a name that stdio writes to. */
static FILE *open_file(int *descriptor)
{
	*descriptor = memfd_create("file", MFD_CLOEXEC);
	FILE *file = *descriptor == -1 ? NULL : fdopen(dup(*descriptor), "w");

	if (file == NULL)
		abort();
	return file;
}

static int write_more(t_arena *a, void *data)
{
	(void)a;
	fputs("of-the-child ", data);
	return 0;
}

ROW(stdio_any_stream)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	int descriptor;
	size_t size;
	FILE *file = open_file(&descriptor);

	tried("fputs(\"waiting \", file), which stays in the buffer of the file");
	answered(0, "0");
	fputs("waiting ", file);
	traced(&s, "fputs_of_the_child", write_more, file);
	fputs("afterwards ", file);
	fclose(file);
	char *text = file_contents(descriptor, &size);
	close(descriptor);
	expect_times(text, "waiting", 1,
		"it waited in the buffer of a file when the process forked");
	expect_times(text, "of-the-child", 1,
		"the child's work left it in the buffer of a file");
	expect_times(text, "afterwards", 1, "the parent wrote it after the trace");
	free(text);
	freed(&s);
	return row_passed();
}

static int print_unflushed(t_arena *a, void *data)
{
	(void)a;
	(void)data;
	printf("of-the-child");
	return 0;
}

static void trace_printing(void *data)
{
	traced(data, "printf_of_the_child", print_unflushed, NULL);
}

ROW(stdio_of_child)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	size_t size;
	char *text = spill(trace_printing, &s, &size);

	expect_times(text, "of-the-child", 1, "work printed it, and did not flush it");
	free(text);
	freed(&s);
	return row_passed();
}

/* What the function for atexit tells: it cannot be given anything. */
static struct
{
	pid_t parent;
	int *ran_in_child;
} g_exit;

static void note_exit(void)
{
	if (getpid() != g_exit.parent)
		*g_exit.ran_in_child = 1;
}

ROW(child_runs_no_atexit)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	g_exit.parent = getpid();
	g_exit.ran_in_child = shared_notes(sizeof(int));
	if (atexit(note_exit) != 0)
		abort();
	tried("atexit(f)");
	answered(0, "f is to run when the caller exits");
	traced(&s, "return_0", return_0, NULL);
	expected("f does not run in the child, which ends by _exit");
	if (*g_exit.ran_in_child)
		got("f ran in the child");
	freed(&s);
	return row_passed();
}

ROW(child_never_returns)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	int *passes = shared_notes(sizeof(int));

	/* A child that comes back is seen by call_trace; and once more here, where both
	 * would count. */
	for (int i = 1; i <= 3; i++)
	{
		traced(&s, "return_0", return_0, NULL);
		__atomic_add_fetch(passes, 1, __ATOMIC_SEQ_CST);
		nap(2);
		expect_size("the number of processes that came out of fork_trace",
			(size_t)i, (size_t)*passes);
	}
	freed(&s);
	return row_passed();
}
