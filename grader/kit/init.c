/* What init must refuse, and what it maps. */

#include "kit.h"

#include "mappings.h"
#include "steps.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

/* From the largest on: those that a limit refuses come before those that mmap does. */
const size_t g_impossible[IMPOSSIBLE_SIZES] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 7,
	SIZE_MAX - 14, SIZE_MAX - 15, SIZE_MAX - 64, SIZE_MAX - 4094, SIZE_MAX - 4095,
	SIZE_MAX / 2 + 5000, SIZE_MAX / 2 + 1, ((size_t)1 << 60) + 1, (size_t)1 << 60};

void discard(t_subject s)
{
	call_free(&s);
	if (ledger_is_seen())
		ledger_reset();
	another_try();
}

/* Who does not even call mmap may only say what it would. */
static int is_wanted(int error, int wanted)
{
	if (wanted != ERRNO_OF_MMAP)
		return error == wanted;
	int told = ledger_error(CALL_MMAP);
	return told == 0 ? error == EINVAL || error == ENOMEM : error == told;
}

/* The arena, though init should have refused to make it. */
static void complain_of_arena(const t_subject *s, int status, size_t size)
{
	size_t mapped = ledger_is_seen() ? ledger_mapped() : 0;

	if (mapped != 0 && mapped < size)
		got(ARENA "_init returned %d, and mapped only %zu bytes: a sum wrapped "
			  "around",
			status, mapped);
	got(ARENA "_init returned %d, and base is %s, capacity %s", status,
		pointer_words(s->arena.base), size_words(s->arena.capacity));
}

void refuse_init(t_subject *s, size_t size, int error, const char *why)
{
	scribble(s->at, sizeof(s->arena));
	int status = call_init(s, size);
	expected("-1 and %s: %s",
		error == ERRNO_OF_MMAP ? "the errno of mmap" : errno_name(error), why);
	if (status != -1)
		complain_of_arena(s, status, size);
	if (!is_wanted(s->error, error))
		got("-1, but errno is %s%s", errno_name(s->error),
			s->error == 0 ? ", as before the call" : "");
	expect_dead(s, "a failed " ARENA "_init", PROMISE_FAILED);
}

void refuse_init_without_mmap(t_subject s)
{
	static const int errors[] = {ENOMEM, EAGAIN, EPERM};

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		another_try();
		begin_failing(CALL_MMAP, errors[i]);
		refuse_init(&s, 4096, errors[i], "mmap was made to fail with this errno");
		end_failing(CALL_MMAP);
		expect_made(&s, call_init(&s, 64));
		call_free(&s);
		if (i == 0)
			close_stderr();
	}
	/* Sizes that 31 and 32 bits cannot count: a machine may have them, so mmap is
	 * asked. */
	for (size_t size = (size_t)3 << 30; size < (size_t)8 << 30;
		size += (size_t)2 << 30)
	{
		another_try();
		begin_failing(CALL_MMAP, EPERM);
		refuse_init(&s, size, EPERM, "mmap was made to fail with this errno");
		end_failing(CALL_MMAP);
	}
}

int init_large(t_subject *s, size_t size)
{
	int status = call_init(s, size);

	if (status == -1 && s->error == ENOMEM &&
		(!ledger_is_seen() || ledger_error(CALL_MMAP) == ENOMEM))
		return 0;
	expect_made(s, status);
	return 1;
}

t_subject make_over_fields(t_subject *a, size_t size, t_subject b)
{
	t_address memory = base_of(a);

	fill_memory(memory, 'a', size);
	write_memory(b.at, &a->arena, sizeof(a->arena));
	noted("%s = %s, so that %s holds the fields of a live " ARENA, b.name, a->name,
		b.name);
	expect_made(&b, call_init(&b, 64));
	expected(
		"%s has memory of its own: what was in the struct before does not matter",
		b.name);
	if (base_of(&b) == memory)
		got("it has the same memory as %s", a->name);
	expect_filled(memory, size, 'a', "the memory of the first " ARENA);
	t_subject made = b;
	call_free(&b);
	expect_filled(memory, size, 'a', "the memory of the first " ARENA);
	return made;
}

const char *numbered(size_t index)
{
	static char names[MANY][sizeof("a99")];

	snprintf(names[index], sizeof(names[index]), "a%zu", index + 1);
	return names[index];
}

