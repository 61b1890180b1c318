/*
 * The steps of make class, one process each, so that a run can be stopped between any
 * two: see class.sh, which calls them in the checkout's folder.
 */

#define _GNU_SOURCE
#include "job.h"
#include "plan.h"
#include "publish.h"
#include "run.h"
#include "unpack.h"
#include "view.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	STATUS_WRONG = 2,
	STATUS_SAME = 10 /* of plan: nothing has changed since the latest run */
};

static int usage(void)
{
	fputs("usage: class plan SUBMISSIONS RUN LATEST LESSON COMPILER SEED BUILD [shrink|hold]\n"
	      "       class job DESCRIPTION SUBMISSION RESULT BUILD\n"
	      "       class publish OUT RUN [hold|shrink]\n",
		stderr);
	return STATUS_WRONG;
}

static int complain(char *wrong)
{
	fprintf(stderr, "class: %s\n", run_signal() != 0 ? "interrupted" : wrong);
	free(wrong);
	return STATUS_WRONG;
}

/* An empty word stands for what is not wished. */
static const char *word(const char *text)
{
	return *text == '\0' ? NULL : text;
}

static void tell_plan(const t_plan *plan)
{
	printf("%zu student%s, %zu lesson%s: %zu to grade", plan->students,
		plan->students == 1 ? "" : "s", plan->lessons,
		plan->lessons == 1 ? "" : "s", plan->jobs);
	if (plan->kept != 0)
		printf(", %zu unchanged", plan->kept);
	if (plan->done != 0)
		printf(", %zu graded already", plan->done);
	putchar('\n');
}

static int plan_step(char **words)
{
	t_plan plan;
	t_wishes wishes = {.submissions = words[0],
		.run = words[1],
		.latest = word(words[2]),
		.lesson = word(words[3]),
		.may_shrink = words[7] != NULL,
		.request = {.compiler = words[4],
			.level = "-Og",
			.seed = word(words[5]) == NULL ? 1 : strtoul(words[5], NULL, 10),
			.build = words[6]}};
	char *wrong = plan_make(&plan, &wishes);

	if (wrong != NULL)
		return complain(wrong);
	tell_plan(&plan);
	return plan.same ? STATUS_SAME : EXIT_SUCCESS;
}

/* What no submission may see is listed in the folder of the jobs, a path to a line. */
static void hide(void)
{
	FILE *list = fopen("hidden", "r");
	char *line = NULL;
	size_t size = 0;

	while (list != NULL && getline(&line, &size, list) != -1)
	{
		line[strcspn(line, "\n")] = '\0';
		view_hide(line);
	}
	free(line);
	if (list != NULL)
		fclose(list);
}

static int job_step(char **words)
{
	hide();
	char *wrong = job_do(words[0], words[1], words[2], words[3]);

	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}

static int publish_step(char **words)
{
	const char *wish = words[2] == NULL ? "" : words[2];

	return publish(&(t_publishing){.out = words[0],
		.run = words[1],
		.hold = strcmp(wish, "hold") == 0,
		.may_shrink = strcmp(wish, "shrink") == 0});
}

static int dispatch(int count, char **words)
{
	if ((count == 8 || count == 9) && strcmp(words[0], "plan") == 0)
		return plan_step(words + 1);
	if (count == 5 && strcmp(words[0], "job") == 0)
		return job_step(words + 1);
	if ((count == 3 || count == 4) && strcmp(words[0], "publish") == 0)
		return publish_step(words + 1);
	return usage();
}

int main(int argc, char **argv)
{
	/* Its own limits hold, and it runs no one. */
	if (argc > 1 && strcmp(argv[1], "unpack") == 0)
		return unpack_here(argc - 2, argv + 2);
	run_catch_signals();
	int status = dispatch(argc - 1, argv + 1);
	if (run_signal() != 0)
	{
		signal(run_signal(), SIG_DFL);
		raise(run_signal());
	}
	return status;
}
