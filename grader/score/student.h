#ifndef STUDENT_H
#define STUDENT_H

#include <jansson.h>

/*
 * The result as its student may see it, a new value: hidden rows are named by their
 * heading and points, with what became of them, and nothing else, also where other rows
 * speak of them. All that students are given is made from this.
 */
json_t *result_for_student(const json_t *result);

#endif
