/* make similar: which submissions of a class are most alike. It ranks pairs, and says
 * nothing else of them. */

#include "class.h"
#include "file.h"
#include "ranking.h"
#include "run.h"
#include "text.h"
#include "view.h"
#include "work.h"
#include "write.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATUS_BAD 2

typedef struct s_files
{
	FILE *page;
	FILE *table;
	char *texts[2];
	size_t sizes[2];
} t_files;

static int fail(char *wrong)
{
	fprintf(stderr, "similar: %s\n", wrong);
	free(wrong);
	return STATUS_BAD;
}

static char *no_work(const char *build)
{
	return text_format("no folder can be made in %s: %s", build, strerror(errno));
}

/* Each lesson has a work folder of its own, so the sources of one do not meet those of
 * the next. */
static char *write_lesson(t_files *files, const t_class *class, size_t index,
	const char *build, size_t most)
{
	t_ranking ranking;
	t_work work = work_begin(build);

	if (work.path == NULL)
		return no_work(build);
	char *wrong = ranking_make(&ranking, class, class->lessons[index], work.path);
	if (wrong == NULL)
	{
		write_page_lesson(files->page, &ranking, work.path, most);
		write_table_lesson(files->table, &ranking);
		printf("%s: %zu pairs compared, %zu have a run in common\n",
			class->lessons[index], ranking.compared, ranking.found);
	}
	ranking_free(&ranking);
	work_end(&work);
	return wrong;
}

static char *write_lessons(t_files *files, const t_class *class, const char *build)
{
	char *wrong = NULL;
	size_t count = 0;

	while (class->lessons[count] != NULL)
		count++;
	files->page = text_stream(&files->texts[0], &files->sizes[0]);
	files->table = text_stream(&files->texts[1], &files->sizes[1]);
	write_page_begin(files->page);
	write_table_begin(files->table);
	for (size_t i = 0; i < count && wrong == NULL; i++)
		wrong = write_lesson(files, class, i, build, WRITE_PAGE_MOST / count);
	write_page_end(files->page);
	fclose(files->page);
	fclose(files->table);
	return wrong;
}

/* The file; in a class's folder it is the run's, and a link leads there, as to the pages
 * of make class. */
static int save_file(
	const t_files *files, int i, const char *path, const char *name, const char *run)
{
	char *place = run == NULL ? text_copy(path) : text_format("%s/%s", run, name);
	char *to = text_format("latest/%s", name);
	struct stat status;

	/* A link is of a run, whose page this is not. */
	if (run == NULL && lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
		unlink(path);
	int saved = file_write(place, files->texts[i], files->sizes[i]);
	if (saved == 0 && run != NULL)
		saved = file_lead(path, to);
	free(to);
	free(place);
	return saved;
}

static char *save(const t_files *files, const char *folder, const char *run)
{
	static const char *const names[] = {"similar.html", "similar.csv"};
	char *wrong = NULL;

	for (int i = 0; i < 2 && wrong == NULL; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		if (save_file(files, i, path, names[i], run) == -1)
			wrong = text_format(
				"%s cannot be written: %s", path, strerror(errno));
		else
			printf("%s\n", path);
		free(path);
	}
	return wrong;
}

/* run: the folder of the run that counts, or NULL where the class is a folder of
 * submissions. */
static char *rank(
	const t_class *class, const char *build, const char *folder, const char *run)
{
	t_files files;
	char *wrong = write_lessons(&files, class, build);

	if (wrong == NULL && folder_make(folder) == -1)
		wrong = text_format("%s cannot be made: %s", folder, strerror(errno));
	if (wrong == NULL)
		wrong = save(&files, folder, run);
	if (wrong == NULL && view_missing() != NULL)
		printf("Note: sim_c was not shut in with bubblewrap: %s.\n",
			view_missing());
	free(files.texts[0]);
	free(files.texts[1]);
	return wrong;
}

/* Dies of the signal that came, now that all is cleared away, so that make stops too. */
static void end_by_signal(void)
{
	if (run_signal() == 0)
		return;
	signal(run_signal(), SIG_DFL);
	raise(run_signal());
}

static int similar(
	const char *build, const char *out, const char *lesson, const char *submissions)
{
	t_class class;
	int direct = *submissions != '\0';
	char *wrong = direct ? class_of_folder(&class, submissions, lesson)
			     : class_of_run(&class, out, lesson);
	char *run = direct ? NULL : text_format("%s/latest", out);

	if (wrong == NULL)
		wrong = rank(&class, build, out, run);
	free(run);
	class_free(&class);
	end_by_signal();
	return wrong == NULL ? EXIT_SUCCESS : fail(wrong);
}

int main(int argc, char **argv)
{
	char *tool = program_path("sim_c");

	if (argc != 5 || *argv[2] == '\0' || (*argv[4] != '\0' && *argv[3] == '\0'))
	{
		fputs("usage: similar BUILD OUT LESSON SUBMISSIONS\nLESSON and SUBMISSIONS may be empty; "
		      "SUBMISSIONS needs LESSON\n",
			stderr);
		return STATUS_BAD;
	}
	if (tool == NULL)
		return fail(text_copy(
			"sim_c is missing; install the package similarity-tester "
			"(make setup similar)"));
	free(tool);
	run_catch_signals();
	return similar(argv[1], argv[2], argv[3], argv[4]);
}
