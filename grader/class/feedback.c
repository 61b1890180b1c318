#include "feedback.h"

#include "file.h"
#include "html.h"
#include "page.h"
#include "student.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static json_t *for_student(const json_t *results)
{
	json_t *all = json_array();
	size_t index;
	json_t *result;

	json_array_foreach(results, index, result)
		json_array_append_new(all, result_for_student(result));
	return all;
}

/* An empty report would read as praise. */
static char *page_of_nothing(size_t *size)
{
	char *text;
	FILE *out = text_stream(&text, size);

	page_begin(out, "Arenas: the report", "", NULL);
	fputs("<body>\n<main>\n<h1>Arenas: the report</h1>\n<p class=\"begin\">There is no result: what was "
	      "handed "
	      "in could not be graded. Ask your instructor, who can see why.</p>\n</main>\n",
		out);
	page_end(out, NULL);
	fclose(out);
	return text;
}

char *class_feedback(const char *run, const char *key, const json_t *results)
{
	size_t size;
	json_t *shown = for_student(results);
	char *page = json_array_size(shown) == 0 ? page_of_nothing(&size)
						 : html_page(shown, &size);
	char *path = text_format("%s/feedback/%s.html", run, key);
	char *wrong = file_write(path, page, size) == 0
			      ? NULL
			      : text_format("%s: %s", path, strerror(errno));

	free(path);
	free(page);
	json_decref(shown);
	return wrong;
}
