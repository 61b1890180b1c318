#ifndef PICTURE_H
#define PICTURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A block to draw: bytes start to start + size - 1, shown by the letter mark. */
typedef struct s_block
{
	size_t start;
	size_t size;
	char mark;
} t_block;

#define PICTURE_NO_BYTE SIZE_MAX

typedef struct s_picture
{
	size_t capacity;
	size_t offset;
	const t_block *blocks;
	size_t count;
	/* how many bytes are drawn, from the first on: capacity, or fewer to see more of
	 * them */
	size_t shown;
	size_t point; /* a byte to point at, or PICTURE_NO_BYTE */
} t_picture;

/*
 * Draws memory to `out`, in a line of at most 48 cells with lines below that say what is
 * where:
 *
 * 	[AAAABB-CC.......]
 * 	          ^ offset 144, 16 bytes a cell
 * 	     ! byte 64
 *
 * A cell shows the mark of the last block in `blocks` that touches it, else '-' (padding)
 * below the offset and '.' (free) behind it. The line ends with '>' where not all is
 * shown. An offset beyond the capacity is said in words.
 */
void picture_draw(FILE *out, const t_picture *picture);

/* How many bytes show all that is used, all blocks and the point, with a few bytes
 * behind: for `shown`. */
size_t picture_near(const t_picture *picture);

#endif
