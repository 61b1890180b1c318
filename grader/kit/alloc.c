/* What alloc must refuse and give, whatever the lesson. */

#include "kit.h"
#include "sizes.h"

#include <errno.h>
#include <stdint.h>

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_subject before = *s;
	size_t used = used_of(s);
	t_address block = call_alloc(s, size);

	show_arena(s);
	expected("NULL and %s: %s", errno_name(error), why);
	if (block != 0)
		got("a block at %s; " USED_WORDS " is %s now, the capacity %s",
			place_words(s, block), size_words(used_of(s)),
			size_words(s->arena.capacity));
	if (s->error != error)
		got("NULL, but errno is %s%s", errno_name(s->error),
			s->error == 0 ? ", as before the call" : "");
	expect_same(s, &before, AN_ARENA "_alloc that returns NULL");
	expected(USED_WORDS " is still %s after the refusal", size_words(used));
	promise("When it returns NULL");
	size_t now = used_of(s);
	if (now != used)
		got("it is %s", size_words(now));
	picture(NULL, NULL);
}

void refuse_zero(t_subject s)
{
	refuse(&s, 0, EINVAL, "a block cannot have 0 bytes");
	block_of(&s, 33);
	refuse(&s, 0, EINVAL, "a block cannot have 0 bytes");
	call_free(&s);
}

static void refuse_wrapping(t_subject *s)
{
	t_size sizes[WRAPPING_SIZES];

	wrapping_sizes(s->arena.base, used_of(s), sizes);
	for (size_t i = 0; i < WRAPPING_SIZES; i++)
		if (sizes[i].size > s->arena.capacity)
			refuse(s, sizes[i].size, ENOMEM, sizes[i].why);
	for (int bits = 16; bits < 64; bits += 8)
		refuse(s, ((size_t)1 << bits) + 8, ENOMEM,
			"its lowest bits alone would fit");
}

void refuse_huge(t_subject s)
{
	refuse_wrapping(&s);
	another_try();
	block_of(&s, 33);
	refuse_wrapping(&s);
	another_try();
	block_of(&s, 4000);
	refuse_wrapping(&s);
	call_free(&s);
}

void refuse_dead(t_subject s)
{
	static const size_t sizes[] = {1, 64, 0, SIZE_MAX};

	block_of(&s, 32);
	call_free(&s);
	bury(&s);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		refuse(&s, sizes[i], EINVAL,
			"the " ARENA " is dead: all its fields are zero");
	expect_size(USED_WORDS " of a dead " ARENA, 0, used_of(&s));
}

void fit_exactly(t_subject s, size_t first, size_t all)
{
	if (first != 0)
		block_of(&s, first);
	/* Where base is not aligned, a small arena has no room for any block. */
	if (room_of(&s) != 0)
	{
		block_of(&s, room_of(&s));
		expect_size(USED_WORDS " of a full " ARENA, all, used_of(&s));
	}
	call_free(&s);
}

void refuse_full(t_subject s)
{
	refuse(&s, 4096, ENOMEM,
		"the capacity is 128, however much the pages could hold");
	refuse(&s, 129, ENOMEM, "it is one byte more than the capacity");
	block_of(&s, 64);
	refuse(&s, 128, ENOMEM,
		"that much fits into an empty " ARENA ", but half of this one is used");
	refuse(&s, room_of(&s) + 1, ENOMEM, "it is one byte more than what is left");
	size_t used = used_of(&s);
	t_address block = block_of(&s, room_of(&s));
	expected(
		"after refusals, a block that fits begins where it would have begun before: at base + "
		"%zu or up to 15 bytes later",
		used);
	if (block - base_of(&s) - used >= 16)
		got("%s", place_words(&s, block));
	refuse(&s, 1, ENOMEM, "the " ARENA " is full");
	refuse(&s, 64, ENOMEM, "the " ARENA " is full");
	expect_size(USED_WORDS " of a full " ARENA, 128, used_of(&s));
	call_free(&s);
}

void refuse_unheard(t_subject s)
{
	another_try();
	close_stderr();
	refuse(&s, 4096, ENOMEM,
		"it does not fit, and errno says so, whatever is printed");
	call_free(&s);
}

void expect_alloc_touches_nothing(t_subject s, size_t size)
{
	hide_memory(&s, size);
	/* Some of them in the first page, all of them in several. */
	for (size_t i = 0; i < ODD; i++)
		block_of(&s, g_odd[i]);
	for (size_t i = 0; i < ODD; i++)
		block_of(&s, 63 * g_odd[i]);
	call_alloc(&s, size);
	unhide_memory(&s, size);
	call_free(&s);
}
