/* Earns 0: includes the solution of the lesson. */
/* Told: includes "../../solutions/09a_arena_scope_local_mmap/arena.c" | ../../solutions/09a_arena_scope_local_mmap/arena.c: No such file or directory */
#include "../../solutions/09a_arena_scope_local_mmap/arena.c"
