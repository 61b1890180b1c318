#define _GNU_SOURCE
#include "spill.h"

#include "call.h"
#include "give_up.h"
#include "row.h"
#include "show.h"
#include "turn.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than any row has a submission print. */
#define MOST (8 << 20)

static char *contents(int file, size_t from, size_t *size)
{
	struct stat status;

	if (fstat(file, &status) == -1)
		give_up("the output");
	size_t end = (size_t)status.st_size;
	*size = end > from ? end - from : 0;
	*size = *size < MOST ? *size : MOST;
	char *text = calloc(*size + 1, 1);
	if (text == NULL)
		give_up("memory");
	/* The subject may cut it short meanwhile. */
	ssize_t read = pread(file, text, *size, (off_t)from);
	if (read == -1)
		give_up("the output");
	*size = (size_t)read;
	return text;
}

static size_t printed(void)
{
	struct stat status;

	if (fstat(turn_output(), &status) == -1)
		give_up("the output");
	return (size_t)status.st_size;
}

size_t spill_mark(void)
{
	CALL(STEP_FLUSH, 0);
	return printed();
}

char *spilled_since(size_t mark, size_t *size)
{
	CALL(STEP_FLUSH, 0);
	return contents(turn_output(), mark, size);
}

t_address stream_open(void)
{
	if (ftruncate(turn_stream(), 0) == -1 || lseek(turn_stream(), 0, SEEK_SET) == -1)
		give_up("the stream");
	t_answer stream = CALL(STEP_STREAM, 0);
	expected("the process can open a stream");
	if (stream.value == 0)
		got("it could not: %s", errno_name(stream.error));
	return stream.value;
}

void stream_close(t_address stream)
{
	CALL(STEP_CLOSE, stream);
}

char *stream_contents(size_t *size)
{
	return contents(turn_stream(), 0, size);
}

char *streamed(uint32_t step, t_address object, size_t *size)
{
	t_address stream = stream_open();

	CALL(step, object, stream);
	stream_close(stream);
	return stream_contents(size);
}

void expect_no_spill(const char *function, void (*work)(void *data), void *data)
{
	size_t size;
	size_t mark = spill_mark();

	work(data);
	char *text = spilled_since(mark, &size);
	expected("%s prints to the stream that it is given, and to no other", function);
	if (size != 0)
		got("this came out of stdout or stderr: %s", show(text, size));
	free(text);
}
