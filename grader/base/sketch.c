#include "sketch.h"

#include "picture.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define LANES 8
/* The most blocks that a lane has. */
#define SKETCH_BLOCKS 128
/* Numbers that no arena of a row has are no numbers of a picture. */
#define MOST ((size_t)1 << 40)

static int is_number(size_t number)
{
	return number < MOST;
}

static void read_lane(json_t *lanes, const char *line)
{
	size_t capacity;
	size_t offset;
	int at = 0;

	if (json_array_size(lanes) == LANES ||
		sscanf(line, "lane %zu %zu %n", &capacity, &offset, &at) != 2 ||
		at == 0 || !is_number(capacity) || !is_number(offset) || capacity == 0)
		return;
	char *name = text_safe(line + at, strlen(line + at), 40);
	json_array_append_new(lanes,
		json_pack("{s:s, s:I, s:I, s:[]}", "name", name, "capacity",
			(json_int_t)capacity, "offset", (json_int_t)offset, "blocks"));
	free(name);
}

static void read_block(json_t *lanes, const char *line)
{
	json_t *lane = json_array_get(lanes, json_array_size(lanes) - 1);
	json_t *blocks = json_object_get(lane, "blocks");
	size_t start;
	size_t size;
	char mark;

	if (blocks == NULL || json_array_size(blocks) == SKETCH_BLOCKS ||
		sscanf(line, "block %zu %zu %c", &start, &size, &mark) != 3 ||
		!is_number(start) || !is_number(size) || mark <= ' ' || mark > '~')
		return;
	json_array_append_new(
		blocks, json_pack("{s:I, s:I, s:s#}", "start", (json_int_t)start, "size",
				(json_int_t)size, "mark", &mark, 1));
}

json_t *sketch_read(const char *text, size_t size)
{
	char *copy = text_format("%.*s", (int)size, text);
	json_t *lanes = json_array();
	json_t *byte = json_null();
	char *rest = NULL;
	size_t number;

	for (char *line = strtok_r(copy, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
	{
		if (text_begins(line, "lane "))
			read_lane(lanes, line);
		else if (text_begins(line, "block "))
			read_block(lanes, line);
		else if (sscanf(line, "byte %zu", &number) == 1 && is_number(number))
			byte = json_integer((json_int_t)number);
	}
	free(copy);
	if (json_array_size(lanes) != 0)
		return json_pack("{s:o, s:o}", "lanes", lanes, "byte", byte);
	json_decref(lanes);
	json_decref(byte);
	return NULL;
}

static size_t number_of(const json_t *object, const char *key)
{
	return (size_t)json_integer_value(json_object_get(object, key));
}

static size_t read_blocks(const json_t *lane, t_block *blocks)
{
	size_t index;
	json_t *block;

	json_array_foreach(json_object_get(lane, "blocks"), index, block)
	{
		const char *mark = json_string_value(json_object_get(block, "mark"));
		if (index == SKETCH_BLOCKS)
			return SKETCH_BLOCKS;
		blocks[index] =
			(t_block){number_of(block, "start"), number_of(block, "size"),
				mark == NULL || *mark == '\0' ? '?' : *mark};
	}
	return index;
}

/* A lane with its blocks, which go to `blocks`. All of it is shown. */
static t_picture sketch_lane(const json_t *sketch, const json_t *lane, t_block *blocks)
{
	const json_t *byte = json_object_get(sketch, "byte");

	return (t_picture){
		.capacity = number_of(lane, "capacity"),
		.offset = number_of(lane, "offset"),
		.blocks = blocks,
		.count = read_blocks(lane, blocks),
		.shown = number_of(lane, "capacity"),
		.point = json_is_integer(byte) ? (size_t)json_integer_value(byte)
					       : PICTURE_NO_BYTE,
	};
}

/* Lanes are compared, so all show as much as the one that needs most: so many bytes, if
 * they have them. */
static size_t sketch_shown(const json_t *sketch)
{
	size_t shown = 0;
	size_t index;
	json_t *lane;

	json_array_foreach(json_object_get(sketch, "lanes"), index, lane)
	{
		t_block blocks[SKETCH_BLOCKS];
		t_picture picture = sketch_lane(sketch, lane, blocks);
		size_t needed = picture_near(&picture);
		shown = needed > shown ? needed : shown;
	}
	return shown;
}

void sketch_draw(FILE *out, const json_t *sketch)
{
	size_t shown = sketch_shown(sketch);
	size_t index;
	json_t *lane;

	json_array_foreach(json_object_get(sketch, "lanes"), index, lane)
	{
		t_block blocks[SKETCH_BLOCKS];
		t_picture picture = sketch_lane(sketch, lane, blocks);
		const char *name = json_string_value(json_object_get(lane, "name"));
		picture.shown = shown < picture.capacity ? shown : picture.capacity;
		if (name != NULL && *name != '\0')
			fprintf(out, "%s\n", name);
		picture_draw(out, &picture);
	}
}
