#ifndef ROWS_H
#define ROWS_H

#include "row.h"

/* The rows of lesson 09b, by the file that holds them; rubric.json says what each is worth. */

/* init.c */
t_passed init_fields(void);
t_passed init_memory(void);
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
t_passed two_tracers(void);
t_passed tracer_moves(void);

/* release.c */
t_passed release_once(void);
t_passed release_twice(void);
t_passed release_stranger(void);
t_passed release_inner(void);
t_passed release_other_scopes(void);
t_passed release_dead(void);

/* scope.c */
t_passed scope_leaks(void);
t_passed scope_nested(void);
t_passed scope_nothing_leaked(void);
t_passed scope_opened_again(void);
t_passed scope_little_room(void);
t_passed scope_unbalanced(void);
t_passed scope_too_deep(void);

/* snapshot.c */
t_passed snapshot_copies(void);
t_passed snapshot_memory(void);
t_passed snapshot_empty(void);
t_passed snapshot_mmap_fails(void);
t_passed snapshot_freed(void);
t_passed snapshot_munmap_fails(void);

/* diff.c */
t_passed diff_equal(void);
t_passed diff_one_byte(void);
t_passed diff_first_and_last(void);
t_passed diff_apart(void);
t_passed diff_merged(void);
t_passed diff_changed_back(void);
t_passed diff_every_value(void);
t_passed diff_growth(void);
t_passed diff_since_nothing(void);
t_passed diff_little_room(void);

/* blame.c */
t_passed blame_block(void);
t_passed blame_overflow(void);
t_passed blame_many(void);
t_passed blame_padding(void);
t_passed blame_released(void);
t_passed blame_free(void);
t_passed blame_nothing(void);
t_passed blame_little_room(void);

/* check.c */
t_passed check_sound(void);
t_passed check_sound_limits(void);
t_passed check_offset_beyond(void);
t_passed check_offset_misaligned(void);
t_passed check_offset_elsewhere(void);
t_passed check_ledger_entries(void);
t_passed check_ledger_counts(void);
t_passed check_order(void);
t_passed check_reads_no_memory(void);

/* dump.c */
t_passed dump_live(void);
t_passed dump_states(void);
t_passed dump_lines(void);
t_passed dump_escapes(void);
t_passed dump_dead(void);
t_passed dump_one_stream(void);

/* free.c */
t_passed free_zeroes(void);
t_passed free_twice(void);
t_passed free_munmap_fails(void);
t_passed free_damaged(void);
t_passed free_unmaps_all(void);
t_passed free_only_its_own(void);
t_passed many_lives(void);
t_passed memory_is_the_owners(void);

/* trace.c */
t_passed random_trace(void);

#endif
