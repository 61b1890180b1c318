/* Rows of arena_init. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "memory.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

static const size_t g_sizes[] = {4096, 1, 64, 5000, 100000};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

static void expect_fields(t_subject *s, size_t size, t_policy policy)
{
	expected("base is a multiple of %d", ARENA_ALIGN);
	if (base_of(s) % ARENA_ALIGN != 0)
		got("base is %p", s->arena.base);
	expect_size("capacity", rounded(size), s->arena.capacity);
	expected("policy is %s", policy_name(policy));
	if (s->arena.policy != policy)
		got("it is %s", policy_name(s->arena.policy));
	expect_size("arena_used of a new arena", 0, call_used(s));
}

ROW(init_fields)
{
	for (size_t i = 0; i < SIZES * POLICIES; i++)
	{
		t_subject s = live("a", g_sizes[i / POLICIES], g_policies[i % POLICIES]);
		expect_fields(&s, g_sizes[i / POLICIES], g_policies[i % POLICIES]);
		call_free(&s);
	}
}

ROW(init_memory)
{
	/* The last size takes long under memcheck, and shows nothing more. */
	for (size_t i = 0; i < (SIZES - (row_is_watched() != 0)) * POLICIES; i++)
	{
		size_t size = rounded(g_sizes[i / POLICIES]);
		t_subject s = live("a", size, g_policies[i % POLICIES]);
		t_mapping mapping = expect_mapping(base_of(&s), size, "the arena");
		expected("anonymous memory: MAP_ANONYMOUS");
		if ((mapping.flags & MAP_ANONYMOUS) == 0)
			got("the mapping belongs to a file");
		expect_read_write(base_of(&s), size);
		expect_never_executed(base_of(&s), size);
		expect_filled(base_of(&s), size, 0, "the new arena");
		fill_memory(base_of(&s), 'x', size);
		call_free(&s);
	}
}

static void expect_init_fails(
	t_subject *s, size_t size, t_policy policy, int error, const char *why)
{
	int status = call_init(s, size, policy);

	expect_failure(status, s->error, error, why);
	expect_dead(s, "a failed arena_init");
	expect_unmapped("a failed arena_init");
}

/* First an arena that can be made, so that what fails next is told from what is not
 * written yet. */
static void live_once(t_policy policy)
{
	t_subject s = live("a", 64, policy);

	call_free(&s);
	ledger_reset();
}

ROW(init_refuses)
{
	live_once(ARENA_COPIED);
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = subject("b");
		expect_init_fails(
			&s, 0, g_policies[i], EINVAL, "an arena of no bytes is no arena");
	}
	t_subject s = subject("b");
	expect_init_fails(&s, 64, (t_policy)4, EINVAL, "there is no policy 4");
	expect_init_fails(&s, 64, (t_policy)-1, EINVAL, "there is no policy -1");
}

ROW(init_impossible_size)
{
	static const struct
	{
		size_t size;
		const char *why;
	} sizes[] = {{SIZE_MAX, "this is SIZE_MAX; no machine has so many bytes"},
		{SIZE_MAX - 14, "this is SIZE_MAX - 14, which cannot be rounded up"},
		{SIZE_MAX - 15, "this is SIZE_MAX - 15, the last multiple of 16"},
		{SIZE_MAX - 64, "this is SIZE_MAX - 64; no machine has so many bytes"},
		{SIZE_MAX - 4096,
			"this is SIZE_MAX - 4096; no machine has so many bytes"},
		{(size_t)1 << 60, "this is 2^60; no machine has so many bytes"}};

	for (size_t i = 0; i < POLICIES; i++)
	{
		live_once(g_policies[i]);
		for (size_t at = 0; at < sizeof(sizes) / sizeof(*sizes); at++)
		{
			t_subject s = subject("b");
			expect_init_fails(
				&s, sizes[at].size, g_policies[i], ENOMEM, sizes[at].why);
		}
	}
}

ROW(init_mmap_fails)
{
	static const int errors[] = {ENOMEM, EAGAIN, EPERM};

	for (size_t i = 0; i < POLICIES; i++)
	{
		live_once(g_policies[i]);
		begin_failing(CALL_MMAP, "mmap", errors[i % 3]);
		t_subject s = subject("b");
		expect_init_fails(&s, 4096, g_policies[i], errors[i % 3],
			"mmap was made to fail with this errno");
		end_failing(CALL_MMAP);
	}
}

ROW(init_madvise_fails)
{
	static const t_policy policies[] = {ARENA_WITHHELD, ARENA_WIPED};

	for (size_t i = 0; i < 2; i++)
	{
		live_once(policies[i]);
		begin_failing(CALL_MADVISE, "madvise", i == 0 ? ENOMEM : EINVAL);
		t_subject s = subject("b");
		expect_init_fails(&s, 4096, policies[i], i == 0 ? ENOMEM : EINVAL,
			"madvise was made to fail with this errno");
		begin_failing(CALL_MUNMAP, "munmap", EPERM);
		int status = call_init(&s, 4096, policies[i]);
		expect_failure(status, s.error, i == 0 ? ENOMEM : EINVAL,
			"madvise was made to fail with this errno, and munmap after it with another");
		expect_dead(&s, "a failed arena_init");
		end_failing(CALL_MUNMAP);
		/* What the failed munmap left mapped is not the submission's leak. */
		ledger_reset();
	}
}
