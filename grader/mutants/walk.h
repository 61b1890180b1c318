#ifndef WALK_H
#define WALK_H

#include "mutants.h"

/* What the operators share while the tree is walked. */
typedef struct s_walk
{
	t_mutants *mutants;
	const t_source *source;
	char *function; /* the one that is walked through, or "" */
	CXType returned; /* by it */
} t_walk;

typedef struct s_children
{
	CXCursor *list;
	size_t count;
} t_children;

t_children children_of(CXCursor cursor);
void children_free(t_children *children);

/* Adds a mutant in which the span reads as the format says. */
void propose(t_walk *walk, const char *kind, t_span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* What an expression's type is good for. */
typedef enum e_class
{
	CLASS_SIGNED,
	CLASS_UNSIGNED,
	CLASS_ENUM,
	CLASS_POINTER,
	CLASS_OTHER
} t_class;

t_class class_of_type(CXType type);
t_class class_of(CXCursor expression);

/* The operators: each proposes what it can make of the cursor. */
void mutate_binary(t_walk *walk, CXCursor cursor);
void mutate_unary(t_walk *walk, CXCursor cursor, CXCursor parent);
void mutate_constant(t_walk *walk, CXCursor cursor);
void mutate_string(t_walk *walk, CXCursor cursor);
void mutate_call(t_walk *walk, CXCursor cursor);
void mutate_choice(t_walk *walk, CXCursor cursor);
void mutate_conditions(t_walk *walk, CXCursor cursor);
void mutate_return(t_walk *walk, CXCursor cursor);
void mutate_start(t_walk *walk, CXCursor cursor);
void mutate_statements(t_walk *walk, CXCursor cursor);

#endif
