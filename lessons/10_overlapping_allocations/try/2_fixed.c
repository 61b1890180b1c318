/* What happens to an arena when memory is mapped at its address: with a hint, with
 * MAP_FIXED_NOREPLACE and with MAP_FIXED. */

#define _GNU_SOURCE
#include "experiment.h"
#include "overlap.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT "my bytes"

static void *map_at(void *address, size_t size, int flags)
{
	return mmap(address, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

/* An address where `size` bytes are free. */
static void *find_room(size_t size)
{
	void *room = map_at(NULL, size, 0);

	experiment_claim(room != MAP_FAILED && munmap(room, size) == 0, "some room");
	return room;
}

/* In a child, so that the parent's arena survives. Returns what the page holds after
 * MAP_FIXED, as an exit status: 0 for the text, 1 for zeros, 2 for anything else. */
static int page_after_fixed(char *page, size_t size)
{
	int status = 0;
	pid_t child = fork();

	experiment_claim(child != -1, "fork works");
	if (child == 0)
	{
		if (map_at(page, size, MAP_FIXED) != page)
			_exit(2);
		_exit(strcmp(page, TEXT) == 0 ? 0 : *page == '\0' ? 1 : 2);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

int main(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	t_arena first;
	t_arena second;

	int status = arena_place(&first, find_room(2 * page), 2 * page);
	experiment_claim(status == 0, "arena_place returns 0");
	char *last = (char *)first.base + page;
	strcpy(last, TEXT);

	experiment_ask(
		"An arena has two pages. In the second one is a text. Now somebody "
		"calls mmap with the address of that page, and no flag that says "
		"what this means. What do they get?");
	void *other = map_at(last, page, 0);
	experiment_claim(other != MAP_FAILED && other != (void *)last, "another address");
	experiment_saw("Another address. The text is still \"%s\".", last);

	experiment_ask("\narena_place is called for a second arena at that page. It uses "
		       "MAP_FIXED_NOREPLACE. What happens?");
	status = arena_place(&second, last, page);
	int error = errno;
	experiment_claim(status == -1 && error == EEXIST, "EEXIST");
	experiment_saw("-1: %s. The text is still \"%s\".", strerror(error), last);

	experiment_ask(
		"\nA child of this process calls mmap with MAP_FIXED for that page. "
		"What does mmap return, and what does the child read there?");
	experiment_claim(page_after_fixed(last, page) == 1, "zeros");
	experiment_saw("mmap returns the address: no error. The child reads zeros. Here, "
		       "in the parent, the text is still \"%s\".",
		last);

	experiment_why(
		"An address alone is a hint: the kernel takes it if it is free, and another "
		"one if not. MAP_FIXED takes it in any case, and unmaps whatever is in the "
		"way, without a word. The arena still has its base, its offset and its "
		"capacity, but its second page is now somebody else's. MAP_FIXED_NOREPLACE "
		"takes the address or fails. A kernel older than 4.17 does not know the "
		"flag and ignores it, which leaves a hint. That is why arena_place compares "
		"what it got with what it asked for.");
	munmap(other, page);
	return munmap(first.base, first.capacity);
}
