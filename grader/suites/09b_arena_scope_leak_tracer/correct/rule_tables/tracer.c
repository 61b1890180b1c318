/* Different: check goes through tables of rules, blame through a list of parts, diff through masks of 64 bits; the copy can only be read. */
#include "tracer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define LINE 64
#define PARTS (2 * TRACER_BLOCKS + 1)

static const char g_marks[] = {[0] = '.', [BLOCK_LIVE] = '#', [BLOCK_RELEASED] = '-', [BLOCK_LEAKED] = '!'};

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
	return a < b ? b : a;
}

/* How many units of TRACER_ALIGN bytes hold so many. */
static size_t units(size_t size)
{
	return size / TRACER_ALIGN + (size % TRACER_ALIGN != 0);
}

static int answer(int error)
{
	if (error == 0)
		return 0;
	errno = error;
	return -1;
}

/* ---- the tracer's life ---- */

static int open_memory(void **memory, size_t size)
{
	*memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (*memory != MAP_FAILED)
		return 0;
	*memory = NULL;
	return errno;
}

int tracer_init(t_tracer *t, size_t size)
{
	const size_t most = SIZE_MAX / TRACER_ALIGN;
	int error;

	bzero(t, sizeof *t);
	if (size == 0)
		error = EINVAL;
	else if (units(size) > most)
		error = ENOMEM;
	else
		error = open_memory(&t->base, units(size) * TRACER_ALIGN);
	if (error == 0)
		t->capacity = units(size) * TRACER_ALIGN;
	return answer(error);
}

int tracer_free(t_tracer *t)
{
	int error = t->base != NULL && munmap(t->base, t->capacity) != 0 ? errno : 0;

	if (error == 0)
		bzero(t, sizeof *t);
	return answer(error);
}

/* ---- blocks and scopes ---- */

static int why_not(const t_tracer *t, size_t size)
{
	if (size == 0 || t->capacity == 0)
		return EINVAL;
	if (t->count >= TRACER_BLOCKS)
		return ENOSPC;
	return units(size) > (t->capacity - t->offset) / TRACER_ALIGN ? ENOMEM : 0;
}

void *tracer_alloc(t_tracer *t, size_t size, const char *label)
{
	int error = why_not(t, size);

	if (answer(error) == -1)
		return NULL;
	t_entry entry = {.offset = t->offset, .size = size, .scope = t->depth, .state = BLOCK_LIVE};
	strncat(entry.label, label, TRACER_LABEL - 1);
	t->ledger[t->count] = entry;
	t->count += 1;
	t->offset += units(size) * TRACER_ALIGN;
	return (unsigned char *)t->base + entry.offset;
}

int tracer_release(t_tracer *t, const void *block)
{
	/* What a block of each state answers. */
	static const int errors[] = {EINVAL, 0, EALREADY, EINVAL};
	uintptr_t wanted = (uintptr_t)block - (uintptr_t)t->base;
	t_entry none = {.state = 0};
	t_entry *found = &none;

	for (size_t i = t->count; i-- > 0;)
		if (t->ledger[i].offset == wanted)
			found = &t->ledger[i];
	int error = errors[found->state];
	if (error == 0)
		found->state = BLOCK_RELEASED;
	return answer(error);
}

int tracer_enter(t_tracer *t)
{
	int error = t->capacity == 0 ? EINVAL : t->depth < TRACER_SCOPES ? 0 : ENOSPC;

	t->depth += error == 0;
	return answer(error);
}

static bool leaks_now(const t_tracer *t, const t_entry *entry)
{
	return entry->state == BLOCK_LIVE && entry->scope == t->depth;
}

int tracer_leave(t_tracer *t, t_entry *leaks, size_t room)
{
	const t_entry *behind = t->ledger + t->count;
	int count = 0;

	if (t->depth == 0)
		return answer(EINVAL);
	for (t_entry *entry = t->ledger; entry != behind; entry++)
	{
		if (!leaks_now(t, entry))
			continue;
		entry->state = BLOCK_LEAKED;
		if (room > 0)
		{
			memcpy(leaks++, entry, sizeof *entry);
			room--;
		}
		count++;
	}
	t->depth--;
	return count;
}

