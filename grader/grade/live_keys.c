/* The keys of `make watch`. */

#include "file.h"
#include "live.h"
#include "report.h"
#include "text.h"
#include "value.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* The terminal as it was. */
static struct termios g_cooked;

void keys_begin(t_live *live)
{
	live->has_keys = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
			 tcgetattr(STDIN_FILENO, &g_cooked) == 0;
	if (!live->has_keys)
		return;
	struct termios raw = g_cooked;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

void keys_end(const t_live *live)
{
	if (live->has_keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &g_cooked);
}

void keys_tell(const t_live *live)
{
	if (live->has_keys)
		printf("\nWatching lessons/: h hint, n next row, r run it, d debug it, ? more "
		       "keys\n");
	else
		printf("Watching lessons/. Save a file to grade it; Ctrl-C ends this.\n");
	fflush(stdout);
}

/* The row that is shown, or NULL. */
static const json_t *shown_row(const t_live *live)
{
	return live->row != NULL ? live->row : report_first_lost(live->result);
}

/* The next row that is lost, round and round. */
static void choose_next(t_live *live)
{
	const json_t *rows = json_object_get(live->result, "rows");
	const json_t *shown = shown_row(live);
	size_t count = json_array_size(rows);
	size_t at = 0;

	while (at < count && json_array_get(rows, at) != shown)
		at++;
	for (size_t i = 1; i <= count; i++)
	{
		const json_t *row = json_array_get(rows, (at + i) % count);
		if (!is_lost(row) || string_of(row, "command") == NULL)
			continue;
		live->row = row;
		break;
	}
	screen_show(live, live->result, 1);
}

/*
 * Runs one of the commands in a process of its own, in a terminal as it usually is; a
 * Ctrl-C there is not for us.
 */
static void run_command(t_live *live, int (*command)(const t_live *live))
{
	struct sigaction ignored = {.sa_handler = SIG_IGN};
	struct sigaction before;

	fflush(stdout);
	keys_end(live);
	sigaction(SIGINT, &ignored, &before);
	pid_t pid = fork();
	if (pid == 0)
	{
		signal(SIGINT, SIG_DFL);
		int status = command(live);
		fflush(stdout);
		_exit(status);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) == -1)
		continue;
	sigaction(SIGINT, &before, NULL);
	keys_begin(live);
}

static int run_row(const t_live *live)
{
	return command_row(live->options, live->names[live->current],
		string_of(shown_row(live), "name"));
}

static int debug_row(const t_live *live)
{
	return command_prepare(live->options, live->names[live->current],
		string_of(shown_row(live), "name"), 1);
}

/* Writes the page, and shows it where the desktop knows how. */
static int open_page(const t_live *live)
{
	char *path = text_format("%s/report.html", live->options->request.build);
	char *opener = program_path("xdg-open");
	int status = command_html(live->options, path, NULL);

	fflush(stdout);
	if (status == EXIT_SUCCESS && opener != NULL && getenv("DISPLAY") != NULL)
		execl(opener, opener, path, NULL);
	free(opener);
	free(path);
	return status;
}

static void show_hint(const t_live *live)
{
	screen_show(live, live->result, 1);
	char *wrong = hint_show(live->options, live->result, shown_row(live), 1);

	if (wrong != NULL)
		complain(wrong);
	fflush(stdout);
}

static void show_help(const t_live *live)
{
	screen_show(live, live->result, 1);
	printf("\n  h  the next hint to the row that is shown\n"
	       "  n  the next row that is lost\n"
	       "  r  run the row, with what your code prints\n"
	       "  d  debug it: gdb, stopped where the call begins that goes wrong\n"
	       "  l  how far every lesson is\n"
	       "  o  the report as a page, build/report.html\n"
	       "  q  end this\n"
	       "Any other key shows the report again; a file that is saved is graded.\n");
	fflush(stdout);
}

/* Why a key that is about a row does nothing. */
static void tell_no_row(const t_live *live)
{
	screen_show(live, live->result, 1);
	printf("\n%s\n",
		is_status(live->result, "graded")
			? "No row is lost."
			: "No row was run yet: fix what is said above, and save.");
	fflush(stdout);
}

/* What is about a row, where one is lost. Returns whether the key was one of these. */
static int take_row_key(t_live *live, char key)
{
	if (strchr("hnrd", key) == NULL)
		return 0;
	if (shown_row(live) == NULL)
		tell_no_row(live);
	else if (key == 'h')
		show_hint(live);
	else if (key == 'n')
		choose_next(live);
	else
	{
		run_command(live, key == 'r' ? run_row : debug_row);
		keys_tell(live);
	}
	return 1;
}

void keys_take(t_live *live)
{
	char key;

	if (read(STDIN_FILENO, &key, 1) != 1)
		return;
	live->is_over = key == 'q' || key == 4; /* Ctrl-D */
	live->goes_on = live->waits && !live->is_over;
	if (live->goes_on)
		return;
	/* While a grading runs there is no row to speak of. */
	if (live->is_over || live->result == NULL || take_row_key(live, key))
		return;
	if (key == '?')
		show_help(live);
	else if (key == 'l')
		command_progress(live->options);
	else if (key == 'o')
		run_command(live, open_page);
	else
		screen_show(live, live->result, 1);
	fflush(stdout);
}
