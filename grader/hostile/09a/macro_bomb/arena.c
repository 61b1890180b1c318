/* Earns 0: a macro that unfolds to billions of words. */
/* Told: its memory ran out */
#include "arena.h"

#define A(x) x x x x x x x x x x x x x x x x
#define B(x) A(A(A(A(x))))
#define C(x) B(B(x))

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0 C(C(+1));
}
