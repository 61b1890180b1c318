#ifndef CLASS_PAGE_MAP_H
#define CLASS_PAGE_MAP_H

#include "class_page_data.h"

#include <stdio.h>

/*
 * The heat map of students and rows: a strip for each student, with a cell for each row
 * whose form says what became of it, not its colour alone. A strip is a few paths however
 * many rows there are, since a class has thousands of strips.
 */
void map_write(FILE *out, const t_class *class, const t_class_lesson *lesson);

/* A link to the student's feedback. */
void student_link(FILE *out, const t_class *class, size_t student);

#endif
