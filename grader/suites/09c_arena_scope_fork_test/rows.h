#ifndef ROWS_H
#define ROWS_H

#include "row.h"

/* The rows of lesson 09c, by the file that holds them; rubric.json says what each is
 * worth. */

/* init.c */
t_passed init_fields(void);
t_passed init_memory(void);
t_passed init_refuses(void);
t_passed init_impossible_size(void);
t_passed init_mmap_fails(void);
t_passed init_madvise_fails(void);

/* alloc.c */
t_passed alloc_follows(void);
t_passed alloc_exact_fit(void);
t_passed alloc_full(void);
t_passed alloc_huge(void);
t_passed alloc_invalid(void);
t_passed alloc_touches_nothing(void);
t_passed random_trace(void);

/* policy.c */
t_passed copied_in_child(void);
t_passed copied_in_parent(void);
t_passed copied_page_by_page(void);
t_passed shared_both_ways(void);
t_passed copied_counts_apart(void);
t_passed shared_counts_together(void);
t_passed withheld_from_child(void);
t_passed withheld_in_parent(void);
t_passed wiped_in_child(void);
t_passed wiped_in_parent(void);
t_passed policy_of_grandchildren(void);
t_passed policies_side_by_side(void);
t_passed free_in_child_only(void);

/* shared.c */
t_passed shared_many_children(void);
t_passed shared_interrupted(void);
t_passed shared_refusal_disturbs_nobody(void);

/* trace.c */
t_passed trace_runs_work(void);
t_passed trace_exit_codes(void);
t_passed trace_signals(void);
t_passed trace_changed_bytes(void);
t_passed trace_unchanged_bytes(void);
t_passed trace_sees_new_blocks(void);
t_passed trace_withheld_arena(void);
t_passed trace_nested(void);
t_passed trace_fork_fails(void);
t_passed trace_mmap_fails(void);

/* way_out.c */
t_passed stdio_written_once(void);
t_passed stdio_any_stream(void);
t_passed stdio_of_child(void);
t_passed child_runs_no_atexit(void);
t_passed child_never_returns(void);

/* wait.c */
t_passed wait_survives_signals(void);
t_passed deadline_ends_child(void);
t_passed deadline_under_signals(void);
t_passed deadline_not_reached(void);
t_passed signals_kept(void);
t_passed wait_for_its_own(void);
t_passed nothing_left(void);
t_passed trace_unmaps_all(void);

/* deadline.c */
t_passed deadline_never_early(void);
t_passed deadline_last_moment(void);

/* free.c */
t_passed free_zeroes(void);
t_passed free_twice(void);
t_passed free_munmap_fails(void);
t_passed free_unmaps_all(void);

#endif
