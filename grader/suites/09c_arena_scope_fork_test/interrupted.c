/* Rows of a shared arena, in which a process is interrupted in the middle of a call. */

#include "child.h"
#include "interrupt.h"
#include "kit.h"
#include "row_limits.h"
#include "scene.h"
#include "steps.h"
#include "trace.h"
#include "turn.h"

#include <errno.h>

#define SIZE (1 << 20)

/*
 * Two processes: the first makes a call and is interrupted in its middle, where it waits
 * until the second has made one of its own. Round after round it is interrupted a few
 * instructions later, until its call is over before. It does not wait for ever: where the
 * first holds a lock, the second comes to its end only later.
 */
/* Single steps of all rounds: enough for 200 instructions, which is more than twice what
 * an allocation needs, and for no more than the row has time for. */
#define MOST_STEPS 20000
#define ROUNDS 201
#define PATIENCE_MS 5
#define LONGER_MS 600

typedef struct s_round
{
	t_address blocks[2];
	int errors[2];
	size_t used; /* before the round */
	size_t end; /* and after it */
} t_round;

typedef struct s_pair
{
	t_subject *arenas; /* one for all rounds, or one for each */
	size_t arena_count;
	t_process *processes[2];
	size_t sizes[2]; /* what each asks for */
	size_t stride; /* instructions from one round to the next */
	size_t count; /* rounds in which the first was interrupted */
	long longer; /* milliseconds for which the second may be waited for, in all */
	t_round rounds[ROUNDS];
} t_pair;

static t_subject *arena_of(const t_pair *pair, size_t round)
{
	return &pair->arenas[pair->arena_count == 1 ? 0 : round];
}

/* It waits for the first, with a lock perhaps: the first stands still, and lives. Whether
 * the second loses its patience is seen, once. */
static void wait_longer(t_pair *pair)
{
	long until = now_ms() + pair->longer;

	if (pair->longer == 0 || turn_wait(g_process, until) == TURN_LATE)
		pair->longer = 0;
	else
		pair->longer = until - now_ms();
}

static void begin_second(void *data)
{
	t_pair *pair = data;
	t_subject *s = arena_of(pair, pair->count);

	g_process = pair->processes[1];
	BATCH(ARENA_ALLOC, s->at, pair->sizes[1]);
	batch_begin(g_process, 0, 0);
	if (turn_wait(g_process, now_ms() + PATIENCE_MS) == TURN_LATE)
		wait_longer(pair);
}

/* Returns 0 where the call of the first was over before it was to be interrupted. */
static int make_round(t_pair *pair)
{
	t_round *round = &pair->rounds[pair->count];
	t_address at = arena_of(pair, pair->count)->at;
	const uint64_t arguments[WINDOW_ARGUMENTS] = {at, pair->sizes[0]};
	t_interrupted call = {pair->processes[0], ARENA_ALLOC, arguments, 0, 0};
	t_step step;

	g_process = pair->processes[1];
	round->used = CALL(ARENA_USED, at).value;
	if (!interrupted_call(&call, pair->count * pair->stride + 1, begin_second, pair))
		return 0;
	batch_end(pair->processes[1], &step, 1);
	round->blocks[0] = call.value;
	round->blocks[1] = step.value;
	round->errors[0] = call.error;
	round->errors[1] = step.error;
	g_process = pair->processes[1];
	round->end = CALL(ARENA_USED, at).value;
	return 1;
}

static int is_room_for_a_round(const t_pair *pair)
{
	return pair->count < (pair->arena_count == 1 ? ROUNDS : pair->arena_count);
}

static void run_pair(t_pair *pair)
{
	t_process *parent = g_process;
	const char *name = pair->arenas[0].name;

	another_try();
	pair->processes[0] = child_begin();
	pair->processes[1] = child_begin();
	noted("process A is stopped within arena_alloc(&%s, %zu)", name, pair->sizes[0]);
	tried("process B: arena_alloc(&%s, %zu), and A goes on", name, pair->sizes[1]);
	row_in_child(1);
	pair->count = 0;
	pair->longer = LONGER_MS;
	for (size_t steps = 0;
		steps < MOST_STEPS && is_room_for_a_round(pair) && make_round(pair);)
		steps += pair->count++ * pair->stride + 1;
	row_in_child(0);
	g_process = parent;
	child_end(pair->processes[0]);
	child_end(pair->processes[1]);
	answered(0, "%zu times, each a little later", pair->count);
}

