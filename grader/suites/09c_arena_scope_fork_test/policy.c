/* Rows of the four policies: what a fork does to an arena. The row forks by itself. */

#define _GNU_SOURCE
#include "expect.h"
#include "pagemap.h"
#include "row.h"
#include "scene.h"
#include "subject.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 4096
#define BLOCK 64
/* The clock's bound for children that are meant to die. */
#define SECONDS 5

/* Where the last page is not full: it has the policy too. */
static const size_t g_odd_sizes[] = {100, 5000};

#define ODD_SIZES (sizeof(g_odd_sizes) / sizeof(*g_odd_sizes))

/* An arena with this policy and a block in it that holds "parent". */
static t_subject with_block(const char *name, t_policy policy, char **block)
{
	t_subject s = live(name, SIZE, policy);

	*block = strcpy(block_of(&s, BLOCK), "parent");
	tried("strcpy(block of %s, \"parent\")", name);
	answered(0, "in the parent");
	return s;
}

static void see_parents_bytes(void *data)
{
	expect_string(data, "parent", "the block, as the child finds it,");
}

static void write_in_child(void *data)
{
	strcpy(data, "child");
	expect_string(data, "child", "the block, after the child wrote there,");
}

ROW(copied_in_child)
{
	char *block;
	t_subject s = with_block("a", ARENA_COPIED, &block);

	in_child(see_parents_bytes, block);
	in_child(write_in_child, block);
	freed(&s);
	return row_passed();
}

ROW(copied_in_parent)
{
	char *block;
	t_subject s = with_block("a", ARENA_COPIED, &block);

	in_child(write_in_child, block);
	expect_string(block, "parent",
		"the parent's block, after the child wrote to its copy,");
	freed(&s);
	return row_passed();
}

#define PAGES 8

/* c: copied, the child has it alone; s: shared with the parent. */
static char mark_of(const char *page)
{
	return pagemap_page(0, page) == PAGE_ALONE ? 'c' : 's';
}

static void show_pages(const char *pages, size_t page)
{
	scene_lane("expected: c is copied, s is shared", PAGES * page, PAGES * page);
	for (size_t i = 0; i < PAGES; i++)
		scene_block(i * page, page, i % 2 == 0 ? 'c' : 's');
	scene_lane("got", PAGES * page, PAGES * page);
	for (size_t i = 0; i < PAGES; i++)
		scene_block(i * page, page, mark_of(pages + i * page));
}

static void expect_even_pages(const char *pages, size_t page)
{
	for (size_t i = 0; i < PAGES; i++)
	{
		int own = i % 2 == 0;
		expected(
			"of %d pages the child wrote to the even ones: these are its own, the others shared",
			PAGES);
		if (pagemap_page(0, pages + i * page) == (own ? PAGE_ALONE : PAGE_SHARED))
			continue;
		show_pages(pages, page);
		at_byte(i * page);
		got("page %zu is %s", i,
			own ? "shared still, though the child wrote there"
			    : "its own, though nobody wrote");
	}
}

/* Writes to the pages with an even number; says whether the others are shared still. */
static void write_even_pages(void *data)
{
	char *pages = data;
	size_t page = (size_t)getpagesize();

	for (size_t i = 0; i < PAGES; i++)
	{
		expected(
			"page %zu, which nobody has written since the fork, is shared with the parent",
			i);
		if (pagemap_page(0, pages + i * page) == PAGE_ALONE)
			got("the child has a page of its own there: it was copied before it was written");
		if (i % 2 == 0)
			pages[i * page] = 'c';
	}
	expect_even_pages(pages, page);
}

ROW(copied_page_by_page)
{
	size_t page = (size_t)getpagesize();
	t_subject s = live("a", (PAGES + 1) * page, ARENA_COPIED);
	char *whole = (char *)(((uintptr_t)s.arena.base + page - 1) / page * page);

	memset(s.arena.base, 'p', (PAGES + 1) * page);
	in_child(write_even_pages, whole);
	freed(&s);
	return row_passed();
}

/* How often a child looks for what another writes: 2 s in all. */
#define LOOKS 20000

static void expect_letter(volatile char *byte, char wanted, size_t writer)
{
	for (long looks = 0; looks < LOOKS && *byte != wanted; looks++)
		usleep(100);
	expected(
		"byte %zu, where child %zu writes '%c', shows in child %zu, while both run",
		8 + writer, writer + 1, wanted, 2 - writer);
	if (*byte != wanted)
		got("child %zu still finds 0x%02x there after 2 s", 2 - writer,
			(unsigned char)*byte);
}

