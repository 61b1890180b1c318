/* In the subject: how the functions of tracer.h are called. */

#include "calls.h"
#include "steps.h"
#include "tracer.h"

static uint64_t init(const uint64_t *in)
{
	return (uint64_t)tracer_init(pointer(in[0]), in[1]);
}

static uint64_t alloc(const uint64_t *in)
{
	return (uintptr_t)tracer_alloc(pointer(in[0]), in[1], pointer(in[2]));
}

static uint64_t release(const uint64_t *in)
{
	return (uint64_t)tracer_release(pointer(in[0]), pointer(in[1]));
}

static uint64_t enter(const uint64_t *in)
{
	return (uint64_t)tracer_enter(pointer(in[0]));
}

static uint64_t leave(const uint64_t *in)
{
	return (uint64_t)tracer_leave(pointer(in[0]), pointer(in[1]), in[2]);
}

static uint64_t snapshot(const uint64_t *in)
{
	return (uint64_t)tracer_snapshot(pointer(in[0]), pointer(in[1]));
}

static uint64_t give_copy_back(const uint64_t *in)
{
	return (uint64_t)snapshot_free(pointer(in[0]));
}

static uint64_t diff(const uint64_t *in)
{
	t_diff *found = pointer(in[4]);

	*found = tracer_diff(pointer(in[0]), pointer(in[1]), pointer(in[2]), in[3]);
	return 0;
}

static uint64_t blame(const uint64_t *in)
{
	return tracer_blame(
		pointer(in[0]), (t_range){in[1], in[2]}, pointer(in[3]), in[4]);
}

static uint64_t check(const uint64_t *in)
{
	return (uint64_t)tracer_check(pointer(in[0]));
}

static uint64_t dump(const uint64_t *in)
{
	tracer_dump(pointer(in[0]), pointer(in[1]));
	return 0;
}

static uint64_t give_back(const uint64_t *in)
{
	return (uint64_t)tracer_free(pointer(in[0]));
}

const t_lesson_call lesson_calls[] = {
	{"tracer_init", init},
	{"tracer_alloc", alloc},
	{"tracer_release", release},
	{"tracer_enter", enter},
	{"tracer_leave", leave},
	{"tracer_snapshot", snapshot},
	{"snapshot_free", give_copy_back},
	{"tracer_diff", diff},
	{"tracer_blame", blame},
	{"tracer_check", check},
	{"tracer_dump", dump},
	{"tracer_free", give_back},
};
const size_t lesson_call_count = sizeof(lesson_calls) / sizeof(*lesson_calls);
