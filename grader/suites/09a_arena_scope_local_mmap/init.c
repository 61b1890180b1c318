/* Rows of arena_init. */

#include "kit.h"
#include "mappings.h"

#include <errno.h>
#include <sys/mman.h>

static const size_t g_sizes[] = {
	64, 1, 4096, 4097, 5000, 1 << 20, 2 << 20, (3 << 20) + 1, 64 << 20};

/* The last ones show memcheck nothing more, and take long there. */
#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes) - (row_is_watched() ? 3 : 0))

ROW(init_fields)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_subject s = live("a", g_sizes[i]);
		expect_size("a.offset", 0, s.arena.offset);
		expect_size("a.capacity", g_sizes[i], s.arena.capacity);
		call_free(&s);
	}
}

/* The struct holds the fields of another arena, which is alive. */
ROW(init_over_fields)
{
	t_subject a = live("a", 5000);

	block_of(&a, 100);
	make_over_fields(&a, 5000, subject("b"));
	call_free(&a);
}

ROW(init_private_anonymous)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_subject s = live("a", g_sizes[i]);
		t_mapping mapping = expect_mapping(base_of(&s), g_sizes[i], "the arena");
		expect_kind(&mapping, MAP_PRIVATE);
		expect_one_mapping();
		/* What arena_free leaves mapped is another row's affair. */
		discard(s);
	}
}

ROW(init_read_write)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_subject s = live("a", g_sizes[i]);
		expect_mapping(base_of(&s), g_sizes[i], "the arena");
		expect_read_write(base_of(&s), g_sizes[i]);
		expect_never_executed(base_of(&s), g_sizes[i]);
		call_alloc(&s, g_sizes[i] / 2 + 1);
		expect_never_executed(base_of(&s), g_sizes[i]);
		call_free(&s);
	}
}

ROW(init_size_zero)
{
	t_subject s = subject("b");

	discard(live("a", 64));
	refuse_init(&s, 0, EINVAL, "an arena cannot have 0 bytes");
}

/* Who asks more of the kernel than a mapping may be refused that, and has then to give
 * the mapping back. */
static void refuse_after_mmap(t_call call)
{
	t_subject s = subject("d");

	another_try();
	begin_failing(call, ENOMEM);
	int status = call_init(&s, 65536);
	end_failing(call);
	if (status == 0)
		expect_made(&s, status);
	else
	{
		expect_dead(&s, "a failed arena_init", PROMISE_FAILED);
		expected("after a failed arena_init nothing is mapped");
		promise("no other mapping behind");
		if (ledger_mapped() != 0)
			got("%zu bytes are still mapped", ledger_mapped());
	}
	discard(s);
}

ROW(init_mmap_fails)
{
	discard(live("a", 64));
	refuse_init_without_mmap(subject("b"));
	t_subject s = subject("c");
	another_try();
	if (init_unless_refused(&s, 3 << 20))
	{
		expect_size("a.capacity", 3 << 20, s.arena.capacity);
		t_mapping mapping = expect_mapping(base_of(&s), 3 << 20, "the arena");
		expect_kind(&mapping, MAP_PRIVATE);
		freed(&s);
	}
	refuse_after_mmap(CALL_MPROTECT);
	refuse_after_mmap(CALL_MADVISE);
	refuse_after_mmap(CALL_MREMAP);
}

ROW(init_impossible_size)
{
	t_subject s = subject("b");

	discard(live("a", 64));
	for (size_t i = 0; i < IMPOSSIBLE_SIZES; i++)
	{
		another_try();
		refuse_init(&s, g_impossible[i], ERRNO_OF_MMAP,
			"no machine has so many bytes");
	}
}
