/* Rows of arena_init. */

#include "kit.h"
#include "mappings.h"
#include "steps.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t g_sizes[] = {4096, 1, 64, 5000, 2 << 20, 100000};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

static void expect_fields(t_subject *s, size_t size, t_policy policy)
{
	expected("base is a multiple of %d", ARENA_ALIGN);
	if (base_of(s) % ARENA_ALIGN != 0)
		got("base is %p", s->arena.base);
	expect_size("capacity", rounded(size), s->arena.capacity);
	expected("policy is %s", policy_name(policy));
	promise(PROMISE_MADE);
	if (s->arena.policy != policy)
		got("it is %s", policy_name(s->arena.policy));
	expect_size("arena_used of a new arena", 0, used_of(s));
}

static void make_many(void)
{
	t_subject s[MANY];

	another_try();
	for (size_t i = 0; i < MANY; i++)
		s[i] = live(numbered(i), 128, g_policies[i % POLICIES]);
	use_many(s);
	another_try();
	use_crowd(ARENA_INIT, ARENA_FREE, ARENA_COPIED);
	use_crowd(ARENA_INIT, ARENA_FREE, ARENA_SHARED);
}

/* The struct holds the fields of another arena, which is alive. */
static void make_over_another(t_policy policy)
{
	another_try();
	t_subject a = live("a", 5000, policy);
	make_over_fields(&a, 5000, unmade("b", policy));
	call_free(&a);
}

ROW(init_fields)
{
	for (size_t i = 0; i < SIZES * POLICIES; i++)
	{
		t_subject s = live("a", g_sizes[i / POLICIES], g_policies[i % POLICIES]);
		expect_fields(&s, g_sizes[i / POLICIES], g_policies[i % POLICIES]);
		call_free(&s);
	}
	for (size_t i = 0; !row_is_watched() && i < POLICIES; i++)
		make_over_another(g_policies[i]);
	if (!row_is_watched())
		make_many();
}

ROW(init_memory)
{
	/* The last size takes long under memcheck, and shows nothing more. */
	for (size_t i = 0; i < (SIZES - (row_is_watched() != 0)) * POLICIES; i++)
	{
		size_t size = rounded(g_sizes[i / POLICIES]);
		t_subject s = live("a", g_sizes[i / POLICIES], g_policies[i % POLICIES]);
		t_mapping mapping = expect_mapping(base_of(&s), size, "the arena");
		expected("anonymous memory: MAP_ANONYMOUS");
		if ((mapping.flags & MAP_ANONYMOUS) == 0)
			got("the mapping belongs to a file");
		expect_read_write(base_of(&s), size);
		expect_never_executed(base_of(&s), size);
		expect_nothing_executed();
		expect_filled(base_of(&s), size, 0, "the new arena");
		fill_memory(base_of(&s), 'x', size);
		call_free(&s);
	}
}

static void expect_nothing_left(void)
{
	expected("after a failed arena_init nothing is mapped");
	promise("Nothing stays mapped");
	if (ledger_mapped() != 0)
		got("%zu bytes are still mapped; a page has %d", ledger_mapped(),
			getpagesize());
}

/* Where nothing may stay mapped either. */
static void refuse_wholly(t_subject *s, size_t size, int error, const char *why)
{
	refuse_init(s, size, error, why);
	expect_nothing_left();
}

ROW(init_refuses)
{
	/* The last ones look known in 8 and in 16 bits. */
	static const t_policy unknown[] = {4, -1, 1 << 8, 1 << 16};

	discard(live("a", 64, ARENA_COPIED));
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = unmade("b", g_policies[i]);
		refuse_wholly(&s, 0, EINVAL, "an arena must have at least one byte");
	}
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++)
	{
		t_subject s = unmade("b", unknown[i]);
		refuse_wholly(&s, 64, EINVAL, "there is no such policy");
	}
}

ROW(init_impossible_size)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = unmade("b", g_policies[i]);
		discard(live("a", 64, g_policies[i]));
		for (size_t at = 0; at < IMPOSSIBLE_SIZES; at++)
			refuse_wholly(&s, g_impossible[at], ENOMEM,
				"no machine has that many bytes");
	}
}

ROW(init_mmap_fails)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		discard(live("a", 64, g_policies[i]));
		refuse_init_without_mmap(unmade("b", g_policies[i]));
		expect_nothing_left();
		refuse_second_mmap(unmade("c", g_policies[i]), 5000);
		expect_nothing_left();
	}
}

/* madvise fails, and then munmap after it with another errno. */
static void refuse_without_madvise(t_policy policy, int error)
{
	t_subject s = unmade("b", policy);

	discard(live("a", 64, policy));
	begin_failing(CALL_MADVISE, error);
	refuse_wholly(&s, 100000, error, "madvise was made to fail with this errno");
	begin_failing(CALL_MUNMAP, EPERM);
	refuse_init(&s, 100000, error,
		"madvise was made to fail with this errno, and munmap after it with another");
	/* What the failed munmap left mapped is not the submission's leak. */
	ledger_reset();
}

ROW(init_madvise_fails)
{
	refuse_without_madvise(ARENA_WITHHELD, ENOMEM);
	refuse_without_madvise(ARENA_WIPED, EINVAL);
}
