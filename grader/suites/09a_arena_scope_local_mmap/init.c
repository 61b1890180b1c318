/* Rows of arena_init. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "subject.h"
#include "words.h"

#include <errno.h>
#include <sys/mman.h>

static const size_t g_sizes[] = {64, 1, 4096, 4097, 5000, 1 << 20};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

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

static void expect_one_mapping(void)
{
	t_mapping mappings[2];
	size_t count = ledger_live(mappings, 2);

	expected("one mapping for one arena");
	if (count == 2)
		got("two mappings are there after arena_init: of %zu bytes and of %zu",
			mappings[0].length, mappings[1].length);
	if (count != 1)
		got("%zu mappings are there after arena_init", count);
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
		call_free(&s);
		/* What arena_free leaves mapped is another row's affair. */
		ledger_reset();
	}
}

ROW(init_read_write)
{
	t_subject s = live("a", 5000);

	expect_mapping(base_of(&s), 5000, "the arena");
	expect_read_write(base_of(&s), 5000);
	expect_never_executed(base_of(&s), 5000);
	call_free(&s);
}

/* First an arena that can be made, so that what fails next is told from what is not
 * written yet. */
static void live_once(void)
{
	t_subject s = live("a", 64);

	call_free(&s);
	another_try();
}

static void expect_init_fails(t_subject *s, size_t size, int error, const char *why)
{
	int status = call_init(s, size);

	expected("-1 and %s: %s", errno_name(error), why);
	if (status != -1)
		got("arena_init returned %d, and base is %p%s", status, s->arena.base,
			s->arena.base == MAP_FAILED ? ", which is MAP_FAILED" : "");
	if (s->error != error)
		got("-1, but errno is %s%s", errno_name(s->error),
			s->error == 0 ? ", as before the call" : "");
	expect_dead(s, "a failed arena_init");
}

ROW(init_size_zero)
{
	live_once();
	t_subject s = subject("b");
	expect_init_fails(&s, 0, EINVAL, "an arena of no bytes is no arena");
}

ROW(init_mmap_fails)
{
	static const int errors[] = {ENOMEM, EAGAIN, EPERM};

	live_once();
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		another_try();
		t_subject s = subject("b");
		ledger_fail(CALL_MMAP, 1, errors[i]);
		expect_init_fails(
			&s, 4096, errors[i], "mmap was made to fail with this errno");
		ledger_fail(CALL_MMAP, 0, 0);
	}
}

/* The errno of mmap; who does not even call it may only say what mmap would. */
static int refusal(const t_subject *s)
{
	int error = ledger_error(CALL_MMAP);

	return error != 0 ? error : s->error == EINVAL ? EINVAL : ENOMEM;
}

static void expect_impossible(size_t size)
{
	t_subject s = subject("b");
	size_t before = ledger_mapped();
	int status = call_init(&s, size);
	size_t mapped = ledger_mapped() - before;

	expected("-1 and the errno of mmap: no machine has so many bytes");
	if (status != -1 && mapped != 0)
		got("arena_init returned %d, and mapped no more than %zu bytes: a sum wrapped around",
			status, mapped);
	if (status != -1)
		got("arena_init returned %d, and base is %s, capacity %s", status,
			s.arena.base == MAP_FAILED ? "MAP_FAILED" : "not MAP_FAILED",
			size_words(s.arena.capacity));
	if (s.error != refusal(&s))
		got("-1, but errno is %s", errno_name(s.error));
	expect_dead(&s, "a failed arena_init");
}

ROW(init_impossible_size)
{
	static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 15, SIZE_MAX - 4094,
		SIZE_MAX - 4095, SIZE_MAX / 2 + 1, (size_t)1 << 60};

	live_once();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		expect_impossible(sizes[i]);
	}
}
