#include "ranking.h"

#include "pairs.h"
#include "sim.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Sources of one call for counting: 5,000 numbers are a short command line. */
#define AT_ONCE 500

static const t_source *g_sources;

static int by_hash(const void *one, const void *other)
{
	size_t a = *(const size_t *)one;
	size_t b = *(const size_t *)other;
	int order = strcmp(g_sources[a].hash, g_sources[b].hash);

	return order != 0 ? order : (a > b) - (a < b);
}

static int by_tokens(const void *one, const void *other)
{
	size_t a = *(const size_t *)one;
	size_t b = *(const size_t *)other;

	if (g_sources[a].tokens != g_sources[b].tokens)
		return g_sources[a].tokens < g_sources[b].tokens ? -1 : 1;
	return (a > b) - (a < b);
}

/* The numbers of all that are compared, in this order. */
static t_numbers compared(
	const t_ranking *ranking, int (*order)(const void *, const void *))
{
	t_numbers numbers = {memory_for(ranking->count + 1, sizeof(*numbers.list)), 0};

	for (size_t i = 0; i < ranking->count; i++)
		if (source_is_compared(ranking->sources, i))
			numbers.list[numbers.count++] = i;
	g_sources = ranking->sources;
	qsort(numbers.list, numbers.count, sizeof(*numbers.list), order);
	return numbers;
}

static void read_sources(t_ranking *ranking, const t_class *class)
{
	ranking->sources = memory_for(class->count + 1, sizeof(*ranking->sources));
	for (size_t i = 0; i < class->count; i++)
	{
		char *folder =
			class_place(class, &class->students[i], ranking->lesson.name);
		ranking->sources[i] =
			source_read(&ranking->lesson, &class->students[i], folder);
		ranking->sources[i].first = i;
		free(folder);
	}
	ranking->count = class->count;
}

/* The same text is compared once, however many handed it in: a thousand alike are no half
 * million pairs. */
static void group_same(t_ranking *ranking)
{
	t_source *sources = ranking->sources;
	t_numbers numbers = compared(ranking, by_hash);
	size_t first = 0;

	for (size_t i = 0; i < numbers.count; i++)
	{
		if (strcmp(sources[numbers.list[i]].hash,
			    sources[numbers.list[first]].hash) != 0)
			first = i;
		sources[numbers.list[i]].first = numbers.list[first];
		sources[numbers.list[first]].same++;
	}
	free(numbers.list);
}

static char *put_sources(const t_ranking *ranking, const char *work)
{
	for (size_t i = 0; i < ranking->count; i++)
	{
		if (!source_is_compared(ranking->sources, i))
			continue;
		char *text = given_left_out(&ranking->given, ranking->sources[i].text);
		int status = sim_put(work, i, text);
		free(text);
		if (status == -1)
			return text_format("a source cannot be copied to %s: %s", work,
				strerror(errno));
	}
	return NULL;
}

/* Where sim_c cannot read them, half of them and the other half; a single one is then
 * left out. */
static t_sim count_some(t_ranking *ranking, const char *work, t_numbers some)
{
	char *output;
	size_t number, tokens;
	t_sim status = sim_count(work, some, &output);
	const char *at = output;

	while (status == SIM_GOOD && sim_next_count(&at, &number, &tokens))
		if (number < ranking->count)
			ranking->sources[number].tokens = tokens;
	free(output);
	if (status != SIM_TOO_MUCH)
		return status;
	if (some.count == 1)
	{
		ranking->sources[some.list[0]].why_not =
			text_copy("sim_c cannot read it");
		return SIM_GOOD;
	}
	size_t half = some.count / 2;
	status = count_some(ranking, work, (t_numbers){some.list, half});
	return status != SIM_GOOD
		       ? status
		       : count_some(ranking, work,
				 (t_numbers){some.list + half, some.count - half});
}

/* What has less than a run of its own is not compared, nor is any that is the same. */
static void leave_out_short(t_ranking *ranking)
{
	t_source *sources = ranking->sources;

	for (size_t i = 0; i < ranking->count; i++)
	{
		if (sources[i].why_not != NULL ||
			sources[sources[i].first].tokens >= SIM_RUN)
			continue;
		sources[i].why_not =
			text_copy("it has next to nothing beside what was given");
	}
}

static char *count_tokens(t_ranking *ranking, const char *work)
{
	t_numbers all = compared(ranking, by_tokens);
	t_sim status = SIM_GOOD;

	for (size_t i = 0; i < all.count && status == SIM_GOOD; i += AT_ONCE)
	{
		size_t left = all.count - i;
		status = count_some(ranking, work,
			(t_numbers){all.list + i, left < AT_ONCE ? left : AT_ONCE});
	}
	free(all.list);
	leave_out_short(ranking);
	return status == SIM_GOOD ? NULL : text_copy("sim_c could not be run");
}

char *ranking_make(
	t_ranking *ranking, const t_class *class, const char *lesson, const char *work)
{
	*ranking = (t_ranking){.count = 0};
	char *wrong = lesson_open(&ranking->lesson, lesson);

	if (wrong != NULL)
		return wrong;
	ranking->given = given_read(&ranking->lesson);
	read_sources(ranking, class);
	group_same(ranking);
	wrong = put_sources(ranking, work);
	if (wrong == NULL)
		wrong = count_tokens(ranking, work);
	if (wrong != NULL)
		return wrong;
	t_numbers order = compared(ranking, by_tokens);
	wrong = pairs_rank(ranking, work, order);
	free(order.list);
	return wrong;
}

void ranking_free(t_ranking *ranking)
{
	for (size_t i = 0; i < ranking->count; i++)
		source_free(&ranking->sources[i]);
	free(ranking->sources);
	free(ranking->pairs);
	given_free(&ranking->given);
	lesson_close(&ranking->lesson);
}
