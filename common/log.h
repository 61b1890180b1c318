#ifndef LOG_H
#define LOG_H

#include <stdio.h>

/*
 * Prints one log line to `out`: the symbol, a space, the text of the printf
 * format, a newline. The text says all by itself; the symbol helps the eye.
 */
void log_line(FILE *out, const char *symbol, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
