#include "drawings.h"
#include "draw.h"
#include "pagemap.h"

#include <unistd.h>

/* Marks each run of bytes that are not what they were. */
static void draw_changes(FILE *out, const t_then *then)
{
	for (size_t start = 0; start < then->size; start++)
	{
		size_t end = start;
		while (end < then->size && then->base[end] != then->before[end])
			end++;
		if (end == start)
			continue;
		draw_block(out, start, end - start, '*');
		start = end;
	}
}

void draw_then_and_now(FILE *out, const void *data)
{
	const t_then *then = data;

	draw_lane(out, "the parent, before the fork", then->capacity, then->size);
	draw_block(out, 0, then->size, 'A');
	draw_lane(out, "the parent, afterwards (* changed)", then->capacity, then->size);
	draw_block(out, 0, then->size, 'A');
	draw_changes(out, then);
}

static void draw_page(FILE *out, size_t number, size_t size, int own)
{
	draw_block(out, number * size, size, own ? '#' : '=');
}

void draw_pages(FILE *out, const void *data)
{
	const t_pages *pages = data;
	size_t size = (size_t)getpagesize();
	size_t all = pages->count * size;

	draw_lane(out, "only what was written is copied", all, all);
	for (size_t i = 0; i < pages->count; i++)
		draw_page(out, i, size, i % 2 == 0);
	draw_lane(out, "this child (# its own, = shared)", all, all);
	for (size_t i = 0; i < pages->count; i++)
		draw_page(out, i, size,
			pagemap_page(0, pages->first + i * size) == PAGE_ALONE);
}
