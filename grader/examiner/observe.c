#define _GNU_SOURCE
#include "observe.h"

#include "pagemap.h"
#include "process.h"

#include <sys/mman.h>
#include <unistd.h>

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

int observable(t_observed what)
{
	if (what == OBSERVED_PAGEMAP)
		return pagemap_is_shown();
	return what == OBSERVED_NOTHING || (what == OBSERVED_STEPS && g_is_traced);
}

const char *observe_reason(t_observed what)
{
	static const char *const reasons[] = {"",
		"the kernel does not show here which pages processes share (/proc/self/pagemap)",
		"calls cannot be made instruction by instruction here (ptrace is forbidden)"};

	return (unsigned)what < OBSERVED_KINDS ? reasons[what] : "";
}
