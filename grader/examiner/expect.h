#ifndef EXPECT_H
#define EXPECT_H

#include "process.h"

/* What rows expect again and again. Each of these fails the row, see row.h, or
 * returns. */

/* got_value is wanted; what names the value. */
void expect_size(const char *what, size_t wanted, size_t got_value);

/* A call that returned `status` with errno `error` has failed, with -1 and `wanted`; why
 * says why it must. */
void expect_failure(int status, int error, int wanted, const char *why);

/* The call, which is named, returned 0. */
void expect_success(const char *call, int status, int error);

/* The text is byte for byte the one wanted. Says where they part. */
void expect_text(const char *wanted, size_t wanted_size, const char *text, size_t size);

/* The memory there holds this string, with its NUL; whose names it: "the parent's
 * block". */
void expect_string(t_address at, const char *wanted, const char *whose);

/* All `size` bytes there hold `wanted`; whose names them: "block 3". */
void expect_filled(t_address at, size_t size, unsigned char wanted, const char *whose);

#endif
