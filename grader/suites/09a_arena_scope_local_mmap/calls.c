/* In the subject: how the functions of arena.h are called. */

#include "calls.h"
#include "arena.h"
#include "steps.h"

static uint64_t init(const uint64_t *in)
{
	return (uint64_t)arena_init(pointer(in[0]), in[1]);
}

static uint64_t alloc(const uint64_t *in)
{
	return (uintptr_t)arena_alloc(pointer(in[0]), in[1]);
}

static uint64_t dump(const uint64_t *in)
{
	arena_dump(pointer(in[0]), pointer(in[1]));
	return 0;
}

static uint64_t release(const uint64_t *in)
{
	return (uint64_t)arena_free(pointer(in[0]));
}

const t_lesson_call lesson_calls[] = {
	{"arena_init", init},
	{"arena_alloc", alloc},
	{"arena_dump", dump},
	{"arena_free", release},
};
const size_t lesson_call_count = sizeof(lesson_calls) / sizeof(*lesson_calls);
