/*
 * Sources are compared in blocks: sim_c takes a hundred times as long for a thousand at
 * once as for the same in blocks of 24, since it walks through all of them for each pair.
 * One call compares a block with a block, or the sources of a block among themselves;
 * what it finds is added up for each pair, and only the highest are kept. So memory stays
 * flat.
 */

#include "pairs.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 24

typedef struct s_round
{
	t_ranking *ranking;
	const char *work;
	/* a block, and the one that it is compared with: it may be the same */
	t_numbers *left;
	t_numbers *right;
	size_t tokens[BLOCK][BLOCK]; /* in common, for each pair */
} t_round;

static int higher_first(const void *one, const void *other)
{
	const t_pair *a = one;
	const t_pair *b = other;

	if (a->per_cent != b->per_cent)
		return a->per_cent > b->per_cent ? -1 : 1;
	if (a->tokens != b->tokens)
		return a->tokens > b->tokens ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

static void keep_highest(t_ranking *ranking)
{
	qsort(ranking->pairs, ranking->kept, sizeof(*ranking->pairs), higher_first);
	if (ranking->kept > RANKING_MOST)
		ranking->kept = RANKING_MOST;
}

static void add_pair(t_ranking *ranking, size_t a, size_t b, size_t tokens)
{
	size_t all = ranking->sources[a].tokens + ranking->sources[b].tokens;

	ranking->found++;
	if (ranking->kept == 2 * RANKING_MOST)
		keep_highest(ranking);
	ranking->pairs[ranking->kept++] = (t_pair){
		.a = a, .b = b, .tokens = tokens, .per_cent = 200.0 * tokens / all};
}

/* Where the number stands in the block, or its count. */
static size_t place_of(const t_numbers *block, size_t number)
{
	size_t at = 0;

	while (at < block->count && block->list[at] != number)
		at++;
	return at;
}

static void add_up(t_round *round, const char *output)
{
	const t_numbers *left = round->left;
	const t_numbers *right = round->right;
	t_sim_run found;

	memset(round->tokens, 0, sizeof(round->tokens));
	while (sim_next_run(&output, &found))
	{
		size_t a = place_of(left, found.a);
		size_t b = place_of(right, found.b);
		if (a < left->count && b < right->count)
			round->tokens[a][b] += found.tokens;
	}
	for (size_t a = 0; a < left->count; a++)
		for (size_t b = 0; b < right->count; b++)
			if (round->tokens[a][b] != 0)
				add_pair(round->ranking, left->list[a], right->list[b],
					round->tokens[a][b]);
}

static size_t pairs_in(const t_round *round)
{
	size_t count = round->left->count;

	return round->left == round->right ? count * (count - 1) / 2
					   : count * round->right->count;
}

/* Takes out of the block what sim_c comes to no end with by itself. */
static t_sim screen(t_round *round, t_numbers *block)
{
	size_t kept = 0;

	for (size_t i = 0; i < block->count; i++)
	{
		t_source *source = &round->ranking->sources[block->list[i]];
		t_sim status = source->why_not != NULL
				       ? SIM_TOO_MUCH
				       : sim_alone(round->work, block->list[i]);
		if (status == SIM_BROKEN)
			return status;
		if (status == SIM_GOOD)
			block->list[kept++] = block->list[i];
		else if (source->why_not == NULL)
			source->why_not = text_copy(
				"it repeats itself so much that sim_c comes to no end");
	}
	block->count = kept;
	return SIM_GOOD;
}

static t_sim compare(t_round *round)
{
	static const t_numbers none = {NULL, 0};
	char *output;

	if (pairs_in(round) == 0)
		return SIM_GOOD;
	t_sim status = sim_compare(round->work, *round->left,
		round->left == round->right ? none : *round->right, &output);
	if (status == SIM_GOOD)
	{
		add_up(round, output);
		round->ranking->compared += pairs_in(round);
	}
	free(output);
	return status;
}

/* Compares them; where that comes to no end, without those that are to blame. */
static t_sim compare_blocks(t_round *round)
{
	t_sim status = compare(round);

	if (status != SIM_TOO_MUCH)
		return status;
	status = screen(round, round->left);
	if (status == SIM_GOOD && round->left != round->right)
		status = screen(round, round->right);
	if (status == SIM_GOOD)
		status = compare(round);
	if (status != SIM_TOO_MUCH)
		return status;
	round->ranking->lost += pairs_in(round);
	return SIM_GOOD;
}

static void tell_progress(size_t done, size_t all)
{
	if (isatty(STDERR_FILENO) && all > 10)
		fprintf(stderr, "\r%zu %%%s", done * 100 / all,
			done == all ? "\r     \r" : "");
}

static t_sim compare_all(t_round *round, t_numbers *blocks, size_t count)
{
	t_sim status = SIM_GOOD;
	size_t done = 0;

	for (size_t i = 0; i < count && status == SIM_GOOD; i++)
		for (size_t j = i; j < count && status == SIM_GOOD; j++)
		{
			round->left = &blocks[i];
			round->right = &blocks[j];
			status = compare_blocks(round);
			tell_progress(++done, count * (count + 1) / 2);
		}
	return status;
}

char *pairs_rank(t_ranking *ranking, const char *work, t_numbers order)
{
	size_t count = (order.count + BLOCK - 1) / BLOCK;
	t_numbers *blocks = memory_for(count + 1, sizeof(*blocks));
	t_round *round = memory_for(1, sizeof(*round));

	ranking->pairs = memory_for(2 * RANKING_MOST, sizeof(*ranking->pairs));
	*round = (t_round){.ranking = ranking, .work = work};
	for (size_t i = 0; i < count; i++)
	{
		size_t left = order.count - i * BLOCK;
		blocks[i] =
			(t_numbers){order.list + i * BLOCK, left < BLOCK ? left : BLOCK};
	}
	t_sim status = compare_all(round, blocks, count);
	keep_highest(ranking);
	free(blocks);
	free(round);
	return status == SIM_GOOD ? NULL : text_copy("sim_c could not be run to its end");
}
