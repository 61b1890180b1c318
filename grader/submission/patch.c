#include "patch.h"

#include "file.h"
#include "run.h"
#include "text.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATCH_LIMIT (1 << 20)
#define BASE "\nBase: correct/"

int is_patch(const char *path)
{
	struct stat status;

	return text_ends(path, ".patch") && stat(path, &status) == 0 &&
	       S_ISREG(status.st_mode);
}

/* The folder of the answer that the patch changes, or NULL if its head names none that is
 * there. */
static char *base_folder(const t_lesson *lesson, const char *patch)
{
	const char *diff = strstr(patch, "\n--- ");
	const char *base = strstr(patch, BASE);
	struct stat status;

	if (base == NULL || (diff != NULL && diff < base))
		return text_format("solutions/%s", lesson->name);
	const char *name = base + strlen(BASE);
	char *folder = text_format(
		"%s/correct/%.*s", lesson->suite, (int)strcspn(name, "\n/"), name);
	if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
		return folder;
	free(folder);
	return NULL;
}

static char *copy_folder(const char *from, const char *to)
{
	char **names = folder_names(from, NULL);
	char *wrong = NULL;

	if (names == NULL)
		return text_format("%s: %s", from, strerror(errno));
	if (mkdir(to, 0777) == -1)
		wrong = text_format("%s cannot be made: %s", to, strerror(errno));
	for (size_t i = 0; wrong == NULL && names[i] != NULL; i++)
		/* A folder is no part of an answer. */
		if (file_copy(from, names[i], to, PATCH_LIMIT) == -1 && errno != EISDIR)
			wrong = text_format("%s/%s cannot be copied to %s: %s", from,
				names[i], to, strerror(errno));
	names_free(names);
	return wrong;
}

/* Nobody's configuration of git, and no repository around the folder, has a say. */
static char *apply(const char *patch, const char *folder)
{
	static const t_limits limits = {.wall_seconds = 20,
		.cpu_seconds = 20,
		.file_mib = 16,
		.output_bytes = 4000,
		.processes = 50};
	char *above = text_copy(folder);
	char *ceiling = text_format("GIT_CEILING_DIRECTORIES=%s", dirname(above));
	char *words[] = {"env", ceiling, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=/dev/null", "git", "apply", "--whitespace=nowarn",
		(char *)patch, NULL};
	t_outcome outcome =
		run(&(t_command){.arguments = words, .folder = folder}, &limits);
	char *wrong = NULL;

	if (outcome.end == END_EXITED && outcome.code == 127)
		wrong = text_copy(
			"it takes git to apply a patch, and there is none here");
	else if (!outcome_good(&outcome))
		wrong = text_format("it no longer applies:\n%s", outcome.output);
	outcome_free(&outcome);
	free(ceiling);
	free(above);
	return wrong;
}

static char *make_answer(
	const t_lesson *lesson, const char *patch, const char *text, const char *folder)
{
	char *base = base_folder(lesson, text);

	if (base == NULL)
		return text_format("its Base: is no answer in %s/correct", lesson->suite);
	char *wrong = copy_folder(base, folder);
	char *made = realpath(folder, NULL);
	if (wrong == NULL && made != NULL)
		wrong = apply(patch, made);
	free(made);
	free(base);
	return wrong;
}

char *patch_apply(const t_lesson *lesson, const char *patch, const char *folder)
{
	size_t size;
	char *text = file_read(patch, PATCH_LIMIT, &size);
	char *path = realpath(patch, NULL);
	char *wrong = text == NULL || path == NULL
			      ? text_copy(strerror(errno))
			      : make_answer(lesson, path, text, folder);
	char *sentence = wrong == NULL ? NULL : text_format("%s: %s", patch, wrong);

	free(wrong);
	free(path);
	free(text);
	return sentence;
}
