#ifndef MEMCHECK_LOG_H
#define MEMCHECK_LOG_H

#include <jansson.h>
#include <stddef.h>

/*
 * memcheck's XML (protocol 4, docs/internals/xml-output-protocol4.txt of valgrind),
 * read with expat. A client message "row NAME" says to which row what follows belongs.
 */

typedef struct s_finding
{
	char *row; /* "" for outside of all rows */
	char *kind; /* "InvalidRead", "Leak_DefinitelyLost", ... */
	char *what; /* "Invalid read of size 1" */
	/* "Address 0x... is 0 bytes after a block of size 5,000 alloc'd", or "" */
	char *about;
	char *file; /* the first frame in the submission's own files, or NULL */
	char *function;
	int line;
	char *about_file; /* the same of the stack that belongs to about */
	int about_line;
} t_finding;

typedef struct s_memcheck_log
{
	t_finding *findings;
	size_t count;
	json_t *ended; /* an object whose keys are the rows that came to their ends */
	char *version; /* "Valgrind-3.19.0 and LibVEX", or NULL */
	int complete; /* well-formed to its end */
	/* the row that had begun and had not ended when the program ended, or NULL */
	char *open;
} t_memcheck_log;

/* files: the names of the submission's own files. */
t_memcheck_log memcheck_log_read(const char *bytes, size_t size, const json_t *files);
void memcheck_log_free(t_memcheck_log *log);

int finding_is_leak(const t_finding *finding);

#endif