/* ---- before and after ---- */

int tracer_snapshot(const t_tracer *t, t_snapshot *s)
{
	*s = (t_snapshot){.copy = NULL};
	if (t->offset == 0)
		return 0;
	int error = open_memory(&s->copy, t->offset);
	if (error != 0)
		return answer(error);
	memmove(s->copy, t->base, t->offset);
	/* A copy that somebody writes to would tell lies. Where it cannot be protected, it is still a copy. */
	(void)mprotect(s->copy, t->offset, PROT_READ);
	s->size = t->offset;
	return 0;
}

int snapshot_free(t_snapshot *s)
{
	if (s->size == 0)
		return 0;
	if (munmap(s->copy, s->size) != 0)
		return answer(errno);
	bzero(s, sizeof *s);
	return 0;
}

/* Bit i says whether byte i differs. */
static uint64_t mask_of(const unsigned char *a, const unsigned char *b, size_t size)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < size; i++)
		mask |= (uint64_t)(a[i] != b[i]) << i;
	return mask;
}

typedef struct s_finding
{
	t_diff diff;
	t_range *ranges;
	size_t room;
	size_t start; /* of the range that is open */
	bool open;
} t_finding;

/* At `at` a range begins, or the one that is open ends. */
static void turn(t_finding *f, size_t at)
{
	f->open = !f->open;
	if (f->open)
	{
		f->start = at;
		return;
	}
	if (f->diff.ranges < f->room)
		f->ranges[f->diff.ranges] = (t_range){.start = f->start, .size = at - f->start};
	f->diff.ranges++;
	f->diff.changed += at - f->start;
}

t_diff tracer_diff(const t_tracer *t, const t_snapshot *s, t_range *ranges, size_t room)
{
	t_finding f = {.diff = {.grown = t->offset - s->size}, .ranges = ranges, .room = room};
	const unsigned char *now = t->base;
	const unsigned char *then = s->copy;
	uint64_t carry = 0;

	for (size_t from = 0; from < s->size; from += 64)
	{
		uint64_t mask = mask_of(now + from, then + from, smaller(64, s->size - from));
		/* Where a byte is not as the one before it. */
		uint64_t turns = mask ^ (mask << 1 | carry);
		carry = mask >> 63;
		for (; turns != 0; turns &= turns - 1)
			turn(&f, from + (size_t)__builtin_ctzll(turns));
	}
	if (f.open)
		turn(&f, s->size);
	return f.diff;
}

/* ---- whose memory is it ---- */

typedef struct s_part
{
	t_place place;
	size_t end;
	size_t block;
} t_part;

/* The whole address space from base on, part by part; some are empty. Returns how many there are. */
static size_t parts_of(const t_tracer *t, t_part *parts)
{
	size_t count = 0;

	for (size_t i = 0; i < t->count; i++)
	{
		const t_entry *e = &t->ledger[i];
		parts[count++] = (t_part){PLACE_BLOCK, e->offset + e->size, i};
		parts[count++] = (t_part){PLACE_PADDING, e->offset + units(e->size) * TRACER_ALIGN, i};
	}
	parts[count++] = (t_part){PLACE_FREE, SIZE_MAX, 0};
	return count;
}

size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room)
{
	t_part parts[PARTS];
	size_t count = parts_of(t, parts);
	size_t found = 0;
	size_t begin = 0;

	for (size_t i = 0; i < count; begin = parts[i++].end)
	{
		size_t from = larger(begin, range.start);
		size_t to = smaller(parts[i].end, range.start + range.size);
		if (from >= to)
			continue;
		if (found < room)
			pieces[found] = (t_piece){parts[i].place, {from, to - from}, parts[i].block};
		found++;
	}
	return found;
}

/* ---- damage ---- */

/* The block before it, or one of no bytes at 0. */
static size_t end_before(const t_tracer *t, size_t i)
{
	return i == 0 ? 0 : t->ledger[i - 1].offset + units(t->ledger[i - 1].size) * TRACER_ALIGN;
}

