#ifndef READ_CSV_H
#define READ_CSV_H

#include <jansson.h>

/*
 * What libcsv, which knows nothing of who wrote it, reads in the text: an array of lines,
 * each an array of cells. Fails the test where the text is not RFC 4180's.
 */
json_t *read_csv(const char *text, size_t size);

#endif
