/* Rows of tracer_init. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

static const size_t g_sizes[] = {64, 1, 15, 16, 17, 4096, 5000, 1 << 20};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

t_passed init_fields(void)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		t_subject s = live("t", g_sizes[i]);
		expect_size("capacity", rounded(g_sizes[i]), s.tracer.capacity);
		expect_size("offset", 0, s.tracer.offset);
		expect_size("depth", 0, s.tracer.depth);
		expect_size("count", 0, s.tracer.count);
		expect_empty_ledger(&s, "tracer_init");
		call_free(&s);
	}
	return row_passed();
}

t_passed init_memory(void)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		t_subject s = live("t", g_sizes[i]);
		t_mapping mapping = expect_mapping(s.tracer.base, rounded(g_sizes[i]), "the tracer");
		expect_kind(&mapping, MAP_PRIVATE);
		expect_read_write(s.tracer.base, rounded(g_sizes[i]));
		call_free(&s);
		ledger_reset();
	}
	return row_passed();
}

/* First a tracer that can be made, so that what fails next is told from what is not written yet. */
static void live_once(void)
{
	t_subject s = live("t", 64);

	call_free(&s);
}

static void expect_init_fails(size_t size, int error, const char *why)
{
	t_subject s = subject("u");
	int status = call_init(&s, size);

	expect_failure(status, s.error, error, why);
	expect_dead(&s, "a failed tracer_init");
}

t_passed init_size_zero(void)
{
	live_once();
	expect_init_fails(0, EINVAL, "a tracer of no bytes is no tracer");
	return row_passed();
}

t_passed init_impossible_size(void)
{
	live_once();
	for (size_t i = 0; i < TRACER_ALIGN - 1; i++)
		expect_init_fails(SIZE_MAX - i, ENOMEM, "it cannot be rounded up to a multiple of 16");
	return row_passed();
}

t_passed init_mmap_fails(void)
{
	static const int errors[] = {ENOMEM, EAGAIN, EPERM};

	live_once();
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		ledger_fail(CALL_MMAP, 1, errors[i]);
		expect_init_fails(4096, errors[i], "mmap was made to fail with this errno");
		ledger_fail(CALL_MMAP, 0, 0);
	}
	expect_init_fails((size_t)1 << 60, ENOMEM, "mmap fails for so many bytes");
	return row_passed();
}
