/* Rows of the four policies: what a fork does to an arena. The row forks by itself. */

#define _GNU_SOURCE
#include "child.h"
#include "kit.h"
#include "mappings.h"
#include "pagemap.h"
#include "scene.h"
#include "turn.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 4096
#define BLOCK 64

/* Where the last page is not full: it has the policy too. */
static const size_t g_odd_sizes[] = {100, 5000, 12388};

#define ODD_SIZES (sizeof(g_odd_sizes) / sizeof(*g_odd_sizes))

/* An arena with this policy and a block in it that holds "parent". */
static t_subject with_block(const char *name, t_policy policy, t_address *block)
{
	t_subject s = live(name, SIZE, policy);

	*block = block_of(&s, BLOCK);
	write_string(*block, "parent");
	tried("strcpy(block of %s, \"parent\")", name);
	answered(0, "in the parent");
	return s;
}

static void see_parents_bytes(void *data)
{
	expect_string(*(t_address *)data, "parent", "the block, as the child finds it,");
}

static void write_in_child(void *data)
{
	t_address block = *(t_address *)data;

	write_string(block, "child");
	expect_string(block, "child", "the block, after the child wrote there,");
}

ROW(copied_in_child)
{
	t_address block;
	t_subject s = with_block("a", ARENA_COPIED, &block);

	in_child(see_parents_bytes, &block);
	in_child(write_in_child, &block);
	freed(&s);
}

ROW(copied_in_parent)
{
	t_address block;
	t_subject s = with_block("a", ARENA_COPIED, &block);

	in_child(write_in_child, &block);
	expect_string(block, "parent",
		"the parent's block, after the child wrote to its copy,");
	freed(&s);
}

#define PAGES 8

static t_page page_at(t_address address)
{
	return pagemap_page(g_process->pid, (const void *)address);
}

/* c: copied, the child has it alone; s: shared with the parent. */
static char mark_of(t_address page)
{
	return page_at(page) == PAGE_ALONE ? 'c' : 's';
}

static void show_pages(t_address pages, size_t page)
{
	scene_begin();
	scene_lane("expected: c is copied, s is shared", PAGES * page, PAGES * page);
	for (size_t i = 0; i < PAGES; i++)
		scene_block(i * page, page, i % 2 == 0 ? 'c' : 's');
	scene_lane("got", PAGES * page, PAGES * page);
	for (size_t i = 0; i < PAGES; i++)
		scene_block(i * page, page, mark_of(pages + i * page));
}

static void expect_even_pages(t_address pages, size_t page)
{
	for (size_t i = 0; i < PAGES; i++)
	{
		int own = i % 2 == 0;
		expected(
			"the child wrote to the even ones of %d pages: those are its own, the others are shared",
			PAGES);
		if (page_at(pages + i * page) == (own ? PAGE_ALONE : PAGE_SHARED))
			continue;
		show_pages(pages, page);
		at_byte(i * page);
		got("page %zu is %s", i,
			own ? "still shared, though the child wrote to it"
			    : "its own, though nobody wrote to it");
	}
}

/* Writes to the pages with an even number; says whether the others are shared still. */
static void write_even_pages(void *data)
{
	t_address pages = *(t_address *)data;
	size_t page = (size_t)getpagesize();

	for (size_t i = 0; i < PAGES; i++)
	{
		expected(
			"page %zu, which nobody has written to since the fork, is shared with the parent",
			i);
		if (page_at(pages + i * page) == PAGE_ALONE)
			got("the child has a page of its own there: it was copied before it was written");
		if (i % 2 == 0)
			CALL(STEP_FILL, pages + i * page, 'c', 1);
	}
	expect_even_pages(pages, page);
}

static int write_even_pages_in_work(t_subject *s, void *data)
{
	(void)s;
	write_even_pages(data);
	return 0;
}

ROW(copied_page_by_page)
{
	size_t page = (size_t)getpagesize();
	t_subject s = live("a", (PAGES + 1) * page, ARENA_COPIED);
	t_address whole = (base_of(&s) + page - 1) / page * page;

	fill_memory(base_of(&s), 'p', (PAGES + 1) * page);
	in_child(write_even_pages, &whole);
	traced(&s, "write_to_the_even_pages", write_even_pages_in_work, &whole);
	freed(&s);
}

