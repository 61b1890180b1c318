#ifndef PAGES_H
#define PAGES_H

#include "ledger.h"

/*
 * The ledger's book: which pages are mapped, and by which call. Mappings are what mmap
 * was asked for; segments are runs of pages of one mapping with one protection, split
 * where munmap or mprotect touches a part. The calls in ledger.c keep it up to date.
 */

/* What becomes of pages that are dropped. */
typedef void (*t_take)(char *start, size_t size);

/* Unmaps them; watched ones stay mapped but empty and forbidden, so that memcheck can
 * name a later use. */
void take_pages(char *start, size_t size);

/* Leaves them: after mremap the kernel has moved them already. */
void leave_pages(char *start, size_t size);

size_t page_size(void);
size_t whole_pages(size_t length);

/* Nonzero if there is room for one more mapping. */
int pages_have_room(void);

/* Enters a new mapping, and tells memcheck of it: a block that ends with the length asked
 * for. */
void pages_enter(char *start, size_t length, int protection, int flags, uintptr_t caller);

/* Drops what is known of [from, to). Returns how many bytes that was. */
size_t pages_drop(char *from, char *to, t_take take);

/* Whether all pages of [from, to) are known. Afterwards no segment crosses these
 * borders. */
int pages_known(char *from, char *to);

/* Notes the protection of the pages of [from, to), which must be known. */
void pages_protect(char *from, char *to, int protection);

#endif
