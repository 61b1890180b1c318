/* Rows of tracer_check. */

#include "expect.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <stdint.h>
#include <string.h>

static const char *const g_names[] = {"FAULT_NONE", "FAULT_OFFSET_BEYOND", "FAULT_OFFSET_MISALIGNED",
	"FAULT_LEDGER", "FAULT_OFFSET_ELSEWHERE"};

static void expect_fault(t_subject *s, t_fault wanted, const char *why)
{
	t_fault fault = call_check(s);

	expected("%s: %s", g_names[wanted], why);
	if ((unsigned)fault >= sizeof(g_names) / sizeof(*g_names))
		got("%d, which is no fault that there is", (int)fault);
	if (fault != wanted)
		got("%s", g_names[fault]);
}

/* Three blocks, one of them released, in one open scope: 16 + 48 + 32 bytes of 256. */
static t_subject with_blocks(void)
{
	t_subject s = live("t", 256);

	block_of(&s, 16, "first");
	entered(&s);
	released(&s, block_of(&s, 40, "second"));
	block_of(&s, 20, "third");
	return s;
}

/* A copy of an honest tracer, with the offset changed. Its memory is not touched by tracer_check. */
static void try_offset(const t_subject *honest, size_t offset, t_fault wanted, const char *why)
{
	t_subject s = *honest;

	tried("the offset is set to %zu", offset);
	answered(0, "the ledger ends at %zu, the capacity is %zu", honest->tracer.offset,
		honest->tracer.capacity);
	s.tracer.offset = offset;
	expect_fault(&s, wanted, why);
}

/* That damage is found at all: an honest tracer is no feat for who never complains. */
static void expect_awake(const t_subject *honest)
{
	try_offset(honest, honest->tracer.capacity + 16, FAULT_OFFSET_BEYOND,
		"the offset is beyond the capacity");
}

t_passed check_sound(void)
{
	t_entry leaks[4];
	t_subject s = live("t", 256);

	expect_awake(&s);
	expect_fault(&s, FAULT_NONE, "no block was given yet");
	block_of(&s, 1, "first");
	expect_fault(&s, FAULT_NONE, "one block, with padding");
	entered(&s);
	released(&s, block_of(&s, 33, "fifteen letters"));
	block_of(&s, 16, "");
	expect_fault(&s, FAULT_NONE, "a released block, and labels of 15 and 0 bytes");
	call_leave(&s, leaks, 4);
	/* Leaked and released blocks outlive their scope. */
	expect_fault(&s, FAULT_NONE, "a leaked block, of a scope that is closed");
	block_of(&s, s.tracer.capacity - s.tracer.offset, "the rest");
	expect_fault(&s, FAULT_NONE, "a full tracer");
	call_free(&s);
	memset(&s.tracer, 0, sizeof(s.tracer));
	expect_fault(&s, FAULT_NONE, "a dead tracer is sound");
	return row_passed();
}

t_passed check_sound_limits(void)
{
	t_subject s = live("t", 4096);

	for (size_t i = 0; i < TRACER_SCOPES; i++)
		entered(&s);
	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		block_of(&s, 1 + i, "full");
	expect_awake(&s);
	expect_fault(&s, FAULT_NONE, "a full ledger, and as many open scopes as there may be");
	call_free(&s);
	return row_passed();
}

t_passed check_offset_beyond(void)
{
	t_subject s = with_blocks();

	try_offset(&s, 257, FAULT_OFFSET_BEYOND, "the offset is beyond the capacity");
	try_offset(&s, 272, FAULT_OFFSET_BEYOND, "the offset is beyond the capacity");
	try_offset(&s, SIZE_MAX, FAULT_OFFSET_BEYOND, "the offset is beyond the capacity");
	try_offset(&s, SIZE_MAX - 15, FAULT_OFFSET_BEYOND, "the offset is beyond the capacity");
	call_free(&s);
	return row_passed();
}

t_passed check_offset_misaligned(void)
{
	t_subject s = with_blocks();

	for (size_t i = 1; i < TRACER_ALIGN; i++)
		try_offset(
			&s, s.tracer.offset + i, FAULT_OFFSET_MISALIGNED, "the offset is no multiple of 16");
	try_offset(&s, 1, FAULT_OFFSET_MISALIGNED, "the offset is no multiple of 16");
	call_free(&s);
	return row_passed();
}

t_passed check_offset_elsewhere(void)
{
	t_subject s = with_blocks();

	try_offset(&s, s.tracer.offset + 16, FAULT_OFFSET_ELSEWHERE, "the offset is behind the ledger's end");
	try_offset(&s, 256, FAULT_OFFSET_ELSEWHERE, "the offset is behind the ledger's end");
	try_offset(&s, s.tracer.offset - 16, FAULT_OFFSET_ELSEWHERE, "the offset is before the ledger's end");
	try_offset(&s, 0, FAULT_OFFSET_ELSEWHERE, "the offset is before the ledger's end");
	call_free(&s);
	s = live("u", 64);
	try_offset(&s, 16, FAULT_OFFSET_ELSEWHERE, "the ledger is empty, so it ends at 0");
	call_free(&s);
	return row_passed();
}

