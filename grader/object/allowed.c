#include "allowed.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LIST_BEGINS "#include <...> search starts here:"
#define LIST_ENDS "End of search list."

typedef int (*t_leads)(const char *folder, const char *path);

static int is_same(const char *path, const char *other)
{
	struct stat one;
	struct stat two;

	return stat(path, &one) == 0 && stat(other, &two) == 0 &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* The quick way, and the usual one: the path begins with the folder. */
static int leads_by_name(const char *folder, const char *path)
{
	size_t length = strlen(folder);

	return text_begins(path, folder) && path[length] == '/' &&
	       strstr(path + length, "/../") == NULL;
}

/*
 * Whether #include <...> finds the file in this folder: some end of its path does. So it
 * is with a folder of headers that is a link, such as /usr/include/x86_64-linux-gnu/asm
 * on Debian 13.
 */
static int leads_by_link(const char *folder, const char *path)
{
	for (const char *at = path; at != NULL; at = strchr(at, '/'))
	{
		at++;
		if (text_begins(at, "../") || strstr(at, "/../") != NULL)
			continue;
		char *found = text_format("%s/%s", folder, at);
		int same = is_same(found, path);
		free(found);
		if (same)
			return 1;
	}
	return 0;
}

/* Whether one of the folders that the compiler lists as its own leads to the path. */
static int is_led_to(const char *path, const char *output, t_leads leads)
{
	const char *line = strstr(output, LIST_BEGINS);
	const char *end = line == NULL ? NULL : strstr(line, LIST_ENDS);
	int found = 0;

	while (end != NULL && !found && (line = strchr(line, '\n')) != NULL && line < end)
	{
		line++;
		line += strspn(line, " ");
		char *folder = text_format("%.*s", (int)strcspn(line, "\n "), line);
		found = folder[0] == '/' && folder[1] != '\0' && leads(folder, path);
		free(folder);
	}
	return found;
}

/* Whether the folder that the path names is the work folder, or the contract's in it. */
static int is_in_work(const char *path, const char *work)
{
	const char *slash = strrchr(path, '/');
	char *folder = text_format("%s/%.*s", work, (int)(slash - path), path);
	char *contract = text_format("%s/contract", work);
	int is_in = is_same(folder, work) || is_same(folder, contract);

	free(contract);
	free(folder);
	return is_in;
}

int file_is_allowed(const char *path, const char *work, const char *output)
{
	/* A plain name: there is nothing in the work folder but what was gathered, and no
	 * links. */
	if (strchr(path, '/') == NULL)
		return 1;
	if (path[0] != '/')
		return is_in_work(path, work);
	return is_led_to(path, output, leads_by_name) ||
	       is_led_to(path, output, leads_by_link);
}
