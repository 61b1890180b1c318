/* Rows of ring_init and ring_free. */

#define _GNU_SOURCE
#include "objects.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const size_t g_sizes[] = {1, 100, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, 100000};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

static size_t whole(size_t size)
{
	return (size + PAGE - 1) / PAGE * PAGE;
}

ROW(ring_made)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_mirror r = live_ring("r", g_sizes[i]);
		expect_size("r.capacity", whole(g_sizes[i]), r.ring.capacity);
		expect_size("r.used", 0, r.ring.used);
		expected("r.head is less than the capacity");
		promise("In any other ring head is less than");
		if (r.ring.head >= r.ring.capacity)
			got("it is %s", size_words(r.ring.head));
		put_away(&r);
	}
}

/* Each byte, written at one of its addresses, shows at the other. */
static void expect_mirrored(const t_mirror *r)
{
	size_t capacity = r->ring.capacity;
	t_address base = base_of_ring(r);

	for (size_t at = 0; at < capacity; at += PAGE)
	{
		unsigned char page = (unsigned char)('a' + at / PAGE % 26);
		fill_memory(base + at, page, PAGE);
	}
	noted("the pages of the first copy are filled with 'a', 'b' and so on");
	for (size_t at = 0; at < capacity; at += PAGE)
		expect_filled(base + capacity + at, PAGE,
			(unsigned char)('a' + at / PAGE % 26),
			"a page of the second copy");
	fill_memory(base + capacity - 1, 'y', 2);
	noted("base[capacity - 1] and base[capacity] are set to 'y'");
	expect_filled(base, 1, 'y', "base[0]");
	expect_filled(base + 2 * capacity - 1, 1, 'y', "base[2 * capacity - 1]");
	fill_memory(base + capacity + capacity / 2, 'z', 1);
	noted("base[capacity + %zu] is set to 'z'", capacity / 2);
	expect_filled(base + capacity / 2, 1, 'z', "the same byte in the first copy");
}

ROW(ring_mirrored)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_mirror r = live_ring("r", g_sizes[i]);
		expect_mirrored(&r);
		put_away(&r);
	}
}

static void expect_read_write_all(const t_mirror *r)
{
	for (size_t at = 0; at < 2 * r->ring.capacity; at += PAGE)
	{
		expect_read_write(base_of_ring(r) + at, PAGE);
		expect_never_executed(base_of_ring(r) + at, PAGE);
	}
}

ROW(ring_leaves_nothing_else)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		size_t open = descriptors();
		t_mirror r = live_ring("r", g_sizes[i]);
		expect_closed(open, "ring_init");
		expect_read_write_all(&r);
		expected("two copies of the ring are mapped, and nothing else: %zu bytes",
			2 * r.ring.capacity);
		if (ledger_mapped() != 2 * r.ring.capacity)
			got("%zu bytes are mapped", ledger_mapped());
		put_away(&r);
	}
}

/* Mappings of the row's own lie so close together that a copy which is mapped where luck
 * has it is beside one of them. */
ROW(ring_beside_neighbours)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		size_t gap = whole(g_sizes[i]);
		another_try();
		t_address low = occupy_anywhere(4 * PAGE + gap + 4 * PAGE, 'n');
		t_address high = low + 4 * PAGE + gap;
		leave(low + 4 * PAGE, gap);
		noted("the row maps two times 4 pages, with a gap of %zu bytes between "
		      "them, and fills them with 'n'",
			gap);
		t_mirror r = live_ring("r", g_sizes[i]);
		expect_mirrored(&r);
		expect_kept(low, 4 * PAGE, 'n', "the row's lower mapping");
		expect_kept(high, 4 * PAGE, 'n', "the row's higher mapping");
		put_away(&r);
		expect_kept(low, 4 * PAGE, 'n', "the row's lower mapping");
		expect_kept(high, 4 * PAGE, 'n', "the row's higher mapping");
		leave(low, 4 * PAGE);
		leave(high, 4 * PAGE);
	}
}

