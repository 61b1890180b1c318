#include "export.h"

#include "formats.h"
#include "student.h"
#include "text.h"

#include <string.h>

static const struct
{
	const char *name;
	void (*write)(FILE *out, const t_export *about);
} g_formats[] = {
	{"gradescope", gradescope_write},
	{"classroom", classroom_write},
	{"check50", check50_write},
	{"junit", junit_write},
	{"csv", csv_write},
};

#define FORMATS (sizeof(g_formats) / sizeof(*g_formats))

/* The index of the format, or FORMATS. */
static size_t find(const char *format)
{
	size_t i = 0;

	while (i < FORMATS && strcmp(g_formats[i].name, format) != 0)
		i++;
	return i;
}

char *export_unknown(const char *format)
{
	char *text;
	size_t size;

	if (find(format) < FORMATS)
		return NULL;
	FILE *out = text_stream(&text, &size);
	fprintf(out, "there is no format \"%s\"; there are:", format);
	for (size_t i = 0; i < FORMATS; i++)
		fprintf(out, " %s", g_formats[i].name);
	fclose(out);
	return text;
}

char *export_result(const char *format, const t_export *about, size_t *size)
{
	size_t index = find(format);
	char *text;

	if (index == FORMATS)
		return NULL;
	json_t *result = about->result == NULL ? NULL : result_for_student(about->result);
	t_export shown = {about->lesson, result, about->wrong};
	FILE *out = text_stream(&text, size);
	g_formats[index].write(out, &shown);
	fclose(out);
	json_decref(result);
	return text;
}
