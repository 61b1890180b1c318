#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* What the targets share. Each has one function, which libFuzzer calls with bytes that
 * nobody has looked at. */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A new string of the bytes; a NUL among them ends it sooner. */
char *fuzz_text(const uint8_t *bytes, size_t size);

/* Cuts what stands before the next NUL off the bytes, as a new string; "" where nothing
 * is left. */
char *fuzz_part(const uint8_t **bytes, size_t *size);

/* Ends the process unless the text, if any, is as text_safe would have it: harmless on a
 * terminal. */
void fuzz_expect_safe(const char *text);

#endif
