#ifndef WORDS_H
#define WORDS_H

#include "lesson.h"

/*
 * The sources of the submission in the folder `work` beside those of the other in `other`, word by word: an array with
 * {file, same, lines, cut} for each of the lesson's files, or {file, unshown: why}. A line is an array of [kind, text],
 * safe to show: kind is "both", "own" (only in the submission) or "other". No lines where all is the same; `cut`: what
 * comes behind the last line was too much.
 */
json_t *words_compare(const t_lesson *lesson, const char *work, const char *other);

#endif
