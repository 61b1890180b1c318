/* Earns 0: the name of a section carries escape codes. */
/* Told: it returned -1 */
#include "arena.h"

__attribute__((section(".[2Jdata"))) int g_section = 1;
