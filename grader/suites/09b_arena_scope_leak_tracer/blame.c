/* Rows of tracer_blame. */

#include "expect.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#define ROOM 8

/*
 *	0          20   32         64    70   80      96
 *	| A        |....| B        | C   |....| D     |  free
 */
static t_subject with_blocks(char **b)
{
	t_subject s = live("t", 256);

	block_of(&s, 20, "A");
	*b = block_of(&s, 32, "B");
	block_of(&s, 6, "C");
	block_of(&s, 16, "D");
	return s;
}

static const char *place_name(t_place place)
{
	static const char *const names[] = {"no place", "PLACE_BLOCK", "PLACE_PADDING", "PLACE_FREE"};

	return (unsigned)place < 4 ? names[place] : "no place";
}

/* Blames a range, and fails the row unless it has these pieces. */
static void expect_pieces(t_subject *s, size_t start, size_t size, const t_piece *wanted, size_t count)
{
	t_piece pieces[ROOM];
	size_t answer = call_blame(s, start, size, pieces, ROOM);

	show_tracer(s);
	expected("%zu pieces of the %zu bytes from %zu on", count, size, start);
	if (answer != count)
		got("%zu", answer);
	for (size_t i = 0; i < count; i++)
	{
		const t_piece *piece = &pieces[i];
		expected("piece %zu: %s, %zu bytes from %zu on, block %zu", i + 1,
			place_name(wanted[i].place), wanted[i].range.size, wanted[i].range.start,
			wanted[i].block);
		if (piece->place != wanted[i].place || piece->range.start != wanted[i].range.start ||
			piece->range.size != wanted[i].range.size || piece->block != wanted[i].block)
			got("%s, %zu bytes from %zu on, block %zu", place_name(piece->place),
				piece->range.size, piece->range.start, piece->block);
	}
}

static void expect_piece(t_subject *s, size_t start, size_t size, t_place place, size_t block)
{
	expect_pieces(s, start, size, &(t_piece){place, {start, size}, block}, 1);
}

t_passed blame_block(void)
{
	char *b;
	t_subject s = with_blocks(&b);

	expect_piece(&s, 0, 1, PLACE_BLOCK, 0);
	expect_piece(&s, 3, 10, PLACE_BLOCK, 0);
	expect_piece(&s, 0, 20, PLACE_BLOCK, 0);
	expect_piece(&s, 19, 1, PLACE_BLOCK, 0);
	expect_piece(&s, 32, 32, PLACE_BLOCK, 1);
	expect_piece(&s, 63, 1, PLACE_BLOCK, 1);
	expect_piece(&s, 64, 6, PLACE_BLOCK, 2);
	expect_piece(&s, 80, 16, PLACE_BLOCK, 3);
	call_free(&s);
	return row_passed();
}

t_passed blame_overflow(void)
{
	char *b;
	t_subject s = with_blocks(&b);

	/* Two blocks without padding between them. */
	expect_pieces(&s, 60, 8, (t_piece[]){{PLACE_BLOCK, {60, 4}, 1}, {PLACE_BLOCK, {64, 4}, 2}}, 2);
	/* Through the padding into the next block. */
	expect_pieces(&s, 10, 30,
		(t_piece[]){
			{PLACE_BLOCK, {10, 10}, 0}, {PLACE_PADDING, {20, 12}, 0}, {PLACE_BLOCK, {32, 8}, 1}},
		3);
	expect_pieces(&s, 31, 2, (t_piece[]){{PLACE_PADDING, {31, 1}, 0}, {PLACE_BLOCK, {32, 1}, 1}}, 2);
	call_free(&s);
	return row_passed();
}

