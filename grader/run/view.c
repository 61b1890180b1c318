#define _GNU_SOURCE
#include "view.h"

#include "file.h"
#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOOL "bwrap"

/* Where compilers and valgrind are, and what they need. What is not there is passed
 * over. */
static const char *const g_system[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32",
	"/lib64", "/libx32", "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf",
	"/etc/ld.so.conf.d", NULL};
/* Shown only where the program lies there: people keep other things in them too. */
static const char *const g_shelves[] = {"/opt", "/nix", "/gnu", "/snap", NULL};

static char *g_missing;
static char **g_hidden;
static size_t g_hidden_count;

typedef struct s_words
{
	char **list;
	size_t count;
} t_words;

/* Adds copies of the strings, up to a NULL. */
static void add(t_words *words, ...)
{
	va_list strings;

	va_start(strings, words);
	for (const char *word = va_arg(strings, const char *); word != NULL;
		word = va_arg(strings, const char *))
	{
		char **longer = memory_for(words->count + 2, sizeof(*longer));
		if (words->count != 0)
			memcpy(longer, words->list, words->count * sizeof(*longer));
		free(words->list);
		words->list = longer;
		words->list[words->count++] = text_copy(word);
	}
	va_end(strings);
}

/* The folder of the list that the path lies in, or NULL. */
static const char *holder(const char *const *folders, const char *path)
{
	for (; *folders != NULL; folders++)
		if (text_begins(path, *folders) && path[strlen(*folders)] == '/')
			return *folders;
	return NULL;
}

static t_words view(const char *shelf)
{
	t_words words = {NULL, 0};
	char *checkout = getcwd(NULL, 0);

	/* Root's capabilities would let a submission mount, and so change what it may
	 * only read. */
	add(&words, TOOL, "--unshare-all", "--die-with-parent", "--cap-drop", "ALL",
		NULL);
	for (size_t i = 0; g_system[i] != NULL; i++)
		add(&words, "--ro-bind-try", g_system[i], g_system[i], NULL);
	if (shelf != NULL)
		add(&words, "--ro-bind", shelf, shelf, NULL);
	add(&words, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", NULL);
	/* The settings of the kernel are the machine's: root could change them, there
	 * too. */
	add(&words, "--ro-bind-try", "/proc/sys", "/proc/sys", NULL);
	add(&words, "--ro-bind-try", "/proc/sysrq-trigger", "/proc/sysrq-trigger", NULL);
	/* The checkout may lie in a folder of the system. */
	if (checkout != NULL && strcmp(checkout, "/") != 0)
		add(&words, "--tmpfs", checkout, NULL);
	for (size_t i = 0; i < g_hidden_count; i++)
		add(&words, "--tmpfs", g_hidden[i], NULL);
	free(checkout);
	return words;
}

/* Whether bubblewrap works here is found out by the first command behind it. */
static enum
{
	UNKNOWN,
	USABLE,
	UNUSABLE
} g_bubblewrap;

int view_has_failed(const t_outcome *outcome)
{
	int missing = outcome->end == END_NOT_STARTED && outcome->code == ENOENT;

	if (g_bubblewrap != UNKNOWN)
		return 0;
	/* What was cut short says nothing, and nothing runs any more. */
	if (run_signal() != 0)
		return 0;
	g_bubblewrap = missing || outcome->end == END_NOT_CONFINED ? UNUSABLE : USABLE;
	if (g_bubblewrap == USABLE)
		return 0;
	/* Behind the comma it tells where to read about it. */
	char *told = text_safe(outcome->output, strcspn(outcome->output, "\n,"), 200);
	g_missing =
		missing ? text_copy(
				  "bubblewrap is not installed (make setup installs it)")
			: text_format("bubblewrap does not work here (%s)", told);
	free(told);
	return 1;
}

/* Whether the path is in sight, or can be with *shelf; notes why where it is not. */
static int is_in_sight(const char *program, const char *path, const char **shelf)
{
	*shelf = NULL;
	if (holder(g_system, path) != NULL)
		return 1;
	*shelf = holder(g_shelves, path);
	if (*shelf != NULL)
		return 1;
	free(g_missing);
	g_missing = text_format("%s is %s, in no folder of the system", program, path);
	return 0;
}

/* The program's path as the view has it, a new string, or NULL; *shelf: the folder that
 * must be shown for it. */
static char *find(const char *program, const char **shelf)
{
	*shelf = NULL;
	/* Of the work folder, which is in sight. */
	if (text_begins(program, "./"))
		return text_copy(program);
	char *path =
		strchr(program, '/') != NULL ? text_copy(program) : program_path(program);
	char *real = path == NULL ? NULL : realpath(path, NULL);
	char *found = NULL;
	if (real != NULL && is_in_sight(program, real, shelf))
		/* A link may tell the program by its name what it is to be, but it must
		 * be in sight. */
		found = text_copy(holder(g_system, path) != NULL ? path : real);
	free(real);
	free(path);
	return found;
}

/* bwrap(1), --json-status-fd and --seccomp. */
static void name_descriptors(t_words *words)
{
	char *status = text_format("%d", VIEW_STATUS_FD);
	char *filter = text_format("%d", VIEW_FILTER_FD);

	add(words, "--json-status-fd", status, "--seccomp", filter, NULL);
	free(filter);
	free(status);
}

char **view_arguments(const t_command *command)
{
	const char *shelf;
	char *program =
		g_bubblewrap != UNUSABLE ? find(command->arguments[0], &shelf) : NULL;
	t_words words = {NULL, 0};

	if (program != NULL)
	{
		words = view(shelf);
		add(&words, command->reads_only ? "--ro-bind" : "--bind", command->folder,
			command->folder, "--chdir", command->folder, NULL);
		if (!command->reads_only)
			name_descriptors(&words);
		add(&words, program, NULL);
		for (size_t i = 1; command->arguments[i] != NULL; i++)
			add(&words, command->arguments[i], NULL);
	}
	free(program);
	return words.list;
}

void view_free(char **arguments)
{
	for (size_t i = 0; arguments != NULL && arguments[i] != NULL; i++)
		free(arguments[i]);
	free(arguments);
}

const char *view_missing(void)
{
	return g_missing;
}

void view_hide(const char *folder)
{
	char *real = realpath(folder, NULL);
	struct stat status;

	if (real == NULL || stat(real, &status) == -1 || !S_ISDIR(status.st_mode) ||
		strcmp(real, "/") == 0)
	{
		free(real);
		return;
	}
	g_hidden = memory_again(g_hidden, g_hidden_count + 1, sizeof(*g_hidden));
	g_hidden[g_hidden_count++] = real;
}
