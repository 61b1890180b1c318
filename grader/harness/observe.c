#define _GNU_SOURCE
#include "observe.h"

#include "interleave.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PRESENT ((uint64_t)1 << 63)
#define ALONE ((uint64_t)1 << 56)

static int g_shown[OBSERVED_KINDS] = {[OBSERVED_NOTHING] = 1};

/* What the kernel says of the page; 0 where it says nothing. */
static uint64_t pagemap_entry(const void *address)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;
	off_t at = (off_t)((uintptr_t)address / (size_t)getpagesize() * sizeof(entry));

	if (fd == -1)
		return 0;
	if (pread(fd, &entry, sizeof(entry), at) != sizeof(entry))
		entry = 0;
	close(fd);
	return entry;
}

int page_is_alone(const void *address)
{
	uint64_t entry = pagemap_entry(address);

	if ((entry & PRESENT) == 0)
		return -1;
	return (entry & ALONE) != 0;
}

/* A page of our own that was just written must be there, and be ours alone. */
static int pagemap_is_shown(void)
{
	size_t size = (size_t)getpagesize();
	char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return 0;
	*page = 1;
	int shown = page_is_alone(page) == 1;
	munmap(page, size);
	return shown;
}

static void do_nothing(void *data)
{
	(void)data;
}

void observe_prepare(void)
{
	g_shown[OBSERVED_PAGEMAP] = pagemap_is_shown();
	g_shown[OBSERVED_STEPS] = interrupted_call(do_nothing, do_nothing, NULL, 1) != 0;
}

int observable(t_observed what)
{
	return (unsigned)what < OBSERVED_KINDS && g_shown[what];
}

const char *observe_reason(t_observed what)
{
	static const char *const reasons[] = {"",
		"the kernel does not show here which pages processes share (/proc/self/pagemap)",
		"calls cannot be made instruction by instruction here (the trap flag of x86-64)"};

	return (unsigned)what < OBSERVED_KINDS ? reasons[what] : "";
}
