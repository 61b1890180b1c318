#define _GNU_SOURCE
#include "tests_run.h"

#include "text.h"

#include <linux/limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 8
#define SLOWEST 10
/* Where nobody watches, a line for so many percent. */
#define STEP 10

/* What a worker says of a unit: as much as a pipe takes at one time. */
typedef struct s_said
{
	size_t unit;
	int checks;
	int failures; /* assertions */
	int errors; /* signals, early ends, time-outs */
	double seconds;
	char text[PIPE_BUF - 64];
} t_said;

typedef struct s_progress
{
	const t_units *units;
	double *seconds; /* of each unit; negative: it has not ended */
	size_t done;
	size_t shown; /* percent */
	int checks;
	int failures;
	int errors;
	/* What failed, said again at the end: a log is read from its last lines. */
	FILE *failed;
	int is_watched;
	time_t begin;
} t_progress;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void write_failures(SRunner *runner, t_said *said)
{
	TestResult **failures = srunner_failures(runner);
	char *all;
	size_t size;
	FILE *out = text_stream(&all, &size);

	for (int i = 0; i < srunner_ntests_failed(runner); i++)
	{
		int is_error = tr_rtype(failures[i]) == CK_ERROR;
		said->errors += is_error;
		said->failures += !is_error;
		fprintf(out, "%s:%d:%c:%s: %s\n", tr_lfile(failures[i]),
			tr_lno(failures[i]), is_error ? 'E' : 'F', tr_tcname(failures[i]),
			tr_msg(failures[i]));
	}
	fclose(out);
	snprintf(said->text, sizeof(said->text), "%s", all);
	free(all);
	free(failures);
}

static t_said run_unit(const t_units *units, size_t index)
{
	t_said said = {.unit = index, .seconds = now()};
	SRunner *runner = unit_run(&units->list[index]);

	said.checks = srunner_ntests_run(runner);
	said.seconds = now() - said.seconds;
	write_failures(runner, &said);
	srunner_free(runner);
	return said;
}

static void __attribute__((noreturn))
work(const t_units *units, atomic_size_t *next, int out)
{
	size_t index;

	while ((index = atomic_fetch_add(next, 1)) < units->count)
	{
		t_said said = run_unit(units, index);
		fflush(NULL);
		if (write(out, &said, sizeof(said)) != sizeof(said))
			_exit(EXIT_FAILURE);
	}
	_exit(EXIT_SUCCESS);
}

static void show_progress(t_progress *progress)
{
	size_t percent = progress->done * 100 / progress->units->count;
	long seconds = (long)(time(NULL) - progress->begin);
	int bad = progress->failures + progress->errors;

	if (!progress->is_watched && percent / STEP == progress->shown / STEP)
		return;
	progress->shown = percent;
	printf("%s%3zu %%, %ld:%02ld, %d failed%s", progress->is_watched ? "\r" : "",
		percent, seconds / 60, seconds % 60, bad,
		progress->is_watched ? " " : "\n");
	fflush(stdout);
}

static void take_in(t_progress *progress, const t_said *said)
{
	progress->done++;
	progress->checks += said->checks;
	progress->failures += said->failures;
	progress->errors += said->errors;
	progress->seconds[said->unit] = said->seconds;
	if (said->failures + said->errors != 0)
	{
		char *words = unit_words(&progress->units->list[said->unit]);
		printf("%s%s:\n%s", progress->is_watched ? "\r\033[K" : "", words,
			said->text);
		fprintf(progress->failed, "%s:\n%s", words, said->text);
		free(words);
	}
	show_progress(progress);
}

static int slower_first(const void *one, const void *other, void *data)
{
	const double *seconds = data;
	double a = seconds[*(const size_t *)one];
	double b = seconds[*(const size_t *)other];

	return (a < b) - (a > b);
}

static void tell_slowest(const t_progress *progress)
{
	size_t count = progress->units->count;
	size_t *order = memory_for(count, sizeof(*order));

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), slower_first, progress->seconds);
	printf("%sThe slowest:\n", progress->is_watched ? "\r\033[K" : "");
	for (size_t i = 0; i < count && i < SLOWEST; i++)
	{
		char *words = unit_words(&progress->units->list[order[i]]);
		printf("%8.1f s  %s\n", progress->seconds[order[i]], words);
		free(words);
	}
	free(order);
}

static int tell_sum(const t_progress *progress)
{
	int bad = progress->failures + progress->errors;

	for (size_t i = 0; i < progress->units->count; i++)
	{
		if (progress->seconds[i] >= 0)
			continue;
		char *words = unit_words(&progress->units->list[i]);
		printf("%s was not run to its end.\n", words);
		free(words);
	}
	int percent = progress->checks == 0
			      ? 0
			      : (progress->checks - bad) * 100 / progress->checks;
	printf("%d%%: Checks: %d, Failures: %d, Errors: %d\n", percent, progress->checks,
		progress->failures, progress->errors);
	return progress->done == progress->units->count && bad == 0 &&
			       progress->checks > 0
		       ? EXIT_SUCCESS
		       : EXIT_FAILURE;
}

/* Returns the end of the pipe to read what they say, or -1. */
static int start_workers(const t_units *units)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	atomic_size_t *next = mmap(NULL, sizeof(*next), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ends[2];

	if (next == MAP_FAILED || pipe(ends) == -1)
		return -1;
	for (long i = 0; i <= processors && i < WORKERS; i++)
	{
		if (fork() != 0)
			continue;
		close(ends[0]);
		work(units, next, ends[1]);
	}
	close(ends[1]);
	return ends[0];
}

int tests_run(const t_units *units)
{
	t_progress progress = {.units = units,
		.seconds = memory_for(units->count, sizeof(double)),
		.is_watched = isatty(STDOUT_FILENO),
		.begin = time(NULL)};
	t_said said;
	char *failed;
	size_t size;

	progress.failed = text_stream(&failed, &size);
	for (size_t i = 0; i < units->count; i++)
		progress.seconds[i] = -1;
	fflush(NULL);
	int in = start_workers(units);
	while (in != -1 && read(in, &said, sizeof(said)) == sizeof(said))
		take_in(&progress, &said);
	while (wait(NULL) > 0)
		continue;
	close(in);
	tell_slowest(&progress);
	fclose(progress.failed);
	printf("%s%s", size > 0 ? "What failed:\n" : "", failed);
	int status = tell_sum(&progress);
	free(failed);
	free(progress.seconds);
	return status;
}
