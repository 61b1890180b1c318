/* Earns 0: a #line climbs out of the folder of the system headers. */
/* Told: claims by #line to be */
#include "arena.h"

#line 1 "/usr/include/../../etc/passwd"
int broken = ;
