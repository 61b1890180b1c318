#define _GNU_SOURCE
#include "row_limits.h"

#include "files.h"
#include "process.h"
#include "turn.h"

#include <sys/stat.h>
#include <time.h>

/* How often the clocks are looked at, in milliseconds: each look reads files of /proc. */
#define LOOK_MS 10
/* No row prints so much. */
#define FLOOD (8 << 20)

static struct
{
	double factor;
	double cpu_factor;
	double cpu_before; /* of the processes that were there, and the examiner's own */
	long looked; /* when, last */
	int was_asleep;
	long slept_ms;
	int are_passed;
	int by_waiting;
	int by_printing;
	int by_files;
	off_t printed_before;
	int rows_late;
} g_limits;

long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A part of the examiner's own CPU time counts too: signals without end keep it at work.
 */
static double cpu_now(int *is_awake)
{
	return processes_cpu(is_awake) + (double)clock() / CLOCKS_PER_SEC / 4;
}

/* What the subject has printed, and written to streams. */
static off_t printed(void)
{
	struct stat output = {0};
	struct stat stream = {0};

	fstat(turn_output(), &output);
	fstat(turn_stream(), &stream);
	return output.st_size + stream.st_size;
}

void limits_begin(double factor)
{
	int is_awake;

	/* Who has run out of time twice is likely to do so again. */
	g_limits.factor = g_limits.rows_late > 1 ? factor / 4 : factor;
	g_limits.cpu_factor = g_limits.factor;
	g_limits.cpu_before = cpu_now(&is_awake);
	g_limits.looked = now_ms();
	g_limits.was_asleep = 0;
	g_limits.slept_ms = 0;
	g_limits.are_passed = 0;
	g_limits.by_waiting = 0;
	g_limits.by_printing = 0;
	g_limits.by_files = 0;
	g_limits.printed_before = printed();
}

void limits_widen(double factor)
{
	g_limits.cpu_factor *= factor;
}

/* Time in which a process is kept waiting by others of the machine counts for nobody. */
static void look(long now)
{
	int is_awake;
	double cpu = cpu_now(&is_awake) - g_limits.cpu_before;

	if (!is_awake && g_limits.was_asleep)
		g_limits.slept_ms += now - g_limits.looked;
	g_limits.was_asleep = !is_awake;
	g_limits.looked = now;
	g_limits.by_waiting = g_limits.slept_ms > ROW_WAIT_MS * g_limits.factor;
	g_limits.by_printing = printed() - g_limits.printed_before > FLOOD;
	g_limits.by_files = files_bytes() > (size_t)ROW_FILES_MIB << 20;
	g_limits.are_passed = g_limits.by_waiting || g_limits.by_printing ||
			      g_limits.by_files ||
			      cpu > ROW_SECONDS * g_limits.cpu_factor;
}

int limits_are_passed(void)
{
	long now = now_ms();

	if (g_limits.factor == 0 || g_limits.are_passed ||
		now < g_limits.looked + LOOK_MS)
		return g_limits.are_passed;
	look(now);
	g_limits.rows_late += g_limits.are_passed;
	return g_limits.are_passed;
}

int limits_by_waiting(void)
{
	return g_limits.by_waiting;
}

int limits_by_files(void)
{
	return g_limits.by_files;
}

int limits_by_printing(void)
{
	return g_limits.by_printing;
}
