#ifndef MAPPINGS_H
#define MAPPINGS_H

#include "ledger.h"

/* What rows expect of mappings. Each of these fails the row, see row.h, or returns. */

/* The one mapping that holds the `size` bytes at `start`; what names them: "the
 * arena". */
t_mapping expect_mapping(t_address start, size_t size, const char *what);

/* The mapping is anonymous, and private or shared as `sharing` (MAP_PRIVATE, MAP_SHARED)
 * says. */
void expect_kind(const t_mapping *mapping, int sharing);

/* The bytes can be read and written. */
void expect_read_write(t_address start, size_t size);

/* The bytes were never asked to be executable. */
void expect_never_executed(t_address start, size_t size);

/* Nothing that the submission mapped is mapped any more; after names the call before. */
void expect_unmapped(const char *after);

/* Gives the pages that lie wholly in the bytes another protection: mprotect(2). */
void protect_pages(t_address start, size_t size, int protection);

/* How many whole pages of the bytes are in memory; 0 under valgrind. */
size_t resident_pages(t_address start, size_t size);

#endif
