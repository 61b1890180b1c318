#ifndef CLASS_H
#define CLASS_H

#include <stddef.h>

/* Who hands in, and where: a class that make class has graded, or a folder with one
 * folder for each student. */

typedef struct s_student
{
	char *key; /* of folders and addresses */
	char *name; /* as the instructor's folder says it: any text */
} t_student;

typedef struct s_class
{
	t_student *students;
	size_t count;
	char **lessons; /* their full names; ends with NULL */
	char *folder; /* holds one folder for each student, named by its key */
	int parted; /* the student's folder holds one folder for each lesson */
} t_class;

/*
 * Reads OUT/latest/class.json; only the lesson of that name or number, if one is given.
 * Returns NULL, or a new string that says what is wrong.
 */
char *class_of_run(t_class *class, const char *out, const char *lesson);

/* A folder that holds one folder for each student, with the files of this lesson in it.
 * What is no folder is passed over. */
char *class_of_folder(t_class *class, const char *folder, const char *lesson);

/* The folder with the student's files of the lesson, a new string. */
char *class_place(const t_class *class, const t_student *student, const char *lesson);

void class_free(t_class *class);

#endif
