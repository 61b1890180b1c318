#define _GNU_SOURCE
#include "source.h"

#include "file.h"
#include "fingerprint.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Files of a submission that are looked at. */
#define MOST_FILES 40

/* All of it is text from here on; a carriage return says nothing. */
static void write_text(FILE *out, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != '\r')
			fputc(bytes[i] == '\0' ? ' ' : bytes[i], out);
	if (size > 0 && bytes[size - 1] != '\n')
		fputc('\n', out);
}

/* Which file begins here, as a comment: sim_c passes over it. */
static void write_name(FILE *out, const char *name)
{
	fputs("/* ", out);
	for (; *name != '\0'; name++)
		fputc(isalnum((unsigned char)*name) || *name == '.' ? *name : '_', out);
	fputs(" */\n", out);
}

/* Files behind the first are told apart by their names: so the lines of the first have
 * the numbers that they had. */
static void write_file(FILE *out, t_source *source, const char *folder, const char *name)
{
	size_t size;
	char *path = text_format("%s/%s", folder, name);
	char *bytes = file_read(path, SOURCE_MOST, &size);
	int error = errno;

	free(path);
	if (bytes == NULL && error == EFBIG && source->why_not == NULL)
		source->why_not =
			text_format("a file has more than %d KiB", SOURCE_MOST >> 10);
	if (bytes == NULL)
		return;
	if (ftell(out) > 0)
		write_name(out, name);
	write_text(out, bytes, size);
	free(bytes);
}

/* Writes all others that end so. */
static void write_files(FILE *out, t_source *source, const t_lesson *lesson,
	const char *folder, const char *ending)
{
	char **names = folder_names(folder, ending);

	for (size_t i = 0; names != NULL && names[i] != NULL && i < MOST_FILES; i++)
	{
		if (strcmp(names[i], lesson->rubric.contract) != 0 &&
			strcmp(names[i], "demo.c") != 0 &&
			!names_hold(lesson->rubric.files, names[i]))
			write_file(out, source, folder, names[i]);
	}
	names_free(names);
}

static char *hash_of(const char *text)
{
	t_fingerprint print;

	fingerprint_begin(&print);
	fingerprint_add(&print, text, strlen(text));
	return fingerprint_end(&print);
}

t_source source_read(const t_lesson *lesson, const t_student *student, const char *folder)
{
	t_source source = {.student = student};
	size_t size, index;
	json_t *name;
	FILE *out = text_stream(&source.text, &size);

	json_array_foreach(lesson->rubric.files, index, name)
		write_file(out, &source, folder, json_string_value(name));
	write_files(out, &source, lesson, folder, ".c");
	write_files(out, &source, lesson, folder, ".h");
	fclose(out);
	if (source.why_not == NULL && size == 0)
		source.why_not = text_copy("there is no source");
	if (source.why_not == NULL && size > SOURCE_MOST)
		source.why_not =
			text_format("its files have more than %d KiB", SOURCE_MOST >> 10);
	if (source.why_not == NULL)
		source.hash = hash_of(source.text);
	return source;
}

void source_free(t_source *source)
{
	free(source->text);
	free(source->hash);
	free(source->why_not);
}

int source_is_compared(const t_source *sources, size_t index)
{
	return sources[index].why_not == NULL && sources[index].first == index;
}
