#include "excerpt.h"

#include "file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define AROUND 3
#define LINE_BYTES 160
/* No source in the work folder has more, see submission.c. */
#define SOURCE_LIMIT (1 << 20)

/* A #line of a submission may name any file: only sources that lie in the work folder
 * itself are read. */
static int is_source(const char *file)
{
	return strchr(file, '/') == NULL && file_is_source(file);
}

/* What is kept of a line: no part of a character, and no carriage return. */
static size_t kept(const char *line, size_t length)
{
	if (length > 0 && line[length - 1] == '\r')
		length--;
	if (length <= LINE_BYTES)
		return length;
	length = LINE_BYTES;
	while (length > 0 && (line[length] & 0xc0) == 0x80)
		length--;
	return length;
}

static json_t *safe_line(const char *line, size_t length)
{
	size_t size = kept(line, length);
	char *text = text_safe(line, size, size);
	json_t *safe = json_sprintf("%s%s", text, length > size + 1 ? " ..." : "");

	free(text);
	return safe;
}

/* The lines from `first` to `last`, those of them that there are. */
static json_t *lines_of(const char *bytes, int first, int last)
{
	json_t *lines = json_array();
	int number = 1;

	while (*bytes != '\0' && number <= last)
	{
		size_t length = strcspn(bytes, "\n");
		if (number >= first)
			json_array_append_new(lines, safe_line(bytes, length));
		bytes += length + (bytes[length] == '\n');
		number++;
	}
	return lines;
}

json_t *excerpt_of(const char *work, const char *file, int line)
{
	size_t size;
	int first = line > AROUND ? line - AROUND : 1;

	if (file == NULL || line < 1 || !is_source(file))
		return json_null();
	char *path = text_format("%s/%s", work, file);
	char *bytes = file_read(path, SOURCE_LIMIT, &size);
	json_t *lines =
		bytes == NULL ? json_array() : lines_of(bytes, first, line + AROUND);
	free(bytes);
	free(path);
	if (json_array_size(lines) > (size_t)(line - first))
		return json_pack("{s:i, s:o}", "first", first, "lines", lines);
	json_decref(lines);
	return json_null();
}
