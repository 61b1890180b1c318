/* Rows of children, which have a quarantine and a watch of their own. */

#include "kit.h"

#include "child.h"
#include "strike.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#define PAGE 4096

/* What parent and child begin with: a is in quarantine, b is alive. */
typedef struct s_family
{
	t_subject a;
	t_subject b;
	t_address handle; /* of a byte of b */
	t_address block; /* of b */
} t_family;

static t_family family(void)
{
	t_family f;

	expect_signals_seen();
	keep(2);
	f.a = live("a", 5000);
	named_block(&f.a, 40, "list");
	f.b = live("b", 5000);
	f.block = named_block(&f.b, 40, "tree");
	fill_memory(f.block, 'b', 40);
	f.handle = handle_of(f.block);
	freed(&f.a);
	begin_watch();
	return f;
}

static void expect_report(const t_subject *s, const char *block, size_t ago)
{
	char wanted[128];

	snprintf(wanted, sizeof(wanted),
		"use after unmap: read at byte 8 of block '%s' of arena %u, freed %zu %s ago\n",
		block, s->made.number, ago, ago == 1 ? "free" : "frees");
	t_outcome outcome = touch(TOUCH_READ, (uintptr_t)s->made.base + 8,
		"base + 8 of an arena that was freed");
	expect_words(&outcome, wanted);
	expect_death(&outcome, PROMISE_DEATH);
}

static void free_b(void *data)
{
	t_family *f = data;

	call_free(&f->b);
	expect_report(&f->b, "tree", 1);
	expect_report(&f->a, "list", 2);
}

/* The parent's arena is as it was, whatever a child did to its own. */
static void expect_b_alive(const t_family *f)
{
	int error;

	expect_filled(f->block, 40, 'b', "the block of b in the parent");
	t_address at = call_handle_get(f->handle, &error);
	expected("the handle of b is good in the parent");
	if (at != f->block)
		got("%s", pointer_words((void *)at));
}

static void end(t_family *f)
{
	freed(&f->b);
	leave_watch();
	empty_quarantine();
}

/* Generations: the watch was begun in the grandparent. */
static void expect_in_grandchild(void *data)
{
	t_family *f = data;

	call_free(&f->b);
	expect_report(&f->b, "tree", 1);
}

static void go_on_in_child(void *data)
{
	t_family *f = data;
	t_family own = *f;

	in_child(expect_in_grandchild, &own);
	expect_b_alive(f);
	expect_report(&f->a, "list", 1);
}

ROW(fork_watch)
{
	t_family f = family();
	t_family in_parent = f;

	expect_report(&f.a, "list", 1);
	in_child(free_b, &f);
	f = in_parent;
	in_child(go_on_in_child, &f);
	expect_report(&f.a, "list", 1);
	expect_b_alive(&f);
	freed(&f.b);
	expect_report(&f.b, "tree", 1);
	expect_report(&f.a, "list", 2);
	leave_watch();
	empty_quarantine();
}

static void end_all(void *data)
{
	t_family *f = data;

	end_watch();
	call_free(&f->b);
	empty_quarantine();
	expect_size("the number of mapped bytes", 0, ledger_mapped());
	t_outcome outcome = touch(
		TOUCH_READ, (uintptr_t)f->a.made.base + 8, "base + 8 of a, in the child");
	expect_no_words(&outcome, PROMISE_OTHERS);
}

ROW(fork_apart)
{
	t_family f = family();
	t_family in_parent = f;

	in_child(end_all, &f);
	f = in_parent;
	expect_b_alive(&f);
	expected("a is still in quarantine, in the parent");
	if (ledger_protection((uintptr_t)f.a.made.base, 1) != PROT_NONE)
		got("it is not");
	expect_report(&f.a, "list", 1);
	end(&f);
}

static void make_in_child(void *data)
{
	t_family *f = data;
	t_subject c = live("c", 64);
	int error;

	expected("the child's next arena has number %u", f->b.made.number + 1);
	if (c.arena.number != f->b.made.number + 1)
		got("%u", c.arena.number);
	call_free(&c);
	expected("the handle of b is good in the child");
	if (call_handle_get(f->handle, &error) != f->block)
		got("it is not");
	call_free(&f->b);
	expected("the handle of b is stale in the child, which has freed it: ESTALE");
	if (call_handle_get(f->handle, &error) != 0 || error != ESTALE)
		got("it is not: errno is %s", errno_name(error));
}

ROW(fork_handles)
{
	t_family f = family();
	t_family in_parent = f;

	in_child(make_in_child, &f);
	f = in_parent;
	expect_b_alive(&f);
	t_subject d = live("d", 64);
	expected("the parent's next arena has number %u, whatever the child has made",
		f.b.made.number + 1);
	if (d.arena.number != f.b.made.number + 1)
		got("%u", d.arena.number);
	freed(&d);
	end(&f);
}
