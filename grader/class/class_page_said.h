#ifndef CLASS_PAGE_SAID_H
#define CLASS_PAGE_SAID_H

#include <stddef.h>

/*
 * What was said most often, in memory that does not grow with a class. When the table is
 * full, a new text takes the place of the rarest and goes on from its count (Metwally,
 * Agrawal, El Abbadi: "space saving", ICDT 2005): so what is said more often than once in
 * SAID_MOST times is there, however many others came, and `count - before` is the least
 * that it was said.
 */

enum
{
	SAID_MOST = 32,
	SAID_BYTES = 240, /* of a text; what follows is left out */
	SAID_STUDENTS = 3 /* who said it, the first of them */
};

typedef struct s_said
{
	char *text;
	size_t count;
	size_t before;
	size_t students[SAID_STUDENTS];
	size_t known; /* how many stand in `students` */
} t_said;

typedef struct s_sayings
{
	t_said *list; /* NULL until something is said */
	size_t count;
} t_sayings;

void sayings_add(t_sayings *sayings, const char *text, size_t student);

/* Puts what was said most often first. */
void sayings_sort(t_sayings *sayings);
void sayings_free(t_sayings *sayings);

#endif
