/* Earns 0: writes into the debugging information, which the grader reads. */
/* Told: arena.c */
#include "arena.h"

__attribute__((section(".debug_line"))) char g_lines[] = "\377\377\377\377\377\377\377\377 no lines";
__attribute__((section(".debug_info"))) char g_info[] = "\377\377\377\377 no information";
