/* Rows of can_read. */

#include "kit.h"

#include "child.h"
#include "mappings.h"
#include "order.h"
#include "spill.h"
#include "steps.h"
#include "strike.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096
#define UNREADABLE 0
#define READABLE 1

/* Where nobody sees what is asked of the kernel, no process may ask it about memory. */
static void expect_kernel_asked(void)
{
	if (!g_is_traced && g_order.mode == MODE_NATIVE)
		row_not_graded(
			"a program cannot ask about its own memory here (ptrace is forbidden)");
}

static void expect_answer_with(
	int error, t_address at, size_t size, int wanted, const char *what)
{
	tried("can_read(%s, %s)", pointer_words((void *)at), size_words(size));
	t_answer answer = CALL(CAN_READ, at, size, (uint64_t)error);
	answered(0, "%d", (int)answer.value);
	expected("%d: %s", wanted, what);
	if ((int)answer.value != wanted)
		got("%d", (int)answer.value);
	expected("errno is as it was: %s", errno_name(error));
	promise("No descriptor and no mapping is left, and errno is as it was");
	if (answer.error != error)
		got("%s", errno_name(answer.error));
}

static void expect_answer(t_address at, size_t size, int wanted, const char *what)
{
	expect_answer_with(0, at, size, wanted, what);
}

/* Pages of the row's own. */
static t_address pages_of_ours(size_t count, int protection)
{
	t_answer pages = CALL_KERNEL(SYS_mmap, 0, count * PAGE, (uint64_t)protection,
		MAP_PRIVATE | MAP_ANONYMOUS, (uint64_t)-1, 0);

	expected("the row can map pages");
	if (pages.error != 0)
		got("%s", errno_name(pages.error));
	return pages.value;
}

static void close_page(t_address page)
{
	CALL_KERNEL(SYS_mprotect, page, PAGE, PROT_NONE);
}

ROW(probe_readable)
{
	expect_kernel_asked();
	t_subject a = live("a", 5000);
	t_address block = block_of(&a, 40);
	t_address pages = pages_of_ours(3, PROT_READ);

	expect_answer(block, 40, READABLE, "a block of a live arena");
	expect_answer(block, 5000, READABLE, "all of a live arena");
	expect_answer(block + 39, 1, READABLE, "one byte of a block");
	expect_answer(a.at, sizeof(a.arena), READABLE, "a struct");
	expect_answer(pages, 3 * PAGE, READABLE, "pages that can only be read");
	expect_answer(pages + 100, 2 * PAGE, READABLE, "a part of such pages");
	expect_answer(g_shared->text[0], 64, READABLE, "code");
	call_free(&a);
}

ROW(probe_unreadable)
{
	expect_kernel_asked();
	t_address page = pages_of_ours(1, PROT_READ);

	expect_answer(page, PAGE, READABLE, "a page that can be read");
	noted("errno is EDOM");
	expect_answer_with(EDOM, page, PAGE, READABLE, "a page that can be read");
	close_page(page);
	expect_answer_with(EDOM, page, PAGE, UNREADABLE, "a page with PROT_NONE");
	expect_answer(page, PAGE, UNREADABLE, "a page with PROT_NONE");
	expect_answer(page + 100, 1, UNREADABLE, "a byte of such a page");
	CALL_KERNEL(SYS_munmap, page, PAGE);
	expect_answer(page, 1, UNREADABLE, "a page that is not mapped");
	expect_answer(0, 1, UNREADABLE, "NULL");
	expect_answer(8, 8, UNREADABLE, "what a NULL pointer leads to");
	expect_answer(0xffff800000000000, 1, UNREADABLE, "an address of the kernel's");
	expect_answer(0xdead00000000beef, 1, UNREADABLE, "an address that cannot be");
	keep(1);
	t_subject a = live("a", 5000);
	t_address block = block_of(&a, 40);
	expect_answer(block, 40, READABLE, "a block of a live arena");
	freed(&a);
	expect_answer(block, 40, UNREADABLE, "a block of an arena in quarantine");
	empty_quarantine();
	expect_answer(block, 40, UNREADABLE, "a block of an arena that is unmapped");
}

