/* Earns 0: an expression nested so deeply that the stack of the compiler is used up. */
/* Told: the compiler did not come to its end with arena.c */
#include "arena.h"

int g_deep =
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
#include "opening.h"
	1
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
#include "closing.h"
	;

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return -1;
}

void *arena_alloc(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return NULL;
}

void arena_dump(const t_arena *a, FILE *out)
{
	(void)a;
	(void)out;
}

int arena_free(t_arena *a)
{
	(void)a;
	return -1;
}
