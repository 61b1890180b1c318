#include "profile.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* What the subject has in the place of mmap and the like is named so: see
 * object/localise.c. */
#define LEDGER "ledger_"

const char *const g_ledger_calls[] = {"mmap", "mmap64", "munmap", "mremap", "mprotect",
	"madvise", "fork", "kill", "clock_gettime", NULL};

/* A call that the file tells of: who calls whom, how often, and what all of these calls
 * cost. */
typedef struct s_edge
{
	char *caller_file;
	char *callee;
	long long calls;
	long long cost;
} t_edge;

typedef struct s_reading
{
	json_t *operations;
	json_t *system;
	const json_t *api;
	const json_t *files;
	t_edge edge;
} t_reading;

static int is_listed(const json_t *names, const char *name, size_t length)
{
	size_t index;
	json_t *entry;

	json_array_foreach(names, index, entry)
	{
		if (json_string_length(entry) == length &&
			strncmp(json_string_value(entry), name, length) == 0)
			return 1;
	}
	return 0;
}

static void add(json_t *object, const char *key, long long value)
{
	json_int_t before = json_integer_value(json_object_get(object, key));

	json_object_set_new(object, key, json_integer(before + value));
}

static json_t *entry_of(json_t *object, const char *name)
{
	if (json_object_get(object, name) == NULL)
		json_object_set_new(object, name, json_object());
	return json_object_get(object, name);
}

/*
 * The function of the contract in which the ledger was called. callgrind names a context
 * "callee'caller'its caller", see --separate-callers.
 */
static char *operation_of(const t_reading *reading, const char *context)
{
	for (const char *at = strchr(context, '\''); at != NULL;
		at = strchr(at + 1, '\''))
	{
		size_t length = strcspn(at + 1, "'");
		if (is_listed(reading->api, at + 1, length))
			return text_format("%.*s", (int)length, at + 1);
	}
	return NULL;
}

static void note_ledger(t_reading *reading)
{
	const t_edge *edge = &reading->edge;
	const char *call = edge->callee + strlen(LEDGER);
	char *name = text_format("%.*s", (int)strcspn(call, "'"), call);
	char *operation = operation_of(reading, edge->callee);

	/* On a 64-bit machine mmap64 is the same. Whoever wrote the file, no other name
	 * comes through. */
	for (size_t i = 0; g_ledger_calls[i] != NULL; i++)
		if (strcmp(name, g_ledger_calls[i]) == 0)
			add(reading->system, strcmp(name, "mmap64") == 0 ? "mmap" : name,
				edge->calls);
	if (operation != NULL)
		add(entry_of(reading->operations, operation), "instructions",
			-edge->cost);
	free(operation);
	free(name);
}

static void note_edge(t_reading *reading)
{
	const t_edge *edge = &reading->edge;
	const char *file = edge->caller_file == NULL ? "" : edge->caller_file;
	const char *last = strrchr(file, '/');

	last = last == NULL ? file : last + 1;
	int is_own = is_listed(reading->files, last, strlen(last));
	if (is_own && text_begins(edge->callee, LEDGER))
		note_ledger(reading);
	if (is_own || !is_listed(reading->api, edge->callee, strlen(edge->callee)))
		return;
	json_t *operation = entry_of(reading->operations, edge->callee);
	add(operation, "calls", edge->calls);
	add(operation, "instructions", edge->cost);
}

static void replace(char **text, const char *line, size_t length)
{
	free(*text);
	*text = text_format("%.*s", (int)length, line);
}

/* Reads a line. Returns where the next one begins that is not read yet. */
static const char *read_line(t_reading *reading, const char *line)
{
	size_t length = strcspn(line, "\n");
	const char *next = line[length] == '\0' ? line + length : line + length + 1;
	t_edge *edge = &reading->edge;

	if (text_begins(line, "fl="))
		replace(&edge->caller_file, line + 3, length - 3);
	else if (text_begins(line, "cfn="))
		replace(&edge->callee, line + 4, length - 4);
	else if (text_begins(line, "calls=") && edge->callee != NULL)
	{
		edge->calls = strtoll(line + 6, NULL, 10);
		/* The line behind has the place of the call, and what the calls cost. */
		edge->cost = strtoll(next + strcspn(next, " \n"), NULL, 10);
		note_edge(reading);
		return next + strcspn(next, "\n");
	}
	return next;
}

/* What the ledger cost where the operation itself was not called from outside. */
static void leave_out_uncalled(json_t *operations)
{
	const char *name;
	void *rest;
	json_t *operation;

	json_object_foreach_safe(operations, rest, name, operation)
	{
		if (json_object_get(operation, "calls") == NULL)
			json_object_del(operations, name);
	}
}

json_t *profile_read(const char *text, const json_t *api, const json_t *files)
{
	t_reading reading = {.operations = json_object(),
		.system = json_object(),
		.api = api,
		.files = files};

	for (const char *line = text; *line != '\0';)
		line = read_line(&reading, line);
	leave_out_uncalled(reading.operations);
	free(reading.edge.caller_file);
	free(reading.edge.callee);
	return json_pack(
		"{s:o, s:o}", "operations", reading.operations, "system", reading.system);
}
