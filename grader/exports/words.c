#include "words.h"

#include "html_text.h"
#include "text.h"
#include "value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REASON_BYTES 8000

char *words_within(const char *text, size_t most)
{
	if (text == NULL)
		return NULL;
	char *safe = text_safe(text, strlen(text), SIZE_MAX);
	size_t size = strlen(safe);
	size_t kept = size;

	/* No part of a character stays behind. */
	if (kept > most)
		for (kept = most; kept > 0 && (safe[kept] & 0xc0) == 0x80;)
			kept--;
	char *words = kept == size ? text_copy(safe)
				   : text_format("%.*s\n(%zu bytes more)", (int)kept, safe, size - kept);
	free(safe);
	return words;
}

json_t *words_json(const char *text, size_t most)
{
	char *words = words_within(text == NULL ? "" : text, most);
	json_t *string = json_string(words);

	free(words);
	return string;
}

char *words_of_row(const json_t *row)
{
	const json_t *promise = json_object_get(row, "promise");
	const char *message = string_of(row, "message");
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	fputs(message == NULL ? html_string(row, "status") : message, out);
	if (json_is_object(promise))
		fprintf(out, "\npromise: %s:%d  %s", html_string(promise, "file"), int_of(promise, "line"),
			html_string(promise, "text"));
	fclose(out);
	char *words = words_within(text, SIZE_MAX);
	free(text);
	return words;
}

/* What could not be graded here is in neither of the two sums, so it has to be said. */
static void tell_not_graded(FILE *out, const json_t *rows)
{
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
	{
		if (is_status(row, "not-graded"))
			fprintf(out, "%d points are not in this: %s\n  %s\n", int_of(row, "max_points"),
				html_string(row, "sentence"), html_string(row, "got"));
	}
}

static void tell_notes(FILE *out, const json_t *notes)
{
	size_t index;
	json_t *note;

	json_array_foreach(notes, index, note)
	{
		if (json_is_string(note))
			fprintf(out, "Note: %s\n", json_string_value(note));
	}
}

char *words_of_result(const json_t *result)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);
	char *reason = words_within(string_of(result, "reason"), REASON_BYTES);

	fprintf(out, "%s: %d of %d points\n", html_string(result, "title"), int_of(result, "score"),
		int_of(result, "max_score"));
	if (reason != NULL)
		fprintf(out, "Not graded (%s): %s\n", html_string(result, "status"), reason);
	tell_not_graded(out, json_object_get(result, "rows"));
	tell_notes(out, json_object_get(result, "notes"));
	fclose(out);
	char *words = words_within(text, 2 * REASON_BYTES);
	free(reason);
	free(text);
	return words;
}

char *words_of_failure(const t_export *about)
{
	char *text = text_format("The grader could not do its work, which is no fault of the submission; "
				 "it has to be graded again. What went wrong: %s",
		about->wrong == NULL ? "nothing is known" : about->wrong);
	char *words = words_within(text, REASON_BYTES);

	free(text);
	return words;
}

void words_dump(FILE *out, json_t *value)
{
	json_dumpf(value, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(value);
}
