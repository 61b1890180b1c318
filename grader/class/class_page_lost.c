#define _GNU_SOURCE /* qsort_r */

#include "class_page_lost.h"

#include "class_page_map.h"
#include "html_text.h"
#include "text.h"

#include <stdlib.h>

/* Rows that are told, those of them that are open at first, what was said in each, and
 * submissions that are slow. */
#define ROWS 10
#define OPEN 3
#define SAID 3
#define SLOW 10
/* Quicker than this nobody looks for what takes so long: seconds. */
#define QUICK 1.0

static double share(const t_class_row *row)
{
	return row->lost == 0 ? 0 : (double)row->lost / (double)(row->lost + row->passed);
}

static int compare_rows(const void *one, const void *other)
{
	const t_class_row *a = *(const t_class_row *const *)one;
	const t_class_row *b = *(const t_class_row *const *)other;

	if (a->lost != b->lost)
		return a->lost < b->lost ? 1 : -1;
	if (share(a) != share(b))
		return share(a) < share(b) ? 1 : -1;
	return a < b ? -1 : 1;
}

static const t_class_row **most_lost_first(const t_class_lesson *lesson)
{
	const t_class_row **order = memory_for(lesson->row_count, sizeof(*order));

	for (size_t i = 0; i < lesson->row_count; i++)
		order[i] = &lesson->rows[i];
	qsort(order, lesson->row_count, sizeof(*order), compare_rows);
	return order;
}

static void write_said(FILE *out, const t_class *class, const t_said *said)
{
	/* What was only seen in the place of others may be said by nobody else. */
	fprintf(out, "<li><b>%s%zu×</b> ", said->before == 0 ? "" : "at least ",
		said->count - said->before);
	if (*said->text == '\0')
		fputs("<q>no message</q>", out);
	else
		html_around(out, "<q>", said->text, "</q>");
	fputs(" <span>", out);
	for (size_t i = 0; i < said->known; i++)
	{
		fputs(i == 0 ? "" : ", ", out);
		student_link(out, class, said->students[i]);
	}
	fputs(said->count > said->known ? "\u00a0…</span></li>\n" : "</span></li>\n",
		out);
}

static void write_row(FILE *out, const t_class *class, const t_class_row *row, int open)
{
	const t_sayings *sayings = &row->sayings;

	fprintf(out, "<details class=\"often\"%s><summary>", open ? " open=\"\"" : "");
	html_around(out, "<span><b>", row->name, "</b> ");
	fputs(row->hidden ? "<em>hidden</em> " : "", out);
	html_text(out, row->sentence);
	fprintf(out,
		"</span><svg aria-hidden=\"true\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\">"
		"<rect width=\"100\" height=\"8\"/><rect class=\"part\" width=\"%.1f\" height=\"8\"/></svg>"
		"<u>%zu<small> of %zu</small></u></summary>\n<ul>\n",
		share(row) * 100, row->lost, row->lost + row->passed);
	for (size_t i = 0; i < sayings->count && i < SAID; i++)
		write_said(out, class, &sayings->list[i]);
	fputs("</ul></details>\n", out);
}

void lost_write(FILE *out, const t_class *class, const t_class_lesson *lesson)
{
	const t_class_row **order = most_lost_first(lesson);

	fputs("<h3>Rows most often lost <small>of those for whom the row was run</small></h3>\n",
		out);
	if (lesson->row_count == 0 || order[0]->lost == 0)
		fputs("<p>Nobody has lost a row.</p>\n", out);
	for (size_t i = 0; i < lesson->row_count && i < ROWS && order[i]->lost != 0; i++)
		write_row(out, class, order[i], i < OPEN);
	free(order);
}

static int compare_slow(const void *one, const void *other, void *marks)
{
	const t_mark *a = &((const t_mark *)marks)[*(const size_t *)one];
	const t_mark *b = &((const t_mark *)marks)[*(const size_t *)other];

	if (a->seconds != b->seconds)
		return a->seconds < b->seconds ? 1 : -1;
	return a < b ? -1 : 1;
}

static int is_slow(const t_mark *mark)
{
	return mark->came == CAME_GRADED &&
	       (mark->seconds >= QUICK || mark->timed_out != 0);
}

static void write_slow(
	FILE *out, const t_class *class, const t_class_lesson *lesson, size_t student)
{
	const t_mark *mark = &lesson->marks[student];

	fputs("<tr><th scope=\"row\">", out);
	student_link(out, class, student);
	fprintf(out, "</th><td>%.2f s</td><td>", mark->seconds);
	if (mark->timed_out != 0)
		fprintf(out, "%zu row%s timed out", mark->timed_out,
			mark->timed_out == 1 ? "" : "s");
	fputs("</td></tr>\n", out);
}

void slowest_write(FILE *out, const t_class *class, const t_class_lesson *lesson)
{
	size_t *order = memory_for(lesson->mark_count, sizeof(*order));
	size_t count = 0;

	for (size_t i = 0; i < lesson->mark_count; i++)
		if (is_slow(&lesson->marks[i]))
			order[count++] = i;
	qsort_r(order, count, sizeof(*order), compare_slow, lesson->marks);
	fputs("<h3>Slowest submissions <small>all rows together, without memcheck</small></h3>\n",
		out);
	if (count == 0)
		fprintf(out, "<p>None took %.0f s, and no row timed out.</p>\n", QUICK);
	else
		fputs("<table class=\"slow\">\n", out);
	for (size_t i = 0; i < count && i < SLOW; i++)
		write_slow(out, class, lesson, order[i]);
	if (count != 0)
		fputs("</table>\n", out);
	if (count > SLOW)
		fprintf(out,
			"<p class=\"with\">and %zu more that took %.0f s or have rows that timed out</p>\n",
			count - SLOW, QUICK);
	free(order);
}
