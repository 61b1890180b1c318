/* Rows of arena_place. */

#include "objects.h"

#include <string.h>

static const size_t g_sizes[] = {1, 64, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE, 100000};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

static size_t whole(size_t size)
{
	return (size + PAGE - 1) / PAGE * PAGE;
}

ROW(place_at_address)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		t_address address = NOWHERE + i * 64 * PAGE;
		another_try();
		t_placed a = live_arena("a", address, g_sizes[i]);
		expect_size("a.offset", 0, a.arena.offset);
		expect_size("a.capacity", g_sizes[i], a.arena.capacity);
		unmap(address, g_sizes[i]);
	}
}

static void expect_zeros(t_address start, size_t size)
{
	expect_filled(start, size, 0, "new memory");
}

ROW(place_memory)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_placed a = live_arena("a", NOWHERE, g_sizes[i]);
		t_mapping mapping = expect_mapping(NOWHERE, g_sizes[i], "the arena");
		expect_kind(&mapping, MAP_PRIVATE);
		expect_read_write(NOWHERE, g_sizes[i]);
		expect_never_executed(NOWHERE, g_sizes[i]);
		expect_zeros(NOWHERE, g_sizes[i]);
		expected(
			"it has the pages that the range touches, and no other: %zu bytes",
			whole(g_sizes[i]));
		if (ledger_mapped() != whole(g_sizes[i]))
			got("%zu bytes are mapped", ledger_mapped());
		unmap((t_address)a.arena.base, g_sizes[i]);
		expect_nothing_mapped("munmap(a.base, a.capacity)");
	}
}

/* arena_place fails with this errno, and leaves nothing. */
static void refuse(t_address address, size_t size, int error, const char *why)
{
	t_placed a = placed("a");
	size_t mapped = ledger_is_seen() ? ledger_mapped() : 0;

	another_try();
	int status = call_place(&a, address, size);
	expect_failure(status, a.error, error, why);
	expect_dead_arena(&a, "a failure");
	expected("after a failure nothing new is mapped");
	if (ledger_is_seen() && ledger_mapped() != mapped)
		got("%zu more bytes are mapped", ledger_mapped() - mapped);
}

/* Before a refusal something is made, so that it is told from what is not written yet. */
static void place_one(void)
{
	live_arena("z", NOWHERE + 4096 * PAGE, 64);
	unmap(NOWHERE + 4096 * PAGE, 64);
}

ROW(place_refuses)
{
	place_one();
	refuse(NOWHERE, 0, EINVAL, "an arena cannot have 0 bytes");
	refuse(0, 64, EINVAL, "NULL is no address for an arena");
	refuse(NOWHERE + 1, 64, EINVAL, "the address is no multiple of the page size");
	refuse(NOWHERE + 16, 64, EINVAL, "the address is no multiple of the page size");
	refuse(NOWHERE + PAGE / 2, 64, EINVAL,
		"the address is no multiple of the page size");
	refuse(NOWHERE, SIZE_MAX, EINVAL, "the range goes on after the highest address");
	refuse(NOWHERE, SIZE_MAX - PAGE, EINVAL,
		"the range goes on after the highest address");
	refuse(-(t_address)PAGE, PAGE + 1, EINVAL,
		"the range goes on after the highest address");
	refuse(-(t_address)PAGE, 2 * PAGE, EINVAL,
		"the range goes on after the highest address");
	refuse(-NOWHERE, NOWHERE + 64, EINVAL,
		"the range goes on after the highest address");
}

#define NEIGHBOUR (NOWHERE + 16 * PAGE)

/* A row's own mapping of three pages, on which each of these arenas would lie. */
static void refuse_on_neighbour(void)
{
	static const struct
	{
		size_t before; /* pages before the neighbour at which the arena begins */
		size_t size;
		const char *why;
	} tries[] = {
		{0, 3 * PAGE, "all of its pages are mapped"},
		{0, 64, "its page is mapped"},
		{4, 4 * PAGE + 1, "its last page is mapped"},
		{4, 6 * PAGE, "its last two pages are mapped"},
		{4, 20 * PAGE, "pages in its middle are mapped"},
	};

	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++)
		refuse(NEIGHBOUR - tries[i].before * PAGE, tries[i].size, EEXIST,
			tries[i].why);
	refuse(NEIGHBOUR + 2 * PAGE, 5 * PAGE, EEXIST, "its first page is mapped");
	refuse(NEIGHBOUR + 2 * PAGE, 1, EEXIST, "its page is mapped");
	expected("what was mapped before stays as it is");
	expect_kept(NEIGHBOUR, 3 * PAGE, 'n', "what the row had mapped there");
}