/* Pages that can be read, but for one in their midst. */
static void expect_hole_found(size_t count, size_t hole)
{
	t_address pages = pages_of_ours(count, PROT_READ | PROT_WRITE);

	another_try();
	noted("of %zu pages, number %zu has PROT_NONE", count, hole + 1);
	close_page(pages + hole * PAGE);
	if (hole > 0)
		expect_answer(pages, hole * PAGE, READABLE, "all pages before that one");
	expect_answer(pages, count * PAGE, UNREADABLE, "all pages");
	expect_answer(pages, hole * PAGE + 1, UNREADABLE,
		"the bytes up to the first one of that page");
	expect_answer(pages + (hole + 1) * PAGE - 1, 1, UNREADABLE,
		"the last byte of that page");
	if (hole + 1 < count)
		expect_answer(pages + (hole + 1) * PAGE, (count - hole - 1) * PAGE,
			READABLE, "all pages after that one");
	if (hole + 1 < count)
		expect_answer(pages + (hole + 1) * PAGE - 1, PAGE, UNREADABLE,
			"the last byte of that page, and more after it");
	CALL_KERNEL(SYS_munmap, pages, count * PAGE);
}

ROW(probe_borders)
{
	expect_kernel_asked();
	t_address pages = pages_of_ours(2, PROT_READ);

	noted("of two pages, number 2 has PROT_NONE");
	close_page(pages + PAGE);
	expect_answer(pages + PAGE - 1, 1, READABLE, "the last byte of page 1");
	expect_answer(pages + PAGE - 1, 2, UNREADABLE,
		"the last byte of page 1, one of page 2");
	expect_answer(pages + PAGE - 8, 8, READABLE, "the last 8 bytes of page 1");
	expect_answer(
		pages + PAGE - 7, 8, UNREADABLE, "7 bytes of page 1, and one of page 2");
	expect_hole_found(3, 0);
	expect_hole_found(3, 1);
	expect_hole_found(3, 2);
	expect_hole_found(40, 17);
	if (row_is_watched())
		return;
	expect_hole_found(1100, 255);
	expect_hole_found(1100, 256);
	expect_hole_found(1100, 1023);
	expect_hole_found(1100, 1024);
	expect_hole_found(3000, 2999);
}

ROW(probe_sizes)
{
	expect_kernel_asked();
	t_address pages = pages_of_ours(2, PROT_READ);
	static const size_t huge[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - PAGE,
		(size_t)1 << 63, ((size_t)1 << 47) + 1, ((size_t)1 << 32) + 1,
		(size_t)1 << 32, ((size_t)1 << 31) + 1, (size_t)1 << 31};

	close_page(pages + PAGE);
	expect_answer(pages, 0, READABLE, "there is no byte that cannot be read");
	expect_answer(pages + PAGE, 0, READABLE, "there is no byte that cannot be read");
	expect_answer(0, 0, READABLE, "there is no byte that cannot be read");
	expect_answer(UINT64_MAX, 0, READABLE, "there is no byte that cannot be read");
	for (size_t i = 0; i < sizeof(huge) / sizeof(*huge); i++)
		expect_answer(pages, huge[i], UNREADABLE,
			"there are not so many bytes, and the second page has PROT_NONE");
	expect_answer(pages, -(size_t)pages + PAGE, UNREADABLE,
		"the sum of address and size wraps around");
	/* Back to the page of the first byte, and to the one before. */
	expect_answer(pages + 100, SIZE_MAX - 50, UNREADABLE,
		"the sum of address and size wraps around");
	expect_answer(pages + 100, SIZE_MAX - 150, UNREADABLE,
		"the sum of address and size wraps around");
	expect_answer(UINT64_MAX, 1, UNREADABLE, "the last address is the kernel's");
	expect_answer(UINT64_MAX, 2, UNREADABLE, "bytes beyond the last address");
}

