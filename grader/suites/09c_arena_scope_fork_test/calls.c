/* In the subject: how the functions of fork_arena.h are called. */

#include "calls.h"
#include "fork_arena.h"
#include "steps.h"

static uint64_t init(const uint64_t *in)
{
	return (uint64_t)arena_init(pointer(in[0]), in[1], (t_policy)in[2]);
}

static uint64_t alloc(const uint64_t *in)
{
	return (uintptr_t)arena_alloc(pointer(in[0]), in[1]);
}

static uint64_t used(const uint64_t *in)
{
	return arena_used(pointer(in[0]));
}

static uint64_t release(const uint64_t *in)
{
	return (uint64_t)arena_free(pointer(in[0]));
}

/* What the child does is the examiner's to say. */
static int work(t_arena *a, void *data)
{
	const uint64_t entered[] = {(uintptr_t)a, (uintptr_t)data};

	return (int)subject_enter(ANSWER_CALLBACK, entered, 2);
}

static uint64_t trace(const uint64_t *in)
{
	return (uint64_t)fork_trace(
		pointer(in[0]), work, pointer(in[1]), (unsigned)in[2], pointer(in[3]));
}

const t_lesson_call lesson_calls[] = {
	{"arena_init", init},
	{"arena_alloc", alloc},
	{"arena_used", used},
	{"arena_free", release},
	{"fork_trace", trace},
};
const size_t lesson_call_count = sizeof(lesson_calls) / sizeof(*lesson_calls);
