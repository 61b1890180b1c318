/* Earns 0: a name of two hundred thousand letters, in a function that breaks down. */
/* Told: was accessed */
#include "arena.h"

#define A(x) B(x##_long_long_long_long_long_long_long_long_long_long_long_long_long_long_long_long)
#define B(x) C(x##x##x##x##x##x##x##x)
#define C(x) D(x##x##x##x##x##x##x##x)
#define D(x) E(x##x##x##x##x##x##x##x)
#define E(x) F(x##x##x##x)
#define F(x) x
#define NAME A(n)

static __attribute__((noinline)) void NAME(volatile char *at)
{
	*at = 1;
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	NAME((char *)1);
	return -1;
}
