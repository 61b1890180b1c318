#define _GNU_SOURCE /* qsort_r */

#include "class_page_map.h"

#include "class_page_overview.h"
#include "html_text.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* A cell is 4 units wide, of which the dashes of the path leave one free; the strip is 12
 * high. */
#define CELL 4
#define HIGH 12

/* How a cell is drawn: lines across it, at these heights. Their breadth is in
 * class_page.css. */
static const struct
{
	char cell;
	const char *class;
	const char *words;
	double at[2];
} g_cells[] = {
	{CELL_PASSED, "yes", "passed", {9.5, 0}},
	{CELL_FAILED, "no", "failed", {6, 0}},
	{CELL_CRASHED, "crash", "crashed", {2.5, 9.5}},
	{CELL_TIMED_OUT, "late", "timed out", {3, 0}},
	{CELL_NOT_RUN, "open", "not run", {6, 0}},
};

#define CELLS (sizeof(g_cells) / sizeof(*g_cells))

void student_link(FILE *out, const t_class *class, size_t student)
{
	const json_t *who = json_array_get(class->students, student);
	const char *name = html_string(who, "name");

	html_around(out, "<a href=\"feedback/", html_string(who, "key"), ".html\">");
	html_text(out, *name == '\0' ? html_string(who, "key") : name);
	fputs("</a>", out);
}

/* Neighbours are one line: the dashes part them. */
static void draw_lines(FILE *out, const char *cells, char cell, double at)
{
	for (size_t i = 0; cells[i] != '\0';)
	{
		size_t end = i;
		while (cells[end] == cell)
			end++;
		if (end != i)
			fprintf(out, "M%zu %gh%zu", i * CELL, at, (end - i) * CELL);
		i = end == i ? i + 1 : end;
	}
}

static void draw_cells(FILE *out, const char *cells)
{
	for (size_t i = 0; i < CELLS; i++)
	{
		if (strchr(cells, g_cells[i].cell) == NULL)
			continue;
		fprintf(out, "<path class=\"%s\" d=\"", g_cells[i].class);
		for (size_t at = 0; at < 2 && g_cells[i].at[at] != 0; at++)
			draw_lines(out, cells, g_cells[i].cell, g_cells[i].at[at]);
		fputs("\"/>", out);
	}
}

static size_t count_of(const char *cells, char cell)
{
	size_t count = 0;

	for (; *cells != '\0'; cells++)
		count += *cells == cell;
	return count;
}

static void write_strip(FILE *out, const t_class_lesson *lesson, const t_mark *mark)
{
	fprintf(out,
		"<svg class=\"cells\" role=\"img\" aria-label=\"%zu of %zu rows passed\" data-cells=\"%s\" "
		"viewBox=\"0 0 %zu %d\" preserveAspectRatio=\"none\">",
		count_of(mark->cells, CELL_PASSED),
		lesson->row_count - count_of(mark->cells, CELL_NOT_COUNTED), mark->cells,
		lesson->row_count * CELL, HIGH);
	draw_cells(out, mark->cells);
	fputs("</svg>", out);
}

static void write_student(
	FILE *out, const t_class *class, const t_class_lesson *lesson, size_t student)
{
	static const char *const words[] = {
		"", "does not compile", "refused", "no answer found", "no result"};
	const t_mark *mark = &lesson->marks[student];

	fputs("<li>", out);
	student_link(out, class, student);
	if (mark->came == CAME_NO_RESULT || mark->came == CAME_MISSING)
		fputs("<b>–</b>", out);
	else if (mark->max == 100)
		fprintf(out, "<b>%d</b>", mark->score);
	else
		fprintf(out, "<b>%d<small>/%d</small></b>", mark->score, mark->max);
	if (mark->came == CAME_GRADED)
		write_strip(out, lesson, mark);
	else
		fprintf(out, "<i>%s</i>", words[mark->came]);
	fputs("</li>\n", out);
}

/* Those without a result are last. */
static double rank(const t_mark *mark)
{
	if (mark_counts(mark))
		return mark_percent(mark) + (mark->came == CAME_GRADED ? 1 : 0);
	return mark->came == CAME_MISSING ? -1 : -2;
}

