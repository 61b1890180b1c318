/* Rows of memory_view. */

#include "objects.h"

#include <string.h>

ROW(view_shows_object)
{
	t_object m = live_object("m", 3 * PAGE);
	t_address all = view_of(&m, 0, 3 * PAGE);

	expect_filled(all, 3 * PAGE, 0, "a new object, in its first view,");
	fill_memory(all, 'a', PAGE);
	fill_memory(all + PAGE, 'b', PAGE);
	fill_memory(all + 2 * PAGE, 'c', PAGE);
	noted("its pages are filled with 'a', 'b' and 'c'");
	t_address last = view_of(&m, 2 * PAGE, PAGE);
	expect_filled(last, PAGE, 'c', "the view of page 2");
	t_address middle = view_of(&m, PAGE, 2 * PAGE);
	expect_filled(middle, PAGE, 'b', "the view of pages 1 and 2");
	expect_filled(middle + PAGE, PAGE, 'c', "the second page of that view");
	unmap(all, 3 * PAGE);
	unmap(last, PAGE);
	unmap(middle, 2 * PAGE);
	call_close(&m);
}

ROW(view_writes_show)
{
	t_object m = live_object("m", 2 * PAGE);
	t_address one = view_of(&m, 0, 2 * PAGE);
	t_address two = view_of(&m, 0, 2 * PAGE);
	t_address three = view_of(&m, PAGE, PAGE);

	expected("two views have different addresses");
	if (one == two)
		got("both are at %#lx", (unsigned long)one);
	for (size_t i = 0; i < 8; i++)
	{
		size_t at = i * 999;
		unsigned char mark = (unsigned char)('a' + i);
		fill_memory(i % 2 == 0 ? one + at : two + at, mark, 1);
		noted("'%c' is written to byte %zu, in view %d", mark, at,
			i % 2 == 0 ? 1 : 2);
		expect_filled(one + at, 1, mark, "the byte, in view 1,");
		expect_filled(two + at, 1, mark, "the byte, in view 2,");
		if (at >= PAGE)
			expect_filled(three + at - PAGE, 1, mark, "the byte, in view 3,");
	}
	fill_memory(three + 10, '3', 1);
	noted("'3' is written to byte 4106, in view 3");
	expect_filled(one + PAGE + 10, 1, '3', "the byte, in view 1,");
	unmap(one, 2 * PAGE);
	unmap(two, 2 * PAGE);
	unmap(three, PAGE);
	call_close(&m);
}

/* Sizes that are no multiple of a page. */
ROW(view_of_part)
{
	t_object m = live_object("m", 2 * PAGE + 100);
	t_address part = view_of(&m, PAGE, 50);
	t_address last = view_of(&m, 2 * PAGE, 100);
	t_address all = view_of(&m, 0, 2 * PAGE + 100);

	write_string(all + PAGE, "part");
	write_string(all + 2 * PAGE + 95, "last");
	expect_string(part, "part", "the view of 50 bytes from byte 4096 on");
	expect_string(last + 95, "last", "the view of the object's last 100 bytes");
	unmap(part, 50);
	unmap(last, 100);
	unmap(all, 2 * PAGE + 100);
	call_close(&m);
}

ROW(view_read_write)
{
	t_object m = live_object("m", 2 * PAGE);
	t_address view = view_of(&m, 0, 2 * PAGE);

	expect_mapping(view, 2 * PAGE, "the view");
	expect_read_write(view, 2 * PAGE);
	expect_never_executed(view, 2 * PAGE);
	unmap(view, 2 * PAGE);
	expect_nothing_mapped("munmap(view, size)");
	call_close(&m);
}

static void refuse(t_object *o, size_t offset, size_t size, int error, const char *why)
{
	another_try();
	t_address view = call_view(o, offset, size);
	expected("NULL and %s: %s", errno_name(error), why);
	if (view != 0)
		got("a view at %#lx", (unsigned long)view);
	if (o->error != error)
		got("NULL, but errno is %s", errno_name(o->error));
}

ROW(view_refuses)
{
	t_object m = live_object("m", 2 * PAGE + 100);
	t_address view = view_of(&m, 0, PAGE);

	refuse(&m, 0, 0, EINVAL, "a view cannot have 0 bytes");
	refuse(&m, 2 * PAGE, 0, EINVAL, "a view cannot have 0 bytes");
	refuse(&m, 1, 50, EINVAL, "the offset is no multiple of the page size");
	refuse(&m, 100, 50, EINVAL, "the offset is no multiple of the page size");
	refuse(&m, PAGE + PAGE / 2, 50, EINVAL,
		"the offset is no multiple of the page size");
	unmap(view, PAGE);
	closed(&m);
	refuse(&m, 0, 1, EINVAL, "the object is dead");
	refuse(&m, PAGE, PAGE, EINVAL, "the object is dead");
	refuse(&m, 0, 0, EINVAL, "the object is dead");
}

