#include "words.h"

#include "html_text.h"
#include "text.h"
#include "value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REASON_BYTES 8000

/* So many bytes of the text at most, and no part of a character. */
static size_t whole_characters(const char *text, size_t size, size_t most)
{
	if (size <= most)
		return size;
	while (most > 0 && (text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

char *words_within(const char *text, size_t most)
{
	if (text == NULL)
		return NULL;
	size_t size = strlen(text);
	size_t taken = whole_characters(text, size, most);
	char *safe = text_safe(text, taken, taken);
	size_t safe_size = strlen(safe);
	/* What is not safe to show takes more bytes when it is. */
	size_t kept = whole_characters(safe, safe_size, most);
	int cut = taken < size || kept < safe_size;
	char *words = text_format("%.*s%s", (int)kept, safe, cut ? "\n(and more)" : "");
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
	const char *message = html_string(row, "message");
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	fputs(*message == '\0' ? html_string(row, "status") : message, out);
	if (json_is_object(promise))
		fprintf(out, "\npromise: %s:%d  %s", html_string(promise, "file"),
			int_of(promise, "line"), html_string(promise, "text"));
	fclose(out);
	char *words = words_within(text, SIZE_MAX);
	free(text);
	return words;
}

char *words_sentence(const json_t *row, size_t most)
{
	char *sentence = words_within(html_string(row, "sentence"), most);
	char *words = text_format("%s%s", sentence, row_suffix(row));

	free(sentence);
	return words;
}

/* What could not be graded here is in neither of the two sums, so it has to be said. */
static void tell_not_graded(FILE *out, const json_t *rows)
{
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
	{
		if (is_status(row, "not-graded") && row_counts(row))
			fprintf(out, "%d points are not in this: %s\n  %s\n",
				int_of(row, "max_points"), html_string(row, "sentence"),
				html_string(row, "got"));
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

	fprintf(out, "%s: %d of %d points\n", html_string(result, "title"),
		int_of(result, "score"), int_of(result, "max_score"));
	if (reason != NULL)
		fprintf(out, "Not graded (%s): %s\n", html_string(result, "status"),
			reason);
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
	char *text = text_format(
		"The grader could not do its work, which is no fault of the submission; "
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
