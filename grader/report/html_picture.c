#include "html_picture.h"

#include "html_text.h"
#include "sketch.h"
#include "value.h"

#include <ctype.h>
#include <string.h>

/* The bar of a lane, in pixels; its width is that of the page. */
#define BAR 28
#define LINE 18
/* So many hundredths of the width are a letter's on a telephone, and on a wide screen. */
#define LETTER 2.6
#define THIN_LETTER 1.2

/* What a block is, by its mark. */
typedef struct s_kind
{
	const char *class;
	const char *word; /* behind its letter, in the description */
	const char *meaning; /* in the legend */
} t_kind;

static const t_kind g_kinds[] = {
	{"live", "", "a capital letter: a live block"},
	{"gone", ", released", "a small letter: a released block"},
	{"leak", ", leaked", "!: a leaked block"},
	{"both", ", a page that both processes share", "=: a page that both share"},
	{"own", ", a page of its own", "#: a page of its own, a copy"},
	{"diff", ", changed", "*: changed bytes"},
};

#define KINDS (sizeof(g_kinds) / sizeof(*g_kinds))

static size_t kind_of(char mark)
{
	static const char marks[] = "!=#*";
	const char *found = strchr(marks, mark);

	if (mark != '\0' && found != NULL)
		return 2 + (size_t)(found - marks);
	return islower((unsigned char)mark) ? 1 : 0;
}

static double percent(const t_picture *picture, double byte)
{
	return picture->shown == 0 ? 0 : byte * 100 / (double)picture->shown;
}

static size_t least(size_t one, size_t other)
{
	return one < other ? one : other;
}

static void describe(FILE *out, const t_picture *picture)
{
	size_t end = 0;

	fputs("<desc>", out);
	for (size_t i = 0; i < picture->count; i++)
	{
		const t_block *block = &picture->blocks[i];
		const char mark[] = {block->mark, '\0'};
		if (block->start > end)
			fprintf(out, "padding: %zu to %zu. ", end, block->start - 1);
		html_text(out, mark);
		fprintf(out, "%s: %zu to %zu. ", g_kinds[kind_of(block->mark)].word,
			block->start,
			block->start + (block->size == 0 ? 0 : block->size - 1));
		end = block->start + block->size;
	}
	fprintf(out, "The offset is %zu of %zu.", picture->offset, picture->capacity);
	if (picture->point != PICTURE_NO_BYTE)
		fprintf(out, " This is about byte %zu.", picture->point);
	fputs("</desc>", out);
}

/* The name of the lane and how much of it is seen, above the bar. */
static void draw_head(FILE *out, const t_picture *picture, const char *name)
{
	fputs("<p><b>", out);
	html_text(out, name);
	fputs("</b> <span>", out);
	if (picture->shown < picture->capacity)
		fprintf(out, "the first %zu of %zu bytes</span></p>", picture->shown,
			picture->capacity);
	else
		fprintf(out, "%zu byte%s</span></p>", picture->capacity,
			picture->capacity == 1 ? "" : "s");
}

static void draw_block(FILE *out, const t_picture *picture, const t_block *block, int top)
{
	size_t end = least(block->start + block->size, picture->shown);

	if (block->start < end)
		fprintf(out,
			"<rect class=\"%s\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\"/>",
			g_kinds[kind_of(block->mark)].class,
			percent(picture, (double)block->start), top,
			percent(picture, (double)(end - block->start)), BAR);
}

static void draw_letter(
	FILE *out, const t_picture *picture, const t_block *block, int top)
{
	size_t end = least(block->start + block->size, picture->shown);
	const char mark[] = {block->mark, '\0'};

	if (block->start >= end)
		return;
	double width = percent(picture, (double)(end - block->start));
	if (width < THIN_LETTER)
		return;
	fprintf(out, "<text class=\"in%s\" x=\"%.2f%%\" y=\"%d\">",
		width < LETTER ? " thin" : "",
		percent(picture, (double)block->start) + width / 2, top + 19);
	html_around(out, "", mark, "</text>");
}

/* A sign at a place of the bar; its words stand on the side that has more room. */
static void draw_sign(FILE *out, double x, int y, const char *path, const char *words,
	size_t number, int down)
{
	fprintf(out, "<svg x=\"%.2f%%\" y=\"%d\" class=\"sign\"><path d=\"%s\"/>", x, y,
		path);
	fprintf(out, "<text x=\"%d\" y=\"%d\"%s>%s %zu</text></svg>", x < 50 ? 8 : -8,
		down, x < 50 ? "" : " class=\"end\"", words, number);
}

static void draw_offset(FILE *out, const t_picture *picture, int bottom)
{
	if (picture->offset <= picture->shown)
		draw_sign(out, percent(picture, (double)picture->offset), bottom,
			"M0 1l-5 8h10z", "offset", picture->offset, 13);
	else
		fprintf(out,
			"<text x=\"100%%\" y=\"%d\" class=\"end beyond\">offset %zu lies beyond the "
			"capacity, "
			"%zu "
			"►</text>",
			bottom + 13, picture->offset, picture->capacity);
}

