#include "files.h"

#include "window.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of stat(2). */
#define BLOCK 512

static int g_files[ROW_FILES];
static size_t g_count;

void files_keep(pid_t pid, int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	int file = g_count < ROW_FILES ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	/* The process may have been killed at this moment. */
	if (file != -1)
		g_files[g_count++] = file;
}

size_t files_count(void)
{
	return g_count;
}

size_t files_bytes(void)
{
	size_t bytes = 0;

	for (size_t i = 0; i < g_count; i++)
	{
		struct stat status = {0};
		fstat(g_files[i], &status);
		bytes += (size_t)status.st_blocks * BLOCK;
	}
	return bytes;
}

void files_forget(void)
{
	while (g_count > 0)
		close(g_files[--g_count]);
}
