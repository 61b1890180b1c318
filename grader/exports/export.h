#ifndef EXPORT_H
#define EXPORT_H

#include <jansson.h>
#include <stddef.h>

/*
 * What other systems read of a grading, each in its own format, made from the JSON result
 * alone. All of them may come before the student's eyes, so that all are made from
 * result_for_student.
 */

typedef struct s_export
{
	/* its name, or what was asked for where there is no such lesson */
	const char *lesson;
	const json_t *result; /* NULL where the grader itself failed */
	const char *wrong; /* why, in words; NULL where there is a result */
} t_export;

/* The sentence that says there is no such format and lists those that there are, a new
 * string; NULL where there is it. */
char *export_unknown(const char *format);

/*
 * The export in that format, a new string of *size bytes. Where the grader itself failed
 * it says so in the format's own way, with no points. Returns NULL where there is no such
 * format.
 */
char *export_result(const char *format, const t_export *about, size_t *size);

#endif
