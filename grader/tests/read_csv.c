#include "read_csv.h"

#include <check.h>
#include <csv.h>
#include <string.h>

typedef struct s_table
{
	json_t *lines;
	json_t *line; /* that is being read */
} t_table;

static void end_cell(void *cell, size_t size, void *data)
{
	t_table *table = data;
	json_t *text = json_stringn(cell == NULL ? "" : cell, size);

	ck_assert_msg(text != NULL, "a cell is no UTF-8");
	json_array_append_new(table->line, text);
}

static void end_line(int end, void *data)
{
	t_table *table = data;

	/* -1 is the end of a text whose last line has no end. */
	ck_assert_int_eq(end, '\r');
	json_array_append_new(table->lines, table->line);
	table->line = json_array();
}

json_t *read_csv(const char *text, size_t size)
{
	struct csv_parser parser;
	t_table table = {json_array(), json_array()};

	ck_assert_msg(size > 1 && strcmp(text + size - 2, "\r\n") == 0,
		"the last line has no end");
	ck_assert_int_eq(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
	size_t read = csv_parse(&parser, text, size, end_cell, end_line, &table);
	ck_assert_msg(read == size, "byte %zu: %s in:\n%.2000s", read,
		csv_strerror(csv_error(&parser)), text);
	ck_assert_int_eq(csv_fini(&parser, end_cell, end_line, &table), 0);
	csv_free(&parser);
	ck_assert_uint_eq(json_array_size(table.line), 0);
	json_decref(table.line);
	return table.lines;
}