static void expect_letter(t_address byte, char wanted, size_t writer)
{
	char found;

	read_memory(byte, &found, 1);
	expected(
		"byte %zu, to which child %zu writes '%c', shows in child %zu while both run",
		8 + writer, writer + 1, wanted, 2 - writer);
	if (found != wanted)
		got("child %zu still finds 0x%02x there", 2 - writer,
			(unsigned char)found);
}

/* Two children tell each other something in the arena itself. */
static void talk(t_process **children, t_address block)
{
	for (size_t i = 0; i < 2; i++)
	{
		g_process = children[i];
		expect_string(block, "parent", "the block, as the child finds it,");
		CALL(STEP_FILL, block + 8 + i, 'A', 1);
	}
	for (size_t i = 0; i < 2; i++)
	{
		g_process = children[i];
		expect_letter(block + 8 + 1 - i, 'A', 1 - i);
		/* Both have seen "parent": now it may change. */
		CALL(STEP_FILL, block + i, 'C', 1);
	}
}

static void let_two_talk(t_address block)
{
	t_process *parent = g_process;
	t_process *children[] = {child_begin(), child_begin()};

	row_in_child(1);
	talk(children, block);
	row_in_child(0);
	g_process = parent;
	child_end(children[0]);
	child_end(children[1]);
}

ROW(shared_both_ways)
{
	t_address block;
	t_subject s = with_block("a", ARENA_SHARED, &block);

	let_two_talk(block);
	expect_string(block, "CCrent",
		"the block, as the parent finds it after two children wrote there,");
	in_child(write_in_child, &block);
	expect_string(block, "child", "the block, after another child wrote there,");
	freed(&s);
}

static void take_blocks(void *data)
{
	/* The child's struct is a copy, too. */
	t_subject s = *(t_subject *)data;
	size_t used = used_of(&s);

	for (size_t i = 0; i < 10; i++)
	{
		t_address block = block_of(&s, 100);
		fill_memory(block, 'c', 100);
		expected("the child's blocks follow the existing ones: base + %zu", used);
		if (block != base_of(&s) + used)
			got("base + %td", distance_of(&s, block));
		used += rounded(100);
	}
	expect_size("arena_used in the child", used, used_of(&s));
}

ROW(copied_counts_apart)
{
	static const t_policy policies[] = {ARENA_COPIED, ARENA_WIPED};

	for (size_t i = 0; i < 2; i++)
	{
		t_address block;
		t_subject s = with_block("a", policies[i], &block);
		in_child(take_blocks, &s);
		expect_size("arena_used in the parent, after the child took blocks,",
			BLOCK, used_of(&s));
		t_address next = block_of(&s, 100);
		expected(
			"the parent's next block is where it would be without the child: base + %d",
			BLOCK);
		if (next != block + BLOCK)
			got("base + %td", distance_of(&s, next));
		expect_filled(next, 100, 0,
			"the parent's next block, where the child wrote in its own memory");
		freed(&s);
	}
}

ROW(shared_counts_together)
{
	t_address block;
	t_subject s = with_block("a", ARENA_SHARED, &block);

	in_child(take_blocks, &s);
	expect_size(
		"arena_used in the parent, after the child took 10 blocks of 100 bytes,",
		BLOCK + 10 * rounded(100), used_of(&s));
	expect_filled(block + BLOCK, 100, 'c',
		"the child's first block, as the parent sees it");
	t_address next = block_of(&s, 16);
	expected("the parent's next block comes after the child's");
	if (next != block + BLOCK + 10 * rounded(100))
		got("it is at base + %td", distance_of(&s, next));
	freed(&s);
}

/* A child of the row's own that is meant to die of touching byte `at`. Returns its wait
 * status; or 0 where it could, with what it found in *found. */
static int touch_in_child(const t_subject *s, size_t at, char *found)
{
	t_process *parent = g_process;
	int status = 0;

	tried("a child reads byte %zu of %s", at, s->name);
	t_process *child = child_begin();
	child->may_die = 1;
	g_process = child;
	BATCH(STEP_READ, base_of(s) + at, 1);
	batch_begin(child, 0, 0);
	g_process = parent;
	if (turn_wait(child, 0) == TURN_CAME)
	{
		*found = child->window->bytes[0];
		child_end(child);
		answered(0, "it can");
		return 0;
	}
	status = child_status(child);
	answered(0, "signal %d (SIG%s)", WTERMSIG(status), signal_name(WTERMSIG(status)));
	return status;
}

