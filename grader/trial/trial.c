#include "trial.h"

#include "file.h"
#include "filter.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#define BOARD "board"
#define FILTER "filter"
#define LOG "check.xml"
#define LOG_LIMIT (16 << 20)
#define PREFIX 24

#define NATIVE_LIMITS                                                                    \
	{                                                                                \
		.wall_seconds = 120, .cpu_seconds = 60, .memory_mib = 4096,              \
		.total_mib = TRIAL_MIB, .file_mib = 64, .output_bytes = 256 << 10,       \
		.processes = 300                                                         \
	}

const t_manner g_checked = {.limits = NATIVE_LIMITS};
const t_manner g_shown = {.shown = 1, .limits = NATIVE_LIMITS};

static int fill_board(t_board *board, const t_rubric *rubric, const t_manner *manner,
	const char *wanted, unsigned long seed)
{
	if (getrandom(&board->nonce, sizeof(board->nonce), 0) != sizeof(board->nonce))
		return -1;
	board->seed = seed;
	board->grader = getpid();
	board->direct = manner->direct;
	board->until_loss = manner->until_loss;
	board->row_ms = BOARD_ROW_MS;
	board->count = rubric->count;
	for (size_t i = 0; i < rubric->count; i++)
	{
		t_slot *slot = &board->slots[i];
		slot->needs = rubric->rules[i].needs;
		slot->observes = rubric->rules[i].observes;
		if (wanted[i] && rubric->rules[i].judge == JUDGE_TEST)
			snprintf(slot->name, sizeof(slot->name), "%s",
				rubric->rules[i].name);
	}
	return 0;
}

char *trial_prepare(const t_lesson *lesson, const char *work, const t_manner *manner,
	const char *wanted, unsigned long seed)
{
	t_board *board = memory_for(1, sizeof(*board));
	char *path = text_format("%s/%s", work, BOARD);
	char *filter = text_format("%s/%s", work, FILTER);
	char *wrong = NULL;

	if (lesson->rubric.count > BOARD_ROWS)
		wrong = text_format("a lesson may have %d rows, not %zu", BOARD_ROWS,
			lesson->rubric.count);
	else if (fill_board(board, &lesson->rubric, manner, wanted, seed) == -1)
		wrong = text_format("no random numbers: %s", strerror(errno));
	file_clear(work, LOG);
	if (wrong == NULL && (file_renew(path, (char *)board, sizeof(*board)) == -1 ||
				     filter_write(filter, lesson->rubric.processes,
					     manner->writes) == -1))
		wrong = text_format("%s cannot be written: %s", work, strerror(errno));
	free(filter);
	free(path);
	free(board);
	return wrong;
}

static t_outcome run_program(const char *work, const t_manner *manner)
{
	const char *arguments[PREFIX + 5];
	size_t count = 0;

	while (manner->prefix != NULL && manner->prefix[count] != NULL && count < PREFIX)
	{
		arguments[count] = manner->prefix[count];
		count++;
	}
	arguments[count++] = "./rows";
	arguments[count++] = BOARD;
	arguments[count++] = LOG;
	arguments[count++] = FILTER;
	arguments[count] = NULL;
	t_command command = {
		.arguments = (char *const *)arguments,
		.folder = work,
		.blank = manner->blank,
		.shown = manner->shown,
		.handles_submission = 1,
	};
	return run(&command, &manner->limits);
}

/* The test program wrote there, so strings are ended and counts brought into range. */
static void tame(t_board *board, size_t count)
{
	board->count = count;
	for (size_t i = 0; i < BOARD_ROWS; i++)
	{
		t_slot *slot = &board->slots[i];
		slot->name[BOARD_NAME - 1] = '\0';
		slot->tried[BOARD_TEXT - 1] = '\0';
		slot->said[BOARD_TEXT - 1] = '\0';
		if (slot->frame_count < 0 || slot->frame_count > BOARD_FRAMES)
			slot->frame_count = 0;
		if (slot->leak_count > BOARD_LEAKS)
			slot->leak_count = 0;
	}
}

static t_board *read_board(const char *work, size_t count)
{
	size_t size;
	char *path = text_format("%s/%s", work, BOARD);
	char *bytes = file_read(path, sizeof(t_board), &size);
	t_board *board = memory_for(1, sizeof(*board));

	if (bytes != NULL && size == sizeof(*board))
		memcpy(board, bytes, size);
	tame(board, count);
	free(bytes);
	free(path);
	return board;
}

/* The nonce and the seed are the grader's own, whatever stands on the board now. */
static void read_all(
	t_trial *trial, const t_lesson *lesson, const char *work, uint64_t nonce)
{
	char *path = text_format("%s/%s", work, LOG);

	trial->board = read_board(work, lesson->rubric.count);
	trial->board->nonce = nonce;
	trial->log = file_read(path, LOG_LIMIT, &trial->log_size);
	if (trial->log == NULL)
	{
		trial->log = text_copy("");
		trial->log_size = 0;
	}
	free(path);
}

char *trial_run(t_trial *trial, const t_lesson *lesson, const char *work,
	const t_manner *manner, const char *wanted, unsigned long seed)
{
	char *wrong = trial_prepare(lesson, work, manner, wanted, seed);

	*trial = (t_trial){0};
	if (wrong != NULL)
		return wrong;
	t_board *before = read_board(work, lesson->rubric.count);
	uint64_t nonce = before->nonce;
	free(before);
	trial->outcome = run_program(work, manner);
	read_all(trial, lesson, work, nonce);
	return NULL;
}

void trial_free(t_trial *trial)
{
	outcome_free(&trial->outcome);
	free(trial->board);
	free(trial->log);
	*trial = (t_trial){0};
}
