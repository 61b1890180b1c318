#ifndef PROFILE_H
#define PROFILE_H

#include <jansson.h>
#include <stddef.h>

/* What the subject's inside.c stands in for, see object/localise.c; ends with NULL. */
extern const char *const g_ledger_calls[];

/*
 * What callgrind wrote ("Callgrind Format Specification" in valgrind's manual), without
 * compression:
 *
 * operations    for each function of the contract that was called from outside of the
 * submission {calls, instructions}: with all that it calls, but for what the ledger does
 * in place of the kernel system        {mmap: how often the submission called it, ...}
 *
 * api, files: the names of the contract's functions, and of the submission's files.
 */
json_t *profile_read(const char *text, const json_t *api, const json_t *files);

#endif
