#define _GNU_SOURCE
#include "submission.h"

#include "file.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A source of a lesson has a few kilobytes; what has more is no answer to it. */
#define SOURCE_LIMIT (512 << 10)
/* Files that a submission may bring along beside those of the lesson. */
#define EXTRAS 32

static t_verdict verdict(t_status status, char *reason)
{
	return (t_verdict){status, reason};
}

static t_verdict unreadable(const char *name)
{
	switch (errno)
	{
	case ENOENT:
	case ENOTDIR:
		return verdict(STATUS_MISSING, text_format("%s is missing", name));
	case EISDIR:
		return verdict(
			STATUS_MISSING, text_format("%s is a folder, not a file", name));
	case ELOOP:
		return verdict(STATUS_REFUSED,
			text_format("%s is a link; hand in the file itself", name));
	case EFBIG:
		return verdict(STATUS_REFUSED,
			text_format("%s has more than %d KiB, which no answer needs",
				name, SOURCE_LIMIT >> 10));
	case EINVAL:
		return verdict(
			STATUS_REFUSED, text_format("%s is not a regular file", name));
	default:
		/* The machine's doing, which costs nobody a point. */
		return verdict(STATUS_BROKEN,
			text_format("%s cannot be read: %s", name, strerror(errno)));
	}
}

static int is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n\f\v")] == '\0';
}

static int line_of_byte(const char *bytes, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at; i++)
		line += bytes[i] == '\n';
	return line;
}

static t_verdict check_text(const char *name, const char *bytes, size_t size)
{
	if (memchr(bytes, '\0', size) != NULL)
		return verdict(STATUS_REFUSED,
			text_format(
				"%s is not a text file: line %d holds a NUL byte. Save it as UTF-8",
				name, line_of_byte(bytes, strlen(bytes))));
	if (is_blank(bytes))
		return verdict(STATUS_MISSING, text_format("%s is empty", name));
	return VERDICT_GOOD;
}

static t_verdict save(const char *work, const char *name, const char *bytes, size_t size)
{
	char *path = text_format("%s/%s", work, name);
	int status = file_put(path, bytes, size);

	free(path);
	if (status == -1)
		return verdict(STATUS_BROKEN, text_format("%s cannot be copied to %s: %s",
						      name, work, strerror(errno)));
	return VERDICT_GOOD;
}

/* Copies a file of the lesson, which the submission calls `from`. */
static t_verdict copy_as(
	const char *folder, const char *from, const char *name, const char *work)
{
	size_t size;
	char *path = text_format("%s/%s", folder, from);
	char *bytes = file_read(path, SOURCE_LIMIT, &size);
	t_verdict result =
		bytes == NULL ? unreadable(name) : check_text(name, bytes, size);

	if (result.status == STATUS_GRADED)
		result = save(work, name, bytes, size);
	free(bytes);
	free(path);
	return result;
}

static t_verdict copy(const char *folder, const char *name, const char *work)
{
	return copy_as(folder, name, name, work);
}

static void note(json_t *notes, char *text)
{
	char *safe = text_safe(text, strlen(text), 300);

	json_array_append_new(notes, json_string(safe));
	free(safe);
	free(text);
}

/* The first line in which two texts differ, as a new string, "12: #define ARENA_ALIGN 8";
 * NULL where none does. How lines end does not count. */
static char *first_difference(const char *own, const char *other)
{
	for (int line = 1; *own != '\0' || *other != '\0'; line++)
	{
		size_t length = strcspn(own, "\r\n");
		if (length != strcspn(other, "\r\n") || strncmp(own, other, length) != 0)
			return text_format("%d: %.*s", line, (int)length, own);
		own += length;
		other += length;
		own += *own == '\r';
		other += *other == '\r';
		own += *own == '\n';
		other += *other == '\n';
	}
	return NULL;
}

/* A submission's own contract, or the lesson's that was edited, is read by nobody: that
 * is worth a word where it says something else. */
static void note_contract(
	const t_lesson *lesson, const char *folder, const char *name, json_t *notes)
{
	size_t size;
	char *path = text_format("%s/%s", folder, name);
	char *own = file_read(path, SOURCE_LIMIT, &size);
	char *line = own == NULL ? NULL : first_difference(own, lesson->rubric.promises);

	if (line != NULL)
		note(notes,
			text_format("%s was edited, and is graded as it was handed out. "
				    "The first line that differs is line %s",
				name, line));
	free(line);
	free(own);
	free(path);
}

/* Copies one file that came along, for the submission's own #include "...". */
static void bring_along(const t_lesson *lesson, const char *folder, const char *name,
	const char *work, json_t *notes)
{
	if (names_hold(lesson->rubric.files, name) || strcmp(name, "demo.c") == 0)
		return;
	if (strcmp(name, lesson->rubric.contract) == 0)
	{
		note_contract(lesson, folder, name, notes);
		return;
	}
	t_verdict copied = copy(folder, name, work);
	if (copied.status == STATUS_GRADED && name[strlen(name) - 1] == 'c')
		note(notes,
			text_format(
				"%s is not compiled by itself: it is not one of the lesson's files",
				name));
	else if (copied.status != STATUS_GRADED)
		note(notes, text_format("%s is left out: %s", name, copied.reason));
	free(copied.reason);
}

static void bring_all_along(
	const t_lesson *lesson, const t_found *found, const char *work, json_t *notes)
{
	static const char *const endings[] = {".h", ".c"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
	{
		char **names = folder_names(found->folder, endings[i]);
		for (size_t at = 0; names != NULL && names[at] != NULL && at < EXTRAS;
			at++)
			if (strcmp(names[at], found->file) != 0)
				bring_along(
					lesson, found->folder, names[at], work, notes);
		names_free(names);
	}
}

static t_verdict copy_contract(const t_lesson *lesson, const char *work)
{
	char *folder = text_format("%s/contract", work);
	t_verdict result;

	if (folder_make(folder) == -1)
		result = verdict(STATUS_BROKEN,
			text_format("%s cannot be made: %s", folder, strerror(errno)));
	else
		result = copy(lesson->given, lesson->rubric.contract, folder);
	if (result.status != STATUS_GRADED)
		result.status = STATUS_BROKEN;
	free(folder);
	return result;
}

/* Copies the lesson's files, of which the first may be called otherwise. */
static t_verdict copy_files(
	const t_lesson *lesson, const t_found *found, const char *work)
{
	t_verdict result = VERDICT_GOOD;
	size_t index;
	json_t *file;

	json_array_foreach(lesson->rubric.files, index, file)
	{
		const char *name = json_string_value(file);
		if (result.status == STATUS_GRADED)
			result = copy_as(found->folder, index == 0 ? found->file : name,
				name, work);
	}
	return result;
}

t_verdict submission_gather(
	const t_lesson *lesson, const t_found *found, const char *work, json_t *notes)
{
	t_verdict result = copy_contract(lesson, work);

	if (result.status == STATUS_GRADED && found->file == NULL)
		return verdict(found->verdict.status, text_copy(found->verdict.reason));
	if (result.status == STATUS_GRADED)
		result = copy_files(lesson, found, work);
	if (found->note != NULL)
		note(notes, text_copy(found->note));
	if (result.status == STATUS_GRADED)
		bring_all_along(lesson, found, work, notes);
	return result;
}
