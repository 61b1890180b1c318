#include "grade.h"

#include "file.h"
#include "find.h"
#include "object.h"
#include "patch.h"
#include "program.h"
#include "results.h"
#include "run.h"
#include "score.h"
#include "submission.h"
#include "text.h"
#include "trial.h"
#include "view.h"
#include "watch.h"
#include "work.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a grading may still need of the disk at its end, and more. */
#define ROOM (1 << 20)

/* Rows that take so many times the CPU time of the compiler and the linker are not an
 * honest answer's. */
#define MUCH 20

/* Everything of one grading, from its first room to its last. */
typedef struct s_flow
{
	const t_lesson *lesson;
	const t_request *request;
	const char *work;
	char *again; /* where it is built once more, or NULL */
	char *source; /* the absolute path of the submission's folder */
	json_t *notes;
	t_verdict verdict;
	t_object object;
	t_results results;
	t_spent built; /* what compiling took */
} t_flow;

static const char *folder_of(const t_lesson *lesson, const t_request *request)
{
	return request->submission == NULL ? lesson->folder : request->submission;
}

/* The absolute path of the submission's folder, which is made in the work folder if the
 * submission is a patch; or NULL, with what is wrong. */
static char *open_submission(const t_flow *flow, char **wrong)
{
	const char *given = folder_of(flow->lesson, flow->request);
	char *made = NULL;

	if (is_patch(given))
	{
		made = text_format("%s/answer", flow->work);
		*wrong = patch_apply(flow->lesson, given, made);
	}
	char *folder =
		*wrong == NULL ? realpath(made == NULL ? given : made, NULL) : NULL;
	if (folder == NULL && *wrong == NULL)
		*wrong = text_format("%s: %s", given, strerror(errno));
	free(made);
	return folder;
}

/* From the submission to the test program. Returns NULL, or why the grader is at its
 * wits' end. */
static char *build_once(t_flow *flow)
{
	const t_request *request = flow->request;
	char *wrong = NULL;

	flow->notes = json_array();
	char *folder = open_submission(flow, &wrong);
	if (folder == NULL)
		return wrong;
	t_found found = submission_find(flow->lesson, folder);
	free(folder);
	flow->source = text_copy(found.folder);
	flow->verdict = submission_gather(flow->lesson, &found, flow->work, flow->notes);
	found_free(&found);
	if (flow->verdict.status == STATUS_GRADED)
		flow->verdict = object_make(&flow->object, flow->lesson,
			&(t_compiler){request->compiler, request->level}, flow->work,
			flow->source);
	if (flow->verdict.status == STATUS_GRADED)
		flow->verdict = program_link(&flow->object, flow->lesson,
			request->compiler, request->build, flow->work);
	return flow->verdict.status == STATUS_BROKEN ? text_copy(flow->verdict.reason)
						     : NULL;
}

static void forget_built(t_flow *flow)
{
	object_free(&flow->object);
	free(flow->verdict.reason);
	json_decref(flow->notes);
	free(flow->source);
	flow->verdict = VERDICT_GOOD;
	flow->notes = NULL;
	flow->source = NULL;
}

/*
 * A submission that does not come as far as its rows loses all of them, so it is built
 * once more, in a new folder: a read that failed, or a process that could not be made,
 * fails only once.
 */
static char *build_program(t_flow *flow)
{
	char *wrong = build_once(flow);

	if (wrong != NULL || flow->verdict.status == STATUS_GRADED)
		return wrong;
	forget_built(flow);
	flow->again = text_format("%s/again", flow->work);
	flow->work = flow->again;
	if (folder_make(flow->work) == -1)
		return text_format("%s: %s", flow->work, strerror(errno));
	return build_once(flow);
}

static json_t *result_of(const t_flow *flow)
{
	const char *student = flow->request->student;
	t_grading grading = {
		.lesson = flow->lesson,
		.submission = student != NULL ? student
					      : folder_of(flow->lesson, flow->request),
		.work = flow->work,
		.in_place = flow->request->submission == NULL || student != NULL,
		.verdict = &flow->verdict,
		.object = &flow->object,
		.compiler = flow->request->compiler,
		.results = flow->verdict.status == STATUS_GRADED ? &flow->results : NULL,
		.notes = flow->notes,
		.seed = flow->request->seed,
	};

	return score(&grading);
}