ROW(view_within_object)
{
	t_object m = live_object("m", 2 * PAGE + 100);
	t_address view = view_of(&m, 0, PAGE);

	unmap(view, PAGE);
	refuse(&m, 0, 2 * PAGE + 101, EINVAL, "the object has one byte less");
	refuse(&m, 2 * PAGE, 101, EINVAL, "100 bytes are there");
	refuse(&m, 0, 3 * PAGE, EINVAL, "the object ends before the page does");
	refuse(&m, 3 * PAGE, 1, EINVAL, "the object ends before that");
	refuse(&m, 100 * PAGE, PAGE, EINVAL, "the object ends before that");
	refuse(&m, PAGE, SIZE_MAX, EINVAL, "offset + size wraps around");
	refuse(&m, PAGE, SIZE_MAX - PAGE + 1, EINVAL, "offset + size wraps around to 0");
	refuse(&m, PAGE, SIZE_MAX - PAGE + 101, EINVAL,
		"offset + size wraps around to 100");
	refuse(&m, (size_t)-PAGE, PAGE, EINVAL, "offset + size wraps around to 0");
	refuse(&m, (size_t)-PAGE, 2 * PAGE, EINVAL, "offset + size wraps around");
	call_close(&m);
}

ROW(view_mmap_fails)
{
	t_object m = live_object("m", 2 * PAGE);
	t_address view = view_of(&m, 0, PAGE);

	ledger_fail(CALL_MMAP, 100, ENOMEM);
	refuse(&m, 0, PAGE, ENOMEM, "mmap was made to fail with this errno");
	ledger_fail(CALL_MMAP, 100, EAGAIN);
	refuse(&m, PAGE, PAGE, EAGAIN, "mmap was made to fail with this errno");
	ledger_fail(CALL_MMAP, 0, 0);
	unmap(view, PAGE);
	call_close(&m);
}

ROW(view_replaces_nothing)
{
	t_address kept = occupy_anywhere(4 * PAGE, 'k');
	t_object m = live_object("m", 2 * PAGE);
	t_address views[8];

	noted("the row has filled a mapping of its own with 'k'");
	for (size_t i = 0; i < 8; i++)
	{
		views[i] = view_of(&m, i % 2 * PAGE, PAGE);
		fill_memory(views[i], (unsigned char)('0' + i), PAGE);
	}
	expect_kept(kept, 4 * PAGE, 'k', "the row's own mapping");
	for (size_t i = 0; i < 8; i++)
	{
		expect_filled(views[i], PAGE, (unsigned char)(i % 2 == 0 ? '6' : '7'),
			"a view of a page that all views filled in turn");
		for (size_t at = 0; at < i; at++)
			if (views[at] == views[i])
				got("two views are at %#lx", (unsigned long)views[i]);
	}
	for (size_t i = 0; i < 8; i++)
		unmap(views[i], PAGE);
	call_close(&m);
}

ROW(view_outlives_descriptor)
{
	t_object m = live_object("m", 2 * PAGE);
	t_address one = view_of(&m, 0, 2 * PAGE);
	t_address two = view_of(&m, PAGE, PAGE);
	size_t open = descriptors();

	fill_memory(one, 'b', 2 * PAGE);
	closed(&m);
	expected("memory_close closes the descriptor");
	if (descriptors() >= open)
		got("as many are open as before");
	expect_filled(one, 2 * PAGE, 'b', "the first view, after memory_close,");
	fill_memory(two, 'a', PAGE);
	noted("the second view is filled with 'a', after memory_close");
	expect_filled(one + PAGE, PAGE, 'a', "the same page, in the first view,");
	expect_filled(one, PAGE, 'b', "the page before it");
	/* Another object that may get the same descriptor. */
	t_object other = live_object("n", PAGE);
	t_address third = view_of(&other, 0, PAGE);
	fill_memory(third, 'n', PAGE);
	expect_filled(two, PAGE, 'a', "a view of the closed object");
	unmap(third, PAGE);
	call_close(&other);
	unmap(one, 2 * PAGE);
	unmap(two, PAGE);
}

/* Two objects are two memories. */
ROW(view_of_its_object)
{
	t_object m = live_object("m", PAGE);
	t_object n = live_object("n", PAGE);
	t_address one = view_of(&m, 0, PAGE);
	t_address two = view_of(&n, 0, PAGE);
	t_address three = view_of(&m, 0, PAGE);

	fill_memory(one, 'm', PAGE);
	fill_memory(two, 'n', PAGE);
	expect_filled(three, PAGE, 'm', "another view of m");
	expect_filled(two, PAGE, 'n', "the view of n");
	call_close(&n);
	t_address four = view_of(&m, 0, PAGE);
	expect_filled(four, PAGE, 'm', "a view of m, after n was closed,");
	unmap(one, PAGE);
	unmap(two, PAGE);
	unmap(three, PAGE);
	unmap(four, PAGE);
	call_close(&m);
}
