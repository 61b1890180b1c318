#ifndef TOOLBOX_H
#define TOOLBOX_H

#include <jansson.h>

/*
 * The toolbox of a lesson: that of all lessons, which says at its head how it is written,
 * and then the lesson's own, which may be missing. Returns an object that maps each name
 * to true, or to the reason why it is refused; NULL where the first cannot be read.
 */
json_t *toolbox_read(const char *common, const char *own);

/*
 * NULL if the toolbox has this function, else a new string: "malloc is not in this
 * lesson's toolbox: …". *is_typo is set where there is no such function anywhere: then
 * the string says what may have been meant.
 */
char *toolbox_refusal(const json_t *toolbox, const char *name, int *is_typo);

#endif
