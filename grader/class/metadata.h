#ifndef METADATA_H
#define METADATA_H

#include <jansson.h>

/*
 * Reads Gradescope's submission_metadata.yml in the folder with libyaml, the reference parser in C: an object with the
 * name of whoever handed in for each folder ("submission_123": "Ada Lovelace"), several joined by " and ". An empty object where
 * there is no such file, or not of that form.
 */
json_t *metadata_names(const char *folder);

#endif
