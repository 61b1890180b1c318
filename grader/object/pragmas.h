#ifndef PRAGMAS_H
#define PRAGMAS_H

/*
 * The first pragma of a preprocessed text that changes how the compiler sees what
 * follows, as a new string, or NULL. gcc defines and undefines macros by these ("GCC
 * target", "GCC optimize") only when it compiles, so that a source could show one face to
 * those who inspect it and another to the compiler.
 */
char *pragma_in(const char *text);

#endif
