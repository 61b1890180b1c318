/* Earns 0: the name of a file that is not there carries escape codes. */
/* Told: arena.c does not compile */
/* Told: \x1b]52;c; */
#include "arena.h"

#include "]52;c;cm0gLXJmIC8=.h"
