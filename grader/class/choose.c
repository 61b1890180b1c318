#include "choose.h"

#include "file.h"
#include "find.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * Seconds. Nearer times do not tell which is newer: whoever copies a class may give all
 * of it the time of the copy.
 */
#define TELLS 60
#define SOURCE_LIMIT ((size_t)1 << 20)

typedef struct s_choice
{
	const t_tree *tree;
	const t_lesson *lesson;
	const char *file; /* the lesson's first */
	t_found *found; /* of each part */
	json_t *notes;
} t_choice;

static int holds(const t_choice *all, size_t part)
{
	return all->tree->parts[part].verdict.status == STATUS_GRADED &&
	       all->found[part].file != NULL;
}

/*
 * Above 0 where the first is to be taken rather than the other, below 0 for the opposite,
 * 0 where nothing tells.
 */
static int order(const t_part *one, const t_part *other)
{
	if (one->source == other->source && one->is_packed != other->is_packed)
		return one->is_packed ? -1 : 1;
	if (one->attachment != other->attachment && one->attachment != 0 &&
		other->attachment != 0)
		return one->attachment > other->attachment ? 1 : -1;
	if (one->time - other->time > TELLS)
		return 1;
	return other->time - one->time > TELLS ? -1 : 0;
}

/* Whether all sources of the folder are in the other one too, and hold the same. */
static int is_within(const t_found *one, const t_found *other, const char *ending)
{
	char **names = folder_names(one->folder, ending);
	int same = names != NULL;

	for (size_t i = 0; names != NULL && names[i] != NULL && same; i++)
	{
		char *path = text_format("%s/%s", one->folder, names[i]);
		char *twin = text_format("%s/%s", other->folder, names[i]);
		same = files_alike(path, twin, SOURCE_LIMIT);
		free(twin);
		free(path);
	}
	names_free(names);
	return same;
}

static int are_alike(const t_choice *all, size_t one, size_t other)
{
	static const char *const endings[] = {".c", ".h"};
	const t_found *a = &all->found[one];
	const t_found *b = &all->found[other];

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (!is_within(a, b, endings[i]) || !is_within(b, a, endings[i]))
			return 0;
	return strcmp(a->file, b->file) == 0;
}

/* The part that is to be taken, or the tree's count where none has the lesson. */
static size_t best_of(const t_choice *all)
{
	size_t best = all->tree->count;

	for (size_t i = 0; i < all->tree->count; i++)
		if (holds(all, i) &&
			(best == all->tree->count ||
				order(&all->tree->parts[i], &all->tree->parts[best]) > 0))
			best = i;
	return best;
}

/* A part that could be meant as well as the best, or the tree's count. */
static size_t rival_of(const t_choice *all, size_t best)
{
	const t_part *parts = all->tree->parts;

	for (size_t i = 0; i < all->tree->count; i++)
		if (i != best && holds(all, i) && order(&parts[best], &parts[i]) <= 0 &&
			!are_alike(all, best, i))
			return i;
	return all->tree->count;
}

static char *day_of(time_t time)
{
	char text[40] = "";
	struct tm parts;

	if (localtime_r(&time, &parts) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &parts);
	return text_copy(text);
}

static char *why_newer(const t_part *best, const t_part *part)
{
	if (best->source == part->source && !best->is_packed && part->is_packed)
		return text_format(
			"the file in %s was graded, and not the one in the archive %s",
			best->entry, part->entry);
	if (best->attachment != 0 && part->attachment != 0)
		return text_format(
			"%s was graded: it was handed in after %s, which was not graded",
			best->entry, part->entry);
	char *day = day_of(best->time);
	char *other = day_of(part->time);
	char *text = text_format(
		"%s was graded: it is newer (%s) than %s (%s), which was not graded",
		best->entry, day, part->entry, other);
	free(other);
	free(day);
	return text;
}

