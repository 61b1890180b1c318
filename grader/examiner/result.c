#include "result.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *g_out;

int result_begin(const char *path)
{
	g_out = fopen(path, "we");
	return g_out == NULL ? -1 : 0;
}

static void write_line(json_t *object)
{
	/* Where the disk is full the grader finds a result cut short. */
	json_dumpf(object, g_out, JSON_COMPACT | JSON_ENSURE_ASCII);
	fputc('\n', g_out);
	fflush(g_out);
	json_decref(object);
}

void result_write(const char *row, const t_row_result *result)
{
	json_t *object = row_result_write(result);

	json_object_set_new(object, "row", json_string(row));
	write_line(object);
}

void result_write_wrong(const char *why)
{
	char *safe = text_safe(why, strlen(why), 2000);

	write_line(json_pack("{s:s}", "wrong", safe));
	free(safe);
}
