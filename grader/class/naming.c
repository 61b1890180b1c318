#define _GNU_SOURCE
#include "naming.h"

#include "fingerprint.h"
#include "text.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

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
	{"^([^_]+)(_late)?_([0-9]+)_([0-9]+)_(.+)$", 1, 3, 5},
	{"^submission_([0-9]+)$", 0, 1, 0},
};

static char *group(const char *text, const regmatch_t *match)
{
	return text_format("%.*s", (int)(match->rm_eo - match->rm_so), text + match->rm_so);
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
	naming->student = pattern->student == 0 ? text_copy(entry) : group(entry, &groups[pattern->student]);
	naming->id = group(entry, &groups[pattern->id]);
	naming->file = pattern->file == 0 ? text_copy("") : group(entry, &groups[pattern->file]);
	drop_number(naming->file);
	return 1;
}

t_naming naming_read(const char *entry)
{
	t_naming naming = {NULL, NULL, NULL};

	for (size_t i = 0; i < sizeof(g_patterns) / sizeof(*g_patterns); i++)
		if (matches(&g_patterns[i], entry, &naming))
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
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '.';
}

char *naming_key(const char *student, const char *id)
{
	t_fingerprint print;
	char *key = text_format("%s%s%.20s", *student == '\0' ? "_" : student, *id == '\0' ? "" : "-", id);
	int changed = strlen(key) > KEY_LENGTH || *student == '\0';

	fingerprint_begin(&print);
	fingerprint_add(&print, student, strlen(student) + 1);
	fingerprint_add(&print, id, strlen(id));
	char *hash = fingerprint_end(&print);
	key[strnlen(key, KEY_LENGTH)] = '\0';
	for (size_t i = 0; key[i] != '\0'; i++)
		/* What begins with a dot is hidden, and with a dash an option. */
		if (key[i] != '_' && (!is_safe(key[i]) || (i == 0 && !isalnum((unsigned char)key[i]))))
		{
			key[i] = '_';
			changed = 1;
		}
	char *whole = changed ? text_format("%s-%.*s", key, HASH_LENGTH, hash) : text_copy(key);
	free(hash);
	free(key);
	return whole;
}