/* One way to damage the ledger of a tracer made by with_blocks. */
typedef struct s_damage
{
	const char *what;
	size_t entry;
	t_entry change; /* takes the place of the entry */
} t_damage;

/* Entries of with_blocks: {0, 16, 0, live, "first"}, {16, 40, 1, released, "second"}, {64, 20, 1, live, "third"}. */
static const t_damage g_damages[] = {
	{"an entry has size 0", 1, {16, 0, 1, BLOCK_RELEASED, "second"}},
	{"an entry begins later than the one before it ends", 1, {32, 20, 1, BLOCK_RELEASED, "second"}},
	{"an entry begins before the one before it ends", 2, {48, 20, 1, BLOCK_LIVE, "third"}},
	{"an entry's size runs into the next entry", 1, {16, 49, 1, BLOCK_RELEASED, "second"}},
	{"an entry's size ends too early for the next entry", 1, {16, 32, 1, BLOCK_RELEASED, "second"}},
	{"the first entry does not begin at 0", 0, {16, 16, 0, BLOCK_LIVE, "first"}},
	{"the last entry ends beyond the capacity", 2, {64, 200, 1, BLOCK_LIVE, "third"}},
	{"a size is so large that rounding it up gives 0", 2, {64, SIZE_MAX - 7, 1, BLOCK_LIVE, "third"}},
	{"a size is so large that its end wraps around", 2, {64, SIZE_MAX - 63, 1, BLOCK_LIVE, "third"}},
	{"a state is 0", 1, {16, 40, 1, (t_state)0, "second"}},
	{"a state is 4", 1, {16, 40, 1, (t_state)4, "second"}},
	{"a live entry's scope is not open", 2, {64, 20, 2, BLOCK_LIVE, "third"}},
	{"a live entry's scope is SIZE_MAX", 0, {0, 16, SIZE_MAX, BLOCK_LIVE, "first"}},
	{"a label has no NUL", 1, {16, 40, 1, BLOCK_RELEASED, "sixteen letters!"}},
};

t_passed check_ledger_entries(void)
{
	t_subject honest = with_blocks();

	expect_fault(&honest, FAULT_NONE, "nothing is damaged yet");
	for (size_t i = 0; i < sizeof(g_damages) / sizeof(*g_damages); i++)
	{
		t_subject s = honest;
		s.tracer.ledger[g_damages[i].entry] = g_damages[i].change;
		tried("entry %zu of the ledger is damaged", g_damages[i].entry);
		answered(0, "%s", g_damages[i].what);
		expect_fault(&s, FAULT_LEDGER, g_damages[i].what);
	}
	call_free(&honest);
	return row_passed();
}

static void try_counts(const t_subject *honest, size_t count, size_t depth, const char *why)
{
	t_subject s = *honest;

	tried("count is set to %zu, depth to %zu", count, depth);
	answered(0, "they were %zu and %zu", honest->tracer.count, honest->tracer.depth);
	s.tracer.count = count;
	s.tracer.depth = depth;
	expect_fault(&s, FAULT_LEDGER, why);
}

t_passed check_ledger_counts(void)
{
	t_subject s = with_blocks();

	try_counts(&s, TRACER_BLOCKS + 1, 1, "the ledger has no room for so many entries");
	try_counts(&s, SIZE_MAX, 1, "the ledger has no room for so many entries");
	try_counts(&s, SIZE_MAX / 48 + 4, 1, "the ledger has no room for so many entries");
	try_counts(&s, 4, 1, "the entry that is counted too many has size 0");
	try_counts(&s, 3, TRACER_SCOPES + 1, "there cannot be so many open scopes");
	try_counts(&s, 3, SIZE_MAX, "there cannot be so many open scopes");
	try_counts(&s, 3, 0, "the scope of a live block is not open any more");
	call_free(&s);
	return row_passed();
}

t_passed check_order(void)
{
	t_subject honest = with_blocks();
	t_subject s = honest;

	s.tracer.ledger[0].size = 0;
	s.tracer.offset = 259;
	expect_fault(&s, FAULT_OFFSET_BEYOND,
		"beyond, misaligned, and a damaged ledger: the first of these counts");
	s.tracer.offset = 99;
	expect_fault(
		&s, FAULT_OFFSET_MISALIGNED, "misaligned, and a damaged ledger: the first of these counts");
	s.tracer.offset = 112;
	expect_fault(
		&s, FAULT_LEDGER, "a damaged ledger, and the offset elsewhere: the first of these counts");
	s = honest;
	s.tracer.count = 2;
	expect_fault(&s, FAULT_OFFSET_ELSEWHERE,
		"an entry is missing: what is left of the ledger is sound, the offset is not");
	call_free(&honest);
	return row_passed();
}

t_passed check_reads_no_memory(void)
{
	t_subject honest = with_blocks();
	t_subject s = honest;

	/* Only *t is read: a base that leads nowhere does no harm. */
	s.tracer.base = (void *)(uintptr_t)4096;
	tried("base is set to an address that is not mapped");
	answered(0, "tracer_check reads nothing there");
	expect_fault(&s, FAULT_NONE, "every number is as it was");
	s.tracer.offset += 16;
	expect_fault(&s, FAULT_OFFSET_ELSEWHERE, "the offset is behind the ledger's end");
	call_free(&honest);
	return row_passed();
}