static void draw_bar(FILE *out, const t_picture *picture, int top)
{
	size_t used = least(picture->offset, picture->shown);

	fprintf(out, "<rect class=\"free\" y=\"%d\" width=\"100%%\" height=\"%d\"/>", top,
		BAR);
	if (used != 0)
		fprintf(out,
			"<rect class=\"pad\" y=\"%d\" width=\"%.2f%%\" height=\"%d\"/>",
			top, percent(picture, (double)used), BAR);
	for (size_t i = 0; i < picture->count; i++)
		draw_block(out, picture, &picture->blocks[i], top);
	for (size_t i = 0; i < picture->count; i++)
		draw_letter(out, picture, &picture->blocks[i], top);
	/* The bar goes on: its end is torn off. */
	if (picture->shown < picture->capacity)
		fprintf(out,
			"<svg x=\"100%%\" y=\"%d\" class=\"torn\"><path d=\"M4-2H-6l5 6.4-5 6.4 5 6.4-5 6.4 "
			"5 "
			"6.4H4z\"/></svg>",
			top);
}

static void draw_lane(FILE *out, const t_picture *picture, const char *name)
{
	int has_point = picture->point < picture->shown;
	int top = has_point ? LINE : 1;

	draw_head(out, picture, name);
	fprintf(out, "<svg class=\"lane\" role=\"img\" height=\"%d\"><title>",
		top + BAR + LINE);
	html_if(out, "", name, ": ");
	fprintf(out, "%zu bytes of memory</title>", picture->capacity);
	describe(out, picture);
	draw_bar(out, picture, top);
	draw_offset(out, picture, top + BAR);
	if (has_point)
		draw_sign(out, percent(picture, (double)picture->point + 0.5), top,
			"M0 28V0l-5-8h10L0 0", "byte", picture->point, -3);
	fputs("</svg>\n", out);
}

/* What there is to be seen, for the legend. */
typedef struct s_signs
{
	int kinds[KINDS];
	int padding; /* a byte below the offset belongs to no block */
	int free;
} t_signs;

static void note_signs(const t_picture *picture, t_signs *seen)
{
	size_t covered = 0;

	for (size_t i = 0; i < picture->count; i++)
	{
		seen->kinds[kind_of(picture->blocks[i].mark)] |=
			picture->blocks[i].size != 0;
		if (picture->blocks[i].start < picture->offset)
			covered += least(picture->blocks[i].size,
				picture->offset - picture->blocks[i].start);
	}
	seen->padding |= covered < least(picture->offset, picture->capacity);
	seen->free |= picture->offset < picture->shown;
}

static void draw_legend(FILE *out, const t_signs *seen)
{
	static const char *const swatch =
		"<li><svg class=\"swatch\" aria-hidden=\"true\"><rect "
		"class=\"%s\" width=\"100%%\" height=\"100%%\"/></svg>%s</li>";

	fputs("<ul class=\"legend\">", out);
	for (size_t i = 0; i < KINDS; i++)
		if (seen->kinds[i])
			fprintf(out, swatch, g_kinds[i].class, g_kinds[i].meaning);
	if (seen->padding)
		fprintf(out, swatch, "pad", "below the offset, in no block: padding");
	if (seen->free)
		fprintf(out, swatch, "free", "free");
	fputs("</ul>", out);
}

void html_picture(FILE *out, const json_t *sketch)
{
	size_t shown = sketch_shown(sketch);
	t_signs seen = {0};
	size_t index;
	json_t *lane;

	fputs("<figure>\n", out);
	json_array_foreach(json_object_get(sketch, "lanes"), index, lane)
	{
		t_block blocks[SKETCH_BLOCKS];
		t_picture picture = sketch_lane(sketch, lane, blocks);
		picture.shown = least(shown, picture.capacity);
		note_signs(&picture, &seen);
		draw_lane(out, &picture, html_string(lane, "name"));
	}
	draw_legend(out, &seen);
	fputs("</figure>", out);
}

void html_patterns(FILE *out)
{
	fputs("<svg class=\"patterns\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>\n"
	      "<pattern id=\"pad\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
	      "<path d=\"M-1 7L7-1M-1 1L1-1M5 7L7 5\"/></pattern>\n"
	      "<pattern id=\"leak\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">"
	      "<rect width=\"7\" height=\"7\"/><path d=\"M0 0l7 7M7 0L0 7\"/></pattern>\n"
	      "<pattern id=\"own\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
	      "<rect width=\"5\" height=\"5\"/><path d=\"M2.5 0v5\"/></pattern>\n"
	      "<pattern id=\"diff\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
	      "<rect width=\"6\" height=\"6\"/><circle cx=\"3\" cy=\"3\" r=\"1.3\"/></pattern>\n"
	      "</defs></svg>\n",
		out);
}

void html_strip(FILE *out, const json_t *result)
{
	const json_t *rows = json_object_get(result, "rows");
	size_t index;
	json_t *row;

	fprintf(out,
		"<svg class=\"strip\" aria-hidden=\"true\" viewBox=\"0 0 %zu 8\" "
		"preserveAspectRatio=\"none\">",
		json_array_size(rows) * 4);
	fputs("<path class=\"yes\" d=\"", out);
	json_array_foreach(rows, index, row)
		if (strcmp(html_string(row, "status"), "passed") == 0)
			fprintf(out, "M%zu 0h3v8h-3z", index * 4);
	fputs("\"/><path class=\"no\" d=\"", out);
	json_array_foreach(rows, index, row)
		if (row_counts(row) && !is_status(row, "passed"))
			fprintf(out, "M%zu 6h3v2h-3z", index * 4);
	fputs("\"/></svg>", out);
}
