/* Rows of the four policies: what a fork does to an arena. The row forks by itself. */

#define _GNU_SOURCE
#include "drawings.h"
#include "expect.h"
#include "pagemap.h"
#include "row.h"
#include "rows.h"
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

static const char g_parents_block[BLOCK] = "parent";

/* An arena with this policy and a block in it that holds "parent". */
static t_subject with_block(const char *name, t_policy policy, char **block)
{
	t_subject s = live(name, SIZE, policy);

	*block = strcpy(block_of(&s, BLOCK), "parent");
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

t_passed copied_in_child(void)
{
	char *block;
	t_subject s = with_block("a", ARENA_COPIED, &block);

	in_child(see_parents_bytes, block);
	in_child(write_in_child, block);
	freed(&s);
	return row_passed();
}

t_passed copied_in_parent(void)
{
	char *block;
	t_subject s = with_block("a", ARENA_COPIED, &block);

	in_child(write_in_child, block);
	picture(draw_then_and_now, &(t_then){s.arena.base, g_parents_block, BLOCK, SIZE});
	expect_string(block, "parent", "the parent's block, after the child wrote to its copy,");
	picture(NULL, NULL);
	freed(&s);
	return row_passed();
}

#define PAGES 8

/* Writes to the pages with an even number; says whether the others are shared still. */
static void write_even_pages(void *data)
{
	char *pages = data;
	size_t page = (size_t)getpagesize();

	for (size_t i = 0; i < PAGES; i++)
	{
		expected("page %zu, which nobody has written since the fork, is shared with the parent", i);
		if (pagemap_page(0, pages + i * page) == PAGE_ALONE)
			got("the child has a page of its own there: it was copied before it was written");
		if (i % 2 == 0)
			pages[i * page] = 'c';
	}
	picture(draw_pages, &(t_pages){pages, PAGES});
	for (size_t i = 0; i < PAGES; i++)
	{
		int own = i % 2 == 0;
		expected("of %d pages the child wrote to the even ones: these are its own, the others shared",
			PAGES);
		if (pagemap_page(0, pages + i * page) != (own ? PAGE_ALONE : PAGE_SHARED))
			got("page %zu is %s", i, own ? "shared still" : "its own");
	}
}

t_passed copied_page_by_page(void)
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

static void expect_letter(volatile char *byte, char wanted)
{
	for (long looks = 0; looks < LOOKS && *byte != wanted; looks++)
		usleep(100);
	expected("what one child writes shows in another, while both run");
	if (*byte != wanted)
		got("it did not show within 2 s");
}

/* Two children tell each other something in the arena itself. */
static void talk(void *data, size_t number)
{
	volatile char *bytes = data;

	expect_string(data, "parent", "the block, as the child finds it,");
	bytes[8 + number] = 'A';
	expect_letter(&bytes[8 + 1 - number], 'A');
	/* Both have seen "parent": now it may change. */
	bytes[number] = 'C';
}

t_passed shared_both_ways(void)
{
	char *block;
	t_subject s = with_block("a", ARENA_SHARED, &block);

	in_children(2, talk, block);
	expect_string(block, "CCrent", "the block, as the parent finds it after two children wrote there,");
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
		expected("the child's blocks follow those that are there: base + %zu", used);
		if (block != (char *)s->arena.base + used)
			got("base + %td", block - (char *)s->arena.base);
		used += rounded(100);
	}
	expect_size("arena_used in the child", used, call_used(s));
}

t_passed copied_counts_apart(void)
{
	static const t_policy policies[] = {ARENA_COPIED, ARENA_WIPED};

	for (size_t i = 0; i < 2; i++)
	{
		char *block;
		t_subject s = with_block("a", policies[i], &block);
		in_child(take_blocks, &s);
		expect_size("arena_used in the parent, after the child took blocks,", BLOCK, call_used(&s));
		char *next = block_of(&s, 100);
		expected("the parent's next block is where it always was: base + %d", BLOCK);
		if (next != block + BLOCK)
			got("base + %td", next - (char *)s.arena.base);
		expect_filled(
			next, 100, 0, "the parent's next block, where the child wrote in its own memory");
		freed(&s);
	}
	return row_passed();
}

t_passed shared_counts_together(void)
{
	char *block;
	t_subject s = with_block("a", ARENA_SHARED, &block);

	in_child(take_blocks, &s);
	expect_size("arena_used in the parent, after the child took 10 blocks of 100 bytes,",
		BLOCK + 10 * rounded(100), call_used(&s));
	expect_filled(block + BLOCK, 100, 'c', "the child's first block, as the parent sees it");
	char *next = block_of(&s, 16);
	expected("the parent's next block lies behind the child's");
	if (next != block + BLOCK + 10 * rounded(100))
		got("it lies at base + %td", next - (char *)s.arena.base);
	freed(&s);
	return row_passed();
}