/* What became of a part that was not taken, or NULL where nobody needs to know. */
static char *told(const t_choice *all, size_t best, size_t part)
{
	const t_part *taken = &all->tree->parts[best];
	const t_part *left = &all->tree->parts[part];

	if (left->verdict.status != STATUS_GRADED)
		return text_format(
			"%s was graded; %s", taken->entry, left->verdict.reason);
	if (holds(all, part) && are_alike(all, best, part))
		return text_format("%s and %s hold the same; %s was graded", taken->entry,
			left->entry, taken->entry);
	if (holds(all, part))
		return why_newer(taken, left);
	if (all->found[part].verdict.status == STATUS_REFUSED)
		return text_format("%s was graded, and not %s: %s", taken->entry,
			left->entry, all->found[part].verdict.reason);
	/*
	 * A platform may list several files of one submission; a folder and an archive of
	 * one name are two.
	 */
	if (taken->source != left->source && !all->tree->has_id)
		return text_format("%s was graded; there is no %s in %s", taken->entry,
			all->file, left->entry);
	return NULL;
}

static void note(const t_choice *all, char *text)
{
	if (text != NULL)
		json_array_append_new(all->notes, json_string(text));
	free(text);
}

static t_verdict copy_best(const t_choice *all, size_t best, const char *target)
{
	const t_found *found = &all->found[best];

	for (size_t i = 0; i < all->tree->count; i++)
		if (i != best)
			note(all, told(all, best, i));
	note(all, text_copy(all->tree->parts[best].note));
	note(all, text_copy(found->note));
	if (stage_copy(found->folder, found->file, all->file, target) == 0)
		return VERDICT_GOOD;
	return (t_verdict){
		STATUS_BROKEN, text_format("%s cannot be read: %s",
				       all->tree->parts[best].entry, strerror(errno))};
}

static const t_verdict *verdict_of(const t_choice *all, size_t part)
{
	const t_part *opened = &all->tree->parts[part];

	return opened->verdict.status != STATUS_GRADED ? &opened->verdict
						       : &all->found[part].verdict;
}

static int is_broken(const t_choice *all)
{
	for (size_t i = 0; i < all->tree->count; i++)
		if (verdict_of(all, i)->status == STATUS_BROKEN)
			return 1;
	return 0;
}

/*
 * Why nothing is graded: what could not be read is worst, for then all else may be wrong;
 * then what was refused.
 */
static t_verdict why_none(const t_choice *all)
{
	static const t_status worst[] = {STATUS_BROKEN, STATUS_REFUSED, STATUS_MISSING};

	for (size_t at = 0; at < sizeof(worst) / sizeof(*worst); at++)
		for (int empty = 0; empty < 2; empty++)
			for (size_t i = 0; i < all->tree->count; i++)
				if (verdict_of(all, i)->status == worst[at] &&
					(all->found[i].files == 0) == empty)
					return (t_verdict){worst[at],
						text_copy(verdict_of(all, i)->reason)};
	return (t_verdict){STATUS_MISSING,
		text_format("%s is missing: nothing was handed in", all->file)};
}

static t_verdict choose(const t_choice *all, const char *target)
{
	size_t count = all->tree->count;
	size_t best = best_of(all);
	size_t rival = best == count ? count : rival_of(all, best);

	/* What could not be read may be what counts. */
	if (best == count || is_broken(all))
		return why_none(all);
	if (rival == count)
		return copy_best(all, best, target);
	return (t_verdict){STATUS_REFUSED,
		text_format(
			"%s and %s were both handed in, with different files, and neither is clearly newer. "
			"Hand in only one of them",
			all->tree->parts[best].entry, all->tree->parts[rival].entry)};
}

t_verdict choose_lesson(const t_tree *tree, const t_lesson *lesson, const char *target,
	json_t *notes, size_t *files)
{
	t_choice all = {.tree = tree,
		.lesson = lesson,
		.file = json_string_value(json_array_get(lesson->rubric.files, 0)),
		.found = memory_for(tree->count + 1, sizeof(t_found)),
		.notes = notes};

	*files = 0;
	for (size_t i = 0; i < tree->count; i++)
	{
		if (tree->parts[i].verdict.status == STATUS_GRADED)
			all.found[i] = submission_find(lesson, tree->parts[i].path);
		/* What could not be opened is something, too. */
		else
			all.found[i].files = 1;
		*files += all.found[i].files;
	}
	t_verdict verdict = choose(&all, target);
	for (size_t i = 0; i < tree->count; i++)
		found_free(&all.found[i]);
	free(all.found);
	return verdict;
}
