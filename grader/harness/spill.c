#define _GNU_SOURCE
#include "spill.h"

#include "row.h"
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void redirect(int to, int *out, int *err)
{
	fflush(stdout);
	fflush(stderr);
	*out = dup(STDOUT_FILENO);
	*err = dup(STDERR_FILENO);
	if (to == -1 || *out == -1 || *err == -1 || dup2(to, STDOUT_FILENO) == -1 ||
		dup2(to, STDERR_FILENO) == -1)
		abort();
}

static void restore(int out, int err)
{
	fflush(stdout);
	fflush(stderr);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
}

char *file_contents(int file, size_t *size)
{
	struct stat status;

	if (fstat(file, &status) == -1)
		abort();
	char *text = calloc(status.st_size + 1, 1);
	if (text == NULL || pread(file, text, status.st_size, 0) != status.st_size)
		abort();
	*size = status.st_size;
	return text;
}

char *spill(void (*work)(void *data), void *data, size_t *size)
{
	int file = memfd_create("spill", MFD_CLOEXEC);
	int out;
	int err;

	redirect(file, &out, &err);
	work(data);
	restore(out, err);
	char *text = file_contents(file, size);
	close(file);
	return text;
}

void expect_no_spill(const char *function, void (*work)(void *data), void *data)
{
	size_t size;
	char *text = spill(work, data, &size);

	expected("%s prints to the stream that it is given, and to no other", function);
	if (size != 0)
		got("this came out of stdout or stderr: %s", show(text, size));
	free(text);
}
