/* Earns 0: tens of thousands of declarators, which take the compiler minutes. */
/* Told: the compiler did not come to its end with arena.c */
#include "arena.h"

#define A(x) x x x x x x x x x x
#define B(x) A(x) A(x) A(x) A(x) A(x) A(x) A(x) A(x) A(x) A(x)
#define C(x) B(x) B(x) B(x) B(x) B(x) B(x) B(x) B(x) B(x) B(x)
int C(B(*)) g_pointer;
