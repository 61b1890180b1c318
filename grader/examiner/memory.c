#define _GNU_SOURCE
#include "memory.h"

#include "call.h"
#include "give_up.h"
#include "row.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

/* Between two arguments on the stage; more than what any call may read by mistake. */
#define GAP 64
#define LINE 64
/* More than any row looks at, in all, whatever sizes the subject tells. */
#define MOST ((size_t)1 << 26)

static size_t g_taken;
/* Copies that are good until the row ends. */
static struct s_copy
{
	struct s_copy *next;
	char bytes[];
} * g_copies;
static size_t g_copied; /* bytes of them */

static void __attribute__((noreturn))
complain_of_memory(const char *what, t_address at, size_t size)
{
	expected("the memory can be used as it was given");
	got("%zu byte%s at address %#lx cannot be %s: not mapped, or not so", size,
		plural(size), (unsigned long)at, what);
}

/* Whether the subject itself is to touch the memory. */
static int is_done_inside(void)
{
	return !g_is_traced;
}

static size_t part(size_t size)
{
	return size < WINDOW_BYTES ? size : WINDOW_BYTES;
}

/* What has ended has no memory, and its pid may be another's. */
static void expect_alive(void)
{
	if (g_process->has_ended)
		complain_of_end(g_process);
}

/* Whether all was copied; what cannot be is memory that is not there, or a process that
 * is not. */
static int is_whole(ssize_t copied, size_t size)
{
	if (copied == -1 && errno != EFAULT && errno != ESRCH)
		give_up("the memory of the subject");
	return copied == (ssize_t)size;
}

static int read_outside(t_address from, void *bytes, size_t size)
{
	struct iovec to = {bytes, size};
	struct iovec remote = {(void *)from, size};

	return is_whole(process_vm_readv(g_process->pid, &to, 1, &remote, 1, 0), size);
}

static void read_inside(t_address from, char *bytes, size_t size)
{
	for (size_t done = 0; done < size; done += part(size - done))
	{
		CALL(STEP_READ, from + done, part(size - done));
		memcpy(bytes + done, g_process->window->bytes, part(size - done));
	}
}

void read_memory(t_address from, void *bytes, size_t size)
{
	expect_alive();
	if (is_done_inside())
		read_inside(from, bytes, size);
	else if (!read_outside(from, bytes, size))
		complain_of_memory("read", from, size);
}

static void write_inside(t_address to, const char *bytes, size_t size)
{
	for (size_t done = 0; done < size; done += part(size - done))
	{
		memcpy(g_process->window->bytes, bytes + done, part(size - done));
		CALL(STEP_WRITE, to + done, part(size - done));
	}
}

void write_memory(t_address to, const void *bytes, size_t size)
{
	struct iovec from = {(void *)bytes, size};
	struct iovec remote = {(void *)to, size};

	expect_alive();
	if (is_done_inside())
		write_inside(to, bytes, size);
	else if (!is_whole(process_vm_writev(g_process->pid, &from, 1, &remote, 1, 0),
			 size))
		complain_of_memory("written", to, size);
}

void write_string(t_address to, const char *text)
{
	write_memory(to, text, strlen(text) + 1);
}

void fill_memory(t_address to, unsigned char byte, size_t size)
{
	expect_alive();
	if (is_done_inside())
	{
		CALL(STEP_FILL, to, byte, size);
		return;
	}
	if (size > MOST)
		complain_of_memory("written", to, size);
	char *bytes = malloc(size + 1);
	if (bytes == NULL)
		give_up("memory");
	memset(bytes, byte, size);
	struct iovec from = {bytes, size};
	struct iovec remote = {(void *)to, size};
	int is_written = is_whole(
		process_vm_writev(g_process->pid, &from, 1, &remote, 1, 0), size);
	free(bytes);
	if (!is_written)
		complain_of_memory("written", to, size);
}

char *copy_of(t_address from, size_t size)
{
	if (size > MOST - g_copied)
		complain_of_memory("read", from, size);
	g_copied += size;
	struct s_copy *copy = calloc(1, sizeof(*copy) + size + 1);
	if (copy == NULL)
		give_up("memory");
	copy->next = g_copies;
	g_copies = copy;
	read_memory(from, copy->bytes, size);
	return copy->bytes;
}

t_address stage(size_t size)
{
	t_address at = g_stage.start + g_taken;

	g_taken += (size + LINE - 1) / LINE * LINE + GAP;
	if (g_taken > g_stage.size)
	{
		errno = ENOMEM;
		give_up("the stage for arguments");
	}
	if (row_is_watched())
		CALL(STEP_UNDEFINED, at, size);
	return at;
}

t_address stage_bytes(const void *bytes, size_t size)
{
	t_address at = stage(size);

	write_memory(at, bytes, size);
	return at;
}

t_address stage_string(const char *text)
{
	return stage_bytes(text, strlen(text) + 1);
}

void stage_clear(void)
{
	g_taken = 0;
	g_copied = 0;
	if (row_is_watched())
		CALL(STEP_NO_ACCESS, g_stage.start, g_stage.size);
	while (g_copies != NULL)
	{
		struct s_copy *next = g_copies->next;
		free(g_copies);
		g_copies = next;
	}
}
