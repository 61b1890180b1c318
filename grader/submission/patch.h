#ifndef PATCH_H
#define PATCH_H

#include "lesson.h"

/* Whether the path names a patch: a regular file that ends with ".patch". */
int is_patch(const char *path);

/*
 * Makes `folder`, a new one, with the answer that the patch stands for. A wrong answer of
 * a suite is kept as such a patch: a sentence that names the mistake, then a unified diff
 * against the lesson's solution, or against the answer of the suite that the line
 * "Base: correct/NAME" of its head names. git apply(1) applies it, since it refuses a
 * change whose surroundings have moved, where patch(1) would guess. Returns NULL, or a
 * new string that says why it does not apply.
 */
char *patch_apply(const t_lesson *lesson, const char *patch, const char *folder);

#endif
