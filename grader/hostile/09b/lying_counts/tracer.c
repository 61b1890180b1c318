/* Earns 1: every count is the largest there is, and the fields point to nothing, so that who believes them reads far behind a list. */
/* Told: tracer_init */
#include "tracer.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

int tracer_init(t_tracer *t, size_t size)
{
	(void)size;
	memset(t, 0xff, sizeof(*t));
	t->base = (void *)16;
	return 0;
}

void *tracer_alloc(t_tracer *t, size_t size, const char *label)
{
	(void)size;
	(void)label;
	t->count = SIZE_MAX;
	return (void *)32;
}

int tracer_leave(t_tracer *t, t_entry *leaks, size_t room)
{
	(void)t;
	(void)leaks;
	(void)room;
	return INT_MAX;
}

int tracer_snapshot(const t_tracer *t, t_snapshot *snapshot)
{
	(void)t;
	*snapshot = (t_snapshot){(void *)16, SIZE_MAX};
	return 0;
}

t_diff tracer_diff(const t_tracer *t, const t_snapshot *snapshot, t_range *ranges, size_t room)
{
	(void)t;
	(void)snapshot;
	(void)ranges;
	(void)room;
	return (t_diff){SIZE_MAX, SIZE_MAX, SIZE_MAX};
}

size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room)
{
	(void)t;
	(void)range;
	(void)pieces;
	(void)room;
	return SIZE_MAX;
}

t_fault tracer_check(const t_tracer *t)
{
	(void)t;
	return INT_MAX;
}
