#include "class_page_overview.h"

#include <string.h>

/* Fewer students are seen at a glance as they are. */
#define FEW 40
/* The width of a row's column, in the units of the picture; a student is 1 high. */
#define COLUMN 4

static char cell_at(const t_mark *mark, size_t row)
{
	if (mark->came != CAME_GRADED || row >= strlen(mark->cells))
		return CELL_NOT_RUN;
	return mark->cells[row];
}

/* How many from there on have one of these cells in the row. */
static size_t run_length(const t_class_lesson *lesson, const size_t *order, size_t row,
	size_t from, const char *cells)
{
	size_t at = from;

	while (at < lesson->mark_count &&
		strchr(cells, cell_at(&lesson->marks[order[at]], row)) != NULL)
		at++;
	return at - from;
}

/* Students one below the other whom the same became of are one line. */
static void draw_row(FILE *out, const t_class_lesson *lesson, const size_t *order,
	size_t row, const char *cells)
{
	for (size_t i = 0; i < lesson->mark_count;)
	{
		size_t length = run_length(lesson, order, row, i, cells);
		if (length != 0)
			fprintf(out, "M%zu %zuv%zu", row * COLUMN + COLUMN / 2, i,
				length);
		i += length == 0 ? 1 : length;
	}
}

static void draw(FILE *out, const t_class_lesson *lesson, const size_t *order,
	const char *class, const char *cells)
{
	fprintf(out, "<path class=\"%s\" d=\"", class);
	for (size_t row = 0; row < lesson->row_count; row++)
		draw_row(out, lesson, order, row, cells);
	fputs("\"/>", out);
}

void overview_write(FILE *out, const t_class_lesson *lesson, const size_t *order)
{
	static const char lost[] = {CELL_FAILED, CELL_CRASHED, CELL_TIMED_OUT, '\0'};
	static const char open[] = {
		CELL_NOT_RUN, CELL_NOT_GRADED, CELL_NOT_COUNTED, CELL_NONE, '\0'};

	if (lesson->mark_count < FEW || lesson->row_count == 0)
		return;
	fprintf(out,
		"<div class=\"whole\"><p>All %zu at a glance, the best on top: what is lost is filled, what "
		"was not run "
		"is empty.</p><svg class=\"overview\" aria-hidden=\"true\" viewBox=\"0 0 %zu %zu\" "
		"preserveAspectRatio=\"none\">",
		lesson->mark_count, lesson->row_count * COLUMN, lesson->mark_count);
	draw(out, lesson, order, "no", lost);
	draw(out, lesson, order, "open", open);
	fputs("</svg></div>\n", out);
}
