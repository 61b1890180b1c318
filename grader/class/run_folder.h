#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include <jansson.h>

/*
 * A class is graded in runs, each a folder of its own, which nothing changes any more
 * once it is published (grader/README.md shows what stands in it). `latest` leads to the
 * run that counts; whoever looks sees one run or another, never half of each.
 */

#define CLASS_FILE "class.json"

/* The path of the result, or of its description, in the run: new strings. */
char *run_result_path(const char *run, const char *key, const char *lesson);
char *run_job_path(const char *run, const char *key, const char *lesson);
char *run_submission_path(const char *run, const char *key, const char *lesson);

/* The result, or NULL where there is none or it is none. */
json_t *run_result(const char *run, const char *key, const char *lesson);

/*
 * class.json: {"lessons": [name], "students": [{"key", "name", "id", "look"}],
 * "left_out": [{"entry", "why"}]}. What is in "left_out" is nobody's; "look", [{"lesson",
 * "text"}], is there where a person should look at how the student's submission came in.
 * NULL where it cannot be read.
 */
json_t *run_class(const char *run);

#endif
