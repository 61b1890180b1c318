/* Rows of tracer_snapshot and snapshot_free. */

#include "kit.h"
#include "mappings.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

ROW(snapshot_copies)
{
	t_subject s = written();
	t_shot snapshot = snapped(&s);

	expect_filled(copy_in(&snapshot), WRITTEN, 'o', "the copy");
	fill_memory(base_of(&s), 'n', WRITTEN);
	noted("%s.base[0 .. %d] = 'n'", s.name, WRITTEN - 1);
	expect_filled(copy_in(&snapshot), WRITTEN, 'o',
		"the copy, after the tracer's bytes have changed");
	expect_filled(base_of(&s), WRITTEN, 'n', "the memory of the tracer");
	t_shot second = snapped(&s);
	expect_filled(copy_in(&second), WRITTEN, 'n', "the copy of a second snapshot");
	expect_filled(copy_in(&snapshot), WRITTEN, 'o', "the copy of the first snapshot");
	call_snapshot_free(&s, &second);
	int status = call_snapshot_over(&s, &second, &snapshot);
	expect_success("tracer_snapshot", status, s.error);
	expect_filled(copy_in(&snapshot), WRITTEN, 'o', "the copy of the first snapshot");
	t_shot many[MANY];
	for (size_t i = 0; !row_is_watched() && i < MANY; i++)
		many[i] = snapped(&s);
	for (size_t i = 0; !row_is_watched() && i < MANY; i++)
		call_snapshot_free(&s, &many[i]);
	call_snapshot_free(&s, &second);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}

ROW(snapshot_own_mapping)
{
	t_subject s = written();
	t_shot first = snapped(&s);
	t_shot second = snapped(&s);
	t_mapping of_tracer = expect_mapping(base_of(&s), 8192, "the tracer");
	t_mapping of_first = expect_mapping(copy_in(&first), WRITTEN, "the copy");
	t_mapping of_second = expect_mapping(copy_in(&second), WRITTEN, "the copy");

	expected("the copy has a mapping of its own");
	if (of_first.start == of_tracer.start || of_second.start == of_tracer.start)
		got("it is in the tracer's mapping");
	if (of_first.start == of_second.start)
		got("two snapshots share one mapping");
	call_snapshot_free(&s, &first);
	call_snapshot_free(&s, &second);
	call_free(&s);
}

static void expect_empty(const t_shot *shot, const char *after)
{
	const t_snapshot *snapshot = &shot->snapshot;
	t_snapshot rubbish;

	expected("after %s the snapshot is empty: both fields are zero", after);
	memset(&rubbish, RUBBISH, sizeof(rubbish));
	if (memcmp(snapshot, &rubbish, sizeof(rubbish)) == 0)
		got("both still hold what they held before the call: rubbish");
	if (snapshot->copy != NULL || snapshot->size != 0)
		got("copy is %s, size %s", pointer_words(snapshot->copy),
			size_words(snapshot->size));
}

static void expect_empty_snapshot(t_subject *s, const char *of)
{
	t_shot snapshot = snapped(s);

	expect_empty(&snapshot, of);
	freed_snapshot(s, &snapshot);
	expect_empty(&snapshot, "snapshot_free");
}

ROW(snapshot_empty)
{
	t_subject s = live("a", 4096);

	expect_empty_snapshot(&s, "a snapshot with offset 0");
	labelled(&s, 10, "first");
	t_shot snapshot = snapped(&s);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
	bury(&s);
	expect_empty_snapshot(&s, "a snapshot of a dead tracer");
}

ROW(snapshot_mmap_fails)
{
	static const int errors[] = {ENOMEM, EAGAIN, EPERM};
	t_subject s = written();
	t_shot snapshot = snapped(&s);

	call_snapshot_free(&s, &snapshot);
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		ledger_fail(CALL_MMAP, UINT_MAX, errors[i]);
		int status = call_snapshot(&s, &snapshot);
		ledger_fail(CALL_MMAP, 0, 0);
		expect_failure(status, s.error, errors[i],
			"mmap was made to fail with this errno");
		expect_empty(&snapshot, "a failed tracer_snapshot");
	}
	snapshot = snapped(&s);
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
}

ROW(snapshot_free_twice)
{
	t_subject s = written();
	t_shot snapshot = snapped(&s);

	freed_snapshot(&s, &snapshot);
	expect_empty(&snapshot, "snapshot_free");
	unsigned calls = ledger_calls(CALL_MUNMAP);
	freed_snapshot(&s, &snapshot);
	write_memory(snapshot.at, &(t_snapshot){NULL, 0}, sizeof(t_snapshot));
	noted("both fields of the snapshot are set to zero");
	freed_snapshot(&s, &snapshot);
	expected("munmap is not called for an empty snapshot");
	if (ledger_calls(CALL_MUNMAP) != calls)
		got("it was called %u times", ledger_calls(CALL_MUNMAP) - calls);
	expect_empty(&snapshot, "snapshot_free");
	call_free(&s);
}

ROW(snapshot_munmap_fails)
{
	static const int errors[] = {EINVAL, ENOMEM};

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
	{
		t_subject s = written();
		t_shot snapshot = snapped(&s);
		ledger_fail(CALL_MUNMAP, UINT_MAX, errors[i]);
		int status = call_snapshot_free(&s, &snapshot);
		expect_failure(status, s.error, errors[i],
			"munmap was made to fail with this errno");
		/* What the failed munmap left mapped is not the submission's leak. */
		ledger_reset();
	}
}
