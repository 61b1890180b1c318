#include "roster.h"

#include "file.h"
#include "metadata.h"
#include "naming.h"
#include "text.h"
#include "unpack.h"
#include "value.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <utf8proc.h>

#define DEPTH 3
/* Bytes of a name and of a platform's number that are shown: room for a group. */
#define NAME_LENGTH 1000
#define ID_LENGTH 400

typedef struct s_reading
{
	t_roster *roster;
	const char *folder;
	json_t *people; /* of Gradescope's folders */
	/* Canvas's: {"ID/ATTACHMENT": what it is a number of, or null: of two things} */
	json_t *numbers;
} t_reading;

/*
 * The name as Unicode composes it (NFC), a new string: macOS writes ü as two characters,
 * and a gradebook as one. utf8proc does it: one table and one function, in every
 * distribution, and kept up with Unicode by the Julia language, which is built on it.
 * Bytes that are no UTF-8 stay as they are.
 */
static char *composed(const char *name)
{
	utf8proc_uint8_t *made = utf8proc_NFC((const utf8proc_uint8_t *)name);
	char *copy = text_copy(made == NULL ? name : (const char *)made);

	free(made);
	return copy;
}

/* The student of that name and number, who is added where new. */
static t_student *student_of(t_roster *roster, const char *name, const char *id)
{
	/* Folders come in the order of their names, so those of one student stand
	 * together, or nearly. */
	for (size_t i = roster->count; i > 0; i--)
		if (strcmp(roster->students[i - 1].name, name) == 0 &&
			strcmp(roster->students[i - 1].id, id) == 0)
			return &roster->students[i - 1];
	roster->students = memory_again(
		roster->students, roster->count + 1, sizeof(*roster->students));
	t_student *student = &roster->students[roster->count++];
	*student = (t_student){.name = text_copy(name),
		.id = text_copy(id),
		.email = text_copy(""),
		.key = naming_key(name, id)};
	return student;
}

/* `source` is taken over. Returns its student: who has that name and number. */
static t_student *add_source(
	t_roster *roster, const char *name, const char *id, t_source source)
{
	char *whole = composed(name);
	t_student *student = student_of(roster, whole, id);

	student->sources = memory_again(
		student->sources, student->count + 1, sizeof(*student->sources));
	student->sources[student->count++] = source;
	free(whole);
	return student;
}

static char *shown(const char *entry, const char *behind)
{
	char *name = text_safe(entry, strlen(entry), 80);
	char *whole = text_format("%s%s", name, behind);

	free(name);
	return whole;
}

static int has(const char *folder, const char *name)
{
	struct stat status;
	char *path = text_format("%s/%s", folder, name);
	int there = lstat(path, &status) == 0;

	free(path);
	return there;
}

/* Whether class.sh has made it, or begun to. */
static int is_out(const char *path)
{
	char **names = folder_names(path, NULL);
	int runs_alone = names != NULL && names[0] != NULL && names[1] == NULL &&
			 strcmp(names[0], "runs") == 0;
	char *runs = text_format("%s/runs", path);
	char **inside = runs_alone ? folder_names(runs, NULL) : NULL;
	int begun = inside != NULL && inside[0] == NULL;

	names_free(inside);
	names_free(names);
	free(runs);
	return has(path, "runs") &&
	       (has(path, ".lock") || has(path, "latest/class.json") || begun);
}

static void leave_out(t_roster *roster, const char *entry, const char *why)
{
	char *name = shown(entry, "");

	json_array_append_new(
		roster->left_out, json_pack("{s:s, s:s}", "entry", name, "why", why));
	free(name);
}

/* The name without what makes it an archive's. */
static char *stem(const char *entry)
{
	const char *dot = strrchr(entry, '.');

	if (dot - entry > 4 && strncasecmp(dot - 4, ".tar", 4) == 0)
		dot -= 4;
	return text_format("%.*s", (int)(dot - entry), entry);
}

static char *number_of(const t_naming *naming)
{
	return text_format("%s/%llu", naming->id, naming->attachment);
}

/* Remembers what has that number: a file, or the folder that somebody has unpacked it
 * to. */