/* A child of the row's own that is meant to die of touching `byte`. Returns its wait status. */
static int touch_in_child(const volatile char *byte)
{
	int status;

	tried("a child reads a byte of the arena");
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
		answered(0, "signal %d (SIG%s)", WTERMSIG(status), sigabbrev_np(WTERMSIG(status)));
	else
		answered(0, "it could, and found %s",
			WEXITSTATUS(status) == 1 ? "what the parent wrote" : "something else");
	return status;
}

static void expect_withheld(const char *byte)
{
	int status = touch_in_child(byte);

	expected("a child that touches a withheld arena dies of SIGSEGV");
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
		got("it did not");
}

t_passed withheld_from_child(void)
{
	char *block;
	t_subject s = with_block("a", ARENA_WITHHELD, &block);

	expect_withheld(block);
	expect_withheld((char *)s.arena.base + SIZE - 1);
	freed(&s);
	for (size_t i = 0; i < ODD_SIZES; i++)
	{
		s = live("b", g_odd_sizes[i], ARENA_WITHHELD);
		expect_withheld((char *)s.arena.base + g_odd_sizes[i] - 1);
		freed(&s);
	}
	return row_passed();
}

static void count_only(void *data)
{
	expect_size("arena_used of a withheld arena in the child", BLOCK, call_used(data));
}

t_passed withheld_in_parent(void)
{
	char *block;
	t_subject s = with_block("a", ARENA_WITHHELD, &block);

	in_child(count_only, &s);
	expect_string(block, "parent", "the parent's block, after a child came and went,");
	expect_size("arena_used in the parent", BLOCK, call_used(&s));
	block_of(&s, BLOCK);
	freed(&s);
	return row_passed();
}

static void see_zeros(void *data)
{
	t_subject *s = data;

	expect_filled(s->arena.base, SIZE, 0, "a wiped arena in the child");
	expect_size("arena_used of a wiped arena in the child", BLOCK, call_used(s));
	strcpy(s->arena.base, "child");
}

static void see_all_zeros(void *data)
{
	const t_subject *s = data;

	expect_filled(s->arena.base, s->arena.capacity, 0, "a wiped arena in the child");
}

t_passed wiped_in_child(void)
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

t_passed wiped_in_parent(void)
{
	char *block;
	t_subject s = with_block("a", ARENA_WIPED, &block);

	in_child(see_zeros, &s);
	picture(draw_then_and_now, &(t_then){s.arena.base, g_parents_block, BLOCK, SIZE});
	expect_string(block, "parent", "the parent's block, after the child wrote zeros' place,");
	picture(NULL, NULL);
	expect_size("arena_used in the parent", BLOCK, call_used(&s));
	freed(&s);
	return row_passed();
}

/* In a child: the policies hold for its own children too. */
static void have_children(void *data)
{
	t_subject *all = data;

	for (size_t i = 0; i < POLICIES; i++)
		expect_size("arena_used in the child", BLOCK, call_used(&all[i]));
	expect_withheld(all[ARENA_WITHHELD].arena.base);
	memset(all[ARENA_WIPED].arena.base, 'w', SIZE);
	in_child(see_zeros, &all[ARENA_WIPED]);
	in_child(write_in_child, all[ARENA_SHARED].arena.base);
	expect_string(
		all[ARENA_SHARED].arena.base, "child", "a shared arena, after a grandchild wrote there,");
	in_child(write_in_child, all[ARENA_COPIED].arena.base);
	expect_string(
		all[ARENA_COPIED].arena.base, "parent", "a copied arena, after a grandchild wrote there,");
}

/* Four arenas, each with a policy of its own and a block. */
static void make_all(t_subject *all)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	char *block;

	for (size_t i = 0; i < POLICIES; i++)
		all[g_policies[i]] = with_block(names[i], g_policies[i], &block);
}

t_passed policy_of_grandchildren(void)
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
}

t_passed policies_side_by_side(void)
{
	t_subject all[POLICIES];

	make_all(all);
	in_child(write_all, all);
	for (size_t i = 0; i < POLICIES; i++)
	{
		expect_string(
			all[i].arena.base, i == ARENA_SHARED ? "child" : "parent", policy_name((t_policy)i));
		block_of(&all[i], 100);
		expect_size("arena_used", BLOCK + rounded(100), call_used(&all[i]));
	}
	for (size_t i = 0; i < POLICIES; i++)
		freed(&all[i]);
	return row_passed();
}

static void free_in_child(void *data)
{
	freed(data);
}

t_passed free_in_child_only(void)
{
	static const t_policy policies[] = {ARENA_COPIED, ARENA_SHARED, ARENA_WIPED};

	for (size_t i = 0; i < 3; i++)
	{
		char *block;
		t_subject s = with_block("a", policies[i], &block);
		in_child(free_in_child, &s);
		expect_string(block, "parent", "the parent's block, after the child freed the arena,");
		block_of(&s, 100);
		expect_size("arena_used in the parent", BLOCK + rounded(100), call_used(&s));
		freed(&s);
	}
	return row_passed();
}
