#include "find.h"

#include "file.h"
#include "slip.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/*
 * How deep below a submission's folder its files are looked for, in how many folders, and
 * how many of them.
 */
#define DEPTH 6
#define FOLDERS 2000
#define FILES 20000
/* Names that are shown of several. */
#define SHOWN 5
/* As large as a source may be: see submission.c. */
#define SOURCE_LIMIT ((size_t)512 << 10)

typedef struct s_search
{
	const t_lesson *lesson;
	const char *file; /* the first of the lesson's files */
	const char *top;
	char **paths; /* of all files, below `top` */
	size_t count;
	int folders; /* looked into */
	char *unread; /* what could not be read, a sentence, or NULL */
	t_found *found;
} t_search;

/* Whether a file could be the one that is looked for. */
typedef int (*t_test)(const t_search *all, const char *path);

/* Only real folders are entered: a link may lead to the folder of another student. */
static int is_kind(const char *path, mode_t kind)
{
	struct stat status;

	return lstat(path, &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

static int has_file(const char *folder, const char *file)
{
	struct stat status;
	char *path = text_format("%s/%s", folder, file);
	/* Whatever it is: what is no fit file is refused with a reason. */
	int there = lstat(path, &status) == 0;

	free(path);
	return there;
}

/* The folder below `folder`, if it is real all the way and holds the file: a new string,
 * or NULL. */
static char *below(
	const char *folder, const char *first, const char *second, const char *file)
{
	char *upper = text_format("%s/%s", folder, first);
	char *path =
		second == NULL ? text_copy(upper) : text_format("%s/%s", upper, second);
	int good =
		is_kind(upper, S_IFDIR) && is_kind(path, S_IFDIR) && has_file(path, file);

	free(upper);
	if (good)
		return path;
	free(path);
	return NULL;
}

/* Where the course's own layout has it, or a folder named after the lesson. */
static char *find_named(const t_lesson *lesson, const char *folder, const char *file)
{
	char *path = below(folder, "lessons", lesson->name, file);

	if (path == NULL)
		path = below(folder, lesson->name, NULL, file);
	if (path == NULL)
		path = below(folder, lesson->number, NULL, file);
	if (path == NULL && has_file(folder, file))
		path = text_copy(folder);
	return path;
}

/* The only entry of the folder, if that is a folder: archives often begin with one. A new
 * string, or NULL. */
static char *only_folder(const char *folder)
{
	char **names = folder_names(folder, NULL);
	char *path = NULL;

	if (names != NULL && names[0] != NULL && names[1] == NULL)
		path = text_format("%s/%s", folder, names[0]);
	names_free(names);
	if (path != NULL && is_kind(path, S_IFDIR))
		return path;
	free(path);
	return NULL;
}

static const char *name_in(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/*
 * The suites have skeletons, which are nobody's answer: a whole checkout may be handed
 * in.
 */
static int is_grader(const char *folder)
{
	return strcmp(name_in(folder), "grader") == 0 && has_file(folder, "suites");
}

static char *shown(const char *name)
{
	return text_safe(name, strlen(name), 80);
}

/* What a folder is called may be no text. */
static char *cannot_read(const char *folder, int error)
{
	char *name = shown(name_in(folder));
	char *text = text_format("%s cannot be read: %s", name,
		error == ENOTDIR
			? "it is not a folder; if it is an archive, unpack it first"
			: strerror(error));

	free(name);
	return text;
}

static void walk(t_search *all, const char *folder, int depth)
{
	char **names = all->folders++ < FOLDERS ? folder_names(folder, NULL) : NULL;

	if (names == NULL && all->unread == NULL && all->folders <= FOLDERS)
		all->unread = cannot_read(folder, errno);
	for (size_t i = 0; names != NULL && names[i] != NULL && all->count < FILES; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		if (!is_kind(path, S_IFDIR))
		{
			all->paths = memory_again(
				all->paths, all->count + 1, sizeof(*all->paths));
			all->paths[all->count++] = text_copy(path + strlen(all->top) + 1);
		}
		else if (depth < DEPTH && !is_grader(path))
			walk(all, path, depth + 1);
		free(path);
	}
	names_free(names);
}

static char *full_path(const t_search *all, const char *path)
{
	return text_format("%s/%s", all->top, path);
}

static int is_regular(const t_search *all, const char *path)
{
	char *full = full_path(all, path);
	int regular = is_kind(full, S_IFREG);

	free(full);
	return regular;
}

static int has_the_name(const t_search *all, const char *path)
{
	return strcmp(name_in(path), all->file) == 0;
}

static int has_a_slip_of_it(const t_search *all, const char *path)
{
	return is_slip_of(name_in(path), all->file) && !has_the_name(all, path) &&
	       is_regular(all, path);
}

static int mentions(const char *text, const char *name)
{
	for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name))
		if (text_is_word(text, at, strlen(name)))
			return 1;
	return 0;
}

/*
 * Whether it is a C file that names all functions of the contract: another lesson's
 * answer does not.
 */
static int has_the_functions(const t_search *all, const char *path)
{
	size_t size;
	const char *name = name_in(path);
	int is_c = text_ends(name, ".c") && strcmp(name, "demo.c") != 0;
	char *full = full_path(all, path);
	char *text = is_c ? file_read(full, SOURCE_LIMIT, &size) : NULL;
	int all_there = text != NULL;
	size_t index;
	json_t *function;

	json_array_foreach(all->lesson->rubric.api, index, function)
	{
		all_there = all_there && mentions(text, json_string_value(function));
	}
	free(text);
	free(full);
	return all_there;
}

/* Whether the path leads through a folder of the lesson's name or number. */
static int is_in_its_folder(const t_search *all, const char *path)
{
	const char *names[] = {all->lesson->name, all->lesson->number};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (const char *at = path; strchr(at, '/') != NULL;
			at = strchr(at, '/') + 1)
			if (text_begins(at, names[i]) && at[strlen(names[i])] == '/')
				return 1;
	return 0;
}

/*
 * The paths that pass the test, and lie in the lesson's folder if `within`; ends with
 * NULL. The strings are the search's.
 */
static const char **candidates(const t_search *all, t_test test, int within)
{
	const char **paths = memory_for(all->count + 1, sizeof(*paths));
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		if (test(all, all->paths[i]) &&
			(!within || is_in_its_folder(all, all->paths[i])))
			paths[count++] = all->paths[i];
	return paths;
}

/* Whether all of them hold the same, so that it does not matter which is taken. */
static int are_alike(const t_search *all, const char **paths)
{
	int alike = 1;

	for (size_t i = 1; paths[0] != NULL && paths[i] != NULL && alike; i++)
	{
		char *one = full_path(all, paths[0]);
		char *other = full_path(all, paths[i]);
		alike = files_alike(one, other, SOURCE_LIMIT);
		free(other);
		free(one);
	}
	return alike;
}

/* "a, b and c", the first of them, safe to show: a new string. */
static char *listed(char *const *paths, size_t count)
{
	char *list = text_copy("");
	size_t shown = count > SHOWN ? SHOWN : count;

	for (size_t i = 0; i < shown; i++)
	{
		char *name = text_safe(paths[i], strlen(paths[i]), 80);
		const char *between = i == 0 ? "" : i + 1 == count ? " and " : ", ";
		char *longer = text_format("%s%s%s", list, between, name);
		free(name);
		free(list);
		list = longer;
	}
	if (count <= shown)
		return list;
	char *longer = text_format("%s and %zu more", list, count - shown);
	free(list);
	return longer;
}

static char *listed_paths(const char **paths)
{
	size_t count = 0;

	while (paths[count] != NULL)
		count++;
	return listed((char *const *)paths, count);
}

static void take(t_search *all, const char *path)
{
	size_t length = name_in(path) - path;

	free(all->found->folder);
	all->found->folder =
		length == 0 ? text_copy(all->top)
			    : text_format("%s/%.*s", all->top, (int)length - 1, path);
	all->found->file = text_copy(name_in(path));
}

static void refuse(t_search *all, const char **paths, const char *why)
{
	char *list = listed_paths(paths);

	all->found->verdict = (t_verdict){STATUS_REFUSED,
		text_format("%s %s: %s. Hand in only one of them", all->file, why, list)};
	free(list);
}

/*
 * Takes what passes the test, if it is one file or all are alike; else the one in the
 * lesson's folder. Several are refused with `why`. Returns whether it is settled.
 */
static int settle(t_search *all, t_test test, const char *why)
{
	const char **paths = candidates(all, test, 0);
	const char **own = candidates(all, test, 1);
	const char **chosen = own[0] != NULL && are_alike(all, own) ? own : paths;
	int settled = paths[0] != NULL;

	if (settled && are_alike(all, chosen))
		take(all, chosen[0]);
	else if (settled)
		refuse(all, paths, why);
	free(own);
	free(paths);
	return settled;
}

static void note_name(t_search *all, const char *why)
{
	char *name = shown(all->found->file);

	all->found->note = text_format("%s was graded as %s: %s", name, all->file, why);
	free(name);
}

/*
 * Copies that lie beside the file of the right name: a browser calls the newer one "arena
 * (1).c".
 */
static void note_copies(t_search *all)
{
	char **names = folder_names(all->found->folder, NULL);
	const char **others = memory_for(FILES, sizeof(*others));
	char *right = text_format("%s/%s", all->found->folder, all->file);
	size_t count = 0;

	for (size_t i = 0; names != NULL && names[i] != NULL && count + 1 < FILES; i++)
	{
		char *path = text_format("%s/%s", all->found->folder, names[i]);
		if (is_slip_of(names[i], all->file) && strcmp(names[i], all->file) != 0 &&
			is_kind(path, S_IFREG) && !files_alike(path, right, SOURCE_LIMIT))
			others[count++] = names[i];
		free(path);
	}
	char *list = listed_paths(others);
	if (count != 0)
		all->found->note = text_format(
			"%s was graded, and %s was not: only the file of the right name counts",
			all->file, list);
	free(list);
	free(right);
	free(others);
	names_free(names);
}

static int is_packed(const char *path)
{
	static const char *const endings[] = {
		".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".xz", ".bz2"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (text_ends(path, endings[i]))
			return 1;
	return 0;
}

/* What was handed in instead: a new string. */
static char *handed_in(const t_search *all)
{
	char *list = listed(all->paths, all->count);
	int packed = 0;

	for (size_t i = 0; i < all->count; i++)
		packed = packed || is_packed(all->paths[i]);
	char *text = text_format("%s is missing; what was handed in: %s%s", all->file,
		list,
		packed ? ". Archives among them are not opened: hand in the files themselves"
		       : "");
	free(list);
	return text;
}

static void tell_missing(t_search *all)
{
	t_verdict *verdict = &all->found->verdict;

	verdict->status = all->unread != NULL ? STATUS_BROKEN : STATUS_MISSING;
	if (all->unread != NULL)
		verdict->reason = text_copy(all->unread);
	else if (all->count != 0)
		verdict->reason = handed_in(all);
	else
		verdict->reason =
			text_format("%s is missing: nothing was handed in", all->file);
}

/* First by the name, then by slips of it, then by what the files hold. */
static void look_everywhere(t_search *all)
{
	static const struct
	{
		t_test test;
		const char *several; /* why none is taken of several */
		const char *note; /* why another name is */
	} ways[] = {
		{has_the_name, "was handed in more than once, with different contents",
			NULL},
		{has_a_slip_of_it, "is missing, and more than one file could be it",
			"that is the name that the lesson asks for"},
		{has_the_functions, "is missing, and more than one file could be it",
			"it is the only file with the lesson's functions"},
	};
	int settled = 0;

	walk(all, all->top, 0);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways) && !settled; i++)
	{
		settled = settle(all, ways[i].test, ways[i].several);
		if (all->found->file != NULL && ways[i].note != NULL)
			note_name(all, ways[i].note);
	}
	if (!settled)
		tell_missing(all);
}

t_found submission_find(const t_lesson *lesson, const char *folder)
{
	const char *file = json_string_value(json_array_get(lesson->rubric.files, 0));
	char *top = text_copy(folder);
	char *inner;
	char *named = find_named(lesson, top, file);
	t_found found = {.verdict = VERDICT_GOOD};

	for (int depth = 0;
		named == NULL && depth < DEPTH && (inner = only_folder(top)) != NULL;
		depth++)
	{
		free(top);
		top = inner;
		named = find_named(lesson, top, file);
	}
	t_search all = {.lesson = lesson, .file = file, .top = top, .found = &found};
	found.folder = text_copy(named == NULL ? top : named);
	found.file = text_copy(named == NULL ? NULL : file);
	if (named == NULL)
		look_everywhere(&all);
	if (found.file != NULL && strcmp(found.file, file) == 0)
		note_copies(&all);
	found.files = all.count;
	for (size_t i = 0; i < all.count; i++)
		free(all.paths[i]);
	free(all.paths);
	free(all.unread);
	free(named);
	free(top);
	return found;
}

void found_free(t_found *found)
{
	free(found->folder);
	free(found->file);
	free(found->note);
	free(found->verdict.reason);
}
