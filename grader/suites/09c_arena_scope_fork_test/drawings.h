#ifndef DRAWINGS_H
#define DRAWINGS_H

#include <stddef.h>
#include <stdio.h>

/* Pictures of what a fork did to an arena, for picture(): see row.h. */

/* Bytes of an arena before a fork and now: those that are others now are marked. */
typedef struct s_then
{
	const char *base; /* as it is now */
	const char *before; /* the first `size` bytes as they were */
	size_t size; /* of the block at base */
	size_t capacity;
} t_then;

/* data: a t_then. Two lanes, one for each time. */
void draw_then_and_now(FILE *out, const void *data);

/* Pages of an arena, of which this process should have the even ones for itself. */
typedef struct s_pages
{
	const char *first;
	size_t count;
} t_pages;

/* data: a t_pages. Two lanes: which pages should be this process's own, and which are. */
void draw_pages(FILE *out, const void *data);

#endif
