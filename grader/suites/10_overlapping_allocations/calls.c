/* In the subject: how the functions of overlap.h are called. */

#include "calls.h"
#include "overlap.h"
#include "steps.h"

static uint64_t overlap(const uint64_t *in)
{
	return (uint64_t)ranges_overlap(pointer(in[0]), in[1], pointer(in[2]), in[3]);
}

static uint64_t copy(const uint64_t *in)
{
	bytes_copy(pointer(in[0]), pointer(in[1]), in[2]);
	return 0;
}

static uint64_t place(const uint64_t *in)
{
	return (uint64_t)arena_place(pointer(in[0]), pointer(in[1]), in[2]);
}

static uint64_t cut(const uint64_t *in)
{
	return (uint64_t)arena_cut(pointer(in[0]), in[1], pointer(in[2]));
}

static uint64_t make(const uint64_t *in)
{
	return (uint64_t)memory_init(pointer(in[0]), in[1]);
}

static uint64_t view(const uint64_t *in)
{
	return (uintptr_t)memory_view(pointer(in[0]), in[1], in[2]);
}

static uint64_t end(const uint64_t *in)
{
	return (uint64_t)memory_close(pointer(in[0]));
}

static uint64_t same(const uint64_t *in)
{
	return (uint64_t)same_byte(pointer(in[0]), pointer(in[1]), pointer(in[2]));
}

static uint64_t ring(const uint64_t *in)
{
	return (uint64_t)ring_init(pointer(in[0]), in[1]);
}

static uint64_t put(const uint64_t *in)
{
	return (uint64_t)ring_write(pointer(in[0]), pointer(in[1]), in[2]);
}

static uint64_t take(const uint64_t *in)
{
	return (uint64_t)ring_read(pointer(in[0]), pointer(in[1]), in[2]);
}

static uint64_t release(const uint64_t *in)
{
	return (uint64_t)ring_free(pointer(in[0]));
}

static uint64_t unmap(const uint64_t *in)
{
	return (uint64_t)ledger_munmap(pointer(in[0]), in[1]);
}

const t_lesson_call lesson_calls[] = {
	{"ranges_overlap", overlap},
	{"bytes_copy", copy},
	{"arena_place", place},
	{"arena_cut", cut},
	{"memory_init", make},
	{"memory_view", view},
	{"memory_close", end},
	{"same_byte", same},
	{"ring_init", ring},
	{"ring_write", put},
	{"ring_read", take},
	{"ring_free", release},
	{"munmap", unmap},
};
const size_t lesson_call_count = sizeof(lesson_calls) / sizeof(*lesson_calls);
const int lesson_makes_files = 1;