static int compare(const void *one, const void *other, void *marks)
{
	size_t a = *(const size_t *)one;
	size_t b = *(const size_t *)other;
	double rank_a = rank(&((const t_mark *)marks)[a]);
	double rank_b = rank(&((const t_mark *)marks)[b]);

	return rank_a != rank_b ? (rank_a < rank_b) - (rank_a > rank_b)
				: (a > b) - (a < b);
}

static size_t *best_first(const t_class_lesson *lesson)
{
	size_t *order = memory_for(lesson->mark_count, sizeof(*order));

	for (size_t i = 0; i < lesson->mark_count; i++)
		order[i] = i;
	qsort_r(order, lesson->mark_count, sizeof(*order), compare, lesson->marks);
	return order;
}

/* Above the strips: how many have lost each row. */
static void write_shares(FILE *out, const t_class_lesson *lesson)
{
	fprintf(out,
		"<svg class=\"shares\" aria-hidden=\"true\" viewBox=\"0 0 %zu 100\" "
		"preserveAspectRatio=\"none\"><path d=\"",
		lesson->row_count * CELL);
	for (size_t i = 0; i < lesson->row_count; i++)
	{
		const t_class_row *row = &lesson->rows[i];
		size_t run = row->passed + row->lost;
		if (row->lost != 0)
			fprintf(out, "M%zu 100v-%zuh3V100z", i * CELL,
				row->lost * 100 / run);
	}
	fputs("\"/></svg>", out);
}

static void write_legend(FILE *out)
{
	fputs("<ul class=\"forms\">", out);
	for (size_t i = 0; i < CELLS; i++)
	{
		const char cells[] = {
			g_cells[i].cell, g_cells[i].cell, g_cells[i].cell, '\0'};
		fprintf(out,
			"<li><svg aria-hidden=\"true\" class=\"cells\" viewBox=\"0 0 %d %d\" "
			"preserveAspectRatio=\"none\">",
			CELL * 3, HIGH);
		draw_cells(out, cells);
		fprintf(out, "</svg>%s</li>", g_cells[i].words);
	}
	fputs("<li><svg aria-hidden=\"true\" class=\"cells\"></svg>not graded here, or does not "
	      "count</li></ul>\n",
		out);
}

static void write_row_names(FILE *out, const t_class_lesson *lesson)
{
	fprintf(out,
		"<details class=\"names\"><summary>The %zu rows, from left to right</summary>\n<ol "
		"class=\"rows\">",
		lesson->row_count);
	for (size_t i = 0; i < lesson->row_count; i++)
	{
		const t_class_row *row = &lesson->rows[i];
		html_around(out, "<li><b>", row->name, "</b> ");
		fputs(row->hidden ? "<em>hidden</em> " : "", out);
		html_around(out, "<span>", row->sentence, "</span>");
		if (row->counts)
			fprintf(out, " <small>lost by %zu of %zu</small></li>\n",
				row->lost, row->lost + row->passed);
		else
			fputs(" <small>does not count</small></li>\n", out);
	}
	fputs("</ol></details>\n", out);
}

void map_write(FILE *out, const t_class *class, const t_class_lesson *lesson)
{
	size_t *order = best_first(lesson);

	fputs("<h3>Students and rows</h3>\n", out);
	if (lesson->row_count != 0)
	{
		write_legend(out);
		write_row_names(out, lesson);
	}
	fputs("<p class=\"tools\" hidden=\"\"></p>\n", out);
	fputs("<div class=\"map\" role=\"region\" aria-label=\"Students and rows\" tabindex=\"0\">\n"
	      "<div class=\"head\"><p class=\"say\">The bars show how many have lost each row.</p>",
		out);
	write_shares(out, lesson);
	fputs("</div>\n", out);
	overview_write(out, lesson, order);
	fputs("<ol class=\"students\">\n", out);
	for (size_t i = 0; i < lesson->mark_count; i++)
		write_student(out, class, lesson, order[i]);
	fputs("</ol>\n</div>\n", out);
	free(order);
}
