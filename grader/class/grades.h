#ifndef GRADES_H
#define GRADES_H

#include <stdio.h>

/*
 * Writes the run's grades as CSV (RFC 4180): a line for each student, with name, the
 * platform's id, the email address, the sum, why there is no full result or what was
 * taken instead, and for each lesson the score, the maximum, the status, and the points
 * of each row. What has no result has empty cells.
 */
void grades_write(FILE *out, const char *run);

#endif
