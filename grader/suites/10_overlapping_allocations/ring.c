/* Rows of ring_write and ring_read. */

#include "objects.h"

#include <stdlib.h>
#include <string.h>

#define GIB ((size_t)1 << 30)

/* The record was `size` bytes of the pattern, from `at` on. */
static void expect_record(t_address record, size_t at, size_t size)
{
	const unsigned char *bytes = (unsigned char *)copy_of(record, size);

	for (size_t i = 0; i < size; i++)
		if (bytes[i] != pattern(at + i))
			got("byte %zu is %d, and %d was written", i, bytes[i],
				pattern(at + i));
}

static void expect_used(const t_mirror *m, size_t used)
{
	expect_size("r.used", used, m->ring.used);
	expected("r.head is less than the capacity, %zu", m->ring.capacity);
	promise("In any other ring head is less than");
	if (m->ring.head >= m->ring.capacity)
		got("it is %s", size_words(m->ring.head));
}

/* The used bytes, in one piece from base + head on, are these of the pattern. */
static void expect_contents(const t_mirror *m, size_t at, size_t size)
{
	expect_used(m, size);
	expected("the %zu used bytes are those from base + head on, oldest first", size);
	expect_record(base_of_ring(m) + m->ring.head, at, size);
}

ROW(ring_gives_back)
{
	t_address in = stage_pattern(4000);
	t_address out = stage(4000);
	t_mirror r = live_ring("r", 100);

	expect_used(&r, 0);
	written(&r, in, 10);
	expect_contents(&r, 0, 10);
	written(&r, in + 10, 1000);
	expect_contents(&r, 0, 1010);
	read_back(&r, out, 10);
	expected("the record holds the oldest 10 bytes");
	expect_record(out, 0, 10);
	expect_contents(&r, 10, 1000);
	read_back(&r, out, 300);
	expected("the record holds the oldest 300 bytes");
	expect_record(out, 10, 300);
	written(&r, in + 1010, 7);
	read_back(&r, out, 707);
	expected("the record holds the oldest 707 bytes, of two records");
	expect_record(out, 310, 707);
	expect_used(&r, 0);
	put_away(&r);
}

/* Moves the head of an empty ring by so many bytes. */
static void turn(t_mirror *r, size_t bytes, t_address in, t_address out)
{
	while (bytes > 0)
	{
		size_t part = bytes < r->ring.capacity ? bytes : r->ring.capacity;
		written(r, in, part);
		read_back(r, out, part);
		bytes -= part;
	}
}

/* Records that cross the end, at each of these places. */
ROW(ring_crosses_end)
{
	static const size_t rests[] = {1, 2, 7, 100, 255};
	t_address in = stage_pattern(2 * PAGE);
	t_address out = stage(PAGE);

	for (size_t i = 0; i < sizeof(rests) / sizeof(*rests); i++)
	{
		another_try();
		t_mirror r = live_ring("r", 1);
		turn(&r, r.ring.capacity - rests[i], in, out);
		if (i == 3)
			written(&r, in, 50);
		size_t first = i == 3 ? 50 : 0;
		written(&r, in + first, 256);
		expect_contents(&r, 0, first + 256);
		read_back(&r, out, first + 256);
		expected("the record holds what was written");
		expect_record(out, 0, first + 256);
		expect_used(&r, 0);
		put_away(&r);
	}
}

ROW(ring_turns_often)
{
	t_address in = stage_pattern(PAGE);
	t_address out = stage(PAGE);
	t_mirror r = live_ring("r", 1);

	for (size_t i = 0; i < 60; i++)
	{
		size_t size = 500 + i * 37 % 700;
		another_try();
		written(&r, in + i, size);
		expect_contents(&r, i, size);
		read_back(&r, out, size);
		expected("the record holds what was written, in turn %zu", i + 1);
		expect_record(out, i, size);
	}
	put_away(&r);
}

/* ring_write fails with this errno, and changes neither the ring nor a byte of it. */
static void refuse_write(
	t_mirror *r, t_address record, size_t size, int error, const char *why)
{
	t_ring before = r->ring;
	size_t held = before.base == NULL ? 0 : before.capacity;
	t_address base = (t_address)before.base;
	const char *bytes = copy_of(base, held);
	int status = call_write(r, record, size);

	expect_failure(status, r->error, error, why);
	expect_same_ring(r, &before, "a failure");
	expected("no byte of the ring's memory has changed");
	if (memcmp(bytes, copy_of(base, held), held) != 0)
		got("some bytes have");
}

static void refuse_read(
	t_mirror *r, t_address record, size_t size, int error, const char *why)
{
	t_ring before = r->ring;

	fill_memory(record, 'u', 64);
	int status = call_read(r, record, size);
	expect_failure(status, r->error, error, why);
	expect_same_ring(r, &before, "a failure");
	expect_filled(record, 64, 'u', "the record, after a failure,");
}

/* The ring is given this state, which it could have come to by itself. */
static void set(t_mirror *r, size_t head, size_t used)
{
	r->ring.head = head;
	r->ring.used = used;
	write_memory(r->at, &r->ring, sizeof(r->ring));
	another_try();
	noted("r.head is set to %zu, and r.used to %zu", head, used);
}

