#ifndef OBJECT_H
#define OBJECT_H

#include "compiler.h"
#include "lesson.h"
#include "verdict.h"

/*
 * From the sources in a work folder to one object that may be linked with the loop:
 *
 * preprocess   what is included must be the submission's own or the system's
 * compile      against the lesson's contract
 * inspect      the object calls what is in the toolbox, and no code runs before main
 * localise     its names become its own; mmap and the like lead to subject/inside.c
 * check_api    every function of the contract is there
 */

typedef struct s_object
{
	char *path; /* of the finished object: work/submission.o */
	char *warnings; /* what the compiler said, safe to show; "" for nothing */
	char *compiler; /* its name and version */
} t_object;

/*
 * Makes the object. `source_folder` is
 * where the sources came from, for the debugger. Returns STATUS_COMPILE_ERROR or
 * STATUS_REFUSED with the reason, safe to show, where there is none.
 */
t_verdict object_make(t_object *object, const t_lesson *lesson,
	const t_compiler *compiler, const char *work, const char *source_folder);

void object_free(t_object *object);

/* The stages, each on its own. */
t_verdict preprocess(
	t_object *object, const t_compiler *compiler, const char *work, const char *file);
t_verdict compile(t_object *object, const t_compiler *compiler, const char *work,
	const char *file, const char *source_folder);
t_verdict inspect(const t_lesson *lesson, const char *work, const char *file);
t_verdict localise(t_object *object, const t_lesson *lesson, const char *work);
t_verdict check_api(const t_object *object, const t_lesson *lesson);

/* The name of the one object that all sources have become, before its names are its own.
 * A new string. */
char *object_joined(const t_lesson *lesson);

/* The object's name for a source: "arena.c" becomes "arena.o". A new string. */
char *object_name(const char *file);

#endif
