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
 * Draws `capacity` bytes of memory to `out`, in one line of at most 64 cells:
 *
 *	[AAAABB-CC.......]  16 bytes a cell
 *	          ^ offset 144
 *
 * A cell shows the mark of the last block in `blocks` that touches it, else '-'
 * below the offset and '.' behind it. An offset beyond the capacity is said in
 * words. Capacity 0 draws an empty pair of brackets.
 */
void picture_draw(FILE *out, size_t capacity, size_t offset, const t_block *blocks, size_t count);

#endif