ROW(place_on_something)
{
	place_one();
	occupy(NEIGHBOUR, 3 * PAGE, 'n');
	refuse_on_neighbour();
	another_try();
	t_placed b = live_arena("b", NOWHERE, 2 * PAGE);
	fill_memory(NOWHERE, 'b', 2 * PAGE);
	refuse(NOWHERE + PAGE, PAGE, EEXIST, "another arena is there");
	refuse(NOWHERE, 1, EEXIST, "another arena is there");
	expect_kept(NOWHERE, 2 * PAGE, 'b', "the arena that was there first");
	unmap((t_address)b.arena.base, 2 * PAGE);
}

/* No process can have this address, so as a hint it always leads somewhere else. */
#define BEYOND ((t_address)1 << 63)

ROW(place_on_old_kernel)
{
	place_one();
	occupy(NEIGHBOUR, 3 * PAGE, 'n');
	ledger_ignore(MAP_FIXED_NOREPLACE);
	noted("from here on the kernel ignores MAP_FIXED_NOREPLACE, as before Linux 4.17");
	refuse_on_neighbour();
	refuse(NOWHERE + 16, 64, EINVAL, "the address is no multiple of the page size");
	refuse(BEYOND, 64, EEXIST,
		"nothing is mapped there, but mmap maps somewhere else all the same");
	another_try();
	t_placed b = live_arena("b", NOWHERE, 2 * PAGE);
	unmap((t_address)b.arena.base, 2 * PAGE);
	expect_nothing_mapped("munmap(b.base, b.capacity)");
}

/* valgrind 3.19 takes the address as a hint, and keeps clear of neighbours. */
ROW(place_between_neighbours)
{
	if (row_is_watched())
		return;
	for (size_t i = 0; i < SIZES; i++)
	{
		size_t size = whole(g_sizes[i]);
		another_try();
		occupy(NEIGHBOUR, PAGE, 'l');
		occupy(NEIGHBOUR + PAGE + size, PAGE, 'h');
		live_arena("a", NEIGHBOUR + PAGE, g_sizes[i]);
		fill_memory(NEIGHBOUR + PAGE, 'a', g_sizes[i]);
		expect_kept(NEIGHBOUR, PAGE, 'l', "the neighbour below");
		expect_kept(NEIGHBOUR + PAGE + size, PAGE, 'h', "the neighbour above");
		unmap(NEIGHBOUR + PAGE, g_sizes[i]);
		leave(NEIGHBOUR, PAGE);
		leave(NEIGHBOUR + PAGE + size, PAGE);
	}
}

ROW(place_mmap_fails)
{
	static const int errors[] = {ENOMEM, EPERM, EAGAIN};

	place_one();
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		ledger_fail(CALL_MMAP, 100, errors[i]);
		refuse(NOWHERE, 64, errors[i], "mmap was made to fail with this errno");
		refuse(-(t_address)PAGE, PAGE, errors[i],
			"mmap was made to fail with this errno, and a range may include "
			"the highest address");
		ledger_fail(CALL_MMAP, 0, 0);
	}
	another_try();
	t_placed a = live_arena("a", NOWHERE, 64);
	unmap((t_address)a.arena.base, 64);
}

/* One address, two memories in turn. */
ROW(place_again)
{
	for (int i = 0; i < 3; i++)
	{
		live_arena("a", NOWHERE, 5 * PAGE);
		expect_zeros(NOWHERE, 5 * PAGE);
		fill_memory(NOWHERE, (unsigned char)('1' + i), 5 * PAGE);
		noted("the arena is filled with '%c'", '1' + i);
		unmap(NOWHERE, 5 * PAGE);
	}
}
