#include "order.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

t_examiners_order g_order;

static t_mode mode_of(const json_t *order)
{
	const char *mode = json_string_value(json_object_get(order, "mode"));

	if (mode != NULL && strcmp(mode, "watched") == 0)
		return MODE_WATCHED;
	return mode != NULL && strcmp(mode, "debugged") == 0 ? MODE_DEBUGGED
							     : MODE_NATIVE;
}

static long number(const json_t *object, const char *key)
{
	return (long)json_integer_value(json_object_get(object, key));
}

static int is_set(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static int read_rows(const json_t *rows)
{
	size_t index;
	const json_t *row;

	g_order.rows = calloc(json_array_size(rows) + 1, sizeof(t_wanted));
	if (g_order.rows == NULL)
		return -1;
	json_array_foreach(rows, index, row)
	{
		const char *name = json_string_value(json_object_get(row, "name"));
		if (name == NULL)
			return -1;
		g_order.rows[g_order.count++] = (t_wanted){
			name, (int)number(row, "needs"), (int)number(row, "observes")};
	}
	return 0;
}

int order_read(const char *path)
{
	/* Never released: the names are its strings. */
	json_t *order = json_load_file(path, 0, NULL);

	if (order == NULL)
		return -1;
	g_order.mode = mode_of(order);
	g_order.seed = (unsigned long)number(order, "seed");
	g_order.traced = is_set(order, "traced");
	g_order.patience = (int)number(order, "patience");
	g_order.shown = is_set(order, "shown");
	g_order.pause_at = (size_t)number(order, "pause_at");
	g_order.shut = is_set(order, "shut");
	g_order.folder = json_string_value(json_object_get(order, "folder"));
	g_order.filter = json_string_value(json_object_get(order, "filter"));
	return read_rows(json_object_get(order, "rows"));
}
