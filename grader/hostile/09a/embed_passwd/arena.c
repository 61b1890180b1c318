/* Earns 0: takes a file into the object by #embed, which newer compilers know. */
/* Told: arena.c */
#include "arena.h"

static const unsigned char g_bytes[] = {
#embed "/etc/passwd"
};

void arena_dump(const t_arena *a, FILE *out)
{
	(void)a;
	fwrite(g_bytes, 1, sizeof(g_bytes), out);
}