ROW(ring_two_at_once)
{
	t_mirror r = live_ring("r", 2 * PAGE);
	t_mirror s = live_ring("s", 2 * PAGE);

	fill_memory(base_of_ring(&r), 'r', 2 * PAGE);
	fill_memory(base_of_ring(&s), 's', 2 * PAGE);
	expect_filled(base_of_ring(&r) + r.ring.capacity, 2 * PAGE, 'r',
		"the second copy of r");
	put_away(&r);
	expect_filled(base_of_ring(&s) + s.ring.capacity, 2 * PAGE, 's',
		"the second copy of s, when r is freed,");
	put_away(&s);
}

static void make_one(void)
{
	t_mirror z = live_ring("z", 64);

	put_away(&z);
}

static void expect_nothing_left(const t_mirror *m, size_t open)
{
	expect_dead_ring(m, "a failure");
	expect_nothing_mapped("a failure");
	expect_closed(open, "a failure");
}

ROW(ring_init_refuses)
{
	static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 4094, SIZE_MAX - 4095,
		SIZE_MAX - 4096, SIZE_MAX / 2, SIZE_MAX / 2 + 1, SIZE_MAX / 2 + 4097,
		SIZE_MAX / 2 - (2 << 20), (size_t)1 << 60, (size_t)1 << 62};

	make_one();
	size_t open = descriptors();
	t_mirror r = mirror("r");
	int status = call_ring(&r, 0);
	expect_failure(status, r.error, EINVAL, "a ring cannot have 0 bytes");
	expect_nothing_left(&r, open);
	for (size_t i = 0; !row_is_watched() && i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		if (sizes[i] < SIZE_MAX / 2 && sizes[i] > largest_file())
			continue;
		another_try();
		t_mirror s = mirror("s");
		status = call_ring(&s, sizes[i]);
		expect_failure(status, s.error, ENOMEM, "no machine has so many bytes");
		expect_nothing_left(&s, open);
	}
}

static const struct
{
	t_call call;
	const char *name;
	int error;
} g_faults[] = {
	{CALL_MEMFD, "memfd_create", EMFILE},
	{CALL_FTRUNCATE, "ftruncate", ENOSPC},
	{CALL_MMAP, "mmap", EAGAIN},
	{CALL_MREMAP, "mremap", EFAULT},
};

#define FAULTS (sizeof(g_faults) / sizeof(*g_faults))
/* No ring needs so many calls of one kind. */
#define MOST_CALLS 5
/* The ring that such a call fails for, with both copies. */
#define FAILING (3 * PAGE)
#define BOTH (2 * FAILING)
#define SIDE (4 * PAGE)

static const char *ordinal(unsigned number)
{
	static const char *const words[] = {
		"first", "second", "third", "fourth", "fifth"};

	return words[number];
}

/* What is mapped still because munmap was made to fail. */
static void unmap_rest(void)
{
	t_mapping mapping;

	while (ledger_live(&mapping, 1) > 0 && mapping.live != 0)
		unmap(mapping.start, mapping.length);
}

/*
 * A ring of which one call fails, after so many good ones. Returns 0 where there are not
 * so many. also: what fails then, too.
 */
static int fail_once(size_t fault, unsigned good, int also_fails)
{
	t_mirror r = mirror("r");
	t_call call = g_faults[fault].call;
	size_t open = descriptors();
	unsigned made = ledger_calls(call);

	another_try();
	noted("the %s %s fails with %s%s", ordinal(good), g_faults[fault].name,
		errno_name(g_faults[fault].error),
		also_fails ? ", and close and munmap with EIO" : "");
	ledger_fail_after(call, good, 1, g_faults[fault].error);
	ledger_fail(CALL_CLOSE, also_fails ? 100 : 0, EIO);
	ledger_fail(CALL_MUNMAP, also_fails ? 100 : 0, EIO);
	int status = call_ring(&r, FAILING);
	ledger_fail(call, 0, 0);
	ledger_fail(CALL_CLOSE, 0, 0);
	ledger_fail(CALL_MUNMAP, 0, 0);
	int is_reached = ledger_calls(call) > made + good;
	if (status == 0)
	{
		/* It was not reached, or made again. */
		expect_mirrored(&r);
		put_away(&r);
		if (also_fails)
			unmap_rest();
		return is_reached;
	}
	expect_failure(status, r.error, g_faults[fault].error,
		"the call was made to fail with this errno");
	expect_dead_ring(&r, "a failure");
	if (also_fails)
		unmap_rest();
	else
		expect_nothing_left(&r, open);
	return is_reached;
}

