/* Earns 0: includes the solution by its absolute path. */
/* Told: includes "/proc/self/cwd/../../solutions/09a_arena_scope_local_mmap/arena.c" | /proc/self/cwd/../../solutions/09a_arena_scope_local_mmap/arena.c: No such file or directory */
#include "/proc/self/cwd/../../solutions/09a_arena_scope_local_mmap/arena.c"
