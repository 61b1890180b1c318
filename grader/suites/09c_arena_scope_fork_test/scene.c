#include "scene.h"

#include "draw.h"
#include "row.h"

#include <string.h>

#define LANES 3
#define BLOCKS 8

typedef struct s_drawn
{
	size_t start;
	size_t size;
	char mark;
} t_drawn;

typedef struct s_lane
{
	const char *name;
	size_t capacity;
	size_t offset;
	size_t count;
	t_drawn blocks[BLOCKS];
} t_lane;

static t_lane g_lanes[LANES];
static size_t g_count;

static void draw(FILE *out, const void *data)
{
	const t_lane *lanes = data;

	for (size_t i = 0; i < g_count; i++)
	{
		draw_lane(out, lanes[i].name, lanes[i].capacity, lanes[i].offset);
		for (size_t at = 0; at < lanes[i].count; at++)
			draw_block(out, lanes[i].blocks[at].start,
				lanes[i].blocks[at].size, lanes[i].blocks[at].mark);
	}
}

void scene_begin(void)
{
	memset(g_lanes, 0, sizeof(g_lanes));
	g_count = 0;
}

void scene_lane(const char *name, size_t capacity, size_t offset)
{
	if (g_count == LANES)
		return;
	g_lanes[g_count++] =
		(t_lane){.name = name, .capacity = capacity, .offset = offset};
	picture(draw, g_lanes);
}

void scene_block(size_t start, size_t size, char mark)
{
	t_lane *lane = &g_lanes[g_count - 1];

	if (lane->count < BLOCKS)
		lane->blocks[lane->count++] = (t_drawn){start, size, mark};
}

void scene_of_two(const char *const *names, const size_t *at, const size_t *size)
{
	static char words[2][64];
	size_t from = at[0] < at[1] ? at[0] : at[1];
	size_t end = 0;

	scene_begin();
	for (size_t i = 0; i < 2; i++)
		if (at[i] - from + size[i] > end)
			end = at[i] - from + size[i];
	for (size_t i = 0; i < 2; i++)
	{
		snprintf(words[i], sizeof(words[i]), "%s, from base + %zu", names[i],
			from);
		scene_lane(words[i], (end + 15) / 16 * 16, at[i] - from + size[i]);
		scene_block(at[i] - from, size[i], (char)('A' + i));
	}
}
