/* Earns 0: includes the solution of the lesson. */
#include "../../solutions/09a_arena_scope_local_mmap/arena.c"
