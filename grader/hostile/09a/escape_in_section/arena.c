/* Earns 0: the name of a section carries escape codes. */
/* Told: assembly is not in */
#include "arena.h"

__attribute__((section(".[2Jdata"))) int g_section = 1;
