#ifndef DEMO_H
#define DEMO_H

#include "lesson.h"

/*
 * What the lesson's demo prints with the submission's object that stands in `work`, as JSON: {text: safe to
 * show, end: words where it did not end well, or null}, or {"unmeasured": why}. It runs only shut in, see run/view.h:
 * no test program loads a filter for it.
 */
json_t *demo_run(const t_lesson *lesson, const char *compiler, const char *work);

/* How two of these differ, line by line but for addresses: see words.h; null where one was not run. */
json_t *demos_compare(const json_t *own, const json_t *other, const char *work);

#endif