t_passed blame_many(void)
{
	static const t_piece all[] = {{PLACE_BLOCK, {0, 20}, 0}, {PLACE_PADDING, {20, 12}, 0},
		{PLACE_BLOCK, {32, 32}, 1}, {PLACE_BLOCK, {64, 6}, 2}, {PLACE_PADDING, {70, 10}, 2},
		{PLACE_BLOCK, {80, 16}, 3}, {PLACE_FREE, {96, 160}, 0}};
	char *b;
	t_subject s = with_blocks(&b);

	expect_pieces(&s, 0, 256, all, 7);
	call_free(&s);
	return row_passed();
}

t_passed blame_padding(void)
{
	char *b;
	t_subject s = with_blocks(&b);

	expect_piece(&s, 20, 12, PLACE_PADDING, 0);
	expect_piece(&s, 25, 1, PLACE_PADDING, 0);
	expect_pieces(&s, 19, 3, (t_piece[]){{PLACE_BLOCK, {19, 1}, 0}, {PLACE_PADDING, {20, 2}, 0}}, 2);
	expect_piece(&s, 79, 1, PLACE_PADDING, 2);
	/* Behind the last block there is padding too, up to the offset. */
	block_of(&s, 1, "E");
	expect_pieces(&s, 96, 32,
		(t_piece[]){
			{PLACE_BLOCK, {96, 1}, 4}, {PLACE_PADDING, {97, 15}, 4}, {PLACE_FREE, {112, 16}, 0}},
		3);
	call_free(&s);
	return row_passed();
}

t_passed blame_released(void)
{
	t_entry leaks[ROOM];
	char *b;
	t_subject s = with_blocks(&b);

	released(&s, b);
	expect_piece(&s, 40, 4, PLACE_BLOCK, 1);
	expect_pieces(&s, 63, 2, (t_piece[]){{PLACE_BLOCK, {63, 1}, 1}, {PLACE_BLOCK, {64, 1}, 2}}, 2);
	entered(&s);
	block_of(&s, 16, "lost");
	call_leave(&s, leaks, ROOM);
	expect_piece(&s, 100, 4, PLACE_BLOCK, 4);
	call_free(&s);
	return row_passed();
}

t_passed blame_free(void)
{
	char *b;
	t_subject s = with_blocks(&b);

	expect_piece(&s, 96, 1, PLACE_FREE, 0);
	expect_piece(&s, 100, 100, PLACE_FREE, 0);
	expect_piece(&s, 255, 1, PLACE_FREE, 0);
	expect_pieces(&s, 95, 2, (t_piece[]){{PLACE_BLOCK, {95, 1}, 3}, {PLACE_FREE, {96, 1}, 0}}, 2);
	/* Beyond the capacity too. */
	expect_piece(&s, 250, 100, PLACE_FREE, 0);
	expect_piece(&s, 5000, 3, PLACE_FREE, 0);
	call_free(&s);
	s = live("u", 64);
	expect_piece(&s, 0, 10, PLACE_FREE, 0);
	call_free(&s);
	return row_passed();
}

t_passed blame_nothing(void)
{
	char *b;
	t_subject s = with_blocks(&b);

	expect_piece(&s, 5, 1, PLACE_BLOCK, 0);
	expect_pieces(&s, 5, 0, NULL, 0);
	expect_pieces(&s, 20, 0, NULL, 0);
	expect_pieces(&s, 200, 0, NULL, 0);
	call_free(&s);
	return row_passed();
}

t_passed blame_little_room(void)
{
	t_piece pieces[ROOM];
	char *b;
	t_subject s = with_blocks(&b);

	expect_size("the number of pieces", 7, call_blame(&s, 0, 200, NULL, 0));
	expect_size("the number of pieces", 7, call_blame(&s, 0, 200, pieces, 2));
	expected("the first two pieces: a block of 20 bytes, and padding of 12");
	if (pieces[0].place != PLACE_BLOCK || pieces[0].range.size != 20 ||
		pieces[1].place != PLACE_PADDING || pieces[1].range.size != 12)
		got("%s of %zu bytes, and %s of %zu", place_name(pieces[0].place), pieces[0].range.size,
			place_name(pieces[1].place), pieces[1].range.size);
	call_free(&s);
	return row_passed();
}
