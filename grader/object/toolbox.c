#define _GNU_SOURCE
#include "toolbox.h"

#include "file.h"
#include "nearest.h"
#include "text.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT (256 << 10)
#define REFUSAL "not "

static void add_names(json_t *toolbox, char *names, const char *reason)
{
	char *rest;

	for (char *name = strtok_r(names, " \t", &rest); name != NULL;
		name = strtok_r(NULL, " \t", &rest))
		json_object_set_new(toolbox, name,
			reason == NULL ? json_true() : json_string(reason));
}

static void read_line(json_t *toolbox, char *line)
{
	line[strcspn(line, "#")] = '\0';
	char *names = strchr(line, ':');
	if (!text_begins(line, REFUSAL) || names == NULL)
	{
		add_names(toolbox, line, NULL);
		return;
	}
	*names = '\0';
	add_names(toolbox, names + 1, line + strlen(REFUSAL));
}

/* Reads a file into the toolbox. Returns 0, or -1 where it cannot be read. */
static int read_into(json_t *toolbox, const char *path)
{
	size_t size;
	char *text = file_read(path, LIMIT, &size);
	char *rest;

	if (text == NULL)
		return -1;
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
		read_line(toolbox, line);
	free(text);
	return 0;
}

json_t *toolbox_read(const char *common, const char *own)
{
	json_t *toolbox = json_object();

	if (read_into(toolbox, common) == -1)
	{
		json_decref(toolbox);
		return NULL;
	}
	read_into(toolbox, own);
	return toolbox;
}

/* "there is no function munmmap; did you mean munmap?" */
static char *unknown(const json_t *toolbox, const char *name)
{
	const char **names = memory_for(json_object_size(toolbox) + 1, sizeof(*names));
	size_t count = 0;
	const char *known;
	json_t *entry;

	json_object_foreach((json_t *)toolbox, known, entry)
		names[count++] = known;
	const char *near = nearest_name(name, names);
	free(names);
	return text_format("there is no function %s%s%s%s", name,
		near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
		near == NULL ? "" : "?");
}

char *toolbox_refusal(const json_t *toolbox, const char *name, int *is_typo)
{
	const json_t *entry = json_object_get(toolbox, name);

	*is_typo = 0;
	if (json_is_true(entry))
		return NULL;
	if (json_is_string(entry))
		return text_format("%s is not in this lesson's toolbox: %s", name,
			json_string_value(entry));
	/* The C library's own functions are known to who is linked with it, too. */
	*is_typo = dlsym(RTLD_DEFAULT, name) == NULL;
	return *is_typo ? unknown(toolbox, name)
			: text_format("%s is not in this lesson's toolbox", name);
}
