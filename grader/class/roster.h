#ifndef ROSTER_H
#define ROSTER_H

#include <jansson.h>
#include <stddef.h>

/* Who has handed in what: read from a folder, or an archive of one, as instructors make
 * it or platforms export it. */

typedef struct s_source
{
	char *path;
	char *file; /* what the student called it; "" for a folder */
	/* what it is called where it was read, safe to show; a folder's ends with a
	 * slash */
	char *entry;
	unsigned long long attachment; /* see naming.h */
} t_source;

typedef struct s_student
{
	/* as the folder or the platform says it, safe to show: see text_safe */
	char *name;
	char *id; /* the platform's, or "" */
	char *email; /* as the platform says it, or "" */
	/* stands for the name where files are named: [A-Za-z0-9._-]+, no other
	 * student's */
	char *key;
	t_source *sources;
	size_t count;
} t_student;

typedef struct s_roster
{
	t_student *students; /* in the order of their keys */
	size_t count;
	json_t *left_out; /* what is nobody's submission: [{"entry", "why"}] */
} t_roster;

/*
 * Reads the folder: each folder and each archive in it is a student's, and files are,
 * whose names say so. What belongs to one student is brought together; of names, only
 * what is seen counts, not how Unicode composes it. Links are left out: they could lead
 * to another's. So is the OUT of a make class. unpacked: it comes out of an archive, and
 * one folder around all is none of a student. Returns NULL, or a new string that says
 * what is wrong.
 */
char *roster_read(t_roster *roster, const char *folder, int unpacked);
void roster_free(t_roster *roster);

#endif
