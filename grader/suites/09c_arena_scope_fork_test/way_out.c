/* Rows of fork_trace: the child's way out, and what stdio holds back meanwhile. */

#define _GNU_SOURCE
#include "kit.h"
#include "show.h"
#include "spill.h"

#include <stdlib.h>
#include <string.h>

#define SIZE 4096

static size_t occurrences(const char *text, const char *word)
{
	size_t count = 0;

	for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
		count++;
	return count;
}

static void expect_once(const char *text, const char *word, const char *why)
{
	expected("\"%s\" is written once: %s", word, why);
	if (occurrences(text, word) == 1)
		return;
	if (occurrences(text, word) == 0)
		got("it is not written at all");
	got("it is written %zu times: %s", occurrences(text, word),
		show(text, strlen(text)));
}

/* 0: to stdout. */
static void print(t_address stream, const char *text)
{
	CALL(STEP_PRINT, stream, stage_string(text));
}

ROW(stdio_written_once)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	size_t size;
	size_t mark = spill_mark();

	tried("printf(\"waiting\"), which stays in stdout's buffer");
	answered(0, "7");
	print(0, "waiting");
	traced(&s, "return_0", return_0, NULL);
	char *text = spilled_since(mark, &size);
	expect_once(text, "waiting", "it waited in a buffer when the process forked");
	free(text);
	freed(&s);
}

static int write_more(t_subject *s, void *data)
{
	(void)s;
	print(*(t_address *)data, "of-the-child ");
	return 0;
}

ROW(stdio_any_stream)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	size_t size;
	t_address file = stream_open();

	tried("fputs(\"waiting \", file), which stays in the file's buffer");
	answered(0, "0");
	print(file, "waiting ");
	traced(&s, "fputs_of_the_child", write_more, &file);
	print(file, "afterwards ");
	stream_close(file);
	char *text = stream_contents(&size);
	expect_once(text, "waiting",
		"it waited in the buffer of a file when the process forked");
	expect_once(
		text, "of-the-child", "the child's work left it in the buffer of a file");
	expect_once(text, "afterwards", "the parent wrote it after the trace");
	free(text);
	freed(&s);
}

static int print_unflushed(t_subject *s, void *data)
{
	(void)s;
	print(0, "of-the-child");
	return *(int *)data;
}

ROW(stdio_of_child)
{
	static const int codes[] = {0, 7, -1};
	t_subject s = live("a", SIZE, ARENA_COPIED);

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
	{
		size_t size;
		size_t mark = spill_mark();
		int code = codes[i];
		char what[32];
		another_try();
		snprintf(what, sizeof(what), "printf_and_return_%d", code);
		traced(&s, what, print_unflushed, &code);
		char *text = spilled_since(mark, &size);
		expect_once(
			text, "of-the-child", "work printed it, and did not flush it");
		free(text);
	}
	freed(&s);
}

ROW(child_runs_no_atexit)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	CALL(STEP_AT_EXIT, 0);
	tried("atexit(f)");
	answered(0, "f will run when the caller exits");
	traced(&s, "return_0", return_0, NULL);
	freed(&s);
}

ROW(child_never_returns)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	/* A child that comes back is seen by call_trace. */
	for (int i = 1; i <= 3; i++)
		traced(&s, "return_0", return_0, NULL);
	freed(&s);
}
