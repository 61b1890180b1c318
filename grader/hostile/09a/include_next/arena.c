/* Earns 0: looks for the solution by #include_next, which begins behind the own folder. */
/* Told: arena.c */
#include "arena.h"

#include_next <../../../../../../../../../etc/passwd>
#include_next "../../solutions/09a_arena_scope_local_mmap/arena.c"
