#include "descriptors.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

/* Where /proc does not say which are open, so many are tried at most. */
#define MOST (1 << 20)

static void close_listed(DIR *list, int first)
{
	struct dirent *entry;

	while ((entry = readdir(list)) != NULL)
	{
		int fd = atoi(entry->d_name);
		if (fd >= first && fd != dirfd(list))
			close(fd);
	}
}

void descriptors_close(int first)
{
	DIR *list = opendir("/proc/self/fd");
	long most = sysconf(_SC_OPEN_MAX);

	if (list != NULL)
	{
		close_listed(list, first);
		/* Its own descriptor, too. */
		closedir(list);
		return;
	}
	for (int fd = first; fd < (most < 0 || most > MOST ? MOST : most); fd++)
		close(fd);
}
