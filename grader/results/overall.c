#include "overall.h"

#include "places.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Errors that are told one by one; how many more there are is told too. */
#define TOLD 3

typedef struct s_overall
{
	t_row_result *rows;
	const t_lesson *lesson;
	const t_watch *seen;
	t_places *places; /* of the subject */
} t_overall;

static void fail(t_row_result *row, const char *expected, char *got)
{
	row->status = ROW_FAILED;
	row->expected = text_copy(expected);
	row->got = got;
}

/* Whether the row, which another one needs, has passed; if not, says so in that one. */
static int has_passed(const t_overall *all, t_row_result *row, int needed)
{
	const t_rule *rule = &all->lesson->rubric.rules[needed];

	if (all->rows[needed].status == ROW_PASSED)
		return 1;
	if (all->rows[needed].status == ROW_NOT_GRADED)
	{
		row->status = ROW_NOT_GRADED;
		row->got = text_format(
			"not graded: the row %s, which this one needs, could not be graded",
			rule->name);
		return 0;
	}
	row->status = ROW_NOT_RUN;
	row->got = text_format(
		"this needs the row %s first: %s", rule->name, rule->sentence);
	return 0;
}

/*
 * Code that does nothing has no bad access and no leak: the points are for what works. A
 * row that does not count is not asked for; where no other is, the foundation is. Returns
 * 1 if all is there.
 */
static int judge_requires(const t_overall *all, t_row_result *row, const t_rule *rule)
{
	const t_rubric *rubric = &all->lesson->rubric;
	size_t asked = 0;
	size_t index;
	json_t *name;

	json_array_foreach(rule->requires, index, name)
	{
		int needed = rubric_find(rubric, json_string_value(name));
		if (!rule_counts(&rubric->rules[needed]))
			continue;
		asked++;
		if (!has_passed(all, row, needed))
			return 0;
	}
	return asked != 0 || json_array_size(rule->requires) == 0 ||
	       has_passed(all, row, rubric->foundation);
}

static char *in_place(const char *file, int line)
{
	return file == NULL ? text_copy("") : text_format(" at %s:%d", file, line);
}

static void tell_finding(FILE *out, const t_finding *finding)
{
	char *place = in_place(finding->file, finding->line);
	char *about = in_place(finding->about_file, finding->about_line);

	fprintf(out, "in row %s: %s%s", finding->row, finding->what, place);
	if (finding->file != NULL && finding->function != NULL)
		fprintf(out, ", in %s", finding->function);
	if (finding->file == NULL)
		fprintf(out,
			", by the row, which used memory as the arena's fields allow");
	/* The address itself is another one each time, and says nothing. */
	const char *relative = strstr(finding->about, " is ");
	if (finding->about[0] != '\0')
		fprintf(out, "\n  the address%s%s", relative == NULL ? ": " : relative,
			about);
	fputc('\n', out);
	free(about);
	free(place);
}

/* A finding that belongs to a row, and is no leak. */
static int is_access(const t_overall *all, const t_finding *finding)
{
	return !finding_is_leak(finding) &&
	       rubric_find(&all->lesson->rubric, finding->row) != -1;
}

/* Whether it says the same as the one before it: a loop makes many of one kind. */
static int is_told(const t_memcheck_log *log, size_t index)
{
	const t_finding *one = &log->findings[index];
	const t_finding *before = one - 1;

	return index > 0 && one->line == before->line && one->file != NULL &&
	       before->file != NULL && strcmp(one->file, before->file) == 0 &&
	       strcmp(one->what, before->what) == 0 && strcmp(one->row, before->row) == 0;
}

/* Tells of a log's findings, of which `count` were told before. Returns how many there
 * are then. */
static size_t tell_log(const t_overall *all, t_row_result *row, const t_memcheck_log *log,
	FILE *out, size_t count)
{
	for (size_t i = 0; i < log->count; i++)
	{
		const t_finding *finding = &log->findings[i];
		if (!is_access(all, finding) || is_told(log, i) || ++count > TOLD)
			continue;
		tell_finding(out, finding);
		if (row->file == NULL && finding->file != NULL)
		{
			row->file = text_copy(finding->file);
			row->line = finding->line;
		}
	}
	return count;
}

/* The first findings in words, as a new string, and the place of the first; NULL where
 * there is none. */
static char *tell_findings(const t_overall *all, t_row_result *row)
{
	char *text;
	size_t size;
	size_t count = 0;
	FILE *out = text_stream(&text, &size);

	for (size_t i = 0; i < all->seen->log_count; i++)
		count = tell_log(all, row, &all->seen->logs[i], out, count);
	if (count > TOLD)
		fprintf(out, "and %zu more\n", count - TOLD);
	fclose(out);
	char *safe = count == 0 ? NULL : text_safe(text, size - 1, 3000);
	free(text);
	return safe;
}

/* A row in which memcheck counted errors; -1 where there is none. */
static int row_with_errors(const t_overall *all)
{
	for (size_t i = 0; i < all->lesson->rubric.count; i++)
		if (all->seen->trial.rows[i].errors != 0)
			return (int)i;
	return -1;
}

/* A row that has passed under memcheck stands in its log, too: where the log is none,
 * what the subject itself counts proves nothing. */
