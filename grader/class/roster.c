#include "roster.h"

#include "file.h"
#include "metadata.h"
#include "naming.h"
#include "text.h"
#include "unpack.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH 3
/* Bytes of a name and of a platform's number that are shown: room for a group. */
#define NAME_LENGTH 1000
#define ID_LENGTH 400

typedef struct s_reading
{
	t_roster *roster;
	const char *folder;
	json_t *people; /* of Gradescope's folders */
} t_reading;

/* The student of that name and number, who is added where new. */
static t_student *student_of(t_roster *roster, const char *name, const char *id)
{
	/* Folders come in the order of their names, so those of one student stand together, or nearly. */
	for (size_t i = roster->count; i > 0; i--)
		if (strcmp(roster->students[i - 1].name, name) == 0 &&
			strcmp(roster->students[i - 1].id, id) == 0)
			return &roster->students[i - 1];
	roster->students = memory_again(roster->students, roster->count + 1, sizeof(*roster->students));
	t_student *student = &roster->students[roster->count++];
	*student = (t_student){.name = text_copy(name),
		.id = text_copy(id),
		.email = text_copy(""),
		.key = naming_key(name, id)};
	return student;
}

static void add_source(t_student *student, const char *path, const char *file)
{
	student->sources = memory_again(student->sources, student->count + 1, sizeof(*student->sources));
	student->sources[student->count++] = (t_source){text_copy(path), text_copy(file)};
}

static void leave_out(t_roster *roster, const char *entry, const char *why)
{
	char *shown = text_safe(entry, strlen(entry), 80);

	json_array_append_new(roster->left_out, json_sprintf("left out: %s (%s)", shown, why));
	free(shown);
}

/* The name without what makes it an archive's. */
static char *stem(const char *entry)
{
	const char *dot = strrchr(entry, '.');

	if (dot - entry > 4 && strncmp(dot - 4, ".tar", 4) == 0)
		dot -= 4;
	return text_format("%.*s", (int)(dot - entry), entry);
}

/* A folder of which Gradescope says whose it is. Its own number is another one with each submission, the student's is not. */
static t_student *known_student(t_reading *reading, const json_t *who, const char *number)
{
	const char *sid = string_of(who, "sid");
	t_student *student = student_of(reading->roster, string_of(who, "name"), *sid == '\0' ? number : sid);

	free(student->email);
	student->email = text_copy(string_of(who, "email"));
	return student;
}

static void add_folder(t_reading *reading, const char *entry, const char *path)
{
	t_naming naming = naming_read(entry);
	const json_t *who = json_object_get(reading->people, entry);
	t_student *student = NULL;

	if (who != NULL)
		student = known_student(reading, who, naming.id);
	else
		student = student_of(
			reading->roster, naming.student != NULL ? naming.student : entry, naming.id);
	add_source(student, path, "");
	naming_free(&naming);
}

static void add_file(t_reading *reading, const char *entry, const char *path)
{
	t_naming naming = naming_read(entry);
	char *own = naming.student == NULL && is_archive(entry) ? stem(entry) : text_copy(naming.student);

	if (own != NULL)
		add_source(student_of(reading->roster, own, naming.id), path,
			*naming.file == '\0' ? entry : naming.file);
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

static void make_safe(char **text, size_t limit)
{
	char *safe = text_safe(*text, strlen(*text), limit);

	free(*text);
	*text = safe;
}

/* From here on names are shown and recorded; whose sources belong together, and the keys, are known. */
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

/* Exports and archives have one folder around everything: a new string, the folder itself where they have not. */
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
		if (below == NULL || !(text_ends(below, "_export") || (unpacked && !is_students(below))) ||
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
	t_reading reading = {roster, within, NULL};
	char *wrong = NULL;

	*roster = (t_roster){.left_out = json_array()};
	if (entries == NULL)
		wrong = text_format("%s: %s", folder, strerror(errno));
	else
		reading.people = metadata_people(within);
	for (size_t i = 0; entries != NULL && entries[i] != NULL; i++)
		add_entry(&reading, entries[i]);
	if (wrong == NULL && roster->count == 0)
		wrong = text_format(
			"there is no submission in %s: a folder or an archive for each student", folder);
	part_keys(roster);
	make_names_safe(roster);
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
