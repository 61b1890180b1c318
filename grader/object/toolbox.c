#include "toolbox.h"

#include "file.h"
#include "text.h"

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

char *toolbox_refusal(const json_t *toolbox, const char *name)
{
	const json_t *entry = json_object_get(toolbox, name);

	if (json_is_true(entry))
		return NULL;
	if (json_is_string(entry))
		return text_format("%s is not in this lesson's toolbox: %s", name,
			json_string_value(entry));
	return text_format(
		"%s is neither defined in the submission nor in this lesson's toolbox",
		name);
}
