#include "draw.h"

void draw_lane(FILE *out, const char *name, size_t capacity, size_t offset)
{
	fprintf(out, "lane %zu %zu %s\n", capacity, offset, name);
}

void draw_block(FILE *out, size_t start, size_t size, char mark)
{
	fprintf(out, "block %zu %zu %c\n", start, size, mark);
}
