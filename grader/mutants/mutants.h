#ifndef MUTANTS_H
#define MUTANTS_H

#include "source.h"

#include <jansson.h>

/*
 * Mutants of a source: each is the file with one small change, such as a programmer slips
 * into. A suite is as good as the mutants that it tells from the original (DeMillo,
 * Lipton and Sayward, "Hints on test data selection", Computer 11(4), 1978).
 */

typedef struct s_mutant
{
	const char *kind; /* the name of the operator that made it */
	char *function;
	/* the lines that it changes, and what becomes of them, on one line each */
	char *before;
	char *after;
	int nth; /* among those of this function that read the same, from 1 */
	unsigned line;
	t_span span; /* what it replaces, and by what */
	char *by;
} t_mutant;

typedef struct s_mutants
{
	const t_source *source;
	t_mutant *list;
	size_t count;
} t_mutants;

/* Adds the mutant in which the span reads so, unless it is there already or changes
 * nothing. */
void mutants_add(t_mutants *mutants, const char *kind, const char *function, t_span span,
	const char *by);

/* The whole text of a mutant, a new string. */
char *mutant_text(const t_mutants *mutants, const t_mutant *mutant);

/* Drops those that do not compile, and counts those that read the same. */
void mutants_settle(t_mutants *mutants, t_source *source);

/*
 * Whether this one is in the fixed tenth that every test of the course tries: by what it
 * reads like, so that a change elsewhere in the file changes nothing.
 */
int mutant_is_sampled(const t_mutant *mutant);

void mutants_free(t_mutants *mutants);

/* Finds all mutants of the source: see operators.c. */
t_mutants mutants_find(t_source *source);

#endif
