#ifndef ROWS_H
#define ROWS_H

#include "row.h"

/* The rows of lesson 09a, by the file that holds them; rubric.json says what each is
 * worth. */

/* init.c */
t_passed init_fields(void);
t_passed init_private_anonymous(void);
t_passed init_read_write(void);
t_passed init_size_zero(void);
t_passed init_mmap_fails(void);
t_passed init_impossible_size(void);

/* alloc.c */
t_passed alloc_aligned(void);
t_passed alloc_offset(void);
t_passed alloc_exact_fit(void);
t_passed alloc_full(void);
t_passed alloc_padding_counts(void);
t_passed alloc_after_refusal(void);
t_passed alloc_size_zero(void);
t_passed alloc_huge(void);
t_passed alloc_dead(void);
t_passed alloc_every_byte(void);
t_passed alloc_writes_nothing(void);
t_passed alloc_touches_nothing(void);
t_passed two_arenas(void);
t_passed arena_moves(void);

/* dump.c */
t_passed dump_text(void);
t_passed dump_unprintable(void);
t_passed dump_lines(void);
t_passed dump_empty(void);
t_passed dump_dead(void);
t_passed dump_one_stream(void);

/* free.c */
t_passed free_zeroes(void);
t_passed free_twice(void);
t_passed free_munmap_fails(void);

/* trace.c */
t_passed random_trace(void);

/* memory.c */
t_passed free_unmaps_all(void);
t_passed free_only_its_own(void);
t_passed thousand_lives(void);
t_passed untouched_pages(void);

/* fork.c */
t_passed fork_copies_bytes(void);
t_passed fork_child_allocates(void);
t_passed fork_child_frees(void);

#endif
