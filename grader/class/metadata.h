#ifndef METADATA_H
#define METADATA_H

#include <jansson.h>

/*
 * Reads Gradescope's submission_metadata.yml in the folder with libyaml, the reference
 * parser in C: an object that says for each folder ("submission_123") who handed in:
 * {"name": "Ada Lovelace", "sid": "7", "email": "ada@example.org"}, "" for what is not
 * there. Of several submitters the names are joined by " and ", the others by "; " in the
 * same order. An empty object where there is no such file, or not of that form.
 */
json_t *metadata_people(const char *folder);

#endif
