#ifndef LOOK_H
#define LOOK_H

#include <jansson.h>
#include <stddef.h>

/*
 * What a person should know of how a class came in: who was left out, what was taken
 * instead of what, and why somebody has no full result: {text: [lessons]}, in the order
 * in which texts are added, since what is true of several lessons is said once.
 */

/* Adds what class.json says of how the student's submission came in. */
void look_add_student(json_t *looks, const json_t *student);

/*
 * Adds why the student has no full result of the lesson; result: NULL where there is
 * none.
 */
void look_add_result(json_t *looks, const char *lesson, const json_t *result);

/* "09a, 09b: " where the class has other lessons too, else "": a new string. */
char *look_lessons(const json_t *class, const json_t *lessons);

/* All of it in one line: a new string. */
char *look_line(const json_t *class, const json_t *looks);

/* How many students of the class somebody should look at. */
size_t look_students(const json_t *class);

#endif
