/* Rows of tracer_diff. */

#include "draw.h"
#include "kit.h"
#include "mappings.h"
#include "text.h"

#include <stdio.h>
#include <sys/mman.h>

#define MOST 8

/* What a diff is of: memory at two times. */
typedef struct s_times
{
	const t_tracer *now;
	size_t used_then;
	const t_range *changed;
	size_t count;
} t_times;

static void draw_ledger(FILE *out, const t_tracer *t, size_t used)
{
	for (size_t i = 0;
		i < t->count && i < TRACER_BLOCKS && t->ledger[i].offset < used; i++)
		draw_block(out, t->ledger[i].offset, t->ledger[i].size,
			(char)('A' + i % 26));
}

static void draw_times(FILE *out, const void *data)
{
	const t_times *times = data;
	const t_tracer *now = times->now;

	draw_lane(out, "at the snapshot", now->capacity, times->used_then);
	draw_ledger(out, now, times->used_then);
	draw_lane(out, "now (* changed)", now->capacity, now->offset);
	draw_ledger(out, now, now->offset);
	for (size_t i = 0; i < times->count; i++)
		draw_block(out, times->changed[i].start, times->changed[i].size, '*');
}

/* The first few of the ranges, as a new string: ": {0, 2}, {4, 1}". */
static char *ranges_words(const t_range *ranges, size_t count)
{
	char *words;
	size_t size;
	FILE *out = text_stream(&words, &size);

	for (size_t i = 0; i < count && i < MOST; i++)
		fprintf(out, "%s{%s, %s}", i == 0 ? ": " : ", ",
			size_words(ranges[i].start), size_words(ranges[i].size));
	fputs(count > MOST ? " ..." : "", out);
	fclose(out);
	return words;
}

/* Of the ranges that came so many are in the list. */
static void expect_counts(t_diff diff, const t_range *listed, size_t count, t_diff wanted,
	const t_range *ranges)
{
	if (diff.ranges == wanted.ranges && diff.changed == wanted.changed &&
		diff.grown == wanted.grown)
		return;
	expected("ranges %zu, changed %zu, grown %zu%s", wanted.ranges, wanted.changed,
		wanted.grown, ranges_words(ranges, wanted.ranges));
	got("ranges %zu, changed %zu, grown %zu%s", diff.ranges, diff.changed, diff.grown,
		ranges_words(listed, count));
}

/* Fails the row unless the diff, with that much room, has these ranges and no others. */
static void expect_ranges(t_subject *s, const t_shot *snapshot, const t_range *wanted,
	size_t count, size_t grown, size_t room)
{
	t_address list = list_of(room, sizeof(*wanted));
	room = given_room(room);
	t_diff sum = {count, 0, grown};
	t_diff diff = call_diff(s, snapshot, list, room);
	t_range ranges[MOST];

	expect_within(list, room, sizeof(*wanted), "tracer_diff", "ranges");
	read_memory(list, ranges, room * sizeof(*ranges));
	for (size_t i = 0; i < count; i++)
		sum.changed += wanted[i].size;
	picture(draw_times,
		&(t_times){&s->arena, snapshot->snapshot.size, wanted, count});
	expect_counts(diff, ranges, diff.ranges < room ? diff.ranges : room, sum, wanted);
	for (size_t i = 0; i < count && i < room; i++)
	{
		at_byte(wanted[i].start);
		expected("ranges[%zu] of %zu: start %zu, size %zu", i, count,
			wanted[i].start, wanted[i].size);
		if (ranges[i].start != wanted[i].start ||
			ranges[i].size != wanted[i].size)
			got("start %s, size %s", size_words(ranges[i].start),
				size_words(ranges[i].size));
	}
	picture(NULL, NULL);
}

/* Changes the bytes of these ranges, and expects to be told of them and of no others. */
static void change(const t_range *wanted, size_t count)
{
	t_subject s = written();
	t_shot snapshot = snapped(&s);

	for (size_t i = 0; i < count; i++)
	{
		if (wanted[i].size == 1)
		{
			poke(&s, wanted[i].start, 'n');
			continue;
		}
		fill_memory(base_of(&s) + wanted[i].start, 'n', wanted[i].size);
		noted("%s.base[%zu .. %zu] = 'n'", s.name, wanted[i].start,
			wanted[i].start + wanted[i].size - 1);
	}
	expect_ranges(&s, &snapshot, wanted, count, 0, MOST);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}

/* Two neighbours that have changed places: no sum of them is another one. */
static void swap_two(void)
{
	static const t_range wanted = {10, 2};
	t_subject s = written();

	poke(&s, 10, 'p');
	poke(&s, 11, 'q');
	t_shot snapshot = snapped(&s);
	poke(&s, 10, 'q');
	poke(&s, 11, 'p');
	expect_ranges(&s, &snapshot, &wanted, 1, 0, MOST);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}

