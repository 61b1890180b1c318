#ifndef PICTURE_H
#define PICTURE_H

#include <stddef.h>
#include <stdio.h>

/* A block to draw: bytes start to start + size - 1, shown by the letter mark. */
typedef struct s_block
{
	size_t start;
	size_t size;
	char mark;
} t_block;

/*
 * Draws `capacity` bytes of memory to `out`, in a line of at most 48 cells and a line below:
 *
 *	[AAAABB-CC.......]
 *	          ^ offset 144, 16 bytes a cell
 *
 * A cell shows the mark of the last block in `blocks` that touches it, else '-' (padding)
 * below the offset and '.' (free) behind it. An offset beyond the capacity is said in words.
 */
void picture_draw(FILE *out, size_t capacity, size_t offset, const t_block *blocks, size_t count);

#endif
