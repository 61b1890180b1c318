#ifndef SIZES_H
#define SIZES_H

#include <stddef.h>

/* A size, and what is special about it: the number alone says nothing. */
typedef struct s_size
{
	size_t size;
	const char *why;
} t_size;

enum
{
	WRAPPING_SIZES = 19
};

/*
 * Sizes that nobody has, and at which some sum of an allocator wraps around, be it of the
 * size and 16, of the offset, or of the address that base + offset is. Where base and
 * offset are small, some of them are honest sizes: the caller leaves those out that fit,
 * and 0.
 */
void wrapping_sizes(const void *base, size_t offset, t_size *sizes);

#endif