/* Two children tell each other something in the arena itself. */
static void talk(void *data, size_t number)
{
	volatile char *bytes = data;

	expect_string(data, "parent", "the block, as the child finds it,");
	bytes[8 + number] = 'A';
	expect_letter(&bytes[8 + 1 - number], 'A', 1 - number);
	/* Both have seen "parent": now it may change. */
	bytes[number] = 'C';
}

ROW(shared_both_ways)
{
	char *block;
	t_subject s = with_block("a", ARENA_SHARED, &block);

	in_children(2, talk, block);
	expect_string(block, "CCrent",
		"the block, as the parent finds it after two children wrote there,");
	in_child(write_in_child, block);
	expect_string(block, "child", "the block, after another child wrote there,");
	freed(&s);
	return row_passed();
}

static void take_blocks(void *data)
{
	t_subject *s = data;
	size_t used = call_used(s);

	for (size_t i = 0; i < 10; i++)
	{
		char *block = memset(block_of(s, 100), 'c', 100);
		expected("the child's blocks follow those that are there: base + %zu",
			used);
		if (block != (char *)s->arena.base + used)
			got("base + %td", block - (char *)s->arena.base);
		used += rounded(100);
	}
	expect_size("arena_used in the child", used, call_used(s));
}

ROW(copied_counts_apart)
{
	static const t_policy policies[] = {ARENA_COPIED, ARENA_WIPED};

	for (size_t i = 0; i < 2; i++)
	{
		char *block;
		t_subject s = with_block("a", policies[i], &block);
		in_child(take_blocks, &s);
		expect_size("arena_used in the parent, after the child took blocks,",
			BLOCK, call_used(&s));
		char *next = block_of(&s, 100);
		expected("the parent's next block is where it always was: base + %d",
			BLOCK);
		if (next != block + BLOCK)
			got("base + %td", next - (char *)s.arena.base);
		expect_filled(next, 100, 0,
			"the parent's next block, where the child wrote in its own memory");
		freed(&s);
	}
	return row_passed();
}

ROW(shared_counts_together)
{
	char *block;
	t_subject s = with_block("a", ARENA_SHARED, &block);

	in_child(take_blocks, &s);
	expect_size(
		"arena_used in the parent, after the child took 10 blocks of 100 bytes,",
		BLOCK + 10 * rounded(100), call_used(&s));
	expect_filled(block + BLOCK, 100, 'c',
		"the child's first block, as the parent sees it");
	char *next = block_of(&s, 16);
	expected("the parent's next block lies behind the child's");
	if (next != block + BLOCK + 10 * rounded(100))
		got("it lies at base + %td", next - (char *)s.arena.base);
	freed(&s);
	return row_passed();
}

/* A child of the row's own that is meant to die of touching byte `at`. Returns its wait
 * status. */
static int touch_in_child(const t_subject *s, size_t at)
{
	const volatile char *byte = (const char *)s->arena.base + at;
	int status;

	tried("a child reads byte %zu of %s", at, s->name);
	pid_t child = fork();
	if (child == 0)
	{
		be_mortal(SECONDS);
		_exit(*byte == 'p' ? 1 : 2);
	}
	if (child == -1)
		got("fork failed: %s", errno_name(errno));
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		continue;
	if (WIFSIGNALED(status))
		answered(0, "signal %d (SIG%s)", WTERMSIG(status),
			signal_name(WTERMSIG(status)));
	else
		answered(0, "it could");
	return status;
}

static void expect_withheld(const t_subject *s, size_t at)
{
	int status = touch_in_child(s, at);

	expected(
		"a child that reads byte %zu of the withheld arena %s, of capacity %zu, dies of SIGSEGV",
		at, s->name, s->arena.capacity);
	if (!WIFSIGNALED(status))
		got("it could read the byte%s",
			WEXITSTATUS(status) == 1 ? ", and found what the parent wrote"
						 : "");
	if (WTERMSIG(status) != SIGSEGV)
		got("it died of signal %d (SIG%s)", WTERMSIG(status),
			signal_name(WTERMSIG(status)));
}

ROW(withheld_from_child)
{
	char *block;
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
	return row_passed();
}

static void count_only(void *data)
{
	expect_size(
		"arena_used of a withheld arena in the child", BLOCK, call_used(data));
}

ROW(withheld_in_parent)
{
	char *block;
	t_subject s = with_block("a", ARENA_WITHHELD, &block);

	in_child(count_only, &s);
	expect_string(
		block, "parent", "the parent's block, after a child came and went,");
	expect_size("arena_used in the parent", BLOCK, call_used(&s));
	block_of(&s, BLOCK);
	freed(&s);
	return row_passed();
}

