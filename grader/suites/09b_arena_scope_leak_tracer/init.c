/* Rows of tracer_init. */

#include "kit.h"
#include "mappings.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

static const size_t g_sizes[] = {
	64, 1, 16, 17, 4096, 4097, 5000, 1 << 20, 2 << 20, (3 << 20) + 1, 64 << 20};

/* The last ones show memcheck nothing more, and take long there. */
#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes) - (row_is_watched() ? 3 : 0))

ROW(init_fields)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		t_subject s = live("a", g_sizes[i]);
		expect_size("a.capacity, the size rounded up to a multiple of 16,",
			rounded(g_sizes[i]), s.arena.capacity);
		expect_size("a.offset", 0, s.arena.offset);
		expect_size("a.depth", 0, s.arena.depth);
		expect_size("a.count", 0, s.arena.count);
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
		expect_never_executed(base_of(&s), rounded(g_sizes[i]));
		expect_one_mapping();
		/* What tracer_free leaves mapped is another row's affair. */
		discard(s);
	}
}

ROW(init_size_zero)
{
	t_subject s = subject("b");

	discard(live("a", 64));
	refuse_init(&s, 0, EINVAL, "a tracer needs at least one byte");
}

ROW(init_impossible_size)
{
	t_subject s = subject("b");

	discard(live("a", 64));
	for (size_t i = 0; i < IMPOSSIBLE_SIZES; i++)
	{
		size_t size = g_impossible[i];
		if (size > SIZE_MAX - 15)
			refuse_init(&s, size, ENOMEM,
				"no multiple of 16 is that large: it cannot be rounded up");
		else
			refuse_init(&s, size, ERRNO_OF_MMAP,
				"no machine has that many bytes");
	}
}

ROW(init_mmap_fails)
{
	discard(live("a", 64));
	refuse_init_without_mmap(subject("b"));
	t_subject s = subject("c");
	if (init_unless_refused(&s, 3 << 20))
	{
		expect_size("a.capacity", 3 << 20, s.arena.capacity);
		t_mapping mapping = expect_mapping(base_of(&s), 3 << 20, "the tracer");
		expect_kind(&mapping, MAP_PRIVATE);
		freed(&s);
	}
}
