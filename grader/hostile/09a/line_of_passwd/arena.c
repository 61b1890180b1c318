/* Earns 0: a #line names /etc/passwd, so that a message of the compiler quotes it. */
/* Told: claims by #line to be "/etc/passwd" */
#include "arena.h"

#line 1 "/etc/passwd"
int broken = ;
