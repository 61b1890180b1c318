/* Earns 0: includes the solution by its absolute path. */
#include "/tmp/h2/solutions/09a_arena_scope_local_mmap/arena.c"
