#include "html_text.h"
#include "page.h"
#include "side_by_side.h"
#include "sim.h"
#include "text.h"
#include "write.h"

#include <stdlib.h>
#include <string.h>

PAGE_FILE(g_similar_css, "grader/similar/similar.css");

#define MOST_NAME 120
/* Names of a group in its line, and students in a list. */
#define MOST_NAMES 12
#define MOST_LISTED 200

typedef struct s_part
{
	FILE *out;
	const t_ranking *ranking;
	const char *work;
	size_t left; /* bytes that sources may still take */
	size_t without; /* pairs and groups for which there was no room */
} t_part;

void write_page_begin(FILE *out)
{
	page_begin(out, "Similar submissions", g_similar_css, NULL);
	fprintf(out,
		"<body>\n<header>\n<h1>Similar submissions</h1>\n"
		"<p><strong>This page ranks pairs. It accuses no one.</strong> The same idea is often found "
		"by two "
		"people, and where a lesson leaves few ways, answers look alike. Look at the sources "
		"yourself, and "
		"listen to both, before you think anything of it.</p>\n"
		"<p>The per cent are the share of both sources, taken together, that stands in matching "
		"runs: twice the "
		"tokens matched, of the tokens of both. 100 means that all of one is in the other, in "
		"whatever order. A "
		"run is at least %d tokens (names, numbers, operators, brackets) in a row that both have. "
		"All names "
		"count as the same name, and all numbers as the same number; comments and layout do not "
		"count, nor do "
		"lines of the skeleton and the contract, which are faint here. sim_c finds the runs.</p>\n"
		"</header>\n<main>\n",
		SIM_RUN);
}

void write_page_end(FILE *out)
{
	fputs("</main>\n", out);
	page_end(out, NULL);
}

static void write_name(FILE *out, const t_source *source)
{
	html_text_within(out, source->student->name, MOST_NAME);
}

/* A student, and how many handed in the same. */
static void write_who(FILE *out, const t_source *source)
{
	write_name(out, source);
	if (source->same > 1)
		fprintf(out, " and %zu with the same files", source->same - 1);
}

/* Writes what is opened on demand, if there is room for it. */
static void write_body(t_part *part, char *body, size_t size)
{
	if (size <= part->left)
	{
		fwrite(body, 1, size, part->out);
		part->left -= size;
	}
	else
	{
		fputs("<p>The sources are left out here: the page would become too large.</p>\n",
			part->out);
		part->without++;
	}
	free(body);
}

/* The per cent are rounded down: 100 are all. */
static void write_pair(t_part *part, size_t index)
{
	const t_pair *pair = &part->ranking->pairs[index];
	char *body;
	size_t size;
	FILE *out = text_stream(&body, &size);

	side_by_side(out, part->ranking, pair, part->work, index + 1);
	fclose(out);
	fprintf(part->out, "<details><summary><b>%zu</b><span>", index + 1);
	write_who(part->out, &part->ranking->sources[pair->a]);
	fputs(" · ", part->out);
	write_who(part->out, &part->ranking->sources[pair->b]);
	fprintf(part->out, "</span><i>%zu tokens matched</i><u>%d %%</u></summary>\n",
		pair->tokens, (int)pair->per_cent);
	write_body(part, body, size);
	fputs("</details>\n", part->out);
}

static void write_pairs(t_part *part)
{
	const t_ranking *ranking = part->ranking;
	size_t shown = ranking->kept < WRITE_PAIRS ? ranking->kept : WRITE_PAIRS;

	fprintf(part->out,
		"<h3>Pairs <small>%zu compared, %zu with a run in common</small></h3>\n",
		ranking->compared, ranking->found);
	for (size_t i = 0; i < shown; i++)
		write_pair(part, i);
	if (ranking->found == 0)
		fputs("<p>No two have a run in common.</p>\n", part->out);
	if (ranking->found > shown)
		fprintf(part->out,
			"<p class=\"note\">The %zu highest are here, and the %zu highest in "
			"similar.csv.</p>\n",
			shown, ranking->kept);
	if (ranking->lost != 0)
		fprintf(part->out,
			"<p class=\"note\">%zu pairs could not be compared: sim_c came to no end.</p>\n",
			ranking->lost);
}

/* The names of a group: its first, and those who have the same. */
static void write_group_names(FILE *out, const t_ranking *ranking, size_t first)
{
	size_t written = 0;

	for (size_t i = first; i < ranking->count && written < MOST_NAMES; i++)
	{
		if (ranking->sources[i].why_not != NULL ||
			ranking->sources[i].first != first)
			continue;
		fputs(written++ == 0 ? "" : " · ", out);
		write_name(out, &ranking->sources[i]);
	}
	if (ranking->sources[first].same > written)
		fprintf(out, " and %zu more, in similar.csv",
			ranking->sources[first].same - written);
}

static void write_group(t_part *part, size_t first)
{
	const t_source *source = &part->ranking->sources[first];
	char *body;
	size_t size;
	FILE *out = text_stream(&body, &size);

	source_lines(out, part->ranking, source->text);
	fclose(out);
	fputs("<details><summary><b></b><span>", part->out);
	write_group_names(part->out, part->ranking, first);
	fprintf(part->out, "</span><i>%zu tokens</i><u>%zu</u></summary>\n",
		source->tokens, source->same);
	write_body(part, body, size);
	fputs("</details>\n", part->out);
}

static void write_groups(t_part *part)
{
	const t_ranking *ranking = part->ranking;
	size_t groups = 0;

	for (size_t i = 0; i < ranking->count; i++)
	{
		if (!source_is_compared(ranking->sources, i) ||
			ranking->sources[i].same < 2)
			continue;
		if (groups++ == 0)
			fputs("<h3>The same files <small>and how many handed them in</small></h3>\n",
				part->out);
		if (groups <= WRITE_PAIRS)
			write_group(part, i);
	}
	if (groups > WRITE_PAIRS)
		fprintf(part->out,
			"<p class=\"note\">%zu more groups are in similar.csv.</p>\n",
			groups - WRITE_PAIRS);
}

static void write_left_out(const t_part *part)
{
	const t_ranking *ranking = part->ranking;
	size_t count = 0;

	for (size_t i = 0; i < ranking->count; i++)
	{
		const t_source *source = &ranking->sources[i];
		if (source->why_not == NULL)
			continue;
		if (count++ == 0)
			fputs("<h3>Not compared</h3>\n<ul>\n", part->out);
		if (count > MOST_LISTED)
			continue;
		fputs("<li>", part->out);
		write_name(part->out, source);
		html_around(part->out, ": ", source->why_not, "</li>\n");
	}
	if (count > MOST_LISTED)
		fprintf(part->out, "<li>and %zu more</li>\n", count - MOST_LISTED);
	if (count != 0)
		fputs("</ul>\n", part->out);
}

void write_page_lesson(FILE *out, const t_ranking *ranking, const char *work, size_t most)
{
	t_part part = {.out = out, .ranking = ranking, .work = work, .left = most};

	html_around(out, "<section>\n<h2>", ranking->lesson.rubric.title, "</h2>\n");
	html_around(out, "<p class=\"place\">", ranking->lesson.name, "");
	fprintf(out, ", %zu student%s</p>\n", ranking->count,
		ranking->count == 1 ? "" : "s");
	write_groups(&part);
	write_pairs(&part);
	if (part.without != 0)
		fprintf(out,
			"<p class=\"note\">%zu are without their sources, for want of room.</p>\n",
			part.without);
	write_left_out(&part);
	fputs("</section>\n", out);
}
