#include "picture.h"

#include <string.h>

#define CELLS 48
/* No line is longer, so that a report with its margin fits 80 columns. */
#define WIDTH 58

/* The least power of two, so that `shown` bytes need at most CELLS cells. */
static size_t cell_size(size_t shown)
{
	size_t size = 1;

	while (shown / size > CELLS || (shown / size == CELLS && shown % size != 0))
		size *= 2;
	return size;
}

static int touches(const t_block *block, size_t start, size_t end)
{
	return block->start < end && start < block->start + block->size;
}

static char cell(const t_picture *picture, size_t start, size_t end)
{
	for (size_t i = picture->count; i > 0; i--)
		if (touches(&picture->blocks[i - 1], start, end))
			return picture->blocks[i - 1].mark;
	return start < picture->offset ? '-' : '.';
}

/* The sign below the byte with words behind it, before it, or, where neither has room,
 * below it. */
static void draw_sign(FILE *out, size_t byte, size_t size, char sign, const char *words)
{
	int column = (int)(byte / size) + 1;
	int length = (int)strlen(words);

	if (column + 2 + length <= WIDTH)
		fprintf(out, "%*s%c %s\n", column, "", sign, words);
	else if (length < column)
		fprintf(out, "%*s %c\n", column - 1, words, sign);
	else
		fprintf(out, "%*s%c\n %s\n", column, "", sign, words);
}

static void draw_offset(FILE *out, const t_picture *picture, size_t size)
{
	char words[128];

	if (picture->offset > picture->capacity)
	{
		fprintf(out, "offset %zu lies beyond the capacity, %zu\n",
			picture->offset, picture->capacity);
		return;
	}
	int length = snprintf(words, sizeof(words), "offset %zu, %zu byte%s a cell",
		picture->offset, size, size == 1 ? "" : "s");
	if (picture->shown < picture->capacity)
		snprintf(words + length, sizeof(words) - (size_t)length, ", %zu in all",
			picture->capacity);
	draw_sign(out, picture->offset, size, '^', words);
}

static void draw_point(FILE *out, const t_picture *picture, size_t size)
{
	char words[64];

	if (picture->point >= picture->shown)
		return;
	snprintf(words, sizeof(words), "byte %zu", picture->point);
	draw_sign(out, picture->point, size, '!', words);
}

void picture_draw(FILE *out, const t_picture *picture)
{
	size_t size = cell_size(picture->shown);

	fputc('[', out);
	for (size_t start = 0; start < picture->shown; start += size)
	{
		size_t end =
			picture->shown - start < size ? picture->shown : start + size;
		fputc(cell(picture, start, end), out);
	}
	fputs(picture->shown < picture->capacity ? ">\n" : "]\n", out);
	draw_offset(out, picture, size);
	draw_point(out, picture, size);
}

size_t picture_near(const t_picture *picture)
{
	size_t end = picture->offset;

	for (size_t i = 0; i < picture->count; i++)
		if (picture->blocks[i].start + picture->blocks[i].size > end)
			end = picture->blocks[i].start + picture->blocks[i].size;
	if (picture->point != PICTURE_NO_BYTE && picture->point >= end)
		end = picture->point + 1;
	/* The mark of the offset stands below the byte behind the used ones. */
	end += 1 + end / 8;
	return end < picture->capacity ? end : picture->capacity;
}
