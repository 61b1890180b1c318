/* Earns 0: writes into the tables for unwinding the stack, which the harness reads after a crash. */
/* Told: puts g_tables into the section .eh_frame */
#include "arena.h"

__attribute__((section(".eh_frame"))) const char g_tables[] = "\377\377\377\377 these are no tables";
