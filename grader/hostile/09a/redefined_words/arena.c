/* Earns 0: macros change the words of the contract and of C before it is included. */
/* Told: arena.c */
#define size_t int
#define void char
#define return
#define const volatile

#include "arena.h"
