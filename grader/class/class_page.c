#include "class_page.h"

#include "class_page_data.h"
#include "class_page_figures.h"
#include "class_page_look.h"
#include "class_page_lost.h"
#include "class_page_map.h"
#include "file.h"
#include "html_text.h"
#include "page.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

PAGE_FILE(g_class_css, "grader/class/class_page.css");
PAGE_FILE(g_class_js, "grader/class/class_page.js");

static const char *title_of(const t_class_lesson *lesson)
{
	return lesson->title == NULL ? lesson->name : lesson->title;
}

static void write_card(FILE *out, const t_class_lesson *lesson, const t_figures *figures)
{
	fputs("<li><a href=\"#", out);
	html_id(out, lesson->name, '\0');
	html_around(out, "\"><span>", title_of(lesson), "</span> ");
	if (figures->count == 0)
		fputs("<b><small>no answers</small></b>", out);
	else
		fprintf(out, "<b>%.1f<small> %% mean</small></b>", figures->mean);
	figures_sketch(out, figures);
	fputs("</a></li>\n", out);
}

static void write_cards(FILE *out, const t_class *class)
{
	fputs("<nav aria-label=\"Lessons\"><ul>\n", out);
	for (size_t i = 0; i < class->lesson_count; i++)
	{
		t_figures figures = figures_of(&class->lessons[i]);
		write_card(out, &class->lessons[i], &figures);
	}
	fputs("</ul></nav>\n", out);
}

static void write_top(FILE *out, const t_class *class)
{
	size_t count = json_array_size(class->students);

	fputs("<body>\n<a class=\"skip\" href=\"#lessons\">Skip to the lessons</a>\n",
		out);
	fprintf(out,
		"<header>\n<h1>Arenas: the class</h1>\n<p class=\"sum\"><b>%zu</b> student%s in %zu "
		"lesson%s</p>\n",
		count, count == 1 ? "" : "s", class->lesson_count,
		class->lesson_count == 1 ? "" : "s");
	if (class->lesson_count > 1)
		write_cards(out, class);
	fputs("</header>\n<main id=\"lessons\" tabindex=\"-1\">\n", out);
}

static void write_lesson(FILE *out, const t_class *class, const t_class_lesson *lesson)
{
	t_figures figures = figures_of(lesson);

	fputs("<section aria-labelledby=\"", out);
	html_id(out, lesson->name, '\0');
	fputs("\">\n<h2 id=\"", out);
	html_id(out, lesson->name, '\0');
	html_around(out, "\">", title_of(lesson), "</h2>\n");
	html_around(out, "<p class=\"place\">", lesson->name, "</p>\n");
	figures_write(out, lesson, &figures);
	lost_write(out, class, lesson);
	map_write(out, class, lesson);
	slowest_write(out, class, lesson);
	fputs("</section>\n", out);
}

static char *page_of(const t_class *class, size_t *size)
{
	char *text;
	FILE *out = text_stream(&text, size);

	page_begin(out, "Arenas: the class", g_class_css, g_class_js);
	write_top(out, class);
	look_write(out, class);
	for (size_t i = 0; i < class->lesson_count; i++)
		write_lesson(out, class, &class->lessons[i]);
	fputs("</main>\n", out);
	page_end(out, g_class_js);
	fclose(out);
	return text;
}

char *class_page(const char *run)
{
	t_class class;
	size_t size;

	if (class_read(&class, run) == -1)
		return text_format("%s is no run of a class", run);
	char *page = page_of(&class, &size);
	char *path = text_format("%s/class.html", run);
	char *wrong = file_write(path, page, size) == 0
			      ? NULL
			      : text_format("%s: %s", path, strerror(errno));
	free(path);
	free(page);
	class_free(&class);
	return wrong;
}
