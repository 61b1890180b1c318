#ifndef FORMATS_H
#define FORMATS_H

#include "export.h"

#include <stdio.h>

/* Each writes one format. The result, where there is one, is what a student may see. */

/* Gradescope's results.json:
 * https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
void gradescope_write(FILE *out, const t_export *about);

/* What a step hands to GitHub Classroom's autograding-grading-reporter, before base64. */
void classroom_write(FILE *out, const t_export *about);

/* check50 -o json:
 * https://cs50.readthedocs.io/projects/check50/en/latest/json_specification.html */
void check50_write(FILE *out, const t_export *about);

/* JUnit's XML, as Jenkins and GitLab read it. */
void junit_write(FILE *out, const t_export *about);

/* RFC 4180: a header and one line. */
void csv_write(FILE *out, const t_export *about);

#endif
