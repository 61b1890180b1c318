#include "picture.h"

#define CELLS 48
/* From this column on the words stand before the mark, so that the line stays short. */
#define FAR 24

/* The least power of two, so that `capacity` bytes need at most CELLS cells. */
static size_t cell_size(size_t capacity)
{
	size_t size = 1;

	while (capacity / size > CELLS || (capacity / size == CELLS && capacity % size != 0))
		size *= 2;
	return size;
}

static int touches(const t_block *block, size_t start, size_t end)
{
	return block->start < end && start < block->start + block->size;
}

static char cell(size_t start, size_t end, size_t offset, const t_block *blocks, size_t count)
{
	while (count > 0)
	{
		count--;
		if (touches(&blocks[count], start, end))
			return blocks[count].mark;
	}
	return start < offset ? '-' : '.';
}

static void draw_offset(FILE *out, size_t capacity, size_t offset, size_t size)
{
	char words[96];
	int column = (int)(offset / size) + 1;

	if (offset > capacity)
	{
		fprintf(out, "offset %zu lies beyond the capacity, %zu\n", offset, capacity);
		return;
	}
	snprintf(words, sizeof(words), "offset %zu, %zu byte%s a cell", offset, size, size == 1 ? "" : "s");
	if (column < FAR)
		fprintf(out, "%*s^ %s\n", column, "", words);
	else
		fprintf(out, "%*s ^\n", column - 1, words);
}

void picture_draw(FILE *out, size_t capacity, size_t offset, const t_block *blocks, size_t count)
{
	size_t size = cell_size(capacity);

	fputc('[', out);
	for (size_t start = 0; start < capacity; start += size)
	{
		size_t end = capacity - start < size ? capacity : start + size;
		fputc(cell(start, end, offset, blocks, count), out);
	}
	fputs("]\n", out);
	draw_offset(out, capacity, offset, size);
}