static void __attribute__((noreturn)) complain_of_round(const t_pair *pair, size_t number)
{
	static const char *const names[] = {"A", "B"};
	const t_round *round = &pair->rounds[number];
	t_address base = base_of(arena_of(pair, number));
	const size_t at[] = {round->blocks[0] - base, round->blocks[1] - base};
	int overlap = at[0] < at[1] + pair->sizes[1] && at[1] < at[0] + pair->sizes[0];

	if (overlap)
		scene_of_two(names, at, pair->sizes);
	got("A has %zu bytes at base + %zu, B has %zu at base + %zu%s", pair->sizes[0],
		at[0], pair->sizes[1], at[1], overlap ? ": they overlap" : "");
}

/* Both have room. */
static void expect_both(const t_pair *pair, size_t number)
{
	const t_round *round = &pair->rounds[number];
	t_address next = base_of(arena_of(pair, number)) + round->used;

	expected(
		"A was stopped at instruction %zu: both get a block, one right after the other, "
		"starting at base + %zu",
		number * pair->stride + 1, round->used);
	if (round->blocks[0] == 0 || round->blocks[1] == 0)
		got("NULL for %s, though the arena of 1 MiB is nearly empty",
			round->blocks[0] == 0 ? "A" : "B");
	if (!(round->blocks[0] == next && round->blocks[1] == next + rounded(100)) &&
		!(round->blocks[1] == next && round->blocks[0] == next + rounded(40)))
		complain_of_round(pair, number);
}

ROW(shared_interrupted)
{
	static t_pair pair;
	t_subject s = live("a", SIZE, ARENA_SHARED);

	pair = (t_pair){.arenas = &s, .arena_count = 1, .sizes = {100, 40}, .stride = 1};
	run_pair(&pair);
	for (size_t i = 0; i < pair.count; i++)
		expect_both(&pair, i);
	freed(&s);
}

/* There is room for one of them: an arena that only this round has. */
static void expect_one(const t_pair *pair, size_t number)
{
	const t_round *round = &pair->rounds[number];
	size_t winner = round->blocks[0] != 0 ? 0 : 1;

	expected(
		"A was stopped at instruction %zu: of the last %zu bytes, either A gets %zu or B gets %zu",
		number * pair->stride + 1, pair->arenas[0].arena.capacity, pair->sizes[0],
		pair->sizes[1]);
	promise("A block that does not fit");
	if (round->blocks[0] != 0 && round->blocks[1] != 0)
		complain_of_round(pair, number);
	if (round->blocks[winner] == 0)
		got("NULL for both");
	if (round->errors[1 - winner] != ENOMEM)
		got("NULL for %s, but errno is %s", winner == 0 ? "B" : "A",
			errno_name(round->errors[1 - winner]));
	if (round->end != rounded(pair->sizes[winner]))
		got("%s gets its block, but then arena_used is %zu",
			winner == 0 ? "A" : "B", round->end);
}

/* Rounds at each third instruction, in arenas with room for one of the two. */
#define LAST_ROUNDS 50

static void share_the_last(void)
{
	static t_pair pair;
	static t_subject arenas[LAST_ROUNDS];

	for (size_t i = 0; i < LAST_ROUNDS; i++)
		arenas[i] = live("b", 112, ARENA_SHARED);
	pair = (t_pair){.arenas = arenas,
		.arena_count = LAST_ROUNDS,
		.sizes = {100, 40},
		.stride = 3};
	run_pair(&pair);
	for (size_t i = 0; i < pair.count; i++)
		expect_one(&pair, i);
	for (size_t i = 0; i < LAST_ROUNDS; i++)
		freed(&arenas[i]);
}

/* So often, and after so few instructions each time, that each exchange of the first
 * finds another value than it has read. */
#define DISTURBED 600
#define BETWEEN 6

typedef struct s_disturbed
{
	t_subject *s;
	t_process *processes[2];
	size_t count; /* how often the second has taken a block */
	int is_waiting; /* it waits for the first */
} t_disturbed;

/* The first is in its call: the second takes a block, again and again. */
static void take_again_and_again(void *data)
{
	t_disturbed *both = data;
	t_step step;

	for (both->count = 0; both->count < DISTURBED; both->count++)
	{
		g_process = both->processes[1];
		BATCH(ARENA_ALLOC, both->s->at, 1);
		batch_begin(g_process, 0, 0);
		both->is_waiting =
			turn_wait(g_process, now_ms() + PATIENCE_MS) != TURN_CAME;
		/* That the first holds a lock is another row's affair. */
		if (both->is_waiting)
			return;
		batch_end(g_process, &step, 1);
		if (trace_step(both->processes[0], BETWEEN) < BETWEEN)
			return;
	}
}