static bool has_no_size(const t_tracer *t, size_t i)
{
	return t->ledger[i].size == 0;
}

static bool has_no_state(const t_tracer *t, size_t i)
{
	return t->ledger[i].state < BLOCK_LIVE || t->ledger[i].state > BLOCK_LEAKED;
}

static bool has_no_nul(const t_tracer *t, size_t i)
{
	return strnlen(t->ledger[i].label, TRACER_LABEL) == TRACER_LABEL;
}

static bool lies_elsewhere(const t_tracer *t, size_t i)
{
	return t->ledger[i].offset != end_before(t, i);
}

static bool is_too_long(const t_tracer *t, size_t i)
{
	return t->ledger[i].size > t->capacity - t->ledger[i].offset;
}

static bool outlives_its_scope(const t_tracer *t, size_t i)
{
	return t->ledger[i].state == BLOCK_LIVE && t->ledger[i].scope > t->depth;
}

/* Each believes what those before it have looked at. */
static bool (*const g_entry_rules[])(const t_tracer *, size_t) = {
	has_no_size, has_no_state, has_no_nul, lies_elsewhere, is_too_long, outlives_its_scope};

static bool beyond(const t_tracer *t)
{
	return t->offset > t->capacity;
}

static bool misaligned(const t_tracer *t)
{
	return (t->offset & (TRACER_ALIGN - 1)) != 0;
}

static bool bad_ledger(const t_tracer *t)
{
	if (t->count > TRACER_BLOCKS || t->depth > TRACER_SCOPES)
		return true;
	for (size_t i = 0; i < t->count; i++)
		for (size_t rule = 0; rule < sizeof g_entry_rules / sizeof *g_entry_rules; rule++)
			if (g_entry_rules[rule](t, i))
				return true;
	return false;
}

static bool elsewhere(const t_tracer *t)
{
	return t->offset != end_before(t, t->count);
}

static bool sound(const t_tracer *t)
{
	(void)t;
	return true;
}

static const struct
{
	bool (*is_true)(const t_tracer *);
	t_fault fault;
} g_rules[] = {{beyond, FAULT_OFFSET_BEYOND}, {misaligned, FAULT_OFFSET_MISALIGNED}, {bad_ledger, FAULT_LEDGER},
	{elsewhere, FAULT_OFFSET_ELSEWHERE}, {sound, FAULT_NONE}};

t_fault tracer_check(const t_tracer *t)
{
	size_t rule = 0;

	while (!g_rules[rule].is_true(t))
		rule++;
	return g_rules[rule].fault;
}

/* ---- the picture ---- */

/* Paints the block's part of a line of cells, of which `first` is the first. */
static void paint(char *line, size_t first, const t_entry *e)
{
	size_t from = e->offset / TRACER_ALIGN;
	size_t to = from + units(e->size);

	for (size_t cell = larger(from, first); cell < smaller(to, first + LINE); cell++)
		line[cell - first] = g_marks[e->state];
}

static void escape(const char *label, char *text)
{
	for (; *label != '\0'; label++)
	{
		int byte = (unsigned char)*label;
		int plain = byte >= ' ' && byte <= '~' && byte != '\\';
		text += sprintf(text, plain ? "%c" : "\\x%02x", byte);
	}
	*text = '\0';
}

void tracer_dump(const t_tracer *t, FILE *out)
{
	char text[4 * TRACER_LABEL + 1];

	fprintf(out, "tracer: %zu used / %zu total, %zu open\n", t->offset, t->capacity, t->depth);
	for (size_t first = 0; first < units(t->capacity); first += LINE)
	{
		memset(text, g_marks[0], LINE);
		for (size_t i = 0; i < t->count; i++)
			paint(text, first, &t->ledger[i]);
		fprintf(out, "%.*s\n", (int)smaller(LINE, units(t->capacity) - first), text);
	}
	for (const t_entry *e = t->ledger; e < t->ledger + t->count; e++)
	{
		escape(e->label, text);
		fprintf(out, "%c %zu at %zu: %s\n", g_marks[e->state], e->size, e->offset, text);
	}
}
