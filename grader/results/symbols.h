#ifndef SYMBOLS_H
#define SYMBOLS_H

/*
 * The file with the C library's detached debugging symbols, by the build-id of the
 * library that this process runs with, as gdb's manual tells ("Debugging Information in
 * Separate Files"), or NULL where there is none.
 */
const char *libc_symbols(void);

#endif