/* No number of tries is enough for an exchange that always comes too late. */
static void disturb(t_subject *s)
{
	t_process *parent = g_process;
	t_disturbed both = {s, {child_begin(), child_begin()}, 0, 0};
	const uint64_t arguments[WINDOW_ARGUMENTS] = {s->at, 100};
	t_interrupted call = {both.processes[0], ARENA_ALLOC, arguments, 0, 0};
	t_step step;

	another_try();
	tried("one process: arena_alloc(&%s, 100), and after every %d instructions",
		s->name, BETWEEN);
	answered(0, "interrupted");
	tried("another process, meanwhile: arena_alloc(&%s, 1), again and again",
		s->name);
	row_in_child(1);
	interrupted_call(&call, 1, take_again_and_again, &both);
	if (both.is_waiting)
		batch_end(both.processes[1], &step, 1);
	row_in_child(0);
	answered(0, "%zu times", both.count);
	expected("a block that fits is handed out, however often others were faster");
	if (call.value == 0)
		got("NULL for the first, though the arena of 1 MiB is nearly empty");
	g_process = parent;
	child_end(both.processes[0]);
	child_end(both.processes[1]);
}

ROW(shared_contended)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	share_the_last();
	disturb(&s);
	freed(&s);
}

ROW(shared_refusal_disturbs_nobody)
{
	static t_pair pair;
	t_subject s = live("a", SIZE, ARENA_SHARED);

	block_of(&s, 16);
	/* What is undone later stands there for several instructions: every third finds
	 * it. */
	pair = (t_pair){.arenas = &s, .arena_count = 1, .sizes = {SIZE, 40}, .stride = 3};
	run_pair(&pair);
	for (size_t i = 0; i < pair.count; i++)
	{
		const t_round *round = &pair.rounds[i];
		t_address next = base_of(&s) + round->used;
		expected(
			"interrupted at instruction %zu: the first is refused, the second gets base + %zu",
			3 * i + 1, round->used);
		if (round->blocks[0] != 0)
			got("the first got a block that does not fit");
		if (round->blocks[1] == 0)
			got("NULL for the second, though 40 bytes fit: while the first was asking, the "
			    "arena looked full");
		if (round->blocks[1] != next)
			got("the second gets base + %td",
				distance_of(&s, round->blocks[1]));
	}
	expect_size(
		"arena_used, at the end,", 16 + pair.count * rounded(40), used_of(&s));
	freed(&s);
}

/* Instructions from one child that is killed to the next, and how many children there are
 * at most. */
#define KILL_STRIDE 3
#define KILLED 64

/* Returns 0 where the child's call was over before that instruction. */
static int kill_in_call(t_subject *s, size_t at)
{
	t_process *child = child_begin();
	const uint64_t arguments[WINDOW_ARGUMENTS] = {s->at, 100};
	t_interrupted call = {child, ARENA_ALLOC, arguments, 0, 0};
	int was_in_call = killed_in_call(&call, at);

	child_end(child);
	return was_in_call;
}

/* What a process that was killed at this instruction has left: with its block or without,
 * the next one is given. */
static void expect_next(t_subject *s, size_t at, size_t used)
{
	expected(
		"a child was killed at instruction %zu of its arena_alloc; another process still gets "
		"its 40 bytes, which fit",
		at);
	t_answer answer = CALL(ARENA_ALLOC, s->at, 40);
	size_t place = answer.value - base_of(s);
	if (answer.value == 0)
		got("NULL, and errno is %s", errno_name(answer.error));
	expected("they are at base + %zu, or right after the child's 100 bytes", used);
	if (place != used && place != used + rounded(100))
		got("they are at base + %td", (ptrdiff_t)place);
	size_t end = CALL(ARENA_USED, s->at).value;
	expected("arena_used is then %zu, where they end", place + rounded(40));
	if (end != place + rounded(40))
		got("it is %zu", end);
}

ROW(shared_killed)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);
	size_t used = 0;

	tried("a child: arena_alloc(&a, 100), halfway through");
	answered(0, "killed");
	tried("then: arena_alloc(&a, 40)");
	for (size_t i = 0; i < KILLED && kill_in_call(&s, i * KILL_STRIDE + 1); i++)
	{
		expect_next(&s, i * KILL_STRIDE + 1, used);
		used = CALL(ARENA_USED, s.at).value;
	}
	answered(0, "a block, wherever the child was killed");
	freed(&s);
}