static void note_number(t_reading *reading, const char *entry)
{
	t_naming naming = naming_read(entry);
	char *number = number_of(&naming);
	char *text = text_safe(naming.file, strcspn(naming.file, "."), NAME_LENGTH);
	json_t *thing = json_string(text);
	json_t *known = json_object_get(reading->numbers, number);

	if (naming.attachment != 0)
		json_object_set_new(reading->numbers, number,
			known == NULL || json_equal(known, thing) ? json_incref(thing)
								  : json_null());
	json_decref(thing);
	free(text);
	free(number);
	naming_free(&naming);
}

/* Canvas numbers each file once: where two things have the number, their names are the
 * instructor's. */
static t_naming read_name(const t_reading *reading, const char *entry)
{
	t_naming naming = naming_read(entry);
	char *number = number_of(&naming);

	if (naming.attachment != 0 &&
		json_is_null(json_object_get(reading->numbers, number)))
	{
		naming_free(&naming);
		naming = (t_naming){NULL, text_copy(""), text_copy(""), 0};
	}
	free(number);
	return naming;
}

/* A folder of which Gradescope may say whose it is. Its own number is another one with
 * each submission, the student's is not. */
static void add_folder(t_reading *reading, const char *entry, const char *path)
{
	t_naming naming = read_name(reading, entry);
	const json_t *who = json_object_get(reading->people, entry);
	const char *sid = string_of(who, "sid");
	const char *own = naming.student != NULL ? naming.student : entry;

	if (is_out(path))
		leave_out(reading->roster, entry,
			"it is the OUT of a make class, and not a submission");
	else
	{
		t_student *student = add_source(reading->roster,
			who != NULL ? string_of(who, "name") : own,
			sid != NULL && *sid != '\0' ? sid : naming.id,
			(t_source){text_copy(path), text_copy(""), shown(entry, "/"),
				naming.attachment});
		if (who != NULL)
		{
			free(student->email);
			student->email = text_copy(string_of(who, "email"));
		}
	}
	naming_free(&naming);
}

static void add_file(t_reading *reading, const char *entry, const char *path)
{
	t_naming naming = read_name(reading, entry);
	int is_packed = is_archive(entry) || is_foreign_archive(entry);
	char *own = naming.student == NULL && is_packed ? stem(entry)
							: text_copy(naming.student);

	if (own != NULL)
		add_source(reading->roster, own, naming.id,
			(t_source){text_copy(path),
				text_copy(*naming.file == '\0' ? entry : naming.file),
				shown(entry, ""), naming.attachment});
	else if (strcmp(entry, "submission_metadata.yml") != 0)
		leave_out(reading->roster, entry, "it is in no student's folder");
	free(own);
	naming_free(&naming);
}

static void add_entry(t_reading *reading, const char *entry)
{
	char *path = text_format("%s/%s", reading->folder, entry);
	struct stat status;

	if (lstat(path, &status) == -1)
		leave_out(reading->roster, entry, strerror(errno));
	else if (S_ISDIR(status.st_mode))
		add_folder(reading, entry, path);
	else if (S_ISREG(status.st_mode))
		add_file(reading, entry, path);
	else
		leave_out(reading->roster, entry,
			"it is neither a folder nor a file; links could lead to another's");
	free(path);
}

/* A folder or an archive whose name begins with a dot could be a student's; what systems
 * hide is not. */
static int is_hidden_work(const char *folder, const struct dirent *entry)
{
	static const char *const systems[] = {"..", ".git", ".Trashes", ".Spotlight-V100",
		".fseventsd", ".TemporaryItems", ".DocumentRevisions-V100"};
	struct stat status;
	char *path = text_format("%s/%s", folder, entry->d_name);
	int is_folder = lstat(path, &status) == 0 && S_ISDIR(status.st_mode);

	free(path);
	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++)
		if (strcmp(entry->d_name, systems[i]) == 0)
			return 0;
	return entry->d_name[0] == '.' && entry->d_name[1] != '\0' &&
	       !text_begins(entry->d_name, "._") &&
	       (is_folder || is_archive(entry->d_name));
}

