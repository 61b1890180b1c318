#ifndef TOOLBOX_H
#define TOOLBOX_H

#include <jansson.h>

/*
 * The toolbox of a lesson: toolbox.txt beside the suite, which says at its head how it
 * is written. Returns an object that maps each name to true, or to the reason why it
 * is refused; NULL where the file cannot be read.
 */
json_t *toolbox_read(const char *path);

/* NULL if the toolbox has this function, else a new string: "malloc is not in this lesson's toolbox: …". */
char *toolbox_refusal(const json_t *toolbox, const char *name);

#endif
