/* Rows of the heading fork. */

#include "child.h"
#include "objects.h"

#include <string.h>

typedef struct s_shared_view
{
	t_object m;
	t_address one;
	t_address two;
} t_shared_view;

static void use_views_in_child(void *data)
{
	const t_shared_view *views = data;

	expect_string(views->one, "parent", "the child's first view");
	write_string(views->two + PAGE, "child");
	noted("the child writes \"child\" to page 1, in its second view");
	expect_string(views->one + PAGE, "child", "the same page, in its first view,");
}

ROW(view_shared_by_fork)
{
	t_shared_view views = {.m = live_object("m", 2 * PAGE)};

	views.one = view_of(&views.m, 0, 2 * PAGE);
	views.two = view_of(&views.m, 0, 2 * PAGE);
	call_close(&views.m);
	write_string(views.one, "parent");
	in_child(use_views_in_child, &views);
	expect_string(views.one + PAGE, "child",
		"what the child wrote, in the parent's first view,");
	expect_string(views.two + PAGE, "child",
		"what the child wrote, in the parent's second view,");
	unmap(views.one, 2 * PAGE);
	unmap(views.two, 2 * PAGE);
}

static void view_in_child(void *data)
{
	t_shared_view *views = data;
	/* The child's descriptor is a copy. */
	t_object m = views->m;
	t_address own = view_of(&m, PAGE, PAGE);

	expect_string(own, "parent", "a view that the child has made itself");
	write_string(own, "child");
	noted("the child writes \"child\" there");
	unmap(own, PAGE);
	call_close(&m);
}

ROW(view_made_by_child)
{
	t_shared_view views = {.m = live_object("m", 2 * PAGE)};

	views.one = view_of(&views.m, 0, 2 * PAGE);
	write_string(views.one + PAGE, "parent");
	noted("the parent writes \"parent\" to page 1");
	in_child(view_in_child, &views);
	/* The child's memory is its own, the struct's too. */
	read_memory(views.m.at, &views.m.memory, sizeof(views.m.memory));
	expect_string(views.one + PAGE, "child",
		"what the child wrote, in the view of the parent");
	views.two = view_of(&views.m, PAGE, PAGE);
	expect_string(
		views.two, "child", "a new view, after the child closed its object,");
	unmap(views.one, 2 * PAGE);
	unmap(views.two, PAGE);
	call_close(&views.m);
}

static void write_in_child(void *data)
{
	(void)data;
	expect_string(NOWHERE, "parent", "the child's arena");
	write_string(NOWHERE, "child");
	noted("the child writes \"child\" to its arena");
}

ROW(place_private_in_child)
{
	live_arena("a", NOWHERE, PAGE);
	write_string(NOWHERE, "parent");
	in_child(write_in_child, NULL);
	expect_string(NOWHERE, "parent", "the parent's arena, after the child wrote,");
	unmap(NOWHERE, PAGE);
}
