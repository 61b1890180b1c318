/* Earns 0: includes what the compiler has as its standard input. */
/* Told: arena.c */
#include "arena.h"

#include "/proc/self/fd/0"
#include "/dev/stdin"
