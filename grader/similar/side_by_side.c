#include "side_by_side.h"

#include "html_text.h"
#include "sim.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Which run each line of a source is marked for: lines count from 1, runs too, 0 is
 * none. */
typedef struct s_marks
{
	int *run_of_line;
	size_t lines;
	int *is_shown; /* whether any line is marked for the run */
} t_marks;

typedef struct s_side
{
	FILE *out;
	const t_given *given;
	const t_marks *marks; /* NULL: nothing is marked */
	const t_marks *other;
	size_t id;
	char name; /* 'a' or 'b' */
} t_side;

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text != '\0'; text++)
		lines += *text == '\n';
	return lines;
}

static t_marks no_marks(const char *text, size_t runs)
{
	size_t lines = count_lines(text);

	return (t_marks){memory_for(lines + 1, sizeof(int)), lines,
		memory_for(runs + 1, sizeof(int))};
}

static void free_marks(t_marks *marks)
{
	free(marks->run_of_line);
	free(marks->is_shown);
}

/* A line that two runs share, as at their ends, is marked for the first. */
static void mark(t_marks *marks, int run, int from, int to)
{
	for (int line = from < 1 ? 1 : from; line <= to && (size_t)line <= marks->lines;
		line++)
	{
		if (marks->run_of_line[line] != 0)
			continue;
		marks->run_of_line[line] = run;
		marks->is_shown[run] = 1;
	}
}

/* The number of the run, which leads to the other side where it is marked there, too. */
static void write_number(const t_side *side, int run)
{
	char other = side->name == 'a' ? 'b' : 'a';
	char *own = text_format("p%zu%c%d", side->id, side->name, run);

	if (side->other->is_shown[run])
		fprintf(side->out, "<a id=\"%s\" href=\"#p%zu%c%d\">%d</a>", own,
			side->id, other, run, run);
	else
		fprintf(side->out, "<a id=\"%s\">%d</a>", own, run);
	free(own);
}

/* Ends the mark of the line before, and begins that of this line, where it is another. */
static void change_mark(const t_side *side, int before, int now)
{
	if (before == now)
		return;
	if (before != 0)
		fputs("</mark>", side->out);
	if (now == 0)
		return;
	fprintf(side->out, "<mark%s>", now % 2 == 0 ? " class=\"even\"" : "");
	write_number(side, now);
}

static void write_line(const t_side *side, const char *line, size_t number)
{
	char *own = text_format("%.*s", (int)strcspn(line, "\n"), line);
	int was_given = given_has(side->given, line);

	fprintf(side->out, "<i>%zu</i>%s", number, was_given ? "<s>" : "");
	html_text(side->out, own);
	fprintf(side->out, "%s\n", was_given ? "</s>" : "");
	free(own);
}

static void write_lines(const t_side *side, const char *text)
{
	size_t number = 1;
	int before = 0;

	fputs("<pre class=\"code\" tabindex=\"0\">", side->out);
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
	{
		int now = side->marks == NULL ? 0 : side->marks->run_of_line[number];
		change_mark(side, before, now);
		write_line(side, line, number++);
		before = now;
	}
	change_mark(side, before, 0);
	fputs("</pre>", side->out);
}

static void write_side(const t_side *side, const t_source *source, size_t tokens)
{
	size_t shared = tokens < source->tokens ? tokens : source->tokens;

	fputs("<div><p><b>", side->out);
	html_text_within(side->out, source->student->name, 200);
	fprintf(side->out, "</b> %zu of %zu tokens matched (%zu %%)</p>\n", shared,
		source->tokens, 100 * shared / source->tokens);
	write_lines(side, source->text);
	fputs("</div>\n", side->out);
}

static int by_place(const void *one, const void *other)
{
	const t_sim_run *a = one;
	const t_sim_run *b = other;

	return a->a_from != b->a_from ? a->a_from - b->a_from : a->a_to - b->a_to;
}

/* Reads the runs, in the order of the lines of a: sim_c gives the longest first. */
static t_sim_run *read_runs(const char *output, size_t most, size_t *count)
{
	t_sim_run *runs = memory_for(most + 1, sizeof(*runs));

	*count = 0;
	while (*count < most && sim_next_run(&output, &runs[*count]))
		*count += 1;
	qsort(runs, *count, sizeof(*runs), by_place);
	return runs;
}

void side_by_side(FILE *out, const t_ranking *ranking, const t_pair *pair,
	const char *work, size_t id)
{
	const t_source *a = &ranking->sources[pair->a];
	const t_source *b = &ranking->sources[pair->b];
	size_t numbers[] = {pair->a, pair->b};
	char *output;
	size_t count;

	sim_compare(
		work, (t_numbers){&numbers[0], 1}, (t_numbers){&numbers[1], 1}, &output);
	/* Runs of a do not overlap, so there are fewer than tokens. */
	t_sim_run *runs = read_runs(output, a->tokens, &count);
	t_marks of_a = no_marks(a->text, count);
	t_marks of_b = no_marks(b->text, count);
	for (size_t i = 0; i < count; i++)
	{
		mark(&of_a, (int)i + 1, runs[i].a_from, runs[i].a_to);
		mark(&of_b, (int)i + 1, runs[i].b_from, runs[i].b_to);
	}
	fputs("<div class=\"pair\">\n", out);
	write_side(
		&(t_side){out, &ranking->given, &of_a, &of_b, id, 'a'}, a, pair->tokens);
	write_side(
		&(t_side){out, &ranking->given, &of_b, &of_a, id, 'b'}, b, pair->tokens);
	fputs("</div>\n", out);
	free_marks(&of_a);
	free_marks(&of_b);
	free(runs);
	free(output);
}

void source_lines(FILE *out, const t_ranking *ranking, const char *text)
{
	write_lines(&(t_side){.out = out, .given = &ranking->given}, text);
}
