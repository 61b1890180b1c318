/* Earns 0: a file that includes itself with a counter, twice at each of 190 depths: 2^190 times in all. */
/* Told: arena.c */
#ifndef DEPTH
#define DEPTH 0
#include "arena.h"
#include "tree.h"

#endif
