/* Rows of tracer_blame. */

#include "kit.h"

#include <stdint.h>
#include <stdio.h>

#define MOST 16

/*
 * Four blocks, and what lies behind them:
 *
 *	0 first 40 p 48 second 64 third 69 p 80 fourth 180 p 192 free 256
 */
static t_subject with_blocks(void)
{
	t_subject s = live("a", 256);

	labelled(&s, 40, "first");
	labelled(&s, 16, "second");
	labelled(&s, 5, "third");
	labelled(&s, 100, "fourth");
	return s;
}

static const char *place_name(t_place place)
{
	static const char *const names[] = {
		"no place", "PLACE_BLOCK", "PLACE_PADDING", "PLACE_FREE"};

	return names[(unsigned)place > PLACE_FREE ? 0 : place];
}

static const char *piece_words(const t_piece *piece, char *words, size_t size)
{
	snprintf(words, size, "%s, %s byte%s at base + %s, block %s",
		place_name(piece->place), size_words(piece->range.size),
		plural(piece->range.size), size_words(piece->range.start),
		size_words(piece->block));
	return words;
}

static void expect_piece(const t_piece *piece, const t_piece *wanted, size_t number)
{
	char words[128];

	if (piece->place == wanted->place && piece->block == wanted->block &&
		piece->range.start == wanted->range.start &&
		piece->range.size == wanted->range.size)
		return;
	expected("piece %zu: %s", number, piece_words(wanted, words, sizeof(words)));
	got("%s", piece_words(piece, words, sizeof(words)));
}

/* What the pieces are, in a few words: ": block 0, padding, block 1, free". */
static const char *places_words(
	const t_piece *pieces, size_t count, char *words, size_t size)
{
	static const char *const names[] = {"", "block", "padding", "free"};
	size_t length = 0;

	words[0] = '\0';
	for (size_t i = 0; i < count && length < size; i++)
	{
		length += snprintf(words + length, size - length, "%s%s",
			i == 0 ? ": " : ", ", names[pieces[i].place]);
		if (pieces[i].place == PLACE_BLOCK && length < size)
			length += snprintf(
				words + length, size - length, " %zu", pieces[i].block);
	}
	return words;
}

static void expect_number(
	t_range range, const t_piece *wanted, size_t count, size_t there)
{
	char words[256];

	if (there == count)
		return;
	expected("%s byte%s at base + %s: %zu piece%s%s", size_words(range.size),
		plural(range.size), size_words(range.start), count, plural(count),
		places_words(wanted, count, words, sizeof(words)));
	got("tracer_blame returned %zu", there);
}

/* Fails the row unless the range has these pieces; there is room for only so many. */
static void expect_pieces(
	t_subject *s, t_range range, const t_piece *wanted, size_t count, size_t room)
{
	t_address list = list_of(room, sizeof(*wanted));
	room = given_room(room);
	size_t there = call_blame(s, range, list, room);
	t_piece pieces[MOST];

	show_arena(s);
	expect_within(list, room, sizeof(*wanted), "tracer_blame", "pieces");
	expect_number(range, wanted, count, there);
	read_memory(list, pieces, (count < room ? count : room) * sizeof(*pieces));
	for (size_t i = 0; i < count && i < room; i++)
		expect_piece(&pieces[i], &wanted[i], i);
	picture(NULL, NULL);
}

void expect_one_piece(t_subject *s, t_range range, t_place place, size_t block)
{
	const t_piece piece = {place, range, block};

	expect_pieces(s, range, &piece, 1, MOST);
}

ROW(blame_block)
{
	t_subject s = with_blocks();

	expect_one_piece(&s, (t_range){0, 1}, PLACE_BLOCK, 0);
	expect_one_piece(&s, (t_range){0, 40}, PLACE_BLOCK, 0);
	expect_one_piece(&s, (t_range){39, 1}, PLACE_BLOCK, 0);
	expect_one_piece(&s, (t_range){48, 16}, PLACE_BLOCK, 1);
	expect_one_piece(&s, (t_range){64, 5}, PLACE_BLOCK, 2);
	expect_one_piece(&s, (t_range){68, 1}, PLACE_BLOCK, 2);
	expect_one_piece(&s, (t_range){100, 50}, PLACE_BLOCK, 3);
	expect_one_piece(&s, (t_range){179, 1}, PLACE_BLOCK, 3);
	call_free(&s);
}