void use_many(t_subject s[MANY])
{
	t_address blocks[MANY];

	for (size_t i = 0; i < MANY; i++)
	{
		blocks[i] = block_of(&s[i], 100);
		fill_memory(blocks[i], (unsigned char)i, 100);
	}
	for (size_t i = 0; i < MANY; i++)
	{
		expect_filled(blocks[i], 100, (unsigned char)i,
			"the block of one of many " ARENA "s");
		freed(&s[i]);
	}
}

static void call_for_all(uint32_t step, t_address structs, uint64_t last)
{
	for (size_t made = 0; made < CROWD; made += CROWD / 10)
	{
		for (size_t i = made; i < made + CROWD / 10; i++)
			BATCH(step, structs + i * sizeof(((t_subject *)0)->arena), 64,
				last);
		batch_run(0, 0);
	}
}

static int by_address(const void *one, const void *other)
{
	t_address a = *(const t_address *)one;
	t_address b = *(const t_address *)other;

	return (a > b) - (a < b);
}

/* No two of the crowd have the same memory. */
static void expect_apart(t_address structs)
{
	static t_address bases[CROWD];
	static t_subject s;

	for (size_t i = 0; i < CROWD; i++)
	{
		read_memory(structs + i * sizeof(s.arena), &s.arena, sizeof(s.arena));
		bases[i] = base_of(&s);
		expected(ARENA "_init makes %d " ARENA
			       "s that are alive at the same time",
			CROWD);
		promise(PROMISE_MADE);
		if (bases[i] == 0)
			got("the base of number %zu is NULL", i + 1);
	}
	qsort(bases, CROWD, sizeof(*bases), by_address);
	for (size_t i = 1; i < CROWD; i++)
	{
		if (bases[i] - bases[i - 1] >= 64)
			continue;
		expected("each of %d live " ARENA "s has memory of its own", CROWD);
		got("two of them share the memory at %#lx", (unsigned long)bases[i]);
	}
}

void use_crowd(uint32_t init, uint32_t release, uint64_t last)
{
	/* They take much of the room for arguments. */
	stage_clear();
	t_address structs = rubbish(CROWD * sizeof(((t_subject *)0)->arena));

	noted("%d " ARENA "s of 64 bytes are made and freed", CROWD);
	call_for_all(init, structs, last);
	expect_apart(structs);
	/* How that goes is the affair of other rows. */
	call_for_all(release, structs, last);
}

int init_unless_refused(t_subject *s, size_t size)
{
	tried("the next mmap fails");
	answered(ENOMEM, "MAP_FAILED");
	ledger_fail(CALL_MMAP, 1, ENOMEM);
	scribble(s->at, sizeof(s->arena));
	int status = call_init(s, size);
	/* Whoever asks the kernel once more has an arena like any other. */
	if (status == 0)
		expect_made(s, status);
	else
	{
		expect_failure(
			status, s->error, ENOMEM, "the first mmap was made to fail");
		expect_dead(s, "a failed " ARENA "_init", PROMISE_FAILED);
	}
	return status == 0;
}

void expect_nothing_executed(void)
{
	t_mapping mappings[8];
	size_t count = ledger_live(mappings, 8);

	for (size_t i = 0; i < count && i < 8; i++)
		expect_never_executed(mappings[i].start, mappings[i].length);
}

void refuse_next_mmap(t_process *process)
{
	(void)process;
	ledger_fail(CALL_MMAP, UINT_MAX, EPERM);
}

void refuse_second_mmap(t_subject s, size_t size)
{
	unsigned calls = ledger_calls(CALL_MMAP);

	noted("every mmap but the first fails");
	ledger_before(CALL_MMAP, refuse_next_mmap);
	scribble(s.at, sizeof(s.arena));
	int status = call_init(&s, size);
	ledger_before(CALL_MMAP, NULL);
	ledger_fail(CALL_MMAP, 0, 0);
	if (status == 0)
	{
		expect_made(&s, status);
		freed(&s);
	}
	else
	{
		if (ledger_calls(CALL_MMAP) - calls < 2)
			expect_made(&s, status);
		expect_failure(
			status, s.error, EPERM, "the second mmap was made to fail");
		expect_dead(&s, "a failed " ARENA "_init", PROMISE_FAILED);
	}
}

void expect_one_mapping(void)
{
	t_mapping mappings[2];
	size_t count = ledger_live(mappings, 2);

	expected("one mapping for one " ARENA);
	if (count == 2)
		got("after " ARENA
		    "_init there are two mappings, of %zu and of %zu bytes",
			mappings[0].length, mappings[1].length);
	if (count != 1)
		got("after " ARENA "_init there are %zu mappings", count);
}
