/* Earns 0: as line_of_passwd, with a file name that a macro gives. */
/* Told: claims by #line to be */
#include "arena.h"

#define WHERE "/etc/../etc/passwd"

#line 1 WHERE
int broken = ;