/* Pages that are mapped, but that no file has: touching them is a SIGBUS. */
ROW(probe_past_a_file)
{
	expect_kernel_asked();
	t_address stream = stream_open();

	CALL(STEP_PRINT, stream, stage_string("a short file"));
	CALL(STEP_FLUSH, 0);
	t_answer file = CALL(FIND_FILE, 0);
	t_answer pages =
		CALL_KERNEL(SYS_mmap, 0, 2 * PAGE, PROT_READ, MAP_SHARED, file.value, 0);
	expected("the row can map a file");
	if (pages.error != 0)
		got("%s", errno_name(pages.error));
	noted("two pages are mapped, of a file of 12 bytes");
	expect_answer(pages.value, 12, READABLE, "the bytes of the file");
	expect_answer(pages.value, PAGE, READABLE, "the file's only page");
	expect_answer(pages.value + PAGE, 1, UNREADABLE, "the page after the file's end");
	expect_answer(pages.value, 2 * PAGE, UNREADABLE, "both pages");
	CALL_KERNEL(SYS_munmap, pages.value, 2 * PAGE);
	stream_close(stream);
}

static void expect_no_signal(t_address at, size_t size)
{
	tried("can_read(%s, %zu)", pointer_words((void *)at), size);
	t_outcome outcome =
		strike_here(&(t_strike){.step = CAN_READ, .address = at, .second = size});
	answered(0, "%d", (int)outcome.answer.value);
	expected("can_read asks the kernel: no signal is raised");
	promise("No signal is raised, and nothing is written to the bytes");
	if (outcome.strikes != 0)
		got("signal %d (SIGSEGV) was raised, and handled", 11);
}

#define DESCRIPTORS 3

/* The lowest descriptors that are free; their sum tells whether more are open than
 * before. */
static size_t free_descriptors(void)
{
	uint64_t descriptors[DESCRIPTORS];
	size_t sum = 0;

	for (size_t i = 0; i < DESCRIPTORS; i++)
		descriptors[i] = CALL_KERNEL(SYS_dup, STDOUT_FILENO).value;
	for (size_t i = 0; i < DESCRIPTORS; i++)
	{
		sum += descriptors[i];
		CALL_KERNEL(SYS_close, descriptors[i]);
	}
	return sum;
}

ROW(probe_leaves_nothing)
{
	expect_signals_seen();
	t_address pages = pages_of_ours(2, PROT_READ | PROT_WRITE);
	size_t before = free_descriptors();
	size_t mapped = ledger_mapped();

	close_page(pages + PAGE);
	fill_memory(pages, 'x', PAGE);
	for (size_t i = 0; i < 5; i++)
	{
		expect_answer(pages, PAGE, READABLE, "a page that can be read");
		expect_answer(pages, 2 * PAGE, UNREADABLE, "one that cannot");
	}
	expected("no descriptor is left open");
	promise("No descriptor and no mapping is left, and errno is as it was");
	if (free_descriptors() != before)
		got("after ten calls fewer descriptors are free than before");
	expect_size("the number of mapped bytes", mapped, ledger_mapped());
	expect_filled(pages, PAGE, 'x', "what was asked about");
	expect_no_signal(pages, PAGE);
	expect_no_signal(pages + PAGE, 1);
	expect_no_signal(0, 1);
}

/* Also for those that are asked in a child. */
static void ask_in_child(void *data)
{
	t_address pages = *(t_address *)data;

	expect_answer(pages, PAGE, READABLE, "a page that can be read");
	expect_answer(pages, 2 * PAGE, UNREADABLE, "one that cannot");
}

ROW(fork_probe)
{
	expect_kernel_asked();
	t_address pages = pages_of_ours(2, PROT_READ);

	close_page(pages + PAGE);
	ask_in_child(&pages);
	/* There the filter of system calls knows only the process that began. */
	if (!row_is_watched())
		in_child(ask_in_child, &pages);
}
