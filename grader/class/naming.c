#define _GNU_SOURCE
#include "naming.h"

#include "fingerprint.h"
#include "text.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GROUPS 6
/* Letters of a key, and of the hash behind it. */
#define KEY_LENGTH 60
#define HASH_LENGTH 8

typedef struct s_pattern
{
	const char *expression;
	/* The groups that hold them; 0: none does. */
	int student;
	int id;
	int file;
} t_pattern;

static const t_pattern g_patterns[] = {
	{"^(.+)_([0-9]+)_assignsubmission_(file|onlinetext)_?(.*)$", 1, 2, 4},
	{"^submission_([0-9]+)$", 0, 1, 0},
};

/* Parts of a Canvas name that are looked at, between underscores. */
#define PARTS 32

static char *group(const char *text, const regmatch_t *match)
{
	return text_format(
		"%.*s", (int)(match->rm_eo - match->rm_so), text + match->rm_so);
}

/* Canvas numbers what is handed in again: arena-1.c is arena.c. */
static void drop_number(char *file)
{
	char *dot = strchr(file, '.');
	char *dash = dot;

	if (dot == NULL)
		return;
	while (dash > file && isdigit((unsigned char)dash[-1]))
		dash--;
	if (dash != dot && dash > file + 1 && dash[-1] == '-')
		memmove(dash - 1, dot, strlen(dot) + 1);
}

static int is_late(const char *part)
{
	return strncasecmp(part, "LATE_", strlen("LATE_")) == 0;
}

/* The parts of the name, each with all that follows it. Returns how many there are. */
static int part_name(const char *entry, const char **parts)
{
	int count = 0;

	for (const char *at = entry; at != NULL && count < PARTS; at = strchr(at, '_'))
	{
		at += count == 0 ? 0 : 1;
		parts[count++] = at;
	}
	return count;
}

/* Whether the part is a number, with something behind it. */
static int is_number(const char *part)
{
	size_t digits = strspn(part, "0123456789");

	return digits != 0 && part[digits] == '_' && part[digits + 1] != '\0';
}

/*
 * At which part the student's number is, or 0. Canvas takes numbers between underscores
 * out of names, so the first two numbers behind the name are the student's and the
 * file's, with one exception: the name may end in a number ("group_7"), and a file's
 * begin with one. Files are numbered later than their owners, so of three numbers the
 * last is the file's if it is the largest.
 */
static int number_at(const char *const *parts, int count)
{
	int at = 1;

	while (at + 2 < count && !(is_number(parts[at]) && is_number(parts[at + 1])))
		at++;
	if (at + 2 >= count)
		return 0;
	int three =
		at + 3 < count && is_number(parts[at + 2]) && !is_number(parts[at + 3]);
	return at + (three && strtoull(parts[at + 2], NULL, 10) >
				      strtoull(parts[at + 1], NULL, 10));
}

static char *until(const char *from, const char *end)
{
	return text_format("%.*s", (int)(end - from - 1), from);
}

static void read_owner(
	t_naming *naming, const char *name, const char *const *parts, int id)
{
	const char *end = is_late(parts[id - 1]) && parts[id - 1] != name ? parts[id - 1]
									  : parts[id];

	naming->id = until(parts[id], parts[id + 1]);
	/* A name without any letter leaves nothing. */
	naming->student = end == name + 1 ? text_copy(naming->id) : until(name, end);
}

static void read_file(t_naming *naming, const char *number)
{
	naming->attachment = strtoull(number, NULL, 10);
	naming->file = text_copy(strchr(number, '_') + 1);
	drop_number(naming->file);
}

/* Text that was typed in, or the address of a page, has no number of its own. */
static int is_typed(const char *const *parts, int count)
{
	return count > 2 && is_number(parts[count - 2]) &&
	       (strcmp(parts[count - 1], "text.html") == 0 ||
		       strcmp(parts[count - 1], "link.html") == 0);
}

/* The code stands for the name: it is all that there is to tell students apart. */
static int is_anonymous(t_naming *naming, const char *const *parts, int count)
{
	int at = is_late(parts[0]) ? 1 : 0;

	if (at + 2 >= count || !text_begins(parts[at], "anon_"))
		return 0;
	int id = at + 1 + is_late(parts[at + 1]);
	int number = id + 1 < count && is_late(parts[id + 1]) ? id + 2 : id + 1;
	if (number + 1 >= count || !is_number(parts[number]) || *parts[id] == '_')
		return 0;
	naming->id = until(parts[id], parts[id + 1]);
	naming->student = text_format("anon_%s", naming->id);
	read_file(naming, parts[number]);
	return 1;
}

static int is_canvas(const char *entry, t_naming *naming)
{
	const char *parts[PARTS];
	int count = part_name(entry, parts);

	if (is_anonymous(naming, parts, count))
		return 1;
	int id = number_at(parts, count);
	if (id == 0 && !is_typed(parts, count))
		return 0;
	read_owner(naming, entry, parts, id == 0 ? count - 2 : id);
	if (id != 0)
		read_file(naming, parts[id + 1]);
	else
		naming->file = text_copy(parts[count - 1]);
	return 1;
}

static int matches(const t_pattern *pattern, const char *entry, t_naming *naming)
{
	regex_t expression;
	regmatch_t groups[GROUPS];

	if (regcomp(&expression, pattern->expression, REG_EXTENDED | REG_ICASE) != 0)
		return 0;
	int matched = regexec(&expression, entry, GROUPS, groups, 0) == 0;
	regfree(&expression);
	if (!matched)
		return 0;
	naming->student = pattern->student == 0 ? text_copy(entry)
						: group(entry, &groups[pattern->student]);
	naming->id = group(entry, &groups[pattern->id]);
	naming->file =
		pattern->file == 0 ? text_copy("") : group(entry, &groups[pattern->file]);
	return 1;
}

t_naming naming_read(const char *entry)
{
	t_naming naming = {NULL, NULL, NULL, 0};

	for (size_t i = 0; i < sizeof(g_patterns) / sizeof(*g_patterns); i++)
		if (matches(&g_patterns[i], entry, &naming))
			return naming;
	if (is_canvas(entry, &naming))
		return naming;
	naming.id = text_copy("");
	naming.file = text_copy("");
	return naming;
}

void naming_free(t_naming *naming)
{
	free(naming->student);
	free(naming->id);
	free(naming->file);
}

/* Letters that neither a shell, a path nor a page takes for anything else. */
static int is_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.';
}

char *naming_key(const char *student, const char *id)
{
	t_fingerprint print;
	int plain = *id == '\0' || text_ends(student, id);
	char *key = text_format("%s%s%.20s", *student == '\0' ? "_" : student,
		plain ? "" : "-", plain ? "" : id);
	int changed = strlen(key) > KEY_LENGTH || *student == '\0';

	fingerprint_begin(&print);
	fingerprint_add(&print, student, strlen(student) + 1);
	fingerprint_add(&print, id, strlen(id));
	char *hash = fingerprint_end(&print);
	key[strnlen(key, KEY_LENGTH)] = '\0';
	for (size_t i = 0; key[i] != '\0'; i++)
		/* What begins with a dot is hidden, and with a dash an option. */
		if (key[i] != '_' &&
			(!is_safe(key[i]) || (i == 0 && !isalnum((unsigned char)key[i]))))
		{
			key[i] = '_';
			changed = 1;
		}
	char *whole =
		changed ? text_format("%s-%.*s", key, HASH_LENGTH, hash) : text_copy(key);
	free(hash);
	free(key);
	return whole;
}
