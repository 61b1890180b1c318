/* How much memory a process has whose memory is mapped ten times: it depends on who
 * counts. */

#include "experiment.h"
#include "overlap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB 16
#define SIZE ((size_t)MIB << 20)
#define VIEWS 10

/* Returns the MiB after the name in a file of /proc, or -1 if it is not there. */
static long mib_in(const char *path, const char *name)
{
	char line[256];
	long kib = -1;
	FILE *file = fopen(path, "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			kib = atol(line + strlen(name));
	if (file != NULL)
		fclose(file);
	return kib == -1 ? -1 : (kib + 512) / 1024;
}

/* Maps one view more, and writes to each page of it. */
static void add_view(const t_memory *m)
{
	volatile char *view = memory_view(m, 0, SIZE);

	experiment_claim(view != NULL, "a view");
	for (size_t at = 0; at < SIZE; at += (size_t)sysconf(_SC_PAGESIZE))
		view[at] = 'X';
}

/* Prints a line of the table. Returns the proportional share, or -1. */
static long show(int views, long *resident)
{
	*resident = mib_in("/proc/self/status", "VmRSS:");
	long share = mib_in("/proc/self/smaps_rollup", "Pss:");
	experiment_saw("%5d %12ld MiB %12ld MiB", views, *resident, share);
	return share;
}

int main(void)
{
	t_memory m;
	long resident[2];

	experiment_ask(
		"A memory object of %d MiB is mapped %d times, and every page of every "
		"view is written. How much memory does that take? What does ps say "
		"(VmRSS), and what does Pss say, the kernel's \"proportional\" count?",
		MIB, VIEWS);
	experiment_claim(memory_init(&m, SIZE) == 0, "an object");
	experiment_saw("views        VmRSS              Pss");
	show(0, &resident[0]);
	add_view(&m);
	long once = show(1, &resident[0]);
	for (int i = 1; i < VIEWS; i++)
		add_view(&m);
	long often = show(VIEWS, &resident[1]);
	experiment_claim(
		resident[0] == -1 || resident[1] - resident[0] > (VIEWS - 2) * MIB,
		"VmRSS counts each view");
	experiment_claim(once == -1 || often - once < MIB, "Pss counts each page once");

	experiment_why(
		"There are %d MiB, once. VmRSS adds up what the page tables of a process "
		"lead to, address by address, so it counts a page as often as it is mapped. "
		"Pss divides each page by the number of its mappings. So a program with "
		"many views looks large in top, and is not. (-1 means that this kernel does "
		"not show the figure.)",
		MIB);
	return memory_close(&m);
}
