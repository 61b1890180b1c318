#ifndef PAGES_H
#define PAGES_H

#include "ledger.h"

/* The pages of a ledger: which are mapped, by which call of mmap, and how protected. */

typedef struct s_pages t_pages;

size_t whole_pages(size_t length);

t_pages *pages_new(void);
t_pages *pages_copy(const t_pages *pages);
void pages_free(t_pages *pages);

/* Enters a new mapping; its field live is not looked at. */
void pages_enter(t_pages *pages, const t_mapping *mapping, int protection);

/* Drops what is known of [from, to). Returns how many bytes that was. */
size_t pages_drop(t_pages *pages, t_address from, t_address to);

/* Notes the protection of those pages of [from, to) that are known. */
void pages_protect(t_pages *pages, t_address from, t_address to, int protection);

/* What the functions of ledger.h with these names answer. */
size_t pages_mapped(const t_pages *pages);
size_t pages_live(const t_pages *pages, t_mapping *mappings, size_t room);
int pages_holder(
	const t_pages *pages, t_address address, size_t size, t_mapping *mapping);
int pages_protection(const t_pages *pages, t_address address, size_t size);
int pages_executable(const t_pages *pages, t_address address, size_t size);

#endif
