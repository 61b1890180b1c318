#ifndef ASSEMBLY_H
#define ASSEMBLY_H

/*
 * Finds assembly in preprocessed C: an asm keyword, but for the labels that the C
 * library's headers put on declarations, asm("" "name"). Such a label only renames a
 * function, which the inspection of the object sees through. What smuggles text into the
 * assembler counts too: strings of attributes such as section() that hold more than a
 * name, register variables with a label, and the built-ins that reach for the caller's
 * frame. Returns where the first stands, "arena.c:14", as a new string, or NULL.
 */
char *assembly_in(const char *text);

#endif