static void expect_withheld(const t_subject *s, size_t at)
{
	char found = 0;
	int status = touch_in_child(s, at, &found);

	expected(
		"a child that reads byte %zu of the withheld arena %s, of capacity %zu, dies of SIGSEGV",
		at, s->name, s->arena.capacity);
	if (!WIFSIGNALED(status))
		got("it could read the byte%s",
			found == 'p' ? ", and found what the parent wrote" : "");
	if (WTERMSIG(status) != SIGSEGV)
		got("it died of signal %d (SIG%s)", WTERMSIG(status),
			signal_name(WTERMSIG(status)));
}

/* An arena of more bytes than 32 bits can count, where that can be tried. */
static int make_large(t_subject *s, t_policy policy)
{
	if (row_is_watched() || !is_frugal(live("d", PROBE_SIZE, policy), PROBE_SIZE))
		return 0;
	another_try();
	*s = unmade("e", policy);
	return init_large(s, LARGE_SIZE);
}

ROW(withheld_from_child)
{
	t_address block;
	t_subject s = with_block("a", ARENA_WITHHELD, &block);

	expect_withheld(&s, 0);
	expect_withheld(&s, SIZE - 1);
	freed(&s);
	for (size_t i = 0; i < ODD_SIZES; i++)
	{
		s = live("b", g_odd_sizes[i], ARENA_WITHHELD);
		expect_withheld(&s, g_odd_sizes[i] - 1);
		freed(&s);
	}
	if (make_large(&s, ARENA_WITHHELD))
	{
		expect_withheld(&s, LARGE_SIZE - 1);
		freed(&s);
	}
}

static void count_only(void *data)
{
	t_subject s = *(t_subject *)data;

	expect_size("arena_used of a withheld arena in the child", BLOCK, used_of(&s));
}

ROW(withheld_in_parent)
{
	t_address block;
	t_subject s = with_block("a", ARENA_WITHHELD, &block);

	in_child(count_only, &s);
	expect_string(
		block, "parent", "the parent's block, after a child came and went,");
	expect_size("arena_used in the parent", BLOCK, used_of(&s));
	block_of(&s, BLOCK);
	freed(&s);
}

static void expect_wiped(const t_subject *s, size_t size)
{
	const unsigned char *bytes = (unsigned char *)copy_of(base_of(s), size);

	for (size_t i = 0; i < size; i++)
	{
		if (bytes[i] == 0)
			continue;
		expected(
			"the child finds 0 in every byte of the wiped arena %s, of capacity %zu",
			s->name, size);
		got("byte %zu is 0x%02x, which the parent wrote there", i, bytes[i]);
	}
}

static void see_zeros(void *data)
{
	t_subject s = *(t_subject *)data;

	expect_wiped(&s, SIZE);
	expect_size("arena_used of a wiped arena in the child", BLOCK, used_of(&s));
	write_string(base_of(&s), "child");
}

typedef struct s_odd
{
	t_subject s;
	size_t size;
} t_odd;

static void see_all_zeros(void *data)
{
	const t_odd *odd = data;

	expect_wiped(&odd->s, odd->size);
}

static void see_zero(void *data)
{
	expect_filled(*(t_address *)data, 1, 0, "the last byte, as the child finds it,");
}

ROW(wiped_in_child)
{
	t_address block;
	t_subject s = with_block("a", ARENA_WIPED, &block);

	in_child(see_zeros, &s);
	expect_string(block, "parent",
		"the parent's block, after the child wrote over its zeros,");
	expect_size("arena_used in the parent", BLOCK, used_of(&s));
	fill_memory(base_of(&s), 'p', SIZE);
	in_child(see_zeros, &s);
	freed(&s);
	for (size_t i = 0; i < ODD_SIZES; i++)
	{
		t_odd odd = {
			live("b", g_odd_sizes[i], ARENA_WIPED), rounded(g_odd_sizes[i])};
		fill_memory(base_of(&odd.s), 'p', odd.size);
		in_child(see_all_zeros, &odd);
		freed(&odd.s);
	}
	if (!make_large(&s, ARENA_WIPED))
		return;
	t_address last = base_of(&s) + LARGE_SIZE - 1;
	fill_memory(last, 'p', 1);
	in_child(see_zero, &last);
	freed(&s);
}

