/* Earns 0: includes the environment of the compiler, by a name that macros put together. */
/* Told: arena.c */
#include "arena.h"

#define FOLDER /proc/self
#define TEXT(x) #x
#define FILE_OF(x) TEXT(x/environ)
#include FILE_OF(FOLDER)