/* Maps and fills what is before and after a gap into which the next mapping of both
 * copies goes. Returns where that begins. */
static t_address surround(void)
{
	t_address low = occupy_anywhere(SIDE + BOTH + SIDE, 'n');
	t_address at = 0;

	leave(low + SIDE, BOTH);
	/* The kernel fills gaps at higher addresses first. */
	for (int i = 0; i < 100 && at != low + SIDE; i++)
		at = map_anywhere(BOTH);
	leave(at, BOTH);
	noted("the row maps memory right before and after where the ring will be");
	return low;
}

static void expect_surroundings(t_address low)
{
	expect_kept(low, SIDE, 'n', "what the row had mapped before the ring");
	expect_kept(low + SIDE + BOTH, SIDE, 'n', "what the row had mapped after it");
}

ROW(ring_calls_fail)
{
	make_one();
	t_address low = row_is_watched() ? 0 : surround();
	for (size_t fault = 0; fault < FAULTS; fault++)
		for (unsigned good = 0; good < MOST_CALLS; good++)
		{
			int is_reached = fail_once(fault, good, 0);
			if (low != 0)
				expect_surroundings(low);
			if (!is_reached)
				break;
		}
	another_try();
	make_one();
}

ROW(ring_errno_kept)
{
	make_one();
	CALL_KERNEL(SYS_close, STDERR_FILENO);
	for (size_t fault = 0; fault < FAULTS; fault++)
		for (unsigned good = 0; good < MOST_CALLS; good++)
			if (!fail_once(fault, good, 1))
				break;
}

ROW(ring_free_unmaps_all)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_mirror r = live_ring("r", g_sizes[i]);
		t_address in = stage_pattern(64);
		written(&r, in, 64);
		freed(&r);
		expect_nothing_mapped("ring_free");
		expect_dead_ring(&r, "ring_free");
	}
}

ROW(ring_free_only_its_own)
{
	t_mirror r = live_ring("r", 3 * PAGE);
	size_t size = 2 * r.ring.capacity;
	t_address base = base_of_ring(&r);
	unsigned long strays;

	freed(&r);
	strays = ledger_strays();
	expected("ring_free unmaps what ring_init mapped, %zu bytes at %#lx, and no more",
		size, (unsigned long)base);
	if (strays != 0)
		got("munmap was called for %zu bytes more", strays);
}

ROW(ring_free_twice)
{
	t_mirror r = live_ring("r", 100);

	freed(&r);
	unsigned calls = ledger_calls(CALL_MUNMAP);
	freed(&r);
	expect_dead_ring(&r, "the second ring_free");
	expected("ring_free of a dead ring does not call munmap");
	if (ledger_calls(CALL_MUNMAP) != calls)
		got("it did");
}

/* free fails with the errno of munmap. */
static void refuse_free(const char *name, int error)
{
	t_mirror r = live_ring(name, 100);

	ledger_fail(CALL_MUNMAP, 100, error);
	noted("from here on munmap fails with %s", errno_name(error));
	int status = call_free(&r);
	expect_failure(status, r.error, error, "munmap was made to fail with this errno");
	ledger_fail(CALL_MUNMAP, 0, 0);
	unmap_rest();
}

ROW(ring_munmap_fails)
{
	CALL_KERNEL(SYS_close, STDERR_FILENO);
	noted("stderr is closed");
	refuse_free("r", EINVAL);
	refuse_free("s", ENOMEM);
}

ROW(ring_hundred_lives)
{
	size_t lives = row_is_watched() ? 5 : 100;
	size_t open = descriptors();

	for (size_t life = 1; life <= lives; life++)
	{
		another_try();
		t_mirror r = live_ring("r", life * 100);
		freed(&r);
		expect_nothing_mapped("ring_free");
		expect_closed(open, "ring_free");
	}
}