/* Where there are several arenas: which of them it is, and of what policy. */
static void expect_used(t_subject *s, t_policy policy, const char *where, size_t wanted)
{
	size_t used = used_of(s);

	expected("arena_used of %s, which is %s, %s: %zu", s->name, policy_name(policy),
		where, wanted);
	if (used != wanted)
		got("%zu", used);
}

/* In a child: the policies hold for its own children too. */
static void have_children(void *data)
{
	const t_subject *all = data;
	t_address shared = base_of(&all[ARENA_SHARED]);
	t_address copied = base_of(&all[ARENA_COPIED]);
	t_subject wiped = all[ARENA_WIPED];

	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = all[i];
		expect_used(&s, (t_policy)i, "in the child", BLOCK);
	}
	expect_withheld(&all[ARENA_WITHHELD], 0);
	fill_memory(base_of(&wiped), 'w', SIZE);
	tried("the child fills %s with 'w', and forks as its parent did", wiped.name);
	answered(0, "a grandchild");
	in_child(see_zeros, &wiped);
	in_child(write_in_child, &shared);
	expect_string(shared, "child", "a shared arena, after a grandchild wrote there,");
	in_child(write_in_child, &copied);
	expect_string(
		copied, "parent", "a copied arena, after a grandchild wrote there,");
}

/* Four arenas, each with a policy of its own and a block. */
static void make_all(t_subject *all)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	t_address block;

	for (size_t i = 0; i < POLICIES; i++)
		all[g_policies[i]] = with_block(names[i], g_policies[i], &block);
}

static int have_children_as_work(t_subject *s, void *data)
{
	(void)s;
	have_children(data);
	return 0;
}

ROW(policy_of_grandchildren)
{
	t_subject all[POLICIES];

	make_all(all);
	in_child(have_children, all);
	/* Those of a child that fork_trace has made are no others. */
	traced(&all[ARENA_WIPED], "have_children", have_children_as_work, all);
	for (size_t i = 0; i < POLICIES; i++)
		freed(&all[i]);
}

static void write_all(void *data)
{
	const t_subject *all = data;

	for (size_t i = 0; i < POLICIES; i++)
		if (i != ARENA_WITHHELD)
			write_string(base_of(&all[i]), "child");
	tried("strcpy(block of a, of b and of d, \"child\")");
	answered(0, "in the child");
}

/* The parent's side, after a child wrote "child" wherever it could. */
static void expect_side(t_subject *s, t_policy policy, const char *text)
{
	char whose[80];

	snprintf(whose, sizeof(whose),
		"the first block of %s, which is %s, in the parent", s->name,
		policy_name(policy));
	expect_string(base_of(s), text, whose);
	block_of(s, 100);
	expect_used(
		s, policy, "after a second block, of 100 bytes", BLOCK + rounded(100));
}

ROW(policies_side_by_side)
{
	t_subject all[POLICIES];

	make_all(all);
	in_child(write_all, all);
	for (size_t i = 0; i < POLICIES; i++)
	{
		expect_side(&all[i], (t_policy)i, i == ARENA_SHARED ? "child" : "parent");
	}
	for (size_t i = 0; i < POLICIES; i++)
		freed(&all[i]);
}

static void free_in_child(void *data)
{
	t_subject s = *(t_subject *)data;

	freed(&s);
	if (ledger_is_seen())
		expect_unmapped("arena_free in a child");
}

/* A child frees an arena of several pages: the parent's bytes are still there. */
static void free_pages_in_child(t_policy policy)
{
	const size_t used = 4 * SIZE;
	t_subject s = live("b", 5 * SIZE, policy);

	for (size_t at = 0; at < used; at += SIZE)
		fill_memory(block_of(&s, SIZE), 'x', SIZE);
	in_child(free_in_child, &s);
	expect_filled(base_of(&s), used, 'x', "what the parent's blocks hold");
	freed(&s);
}

ROW(free_in_child_only)
{
	static const t_policy policies[] = {ARENA_COPIED, ARENA_SHARED, ARENA_WIPED};

	for (size_t i = 0; i < 3; i++)
	{
		t_address block;
		t_subject s = with_block("a", policies[i], &block);
		in_child(free_in_child, &s);
		expect_string(block, "parent",
			"the parent's block, after the child freed the arena,");
		block_of(&s, 100);
		expect_size(
			"arena_used in the parent", BLOCK + rounded(100), used_of(&s));
		freed(&s);
		if (!row_is_watched())
			free_pages_in_child(policies[i]);
	}
}
