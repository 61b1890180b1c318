#include "class_page_look.h"

#include "class_page_map.h"
#include "html_text.h"
#include "look.h"

#include <stdlib.h>

static void write_student(FILE *out, const t_class *class, size_t student)
{
	json_t *looks = json_object();
	const char *text;
	json_t *lessons;

	look_add_student(looks, json_array_get(class->students, student));
	json_object_foreach(looks, text, lessons)
	{
		char *prefix = look_lessons(class->all, lessons);
		fputs("<li>", out);
		student_link(out, class, student);
		html_around(out, " <span>", prefix, "");
		html_around(out, "", text, "</span></li>\n");
		free(prefix);
	}
	json_decref(looks);
}

/* Who has no grade for what was handed in comes first. */
static int is_graded(const t_class *class, size_t student)
{
	for (size_t i = 0; i < class->lesson_count; i++)
		if (class->lessons[i].marks[student].came == CAME_GRADED)
			return 1;
	return 0;
}

static void write_left_out(FILE *out, const json_t *left)
{
	html_around(out, "<li><b>", html_string(left, "entry"), "</b> ");
	html_around(out, "<span>left out: ", html_string(left, "why"), "</span></li>\n");
}

void look_write(FILE *out, const t_class *class)
{
	const json_t *left_out = json_object_get(class->all, "left_out");
	size_t index;
	json_t *left;

	if (json_array_size(left_out) == 0 && look_students(class->all) == 0)
		return;
	fputs("<section aria-labelledby=\"look\">\n<h2 id=\"look\">Look at these</h2>\n"
	      "<p class=\"place\">What needs a person’s eye, and what was done with it.</p>\n"
	      "<ul class=\"look\">\n",
		out);
	json_array_foreach(left_out, index, left)
		write_left_out(out, left);
	for (int graded = 0; graded < 2; graded++)
		for (size_t i = 0; i < json_array_size(class->students); i++)
			if (is_graded(class, i) == graded)
				write_student(out, class, i);
	fputs("</ul>\n</section>\n", out);
}
