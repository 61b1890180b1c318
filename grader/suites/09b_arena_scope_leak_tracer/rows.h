#ifndef ROWS_H
#define ROWS_H

#include "row.h"

/* The rows of lesson 09b, by the file that holds them; rubric.json says what each is
 * worth. */

/* init.c */
t_passed init_fields(void);
t_passed init_mapping(void);
t_passed init_size_zero(void);
t_passed init_impossible_size(void);
t_passed init_mmap_fails(void);

/* alloc.c */
t_passed alloc_blocks(void);
t_passed alloc_entries(void);
t_passed alloc_labels(void);
t_passed alloc_exact_fit(void);
t_passed alloc_full(void);
t_passed alloc_huge(void);
t_passed alloc_ledger_full(void);
t_passed alloc_invalid(void);

/* release.c */
t_passed release_once(void);
t_passed release_twice(void);
t_passed release_stranger(void);
t_passed release_leaked(void);
t_passed release_outer_scope(void);

/* scope.c */
t_passed leave_reports(void);
t_passed leave_marks(void);
t_passed leave_nested(void);
t_passed leave_nothing(void);
t_passed leave_room(void);
t_passed leave_without_scope(void);
t_passed enter_refuses(void);
t_passed scope_reopened(void);

/* snapshot.c */
t_passed snapshot_copies(void);
t_passed snapshot_own_mapping(void);
t_passed snapshot_empty(void);
t_passed snapshot_mmap_fails(void);
t_passed snapshot_free_twice(void);
t_passed snapshot_munmap_fails(void);

/* diff.c */
t_passed diff_one_byte(void);
t_passed diff_ranges(void);
t_passed diff_changed_back(void);
t_passed diff_growth(void);
t_passed diff_room(void);

/* blame.c */
t_passed blame_block(void);
t_passed blame_across(void);
t_passed blame_padding(void);
t_passed blame_states(void);
t_passed blame_free(void);
t_passed blame_empty(void);
t_passed blame_room(void);

/* check.c */
t_passed check_honest(void);
t_passed check_offset(void);
t_passed check_elsewhere(void);
t_passed check_order(void);
t_passed check_counts(void);
t_passed check_places_of_blocks(void);
t_passed check_entries(void);
t_passed check_wraps(void);
t_passed check_reads_nothing(void);

/* dump.c */
t_passed dump_text(void);
t_passed dump_lines(void);
t_passed dump_labels(void);
t_passed dump_empty(void);
t_passed dump_one_stream(void);

/* free.c */
t_passed free_zeroes(void);
t_passed free_twice(void);
t_passed free_munmap_fails(void);
t_passed free_damaged(void);

/* together.c */
t_passed bytes_untouched(void);
t_passed two_tracers(void);
t_passed tracer_moves(void);
t_passed full_ledger(void);

/* trace.c */
t_passed random_trace(void);

/* memory.c */
t_passed free_unmaps_all(void);
t_passed free_only_its_own(void);
t_passed snapshot_unmaps_all(void);
t_passed many_lives(void);

#endif
