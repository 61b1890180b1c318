#ifndef SHOW_H
#define SHOW_H

#include <stddef.h>

/*
 * The bytes between double quotes, each invisible one made visible: \n, \t, \x1b; each
 * newline begins a line of its own, between quotes; a quote as \" and a backslash as \\.
 * At most 600 bytes are shown, and how many more there are. Returns a new string.
 */
char *show(const char *bytes, size_t size);

#endif
