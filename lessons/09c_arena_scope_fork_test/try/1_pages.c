/* What a child's write does to each page of a copied arena, and of a shared one. */

#include "experiment.h"
#include "fork_arena.h"
#include "pagemap.h"

#include <string.h>
#include <unistd.h>

#define PAGES 6

/* What the child reports, in memory that both processes share. */
typedef struct s_report
{
	pid_t parent;
	size_t unknown; /* pages that the kernel does not show */
	size_t absent; /* pages that the child lacks right after the fork */
	size_t alone; /* pages that the child has alone at its end */
} t_report;

/* A whole page of the arena. */
static char *page_of(const t_arena *a, size_t number)
{
	size_t page = (size_t)getpagesize();

	return (char *)(((size_t)a->base + page - 1) / page * page + number * page);
}

static size_t count(const t_arena *a, t_page wanted)
{
	size_t found = 0;

	for (size_t i = 0; i < PAGES; i++)
		found += pagemap_page(0, page_of(a, i)) == wanted;
	return found;
}

static void draw(const t_arena *a, pid_t parent, const char *what)
{
	printf("    %-26s", what);
	pagemap_draw(stdout, parent, page_of(a, 0), PAGES);
	printf("   ");
	pagemap_draw(stdout, 0, page_of(a, 0), PAGES);
	printf("\n");
}

static int write_even_pages(t_arena *a, void *data)
{
	t_report *report = data;

	printf("    %-26sparent   child\n", "");
	draw(a, report->parent, "right after the fork");
	report->unknown = count(a, PAGE_UNKNOWN);
	report->absent = count(a, PAGE_ABSENT);
	for (size_t i = 0; i < PAGES; i += 2)
		*page_of(a, i) = 'C';
	draw(a, report->parent, "after the child's writes");
	report->alone = count(a, PAGE_ALONE);
	return 0;
}

/* Returns how many bytes the child has changed in the parent. */
static size_t try_policy(t_policy policy, t_report *report)
{
	t_arena a;
	t_trace trace = {0};

	int status = arena_init(&a, (PAGES + 1) * (size_t)getpagesize(), policy);
	experiment_claim(status == 0, "an arena");
	memset(a.base, 'P', a.capacity);
	*report = (t_report){.parent = getpid()};
	status = fork_trace(&a, write_even_pages, report, 0, &trace);
	experiment_claim(status == 0 && trace.end == END_EXITED, "the child ends well");
	experiment_saw("Bytes that have changed in the parent: %zu.%s", trace.changed,
		report->unknown == 0 ? "" : " (?: pages are not shown here.)");
	arena_free(&a);
	return trace.changed;
}

int main(void)
{
	t_arena board;

	int status = arena_init(&board, sizeof(t_report), ARENA_SHARED);
	experiment_claim(status == 0, "an arena");
	t_report *seen = arena_alloc(&board, sizeof(*seen));
	experiment_ask(
		"A copied arena has six pages, each full of P. A child writes a C to "
		"pages 0, 2 and 4. Which pages does the kernel copy? (# means that this "
		"process alone has it, = that both do, . that it is not there.)");
	size_t changed = try_policy(ARENA_COPIED, seen);
	experiment_claim(changed == 0, "the parent's bytes are as before");
	experiment_claim(seen->unknown != 0 || seen->alone == 3, "three pages copied");

	experiment_ask(
		"\nNow the same in a shared arena. Which pages does the child have right "
		"after the fork, and what does the parent find at the end?");
	changed = try_policy(ARENA_SHARED, seen);
	experiment_claim(changed == 3 && seen->alone == 0, "no page is copied");
	experiment_claim(seen->unknown != 0 || seen->absent == PAGES, "no page at first");

	experiment_why(
		"In a copied arena a write copies one page, whether it changes one byte "
		"or all of them: the writer gets the copy, and the other process keeps "
		"the old page. That is copy-on-write. In a shared arena nothing is ever "
		"copied. The child begins without the pages because the kernel can find "
		"them again: they belong to the mapping. The child gets each one when it "
		"first touches it.");
	return 0;
}