static void expect_wiped(const t_subject *s, size_t size)
{
	const unsigned char *bytes = s->arena.base;

	for (size_t i = 0; i < size; i++)
	{
		if (bytes[i] == 0)
			continue;
		expected(
			"the child finds 0 in every byte of the wiped arena %s, of capacity %zu",
			s->name, size);
		got("byte %zu is 0x%02x, what the parent wrote there", i, bytes[i]);
	}
}

static void see_zeros(void *data)
{
	t_subject *s = data;

	expect_wiped(s, SIZE);
	expect_size("arena_used of a wiped arena in the child", BLOCK, call_used(s));
	strcpy(s->arena.base, "child");
}

static void see_all_zeros(void *data)
{
	const t_subject *s = data;

	expect_wiped(s, s->arena.capacity);
}

ROW(wiped_in_child)
{
	char *block;
	t_subject s = with_block("a", ARENA_WIPED, &block);

	memset(s.arena.base, 'p', SIZE);
	in_child(see_zeros, &s);
	freed(&s);
	for (size_t i = 0; i < ODD_SIZES; i++)
	{
		s = live("b", g_odd_sizes[i], ARENA_WIPED);
		memset(s.arena.base, 'p', s.arena.capacity);
		in_child(see_all_zeros, &s);
		freed(&s);
	}
	return row_passed();
}

ROW(wiped_in_parent)
{
	char *block;
	t_subject s = with_block("a", ARENA_WIPED, &block);

	in_child(see_zeros, &s);
	expect_string(block, "parent",
		"the parent's block, after the child wrote zeros' place,");
	expect_size("arena_used in the parent", BLOCK, call_used(&s));
	freed(&s);
	return row_passed();
}

/* Where there are several arenas: which of them it is, and of what policy. */
static void expect_used(t_subject *s, t_policy policy, const char *where, size_t wanted)
{
	size_t used = call_used(s);

	expected("arena_used of %s, which is %s, %s: %zu", s->name, policy_name(policy),
		where, wanted);
	if (used != wanted)
		got("%zu", used);
}

/* In a child: the policies hold for its own children too. */
static void have_children(void *data)
{
	t_subject *all = data;

	for (size_t i = 0; i < POLICIES; i++)
		expect_used(&all[i], (t_policy)i, "in the child", BLOCK);
	expect_withheld(&all[ARENA_WITHHELD], 0);
	memset(all[ARENA_WIPED].arena.base, 'w', SIZE);
	tried("the child fills %s with 'w', and forks as its parent did",
		all[ARENA_WIPED].name);
	answered(0, "a grandchild");
	in_child(see_zeros, &all[ARENA_WIPED]);
	in_child(write_in_child, all[ARENA_SHARED].arena.base);
	expect_string(all[ARENA_SHARED].arena.base, "child",
		"a shared arena, after a grandchild wrote there,");
	in_child(write_in_child, all[ARENA_COPIED].arena.base);
	expect_string(all[ARENA_COPIED].arena.base, "parent",
		"a copied arena, after a grandchild wrote there,");
}

/* Four arenas, each with a policy of its own and a block. */
static void make_all(t_subject *all)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	char *block;

	for (size_t i = 0; i < POLICIES; i++)
		all[g_policies[i]] = with_block(names[i], g_policies[i], &block);
}

ROW(policy_of_grandchildren)
{
	t_subject all[POLICIES];

	make_all(all);
	in_child(have_children, all);
	for (size_t i = 0; i < POLICIES; i++)
		freed(&all[i]);
	return row_passed();
}

static void write_all(void *data)
{
	t_subject *all = data;

	for (size_t i = 0; i < POLICIES; i++)
		if (i != ARENA_WITHHELD)
			strcpy(all[i].arena.base, "child");
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
	expect_string(s->arena.base, text, whose);
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
	return row_passed();
}

static void free_in_child(void *data)
{
	freed(data);
}

ROW(free_in_child_only)
{
	static const t_policy policies[] = {ARENA_COPIED, ARENA_SHARED, ARENA_WIPED};

	for (size_t i = 0; i < 3; i++)
	{
		char *block;
		t_subject s = with_block("a", policies[i], &block);
		in_child(free_in_child, &s);
		expect_string(block, "parent",
			"the parent's block, after the child freed the arena,");
		block_of(&s, 100);
		expect_size(
			"arena_used in the parent", BLOCK + rounded(100), call_used(&s));
		freed(&s);
	}
	return row_passed();
}
