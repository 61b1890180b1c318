#ifndef DEMO_H
#define DEMO_H

#include "lesson.h"

/*
 * Makes the lesson's demo with the submission's object that stands in `work`. Returns
 * NULL, or a new string that says why there is none.
 */
char *demo_build(const t_lesson *lesson, const char *compiler, const char *work);

/*
 * What it prints, as JSON: {text: safe to show, end: words where it did not end well, or
 * null}, or {"unmeasured": why}. It runs only shut in, see run/view.h: no test program
 * loads a filter for it. It may leave anything in `work`.
 */
json_t *demo_run(const char *work);

/* How two of these differ, line by line but for addresses: see words.h; null where one
 * was not run. */
json_t *demos_compare(const json_t *own, const json_t *other, const char *work);

#endif
