#ifndef RANKING_H
#define RANKING_H

#include "class.h"
#include "given.h"
#include "lesson.h"
#include "source.h"

/* All sources of a lesson, held against each other. */

enum
{
	RANKING_MOST = 1000 /* pairs that are kept, the highest */
};

typedef struct s_pair
{
	size_t a, b; /* of the sources; b has as many tokens, or more */
	size_t tokens; /* of a that stand in a run which b has too */
	double per_cent; /* twice these tokens, of the tokens of both together */
} t_pair;

typedef struct s_ranking
{
	t_lesson lesson;
	t_given given;
	t_source *sources; /* one for each student, in the order of the class */
	size_t count;
	t_pair *pairs; /* from the highest down */
	size_t kept;
	size_t found; /* pairs that have a run in common */
	size_t compared; /* pairs that were compared */
	size_t lost; /* pairs that could not be */
} t_ranking;

/*
 * Ranks the class in the lesson; `work` is an empty folder, where the sources stand
 * afterwards, without what was given. Returns NULL, or a new string that says why it
 * could not. To be freed in both cases.
 */
char *ranking_make(
	t_ranking *ranking, const t_class *class, const char *lesson, const char *work);
void ranking_free(t_ranking *ranking);

#endif
