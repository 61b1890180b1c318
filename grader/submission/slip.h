#ifndef SLIP_H
#define SLIP_H

/*
 * Whether `name` is what the file `wanted` ends up being called when it is saved twice,
 * copied or downloaded: Arena.c, "arena (1).c", arena-2.c, arena_1.c, "arena - Copy.c",
 * "Copy of arena.c", arena.c.txt, arena.c.c.
 */
int is_slip_of(const char *name, const char *wanted);

#endif