static void leave_out_hidden(t_reading *reading)
{
	DIR *folder = opendir(reading->folder);
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (is_hidden_work(reading->folder, entry))
			leave_out(reading->roster, entry->d_name,
				"its name begins with a dot, which hides it");
	if (folder != NULL)
		closedir(folder);
}

static void make_safe(char **text, size_t limit)
{
	char *safe = text_safe(*text, strlen(*text), limit);

	free(*text);
	*text = safe;
}

/* From here on names are shown and recorded; whose sources belong together, and the keys,
 * are known. */
static void make_names_safe(t_roster *roster)
{
	for (size_t i = 0; i < roster->count; i++)
	{
		make_safe(&roster->students[i].name, NAME_LENGTH);
		make_safe(&roster->students[i].id, ID_LENGTH);
		make_safe(&roster->students[i].email, NAME_LENGTH);
	}
}

static int by_key(const void *one, const void *other)
{
	return strcmp(((const t_student *)one)->key, ((const t_student *)other)->key);
}

/* A clever name could be what another's key became. */
static void part_keys(t_roster *roster)
{
	qsort(roster->students, roster->count, sizeof(*roster->students), by_key);
	for (size_t i = 1; i < roster->count; i++)
	{
		t_student *student = &roster->students[i];
		if (strcmp(student->key, student[-1].key) != 0)
			continue;
		char *key = text_format("%s.%zu", student->key, i);
		free(student->key);
		student->key = key;
	}
}

/* Whether the folder is a student's: a platform's names of sources say whose they are. */
static int is_students(const char *folder)
{
	char **names = folder_names(folder, ".c");
	int own = 0;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		t_naming naming = naming_read(names[i]);
		own = own || naming.student == NULL;
		naming_free(&naming);
	}
	names_free(names);
	return own;
}

/* Exports and archives have one folder around everything: a new string, the folder itself
 * where they have not. */
static char *inner(const char *folder, int unpacked)
{
	char *path = text_copy(folder);
	struct stat status;

	for (int depth = 0; depth < DEPTH; depth++)
	{
		char **names = folder_names(path, NULL);
		char *below = names != NULL && names[0] != NULL && names[1] == NULL
				      ? text_format("%s/%s", path, names[0])
				      : NULL;
		names_free(names);
		if (below == NULL ||
			!(text_ends(below, "_export") ||
				(unpacked && !is_students(below))) ||
			lstat(below, &status) == -1 || !S_ISDIR(status.st_mode))
		{
			free(below);
			break;
		}
		free(path);
		path = below;
	}
	return path;
}

char *roster_read(t_roster *roster, const char *folder, int unpacked)
{
	char *within = inner(folder, unpacked);
	char **entries = folder_names(within, NULL);
	t_reading reading = {roster, within, NULL, json_object()};
	char *wrong = NULL;

	*roster = (t_roster){.left_out = json_array()};
	if (entries == NULL)
		wrong = text_format("%s: %s", folder, strerror(errno));
	else
		reading.people = metadata_people(within);
	for (size_t i = 0; entries != NULL && entries[i] != NULL; i++)
		note_number(&reading, entries[i]);
	for (size_t i = 0; entries != NULL && entries[i] != NULL; i++)
		add_entry(&reading, entries[i]);
	leave_out_hidden(&reading);
	if (wrong == NULL && roster->count == 0)
		wrong = text_format(
			"there is no submission in %s: a folder or an archive for each student",
			folder);
	part_keys(roster);
	make_names_safe(roster);
	json_decref(reading.numbers);
	json_decref(reading.people);
	names_free(entries);
	free(within);
	return wrong;
}

void roster_free(t_roster *roster)
{
	for (size_t i = 0; i < roster->count; i++)
	{
		t_student *student = &roster->students[i];
		for (size_t at = 0; at < student->count; at++)
		{
			free(student->sources[at].path);
			free(student->sources[at].file);
			free(student->sources[at].entry);
		}
		free(student->sources);
		free(student->name);
		free(student->id);
		free(student->email);
		free(student->key);
	}
	free(roster->students);
	json_decref(roster->left_out);
}