/* Each value of a byte becomes others, close to it and far away. */
static void change_all_values(void)
{
	static const unsigned steps[] = {
		1, 2, 8, 16, 32, 64, 127, 128, 129, 192, 224, 254, 255};
	const t_range all = {0, 256};
	t_subject s = live("a", 256);
	t_address block = labelled(&s, 256, "each value once");
	unsigned char bytes[256];

	for (size_t i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	write_memory(block, bytes, 256);
	t_shot snapshot = snapped(&s);
	for (size_t at = 0; at < sizeof(steps) / sizeof(*steps); at++)
	{
		another_try();
		for (size_t i = 0; i < 256; i++)
			bytes[i] = (unsigned char)(i + steps[at]);
		write_memory(block, bytes, 256);
		noted("%s.base[i] was i, and is i + %u, for all 256 bytes", s.name,
			steps[at]);
		expect_ranges(&s, &snapshot, &all, 1, 0, MOST);
	}
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}

/* Whole pages. */
#define LARGE (73 * 4096)
/* From this byte on so many others have changed, each of them alone. */
#define ALONE 100000
#define SINGLE 66000

/* What has changed of it: one long range, and many short ones. */
static size_t large_ranges(t_range *ranges)
{
	ranges[0] = (t_range){1000, 70000};
	for (size_t i = 0; i < SINGLE; i++)
		ranges[1 + i] = (t_range){ALONE + 2 * i, 1};
	return 1 + SINGLE;
}

/* With little stack, and where nothing can be written. */
ROW(diff_large)
{
	static t_range wanted[1 + SINGLE];
	size_t count = large_ranges(wanted);
	t_subject s = live("a", LARGE);
	t_address block = labelled(&s, LARGE, "large");

	fill_memory(block, 'o', LARGE);
	t_shot snapshot = snapped(&s);
	expect_filled(copy_in(&snapshot), LARGE, 'o', "the copy");
	fill_memory(block + 1000, 'n', 70000);
	char *others = copy_of(block + ALONE, 2 * SINGLE);
	for (size_t i = 0; i < SINGLE; i++)
		others[2 * i] = 'n';
	write_memory(block + ALONE, others, 2 * SINGLE);
	noted("all is 'o'; then 70000 bytes at base + 1000 become 'n', and every "
	      "second of %d at base + %d",
		2 * SINGLE, ALONE);
	shrink_stack();
	protect_pages(base_of(&s), LARGE, PROT_READ);
	expect_ranges(&s, &snapshot, wanted, count, 0, MOST);
	protect_pages(base_of(&s), LARGE, PROT_READ | PROT_WRITE);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}

ROW(diff_one_byte)
{
	static const size_t places[] = {
		0, 1, 19, 20, 4095, 4096, WRITTEN - 2, WRITTEN - 1};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		change(&(t_range){places[i], 1}, 1);
}

ROW(diff_ranges)
{
	swap_two();
	/* Under memcheck it would take long, and show nothing more. */
	if (!row_is_watched())
		change_all_values();
	static const t_range apart[] = {{3, 5}, {30, 100}, {4000, 112}};
	static const t_range near[] = {{40, 1}, {42, 1}};
	static const t_range gaps[] = {{0, 1}, {2, 1}, {4, 3}, {8, 8}, {17, 1}};
	static const t_range ends[] = {{0, 1}, {WRITTEN - 1, 1}};

	change(&(t_range){50, 2}, 1);
	change(near, 2);
	change(apart, 3);
	change(gaps, 5);
	change(ends, 2);
	change(&(t_range){0, WRITTEN}, 1);
	change(&(t_range){1, WRITTEN - 2}, 1);
}

ROW(diff_changed_back)
{
	t_subject s = written();
	t_shot snapshot = snapped(&s);
	const t_range alone = {100, 1};

	poke(&s, 99, 'n');
	poke(&s, 100, 'n');
	poke(&s, 99, 'o');
	expect_ranges(&s, &snapshot, &alone, 1, 0, MOST);
	poke(&s, 100, 'o');
	expect_ranges(&s, &snapshot, NULL, 0, 0, MOST);
	poke(&s, 100, 'n');
	expect_ranges(&s, &snapshot, &alone, 1, 0, MOST);
	/* Against a new snapshot the byte has not changed. */
	call_snapshot_free(&s, &snapshot);
	snapshot = snapped(&s);
	expect_ranges(&s, &snapshot, NULL, 0, 0, MOST);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}

ROW(diff_growth)
{
	t_subject s = live("a", 8192);
	t_shot empty = snapped(&s);

	fill_memory(labelled(&s, 100, "old"), 'o', 100);
	t_shot snapshot = snapped(&s);
	fill_memory(labelled(&s, 40, "new"), 'n', 40);
	noted("%s.base[112 .. 151] = 'n'", s.name);
	expect_ranges(&s, &snapshot, NULL, 0, 48, MOST);
	/* The last byte that the snapshot has, right before the new block. */
	poke(&s, 111, 'n');
	const t_range last = {111, 1};
	expect_ranges(&s, &snapshot, &last, 1, 48, MOST);
	labelled(&s, 4000, "newer");
	expect_ranges(&s, &snapshot, &last, 1, 4048, MOST);
	noted("now with the snapshot from before the first block");
	expect_ranges(&s, &empty, NULL, 0, 4160, MOST);
	call_snapshot_free(&s, &snapshot);
	call_snapshot_free(&s, &empty);
	call_free(&s);
}

ROW(diff_room)
{
	static const t_range wanted[] = {{5, 2}, {50, 1}, {52, 1}, {4111, 1}};
	t_subject s = written();
	t_shot snapshot = snapped(&s);

	for (size_t i = 0; i < 4; i++)
		fill_memory(base_of(&s) + wanted[i].start, 'n', wanted[i].size);
	noted("%s.base[5 .. 6], [50], [52], [4111] = 'n'", s.name);
	for (size_t room = 0; room <= 5; room++)
		expect_ranges(&s, &snapshot, wanted, 4, 0, room);
	expect_ranges(&s, &snapshot, wanted, 4, 0, NO_ROOM);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}
