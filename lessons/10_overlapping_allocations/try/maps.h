#ifndef MAPS_H
#define MAPS_H

#include "experiment.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAPS_SIZE 65536

/* Returns the text of /proc/self/maps. Valid until the next call. */
static inline const char *maps_text(void)
{
	static char text[MAPS_SIZE];
	FILE *maps = fopen("/proc/self/maps", "r");

	experiment_claim(maps != NULL, "/proc/self/maps can be read");
	size_t size = fread(text, 1, sizeof(text) - 1, maps);
	fclose(maps);
	text[size] = '\0';
	return text;
}

/* Prints the line of /proc/self/maps that has this address, up to the inode. */
static inline void maps_show_line(const char *name, const void *address)
{
	unsigned long start;
	unsigned long end;
	int size;
	const char *line = maps_text();

	while (line != NULL)
	{
		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s%n", &start, &end, &size) == 2 &&
			(uintptr_t)address >= start && (uintptr_t)address < end)
			experiment_saw("%s %.*s", name, size, line);
		line = strchr(line, '\n');
		line += line != NULL;
	}
}

#endif
