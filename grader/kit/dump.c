/* What dump prints, and where. */

#include "kit.h"
#include "show.h"
#include "spill.h"

#include <stdlib.h>
#include <string.h>

/* More than is printed at a time, and less than a stream has room for. */
#define LONG 1000

/* Of a dump that is too short: fails the row if something went to stdout or stderr
 * instead. */
static void complain_of_spill(
	t_subject *s, const char *wanted, const char *text, size_t length)
{
	size_t size;
	size_t mark = spill_mark();

	free(call_dump(s, &size));
	char *spilled = spilled_since(mark, &size);
	if (size != 0)
	{
		expected("%s", show(wanted, strlen(wanted)));
		got("%s\nand this came out of stdout or stderr instead of the given stream:\n%s",
			length == 0 ? "nothing," : show(text, length),
			show(spilled, size));
	}
	free(spilled);
}

void expect_dump(t_subject *s, const char *wanted)
{
	size_t length;
	char *text = call_dump(s, &length);

	if (length < strlen(wanted))
		complain_of_spill(s, wanted, text, length);
	expect_text(wanted, strlen(wanted), text, length);
	free(text);
}

static void dump_once(void *data)
{
	size_t length;
	char *text = call_dump(data, &length);

	if (length == 0)
	{
		expected(ARENA "_dump prints to the stream that it is given");
		got("nothing arrived there");
	}
	free(text);
}

/* What the caller prints to stdout after a dump comes there: whoever put the stream in
 * stdout's place put it back. Fails the row if not. */
static void expect_own_stdout(size_t mark)
{
	size_t size;

	tried("fputs of \"mine\" to stdout, before the stream is closed");
	CALL(STEP_PRINT, 0, stage_string("mine"));
	char *text = spilled_since(mark, &size);
	answered(0, "%zu bytes", size);
	expected("what the caller prints to stdout after the dump comes out there");
	if (strcmp(text, "mine") != 0)
		got("%s", size == 0 ? "it does not" : show(text, size));
	free(text);
}

/* The stream is the caller's before the dump and after it: whoever gave it a buffer of
 * its own took it away. */
static void expect_stream_left(t_subject *s, uint32_t step)
{
	static char more[LONG + 1];
	size_t length;
	size_t mark = spill_mark();
	t_address stream = stream_open();

	memset(more, '+', LONG);
	tried(ARENA "_dump(&%s, out)", s->name);
	CALL(step, s->at, stream);
	answered(0, "it returns");
	expect_own_stdout(mark);
	tried("fputs of %d more bytes to out", LONG);
	CALL(STEP_PRINT, stream, stage_string(more));
	CALL(STEP_FLUSH, 0);
	CALL(STEP_PRINT, stream, stage_string("."));
	stream_close(stream);
	char *text = stream_contents(&length);
	answered(0, "%zu bytes", length);
	expected("what the caller prints to the stream after the dump follows the dump");
	if (length < LONG || memcmp(text + length - LONG - 1, more, LONG) != 0)
		got("something else is there: %s", show(text, length));
	free(text);
}

void expect_one_stream(t_subject *s, uint32_t step)
{
	expect_no_spill(ARENA "_dump", dump_once, s);
	expect_stream_left(s, step);
}
