#ifndef BREAKDOWN_H
#define BREAKDOWN_H

#include "run.h"

/*
 * Why the compiler did not come to its end with the file, in a sentence, as a new string; NULL
 * where it did, and only found mistakes in it.
 */
char *breakdown(const char *file, const t_outcome *outcome);

#endif
