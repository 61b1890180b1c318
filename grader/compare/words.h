#ifndef WORDS_H
#define WORDS_H

#include "lesson.h"

/*
 * Two texts, a submission's own and the other's: {name, same, lines, cut, blanks}, or
 * {name, unshown: why}. A line is an array of [kind, text], safe to show: kind is "both",
 * "own" or "other" for what only one of them has. No lines where all is the same, and
 * then `blanks` says whether blanks differ; `cut`: what comes behind the last line was
 * too much. by_word: lines are compared word by word. `work`: a folder for it.
 */
json_t *texts_compare(const char *name, const char *own, const char *other, int by_word,
	const char *work);

/* The lesson's files in the folder `own` and those in `other`, word by word: an array. */
json_t *words_compare(
	const t_lesson *lesson, const char *own, const char *other, const char *work);

#endif
