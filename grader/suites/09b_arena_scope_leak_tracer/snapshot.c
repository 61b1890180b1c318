/* Rows of tracer_snapshot and snapshot_free. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <errno.h>
#include <string.h>

static void expect_empty(const t_snapshot *snapshot, const char *after)
{
	expected("after %s the snapshot is empty", after);
	if (snapshot->copy != NULL || snapshot->size != 0)
		got("copy is %p, and size %zu", snapshot->copy, snapshot->size);
}

/* A tracer with used bytes that all differ from their neighbours. */
static t_subject filled(size_t size)
{
	t_subject s = live("t", 2 * size);
	unsigned char *block = block_of(&s, size, "filled");

	for (size_t i = 0; i < size; i++)
		block[i] = (unsigned char)(i * 7 + 1);
	return s;
}

t_passed snapshot_copies(void)
{
	static const size_t sizes[] = {1, 16, 100, 4096, 5000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		t_subject s = filled(sizes[i]);
		size_t used = s.tracer.offset;
		t_snapshot snapshot = snapshot_of(&s);
		expect_size("the snapshot's size, which is the offset,", used, snapshot.size);
		expected("the snapshot's copy holds the %zu used bytes", used);
		if (snapshot.copy == NULL)
			got("copy is NULL");
		if (memcmp(snapshot.copy, s.tracer.base, used) != 0)
			got("it holds other bytes");
		memset(s.tracer.base, 'x', used);
		expected("the copy stays when the tracer's bytes change");
		if (((unsigned char *)snapshot.copy)[0] != 1)
			got("it changes with them");
		call_snapshot_free(&s, &snapshot);
		call_free(&s);
	}
	return row_passed();
}

t_passed snapshot_memory(void)
{
	t_subject s = filled(5000);
	t_mapping of_tracer;
	t_snapshot snapshot = snapshot_of(&s);
	t_mapping mapping = expect_mapping(snapshot.copy, snapshot.size, "the copy");

	of_tracer = expect_mapping(s.tracer.base, s.tracer.capacity, "the tracer");
	expected("the copy lies in a mapping of its own");
	if (mapping.start == of_tracer.start)
		got("it lies in the tracer's");
	call_snapshot_free(&s, &snapshot);
	call_free(&s);
	return row_passed();
}

t_passed snapshot_empty(void)
{
	t_snapshot snapshot;
	t_subject s = live("t", 256);

	snapshot = snapshot_of(&s);
	expect_empty(&snapshot, "tracer_snapshot of a tracer with offset 0");
	dropped(&s, &snapshot);
	expect_empty(&snapshot, "snapshot_free");
	block_of(&s, 16, "first");
	snapshot = snapshot_of(&s);
	expect_size("the snapshot's size", 16, snapshot.size);
	dropped(&s, &snapshot);
	call_free(&s);
	memset(&s.tracer, 0, sizeof(s.tracer));
	snapshot = snapshot_of(&s);
	expect_empty(&snapshot, "tracer_snapshot of a dead tracer");
	return row_passed();
}

t_passed snapshot_mmap_fails(void)
{
	static const int errors[] = {ENOMEM, EAGAIN};
	t_subject s = filled(100);

	for (size_t i = 0; i < 2; i++)
	{
		t_snapshot snapshot;
		memset(&snapshot, 0xa5, sizeof(snapshot));
		t_tracer before = s.tracer;
		ledger_fail(CALL_MMAP, 1, errors[i]);
		int status = call_snapshot(&s, &snapshot);
		ledger_fail(CALL_MMAP, 0, 0);
		expect_failure(status, s.error, errors[i], "mmap was made to fail with this errno");
		expect_empty(&snapshot, "a failed tracer_snapshot");
		expect_same(&s, &before, "a failed tracer_snapshot");
	}
	call_free(&s);
	return row_passed();
}

t_passed snapshot_freed(void)
{
	t_subject s = filled(5000);
	size_t mapped = ledger_mapped();
	t_snapshot snapshot = snapshot_of(&s);

	expected("the snapshot is mapped beside the tracer");
	if (ledger_mapped() <= mapped)
		got("nothing more is mapped than before");
	dropped(&s, &snapshot);
	expect_empty(&snapshot, "snapshot_free");
	expect_size("the number of bytes that are mapped, as before the snapshot,", mapped, ledger_mapped());
	unsigned calls = ledger_calls(CALL_MUNMAP);
	dropped(&s, &snapshot);
	expected("munmap is not called for an empty snapshot");
	if (ledger_calls(CALL_MUNMAP) != calls)
		got("it was called");
	expect_size(
		"the number of bytes that munmap was called for and nobody had mapped", 0, ledger_strays());
	call_free(&s);
	return row_passed();
}

t_passed snapshot_munmap_fails(void)
{
	t_subject s = filled(100);
	t_snapshot snapshot = snapshot_of(&s);

	ledger_fail(CALL_MUNMAP, 1, EINVAL);
	int status = call_snapshot_free(&s, &snapshot);
	expect_failure(status, s.error, EINVAL, "munmap was made to fail with this errno");
	ledger_reset();
	return row_passed();
}
