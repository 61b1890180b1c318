/* The line in /proc/self/maps for an arena, and for two other kinds of mapping. */

#include "arena.h"
#include "experiment.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define SIZE ((size_t)1 << 20)

/* Returns the line of /proc/self/maps that contains this address, or "" if there is none.
 * Valid until the next call. */
static const char *line_of(const void *address)
{
	static char line[512];
	unsigned long start;
	unsigned long end;
	int is_found = 0;
	FILE *maps = fopen("/proc/self/maps", "r");

	experiment_claim(maps != NULL, "/proc/self/maps can be read");
	while (!is_found && fgets(line, sizeof(line), maps) != NULL)
		is_found = sscanf(line, "%lx-%lx", &start, &end) == 2 &&
			   (uintptr_t)address >= start && (uintptr_t)address < end;
	fclose(maps);
	line[is_found ? strcspn(line, "\n") : 0] = '\0';
	/* File names are in a column of their own: close the gap before it. */
	for (char *gap = line; (gap = strstr(gap, "  ")) != NULL;)
		memmove(gap, gap + 1, strlen(gap));
	return line;
}

/* Prints the line for this address, which must have these permissions. */
static void show_line(const void *address, const char *permissions)
{
	const char *line = line_of(address);
	const char *blank = strchr(line, ' ');

	experiment_claim(
		blank != NULL && strncmp(blank + 1, permissions, 4) == 0, permissions);
	/* Unlike experiment_saw, this never breaks the line. */
	printf("    %s\n", line);
}

int main(void)
{
	/* These come first, so that they separate the arena from memory of the same kind:
	 * the kernel shows such neighbours as one line. */
	void *shared = mmap(
		NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	void *constant = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	t_arena a;

	experiment_ask(
		"/proc/self/maps has a line for each mapping of this process. "
		"arena_init makes an arena of 1 MiB. Which four letters are on its "
		"line?");
	experiment_claim(arena_init(&a, SIZE) == 0, "arena_init returns 0");
	const void *base = a.base;
	show_line(base, "rw-p");

	experiment_ask(
		"\nThe process has two more mappings of 1 MiB. One was made with "
		"MAP_SHARED instead of MAP_PRIVATE, the other with PROT_READ only. "
		"How do their lines differ?");
	show_line(shared, "rw-s");
	show_line(constant, "r--p");

	experiment_ask("\nNow arena_free is called. What is left of the arena's line?");
	experiment_claim(arena_free(&a) == 0, "arena_free returns 0");
	experiment_claim(*line_of(base) == '\0', "no line contains the arena's address");
	experiment_saw("Nothing. No line contains its address any more.");

	experiment_why(
		"Each line starts with a range of addresses. The first three letters say "
		"what the process may do there: read, write, execute; a dash means no. The "
		"fourth is p for a private mapping and s for a shared one. Next come an "
		"offset in a file, a device and a file number. They are zero for the arena, "
		"because anonymous memory has no file. Shared memory is different: several "
		"processes must find the same pages, so the kernel makes a hidden file for "
		"them, which it calls /dev/zero (deleted).");
	return 0;
}