static void end_flow(t_flow *flow)
{
	results_free(&flow->results);
	forget_built(flow);
	free(flow->again);
}

/* One line, where a submission could see more of the machine than it needs. */
static void note_view(const t_flow *flow)
{
	if (view_missing() != NULL)
		json_array_append_new(flow->notes,
			json_sprintf(
				"not shut in by bubblewrap: %s; the filter, the limits and, where the "
				"kernel has it, Landlock hold all the same",
				view_missing()));
}

static t_ready ready_of(const t_flow *flow)
{
	return (t_ready){
		flow->lesson, flow->request->build, flow->work, flow->request->seed};
}

/*
 * A subject that does not even begin says nothing of whose fault that is: code of the
 * submission may run before main, whatever was inspected. Where one without a submission
 * begins, it is the submission's.
 */
static char *blame_start(t_flow *flow, char *wrong)
{
	t_ready ready = ready_of(flow);
	char *none = memory_for(flow->lesson->rubric.count, 1);
	t_trial trial = {0};
	char *unready = NULL;

	if (program_link_nothing(flow->lesson, flow->request->compiler,
		    flow->request->build, flow->work) == 0)
		unready = trial_run(&trial, &ready, &g_checked, none);
	if (unready == NULL && trial.wrong == NULL && outcome_good(&trial.outcome))
	{
		flow->verdict = (t_verdict){STATUS_REFUSED,
			text_copy(
				"the program ends before any of its functions is called")};
		free(wrong);
		wrong = NULL;
	}
	trial_free(&trial);
	free(unready);
	free(none);
	return wrong;
}

static char *run_rows(t_flow *flow)
{
	const t_request *request = flow->request;
	t_ready ready = ready_of(flow);

	if (request->begun != NULL)
		request->begun(flow->work, request->data);
	char *wrong = results_native(&flow->results, &ready, request->patience);

	if (wrong != NULL)
		return flow->results.trial.wrong == NULL ? wrong
							 : blame_start(flow, wrong);
	if (request->seen != NULL && run_signal() == 0)
	{
		json_t *result = result_of(flow);
		request->seen(result, request->data);
		json_decref(result);
	}
	if (request->native)
		return NULL;
	return results_watched(&flow->results, &ready, request->patience);
}

static char *run_row(t_flow *flow, int rule, int shown)
{
	t_ready ready = ready_of(flow);

	return results_of_row(&flow->results, &ready, rule, shown);
}

/*
 * Whether the rows themselves used up the time: they slept, or computed much longer than
 * honest ones, which take up to 5 times the CPU time of the compiler here, on a slow
 * machine as on a fast one.
 */
static int is_own_fault(const t_flow *flow, const t_spent *spent)
{
	return spent->slept_seconds > spent->budget / 2 ||
	       spent->cpu_seconds - flow->built.cpu_seconds >
		       MUCH * flow->built.cpu_seconds;
}

static void look_at_time(const t_flow *flow, char **wrong)
{
	t_spent spent = run_spent();

	if (*wrong == NULL && spent.all && !is_own_fault(flow, &spent))
		*wrong = text_format(
			"this machine is too slow: the %g s of a grading were used up, %.1f s of them "
			"by the compiler alone: grade it on another one",
			spent.budget, flow->built.cpu_seconds);
	else if (*wrong == NULL && spent.all)
		json_array_append_new(flow->notes,
			json_sprintf("the %d s that a grading may take were used "
				     "up: what had not run by then counts as lost",
				(int)spent.budget));
}

/* Where the disk is full, or all was cut off, nothing works: what comes of that is no
 * result. */
static void look_around(const char *work, char **wrong)
{
	if (!folder_has_room(work, ROOM))
	{
		free(*wrong);
		*wrong = text_format("the disk of %s is full: %s", work, strerror(errno));
	}
	if (*wrong == NULL && run_signal() != 0)
		*wrong = text_copy("interrupted");
}

