/* Earns 0: includes the solution by its absolute path. */
#include "/proc/self/cwd/../../solutions/09a_arena_scope_local_mmap/arena.c"
