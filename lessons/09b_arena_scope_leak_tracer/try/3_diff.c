/* How long a diff of 1 MiB takes: with memcmp, with a loop over the bytes, and with
 * tracer_diff. Times differ from machine to machine, so only the answers are checked. */

#include "experiment.h"
#include "tracer.h"

#include <string.h>
#include <time.h>

#define SIZE ((size_t)1 << 20)
#define RUNS 5

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Three ways to ask how many bytes have changed: the first only says whether any has. */

static size_t with_memcmp(const t_tracer *t, const t_snapshot *s)
{
	return memcmp(t->base, s->copy, s->size) != 0;
}

static size_t with_loop(const t_tracer *t, const t_snapshot *s)
{
	const unsigned char *bytes = t->base;
	const unsigned char *then = s->copy;
	size_t changed = 0;

	for (size_t i = 0; i < s->size; i++)
		changed += bytes[i] != then[i];
	return changed;
}

static size_t with_tracer(const t_tracer *t, const t_snapshot *s)
{
	return tracer_diff(t, s, NULL, 0).changed;
}

typedef size_t (*t_way)(const t_tracer *t, const t_snapshot *s);

/* Says how long the fastest of a few runs takes, in microseconds. */
static void measure(
	const char *name, t_way way, t_tracer *t, const t_snapshot *s, size_t changed)
{
	double least = 0;

	for (int i = 0; i < RUNS; i++)
	{
		double start = now();
		size_t found = way(t, s);
		double took = now() - start;
		experiment_claim(found == changed, "each way finds what has changed");
		if (i == 0 || took < least)
			least = took;
	}
	experiment_saw("%-14s %8.0f microseconds", name, least);
}

static void measure_all(t_tracer *t, const t_snapshot *s, size_t changed)
{
	measure("memcmp", with_memcmp, t, s, changed);
	measure("a byte loop", with_loop, t, s, changed);
	measure("tracer_diff", with_tracer, t, s, changed);
}

int main(void)
{
	t_tracer t;
	t_snapshot s;

	int status = tracer_init(&t, SIZE);
	char *block = status == 0 ? tracer_alloc(&t, SIZE, "large") : NULL;
	experiment_claim(block != NULL, "the block is allocated");
	memset(block, 'o', SIZE);
	experiment_claim(tracer_snapshot(&t, &s) == 0, "the snapshot is taken");

	experiment_ask(
		"A block of 1 MiB is compared with a snapshot; nothing has changed. "
		"How many times faster is memcmp than a loop over the bytes?");
	measure_all(&t, &s, 0);

	experiment_ask(
		"\nNow the last byte changes. Which of the three takes longer than "
		"before, and why?");
	block[SIZE - 1] = 'n';
	measure_all(&t, &s, 1);

	experiment_why(
		"memcmp compares many bytes with one instruction; the loop needs several "
		"instructions for each byte. Nearly always nothing has changed, and a "
		"tracer_diff that asks memcmp first is then done. But memcmp does not say "
		"where bytes differ, so a single changed byte makes the slow walk necessary. "
		"You can shorten it: ask memcmp piece by piece, 4 KiB at a time, say, and "
		"walk only through the pieces that differ.");
	snapshot_free(&s);
	tracer_free(&t);
	return 0;
}
