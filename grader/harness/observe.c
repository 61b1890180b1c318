#define _GNU_SOURCE
#include "observe.h"

#include "interleave.h"
#include "pagemap.h"

#include <sys/mman.h>
#include <unistd.h>

static int g_shown[OBSERVED_KINDS] = {[OBSERVED_NOTHING] = 1};

/* A page of our own that was just written must be there, and be ours alone. */
static int pagemap_is_shown(void)
{
	size_t size = (size_t)getpagesize();
	char *page = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return 0;
	*page = 1;
	int shown = pagemap_page(0, page) == PAGE_ALONE;
	munmap(page, size);
	return shown;
}

static void do_nothing(void *data)
{
	(void)data;
}

void observe_prepare(int debugged)
{
	g_shown[OBSERVED_PAGEMAP] = pagemap_is_shown();
	g_shown[OBSERVED_STEPS] =
		!debugged && interrupted_call(do_nothing, do_nothing, NULL, 1) != 0;
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
