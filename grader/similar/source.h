#ifndef SOURCE_H
#define SOURCE_H

#include "class.h"
#include "lesson.h"

/* What a student handed in for a lesson, as one text. */

enum
{
	SOURCE_MOST = 64 << 10 /* bytes; an answer has a tenth of it */
};

typedef struct s_source
{
	const t_student *student;
	/* the lesson's files, then what else came along (.c, .h) but contract and demo;
	 * may be empty */
	char *text;
	char *hash; /* of the text; or NULL */
	char *why_not; /* why it is not compared, a new string; or NULL */
	size_t tokens; /* that are the student's own */
	/* the index of the first source with the same text: its own, mostly */
	size_t first;
	size_t same; /* how many there are with this text: only the first knows it */
} t_source;

/* Reads the files in the folder. Links, and what is no file, are passed over. */
t_source source_read(
	const t_lesson *lesson, const t_student *student, const char *folder);
void source_free(t_source *source);

/* Whether it stands for itself in the comparison: it can be compared, and nobody before
 * has the same. */
int source_is_compared(const t_source *sources, size_t index);

#endif
