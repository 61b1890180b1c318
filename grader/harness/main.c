/*
 * The test program of a lesson: its suite, the submission's object and Check.
 *
 *	rows BOARD XML FILTER    runs the rows that stand on the board
 *	rows --list              prints the names of the suite's rows
 */

#include "board.h"
#include "row.h"
#include "row_run.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Seconds on the clock, for a row that sleeps; one that runs is stopped by its CPU time. */
#define ROW_SECONDS 20

START_TEST(run_row)
{
	row_run(_i);
}
END_TEST

static int list_rows(void)
{
	for (size_t i = 0; i < g_row_count; i++)
		puts(g_rows[i].name);
	return EXIT_SUCCESS;
}

static int suite_has(const char *name)
{
	for (size_t i = 0; i < g_row_count; i++)
		if (strcmp(g_rows[i].name, name) == 0)
			return 1;
	return 0;
}

static t_board *map_board(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	t_board *board;

	if (fd == -1)
		return NULL;
	board = mmap(NULL, sizeof(t_board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return board == MAP_FAILED ? NULL : board;
}

/* A case for each row, of the row's name: Check's log names the case, not the test. */
static void add_rows(Suite *suite, t_board *board)
{
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

static void run_under_check(t_board *board, const char *xml)
{
	Suite *suite = suite_create("rows");

	add_rows(suite, board);
	SRunner *runner = srunner_create(suite);
	srunner_set_xml(runner, xml);
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
}

static void run_directly(t_board *board)
{
	for (size_t i = 0; i < board->count; i++)
		if (suite_has(board->slots[i].name))
			row_run(i);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list_rows();
	t_board *board = argc == 4 ? map_board(argv[1]) : NULL;
	if (board == NULL || board->count > BOARD_ROWS)
		return EXIT_FAILURE;
	rows_prepare(board, argv[2], argv[3]);
	if (board->direct)
		run_directly(board);
	else
		run_under_check(board, argv[2]);
	munmap(board, sizeof(*board));
	return EXIT_SUCCESS;
}
