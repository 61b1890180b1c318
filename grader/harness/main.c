/*
 * The test program of a lesson: its suite, the submission's object and Check.
 *
 *	rows BOARD XML FILTER    runs the rows that stand on the board
 */

#include "board.h"
#include "row.h"
#include "row_run.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

/* Seconds on the clock, for a row that sleeps; one that runs is stopped by its CPU
 * time. */
#define ROW_SECONDS 20
/* Where the board may lie: below all that the kernel and valgrind place by themselves. */
#define BOARD_BASE 0x200000000000u
#define BOARD_SPREAD 0x3ffffffff000u

START_TEST(run_row)
{
	row_run(_i);
}
END_TEST

static int suite_has(const char *name)
{
	return row_named(name) != NULL;
}

/* Somewhere in the address space, so that where other mappings lie does not tell. NULL
 * where there is no telling. */
static void *somewhere(void)
{
	uintptr_t address;

	if (getrandom(&address, sizeof(address), 0) != sizeof(address))
		return NULL;
	return (void *)(BOARD_BASE + (address & BOARD_SPREAD));
}

static t_board *map_board(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	t_board *board;

	if (fd == -1)
		return NULL;
	board = mmap(
		somewhere(), sizeof(t_board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return board == MAP_FAILED ? NULL : board;
}

/*
 * What these functions know of the board is gone from registers and stack when they
 * return: Check keeps both while a row runs (setjmp), and the submission can look there.
 */
static int __attribute__((noinline)) open_board(char **argv)
{
	t_board *board = map_board(argv[1]);

	if (board == NULL || board->count > BOARD_ROWS)
		return -1;
	rows_prepare(board, argv[2], argv[3]);
	return 0;
}

/* A case for each row, of the row's name: Check's log names the case, not the test. */
static void __attribute__((noinline)) add_rows(Suite *suite)
{
	t_board *board = rows_board();

	for (size_t i = 0; i < board->count; i++)
	{
		if (!suite_has(board->slots[i].name))
		{
			board->slots[i].state = SLOT_UNKNOWN;
			continue;
		}
		TCase *row = tcase_create(board->slots[i].name);
		tcase_set_timeout(row, ROW_SECONDS);
		tcase_add_loop_test(row, run_row, i, i + 1);
		suite_add_tcase(suite, row);
	}
}

static void run_under_check(const char *xml)
{
	Suite *suite = suite_create("rows");

	add_rows(suite);
	SRunner *runner = srunner_create(suite);
	srunner_set_xml(runner, xml);
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
}

static int __attribute__((noinline)) is_wanted(size_t index)
{
	return suite_has(rows_board()->slots[index].name);
}

static void run_directly(void)
{
	for (size_t i = 0; i < rows_board()->count; i++)
		if (is_wanted(i))
			row_run(i);
}

int main(int argc, char **argv)
{
	if (argc != 4 || open_board(argv) == -1)
		return EXIT_FAILURE;
	if (rows_board()->direct)
		run_directly();
	else
		run_under_check(argv[2]);
	return EXIT_SUCCESS;
}