ROW(blame_across)
{
	t_subject s = with_blocks();
	const t_piece all[] = {{PLACE_BLOCK, {0, 40}, 0}, {PLACE_PADDING, {40, 8}, 0},
		{PLACE_BLOCK, {48, 16}, 1}, {PLACE_BLOCK, {64, 5}, 2},
		{PLACE_PADDING, {69, 11}, 2}, {PLACE_BLOCK, {80, 100}, 3},
		{PLACE_PADDING, {180, 12}, 3}, {PLACE_FREE, {192, 64}, 0}};
	const t_piece two[] = {{PLACE_BLOCK, {30, 10}, 0}, {PLACE_PADDING, {40, 8}, 0},
		{PLACE_BLOCK, {48, 1}, 1}};
	const t_piece touching[] = {{PLACE_BLOCK, {63, 1}, 1}, {PLACE_BLOCK, {64, 1}, 2}};

	expect_pieces(&s, (t_range){0, 256}, all, 8, MOST);
	expect_pieces(&s, (t_range){30, 19}, two, 3, MOST);
	expect_pieces(&s, (t_range){63, 2}, touching, 2, MOST);
	call_free(&s);
}

ROW(blame_padding)
{
	t_subject s = with_blocks();
	const t_piece into[] = {{PLACE_BLOCK, {39, 1}, 0}, {PLACE_PADDING, {40, 1}, 0}};
	const t_piece out[] = {{PLACE_PADDING, {79, 1}, 2}, {PLACE_BLOCK, {80, 1}, 3}};
	const t_piece last[] = {{PLACE_PADDING, {190, 2}, 3}, {PLACE_FREE, {192, 2}, 0}};

	expect_one_piece(&s, (t_range){40, 8}, PLACE_PADDING, 0);
	expect_one_piece(&s, (t_range){47, 1}, PLACE_PADDING, 0);
	expect_one_piece(&s, (t_range){72, 3}, PLACE_PADDING, 2);
	expect_one_piece(&s, (t_range){180, 12}, PLACE_PADDING, 3);
	expect_pieces(&s, (t_range){39, 2}, into, 2, MOST);
	expect_pieces(&s, (t_range){79, 2}, out, 2, MOST);
	expect_pieces(&s, (t_range){190, 4}, last, 2, MOST);
	call_free(&s);
}

ROW(blame_states)
{
	t_subject s = live("a", 256);
	t_address first = labelled(&s, 20, "released");
	const t_piece all[] = {{PLACE_BLOCK, {10, 10}, 0}, {PLACE_PADDING, {20, 12}, 0},
		{PLACE_BLOCK, {32, 10}, 1}, {PLACE_PADDING, {42, 6}, 1},
		{PLACE_BLOCK, {48, 16}, 2}};

	labelled(&s, 10, "leaked");
	leaked(&s, 1);
	labelled(&s, 30, "live");
	released(&s, first);
	expect_one_piece(&s, (t_range){0, 20}, PLACE_BLOCK, 0);
	expect_one_piece(&s, (t_range){32, 10}, PLACE_BLOCK, 1);
	expect_pieces(&s, (t_range){10, 54}, all, 5, MOST);
	call_free(&s);
}

ROW(blame_free)
{
	t_subject s = with_blocks();
	t_subject fresh = live("b", 64);
	const t_piece beyond[] = {{PLACE_BLOCK, {150, 30}, 3},
		{PLACE_PADDING, {180, 12}, 3}, {PLACE_FREE, {192, SIZE_MAX - 192}, 0}};

	expect_one_piece(&s, (t_range){192, 1}, PLACE_FREE, 0);
	expect_one_piece(&s, (t_range){200, 56}, PLACE_FREE, 0);
	expect_one_piece(&s, (t_range){250, 100}, PLACE_FREE, 0);
	expect_one_piece(&s, (t_range){256, 1}, PLACE_FREE, 0);
	expect_one_piece(&s, (t_range){SIZE_MAX - 1, 1}, PLACE_FREE, 0);
	expect_pieces(&s, (t_range){150, SIZE_MAX - 150}, beyond, 3, MOST);
	expect_one_piece(&fresh, (t_range){0, 100}, PLACE_FREE, 0);
	call_free(&fresh);
	call_free(&s);
	bury(&s);
	expect_one_piece(&s, (t_range){0, 5}, PLACE_FREE, 0);
}

ROW(blame_empty)
{
	static const size_t places[] = {0, 20, 40, 44, 48, 192, 200, 256, 1000, SIZE_MAX};
	t_subject s = with_blocks();

	expect_one_piece(&s, (t_range){20, 1}, PLACE_BLOCK, 0);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		expect_pieces(&s, (t_range){places[i], 0}, NULL, 0, MOST);
	call_free(&s);
}

ROW(blame_room)
{
	t_subject s = with_blocks();
	const t_piece wanted[] = {{PLACE_BLOCK, {60, 4}, 1}, {PLACE_BLOCK, {64, 5}, 2},
		{PLACE_PADDING, {69, 11}, 2}, {PLACE_BLOCK, {80, 100}, 3},
		{PLACE_PADDING, {180, 12}, 3}, {PLACE_FREE, {192, 8}, 0}};

	for (size_t room = 0; room <= 7; room++)
		expect_pieces(&s, (t_range){60, 140}, wanted, 6, room);
	expect_pieces(&s, (t_range){60, 140}, wanted, 6, NO_ROOM);
	call_free(&s);
}
