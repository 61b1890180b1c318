/* Earns 0: writes lists far beyond their room, over the stack of the row. */
/* Told: tracer_ */
#include "tracer.h"

#include <stdint.h>
#include <string.h>

int tracer_init(t_tracer *t, size_t size)
{
	static char memory[1 << 16];

	*t = (t_tracer){.base = memory, .capacity = (size + 15) / 16 * 16};
	memset(t + 1, 0, 4096);
	return 0;
}

void *tracer_alloc(t_tracer *t, size_t size, const char *label)
{
	(void)t;
	(void)size;
	(void)label;
	return NULL;
}

int tracer_release(t_tracer *t, const void *block)
{
	(void)t;
	(void)block;
	return -1;
}

int tracer_enter(t_tracer *t)
{
	(void)t;
	return -1;
}

int tracer_leave(t_tracer *t, t_entry *leaks, size_t room)
{
	(void)t;
	(void)leaks;
	(void)room;
	return -1;
}

int tracer_snapshot(const t_tracer *t, t_snapshot *snapshot)
{
	(void)t;
	(void)snapshot;
	return -1;
}

int snapshot_free(t_snapshot *snapshot)
{
	(void)snapshot;
	return -1;
}

t_diff tracer_diff(const t_tracer *t, const t_snapshot *snapshot, t_range *ranges, size_t room)
{
	(void)t;
	(void)snapshot;
	(void)ranges;
	(void)room;
	return (t_diff){0, 0, 0};
}

size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room)
{
	(void)t;
	(void)range;
	(void)pieces;
	(void)room;
	return 0;
}

t_fault tracer_check(const t_tracer *t)
{
	(void)t;
	return -1;
}

void tracer_dump(const t_tracer *t, FILE *out)
{
	(void)t;
	(void)out;
}

int tracer_free(t_tracer *t)
{
	(void)t;
	return -1;
}