/* The whole flow; rule: the only row to run, or -1. */
static json_t *flow_through(
	const t_lesson *lesson, const t_request *request, int rule, char **wrong)
{
	t_work work = work_begin(request->build);
	t_flow flow = {.lesson = lesson, .request = request, .work = work.path};
	json_t *result = NULL;

	if (work.path == NULL)
	{
		*wrong = text_format(
			"%s cannot be written (%s); choose another folder with BUILD=",
			request->build, strerror(errno));
		return NULL;
	}
	run_budget(request->seconds == 0 ? GRADE_SECONDS : request->seconds);
	if (folder_runs(work.path))
		*wrong = build_program(&flow);
	else
		*wrong = text_format(
			"no program may run in %s (its disk is mounted noexec); choose another "
			"folder with BUILD=",
			request->build);
	flow.built = run_spent();
	if (*wrong == NULL && flow.verdict.status == STATUS_GRADED)
		*wrong = rule == -1 ? run_rows(&flow) : run_row(&flow, rule, 1);
	look_around(work.path, wrong);
	look_at_time(&flow, wrong);
	run_budget(0);
	if (*wrong == NULL)
	{
		note_view(&flow);
		result = result_of(&flow);
	}
	end_flow(&flow);
	work_end(&work);
	return result;
}

json_t *grade(const t_lesson *lesson, const t_request *request, char **wrong)
{
	return flow_through(lesson, request, -1, wrong);
}

json_t *grade_refused(const t_lesson *lesson, const t_request *request, t_status status,
	const char *reason)
{
	t_flow flow = {.lesson = lesson,
		.request = request,
		.notes = json_array(),
		.verdict = {status, text_copy(reason)}};
	json_t *result = result_of(&flow);

	end_flow(&flow);
	return result;
}

json_t *grade_row(
	const t_lesson *lesson, const t_request *request, int rule, char **wrong)
{
	return flow_through(lesson, request, rule, wrong);
}

/* Where the row fails, the call that goes wrong is the last one that it makes. */
static char *prepare_row(t_flow *flow, int rule, t_row_result *row)
{
	t_ready ready = ready_of(flow);
	char *examiner = trial_examiner(&ready);
	char *link = text_format("%s/examiner", flow->work);
	char *wrong = run_row(flow, rule, 0);

	if (wrong == NULL && symlink(examiner, link) == -1)
		wrong = text_format("%s: %s", link, strerror(errno));
	if (wrong == NULL)
	{
		*row = flow->results.rows[rule];
		flow->results.rows[rule] = (t_row_result){0};
		wrong = trial_prepare(&ready, rule, row->calls == 0 ? 1 : row->calls);
	}
	free(link);
	free(examiner);
	return wrong;
}

/* Makes the subject. Returns NULL, or why there is none. */
static char *build_subject(t_flow *flow)
{
	char *wrong = build_once(flow);

	return wrong == NULL && flow->verdict.status != STATUS_GRADED
		       ? text_copy(flow->verdict.reason)
		       : wrong;
}

char *grade_build(const t_lesson *lesson, const t_request *request, const char *work)
{
	t_flow flow = {.lesson = lesson, .request = request, .work = work};
	char *wrong = build_subject(&flow);

	end_flow(&flow);
	return wrong;
}

char *grade_aloud(const t_lesson *lesson, const t_request *request, int rule, char **log)
{
	t_work work = work_begin(request->build);
	t_flow flow = {.lesson = lesson, .request = request, .work = work.path};
	char *wrong = work.path == NULL
			      ? text_format("%s: %s", request->build, strerror(errno))
			      : build_subject(&flow);
	t_ready ready = ready_of(&flow);

	if (wrong == NULL)
		wrong = watch_aloud(&ready, rule, log);
	end_flow(&flow);
	work_end(&work);
	return wrong;
}

char *grade_prepare(const t_lesson *lesson, const t_request *request, int rule,
	const char *work, t_row_result *row)
{
	t_flow flow = {.lesson = lesson, .request = request, .work = work};
	char *wrong = build_subject(&flow);

	if (wrong == NULL)
		wrong = prepare_row(&flow, rule, row);
	end_flow(&flow);
	return wrong;
}