ROW(ring_full)
{
	t_address in = stage_pattern(3 * PAGE);

	for (size_t head = 0; head < PAGE; head += 1500)
	{
		t_mirror r = live_ring("r", PAGE);
		set(&r, head, 0);
		refuse_write(&r, in, r.ring.capacity + 1, ENOSPC,
			"the ring is too small for it");
		written(&r, in, 3000);
		size_t room = r.ring.capacity - 3000;
		refuse_write(&r, in, room + 1, ENOSPC, "one byte too many");
		written(&r, in + 3000, room);
		expect_contents(&r, 0, r.ring.capacity);
		refuse_write(&r, in, 1, ENOSPC, "the ring is full");
		set(&r, (r.ring.head + 1) % r.ring.capacity, r.ring.capacity - 1);
		written(&r, in + r.ring.capacity, 1);
		expect_contents(&r, 1, r.ring.capacity);
		put_away(&r);
	}
}

ROW(ring_short)
{
	t_address in = stage_pattern(PAGE);
	t_address out = stage(2 * PAGE);
	t_mirror r = live_ring("r", PAGE);

	refuse_read(&r, out, 1, ENODATA, "the ring is empty");
	written(&r, in, 10);
	refuse_read(&r, out, 11, ENODATA, "10 bytes are used");
	refuse_read(&r, out, PAGE, ENODATA, "10 bytes are used");
	expect_contents(&r, 0, 10);
	read_back(&r, out, 10);
	refuse_read(&r, out, 10, ENODATA, "the ring is empty again");
	put_away(&r);
}

ROW(ring_refuses)
{
	t_address in = stage_pattern(64);
	t_address out = stage(64);
	t_mirror r = live_ring("r", 1);

	written(&r, in, 10);
	refuse_write(&r, in, 0, EINVAL, "a record cannot have 0 bytes");
	refuse_read(&r, out, 0, EINVAL, "a record cannot have 0 bytes");
	freed(&r);
	refuse_write(&r, in, 1, EINVAL, "the ring is dead");
	refuse_write(&r, in, 0, EINVAL, "the ring is dead");
	refuse_write(&r, in, SIZE_MAX, EINVAL, "the ring is dead");
	refuse_read(&r, out, 1, EINVAL, "the ring is dead");
	refuse_read(&r, out, 0, EINVAL, "the ring is dead");
	refuse_read(&r, out, 64, EINVAL, "the ring is dead");
}

ROW(ring_huge_records)
{
	t_address in = stage_pattern(64);
	t_address out = stage(64);
	t_mirror r = live_ring("r", 1);

	turn(&r, 60, in, out);
	written(&r, in, 50);
	const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 49, SIZE_MAX - 50, SIZE_MAX - 59,
		(size_t) - (base_of_ring(&r)), SIZE_MAX / 2, SIZE_MAX / 2 + 1, 4 * GIB,
		4 * GIB + 1, 2 * GIB, (size_t)-109};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		refuse_write(&r, in, sizes[i], ENOSPC, "no ring has so many bytes");
		refuse_read(&r, out, sizes[i], ENODATA, "50 bytes are used");
	}
	put_away(&r);
}

/* The size fits only if its upper bits are lost. */
static void refuse_large(t_mirror *r, t_address record, size_t size)
{
	t_ring before = r->ring;
	int status = call_write(r, record, size);

	expect_failure(status, r->error, ENOSPC, "so many bytes are not free");
	expect_same_ring(r, &before, "a failure");
}

/* Offsets that 31 or 32 bits do not hold. */
ROW(ring_large)
{
	size_t size = 5 * GIB;
	t_address in = stage_pattern(256);
	t_address out = stage(256);
	t_mirror r = mirror("r");

	if (row_is_watched())
		return;
	need_file(size);
	int status = call_ring(&r, size);
	/* So much address space is not to be had everywhere. */
	if (status == -1 && r.error == ENOMEM && ledger_error(CALL_MMAP) == ENOMEM)
		return;
	expect_success("ring_init", status, r.error);
	expect_size("r.capacity", size, r.ring.capacity);
	set(&r, 4 * GIB + 100, 0);
	written(&r, in, 50);
	expect_contents(&r, 0, 50);
	read_back(&r, out, 50);
	expected("the record holds what was written");
	expect_record(out, 0, 50);
	set(&r, 0, GIB);
	written(&r, in, 50);
	set(&r, size - 20, 0);
	written(&r, in, 100);
	expect_contents(&r, 0, 100);
	set(&r, 1000, 4 * GIB + 10);
	written(&r, in, 50);
	expect_size("r.used", 4 * GIB + 60, r.ring.used);
	expected("the newest bytes are after the others");
	expect_record(base_of_ring(&r) + 1000 + 4 * GIB + 10, 0, 50);
	set(&r, 3 * GIB, 3 * GIB);
	written(&r, in, 50);
	expected("the newest bytes are after the others");
	expect_record(base_of_ring(&r) + GIB, 0, 50);
	set(&r, 0, size - 10);
	refuse_large(&r, in, 4 * GIB + 5);
	set(&r, 0, 10);
	refuse_read(&r, out, 4 * GIB + 5, ENODATA, "10 bytes are used");
	put_away(&r);
}
