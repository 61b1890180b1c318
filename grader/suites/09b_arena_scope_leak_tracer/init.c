/* Rows of tracer_init. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

static const size_t g_sizes[] = {64, 1, 16, 17, 4096, 4097, 5000, 1 << 20};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

ROW(init_fields)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		t_subject s = live("a", g_sizes[i]);
		expect_size("a.capacity, the size rounded up to a multiple of 16,",
			rounded(g_sizes[i]), s.tracer.capacity);
		expect_size("a.offset", 0, s.tracer.offset);
		expect_size("a.depth", 0, s.tracer.depth);
		expect_size("a.count", 0, s.tracer.count);
		call_free(&s);
	}
}

ROW(init_mapping)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		t_subject s = live("a", g_sizes[i]);
		t_mapping mapping =
			expect_mapping(base_of(&s), rounded(g_sizes[i]), "the tracer");
		expect_kind(&mapping, MAP_PRIVATE);
		expect_read_write(base_of(&s), rounded(g_sizes[i]));
		expected("one mapping for one tracer");
		size_t count = ledger_live(&mapping, 1);
		if (count != 1)
			got("%zu mappings are there after tracer_init", count);
		call_free(&s);
		/* What tracer_free leaves mapped is another row's affair. */
		ledger_reset();
	}
}

/* First a tracer that can be made, so that what fails next is told from what is not
 * written yet. */
static void live_once(void)
{
	t_subject s = live("a", 64);

	call_free(&s);
}

static void expect_init_fails(t_subject *s, size_t size, int error, const char *why)
{
	int status = call_init(s, size);

	expected("-1 and %s: %s", errno_name(error), why);
	if (status != -1)
		got("tracer_init returned %d, and base is %s, capacity %s", status,
			pointer_words(s->tracer.base), size_words(s->tracer.capacity));
	if (s->error != error)
		got("-1, but errno is %s", errno_name(s->error));
	expect_dead(s, "a failed tracer_init");
}

ROW(init_size_zero)
{
	live_once();
	t_subject s = subject("b");
	expect_init_fails(&s, 0, EINVAL, "a tracer of no bytes is no tracer");
}

/* The errno is that of mmap, or of mremap from who maps less first; or ENOMEM from who
 * asks neither. */
static int is_refusal(int error)
{
	return error == ENOMEM || error == ledger_error(CALL_MMAP) ||
	       error == ledger_error(CALL_MREMAP);
}

/* A size that can be rounded up, but that no machine has. */
static void expect_too_large(size_t size)
{
	t_subject s = subject("b");
	int status = call_init(&s, size);

	expected("-1 and ENOMEM: no machine has %s bytes", size_words(size));
	if (status != -1)
		got("tracer_init returned %d, and base is %s, capacity %s", status,
			pointer_words(s.tracer.base), size_words(s.tracer.capacity));
	if (!is_refusal(s.error))
		got("-1, but errno is %s", errno_name(s.error));
	expect_dead(&s, "a failed tracer_init");
}

ROW(init_impossible_size)
{
	static const size_t back[] = {0, 1, 7, 14};

	live_once();
	for (size_t i = 0; i < sizeof(back) / sizeof(*back); i++)
	{
		t_subject s = subject("b");
		expect_init_fails(&s, SIZE_MAX - back[i], ENOMEM,
			"no multiple of 16 is so large: it cannot be rounded up");
	}
	expect_too_large(SIZE_MAX - 15);
	expect_too_large(SIZE_MAX - 4095);
	expect_too_large(SIZE_MAX / 2 + 1);
	expect_too_large((size_t)1 << 60);
}

ROW(init_mmap_fails)
{
	static const int errors[] = {ENOMEM, EAGAIN, EPERM};

	live_once();
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		t_subject s = subject("b");
		ledger_fail(CALL_MMAP, 1, errors[i]);
		expect_init_fails(
			&s, 4096, errors[i], "mmap was made to fail with this errno");
		ledger_fail(CALL_MMAP, 0, 0);
	}
}
