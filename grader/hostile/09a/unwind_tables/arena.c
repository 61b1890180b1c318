/* Earns 0: writes into the tables for unwinding the stack. */
/* Told: it returned -1 */
#include "arena.h"

__attribute__((section(".eh_frame"))) const char g_tables[] = "\377\377\377\377 these are no tables";