static int is_seen(const t_overall *all, size_t rule)
{
	return watch_has_seen(all->seen, rule) &&
	       (all->seen->trial.rows[rule].status != ROW_PASSED ||
		       watch_has_logged(all->seen, all->lesson->rubric.rules[rule].name));
}

static int row_unseen(const t_overall *all)
{
	for (size_t i = 0; i < all->lesson->rubric.count; i++)
		if (rule_is_watched(&all->lesson->rubric.rules[i]) &&
			all->rows[i].status == ROW_PASSED && !is_seen(all, i))
			return (int)i;
	return -1;
}

static void judge_accesses(const t_overall *all, t_row_result *row)
{
	static const char *const expected = "memcheck finds nothing to complain of";
	const t_rule *rules = all->lesson->rubric.rules;
	char *told = tell_findings(all, row);
	int unseen = row_unseen(all);
	int counted = row_with_errors(all);

	if (told != NULL)
		fail(row, expected, told);
	else if (all->seen->died != -1)
		fail(row, "every row that passes does so under memcheck too",
			text_format("row %s did not come to its end there: %s",
				rules[all->seen->died].name, all->seen->death));
	else if (unseen != -1)
		fail(row, expected,
			text_format("row %s could not be looked at", rules[unseen].name));
	else if (counted != -1)
		fail(row, expected,
			text_format("%d bad accesses in row %s",
				(int)all->seen->trial.rows[counted].errors,
				rules[counted].name));
	else
		row->status = ROW_PASSED;
}

/* What a row left mapped, and which line mapped it. */
static char *tell_leak(const t_overall *all, t_row_result *row, size_t rule)
{
	const t_row_result *leaky = &all->rows[rule];
	t_place place = {0};

	if (all->places != NULL && leaky->leak_count > 0)
		place = places_find(all->places, leaky->leaks[0].caller - 1,
			all->lesson->rubric.files);
	if (place.file != NULL)
	{
		row->file = text_copy(place.file);
		row->line = place.line;
	}
	char *where = in_place(place.file, place.line);
	char *text = text_format(
		"at the end of row %s %zu bytes are still mapped; mmap was called%s, in %s",
		all->lesson->rubric.rules[rule].name, (size_t)leaky->mapped, where,
		place.function == NULL ? "the submission" : place.function);
	char *safe = text_safe(text, strlen(text), 500);
	free(text);
	free(where);
	return safe;
}

static char *tell_leaked(const t_finding *finding)
{
	char *text = text_format("in row %s: %s", finding->row, finding->what);
	char *safe = text_safe(text, strlen(text), 500);

	free(text);
	return safe;
}

/* A leak that memcheck has found in a row that came to its end: what is left of others is
 * no leak of theirs. Nor is what the C library keeps for itself. */
static const t_finding *find_leak(const t_overall *all, const t_memcheck_log *log)
{
	for (size_t i = 0; i < log->count; i++)
	{
		const t_finding *finding = &log->findings[i];
		if (finding_is_leak(finding) && finding->file != NULL &&
			rubric_find(&all->lesson->rubric, finding->row) != -1 &&
			watch_has_logged(all->seen, finding->row))
			return finding;
	}
	return NULL;
}

static void judge_leaks(const t_overall *all, t_row_result *row)
{
	const t_finding *leak = NULL;

	for (size_t i = 0; i < all->lesson->rubric.count; i++)
	{
		const t_rule *rule = &all->lesson->rubric.rules[i];
		if (rule->judge != JUDGE_TEST || !rule_counts(rule) ||
			all->rows[i].status != ROW_PASSED || all->rows[i].mapped == 0)
			continue;
		fail(row, "every row gives back all that it mapped",
			tell_leak(all, row, i));
		return;
	}
	for (size_t i = 0; i < all->seen->log_count && leak == NULL; i++)
		leak = find_leak(all, &all->seen->logs[i]);
	if (leak != NULL)
		fail(row, "memcheck finds no leak", tell_leaked(leak));
	else
		row->status = ROW_PASSED;
}

static void judge_rule(const t_overall *all, size_t index)
{
	const t_rule *rule = &all->lesson->rubric.rules[index];
	t_row_result *row = &all->rows[index];

	if (rule->judge == JUDGE_TEST || rule->judge == JUDGE_ELSEWHERE ||
		!judge_requires(all, row, rule))
		return;
	if (rule->judge == JUDGE_ACCESSES)
		judge_accesses(all, row);
	else
		judge_leaks(all, row);
}

static void not_graded(t_row_result *row, const char *reason)
{
	row_result_free(row);
	row->status = ROW_NOT_GRADED;
	row->got = text_format("not graded: %s", reason);
}

void judge_overall(t_row_result *rows, const t_ready *ready, const t_watch *seen)
{
	char *program =
		text_format("%s/" TRIAL_SUBJECT_FOLDER "/" TRIAL_SUBJECT, ready->work);
	const t_lesson *lesson = ready->lesson;
	t_overall all = {rows, lesson, seen, places_open(program)};

	for (size_t i = 0; i < lesson->rubric.count; i++)
	{
		if (seen->unusable == NULL)
			judge_rule(&all, i);
		else if (strcmp(lesson->rubric.rules[i].heading, "memory") == 0)
			not_graded(&rows[i], seen->unusable);
	}
	places_close(all.places);
	free(program);
}
