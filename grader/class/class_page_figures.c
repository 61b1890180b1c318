#include "class_page_figures.h"

#include "text.h"

#include <stdlib.h>

/* The picture, in its own units: a bar with its gap, the room for bars, and where their
 * feet stand. */
#define BAR 40
#define HIGH 120
#define FOOT 140

static int compare(const void *one, const void *other)
{
	double a = *(const double *)one;
	double b = *(const double *)other;

	return (a > b) - (a < b);
}

/* Between two values where it falls between them, as R (type 7) and spreadsheets have
 * it. */
static double quantile(const double *sorted, size_t count, double share)
{
	if (count == 0)
		return 0;
	double at = share * (double)(count - 1);
	size_t below = (size_t)at;
	if (below + 1 >= count)
		return sorted[count - 1];
	return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

t_figures figures_of(const t_class_lesson *lesson)
{
	double *percents = memory_for(lesson->mark_count, sizeof(*percents));
	double sum = 0;
	t_figures figures = {0};

	for (size_t i = 0; i < lesson->mark_count; i++)
	{
		if (!mark_counts(&lesson->marks[i]))
			continue;
		double percent = mark_percent(&lesson->marks[i]);
		percents[figures.count++] = percent;
		figures.bins[(size_t)percent / 10]++;
		sum += percent;
	}
	qsort(percents, figures.count, sizeof(*percents), compare);
	figures.mean = figures.count == 0 ? 0 : sum / (double)figures.count;
	for (size_t i = 0; i < 3; i++)
		figures.quartiles[i] =
			quantile(percents, figures.count, 0.25 * (double)(i + 1));
	free(percents);
	return figures;
}

static size_t largest(const t_figures *figures)
{
	size_t most = 1;

	for (size_t i = 0; i < FIGURE_BINS; i++)
		if (figures->bins[i] > most)
			most = figures->bins[i];
	return most;
}

/* Whoever is there is seen. */
static size_t height(const t_figures *figures, size_t bin, size_t high)
{
	size_t tall = figures->bins[bin] * high / largest(figures);

	return tall < 2 && figures->bins[bin] != 0 ? 2 : tall;
}

static void describe(FILE *out, const t_figures *figures)
{
	fputs("<title>Distribution of the points</title><desc>", out);
	for (size_t i = 0; i + 1 < FIGURE_BINS; i++)
		fprintf(out, "%zu to %zu percent: %zu. ", i * 10, i * 10 + 9,
			figures->bins[i]);
	fprintf(out, "All points: %zu.</desc>", figures->bins[FIGURE_BINS - 1]);
}

static void figures_draw(FILE *out, const t_figures *figures)
{
	fprintf(out, "<svg class=\"bars\" role=\"img\" viewBox=\"0 0 %d %d\">",
		FIGURE_BINS * BAR, FOOT + 20);
	describe(out, figures);
	for (size_t i = 0; i < FIGURE_BINS; i++)
	{
		size_t tall = height(figures, i, HIGH);
		fprintf(out, "<rect%s x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%zu\"/>",
			i == FIGURE_BINS - 1 ? " class=\"all\"" : "", i * BAR + 2,
			FOOT - tall, BAR - 4, tall);
		if (figures->bins[i] != 0)
			fprintf(out,
				"<text class=\"count\" x=\"%zu\" y=\"%zu\">%zu</text>",
				i * BAR + BAR / 2, FOOT - tall - 5, figures->bins[i]);
		fprintf(out, "<text x=\"%zu\" y=\"%d\">%zu</text>", i * BAR + BAR / 2,
			FOOT + 16, i * 10);
	}
	fprintf(out, "<path d=\"M0 %d.5h%d\"/></svg>\n", FOOT, FIGURE_BINS * BAR);
}

void figures_sketch(FILE *out, const t_figures *figures)
{
	fprintf(out,
		"<svg class=\"bars small\" aria-hidden=\"true\" viewBox=\"0 0 %d 32\" "
		"preserveAspectRatio=\"none\">",
		FIGURE_BINS * 10);
	for (size_t i = 0; i < FIGURE_BINS; i++)
	{
		size_t tall = height(figures, i, 30);
		fprintf(out, "<rect%s x=\"%zu\" y=\"%zu\" width=\"9\" height=\"%zu\"/>",
			i == FIGURE_BINS - 1 ? " class=\"all\"" : "", i * 10, 31 - tall,
			tall);
	}
	fprintf(out, "<path d=\"M0 31.5h%d\"/></svg>", FIGURE_BINS * 10);
}

static void write_number(FILE *out, const char *name, double value)
{
	fprintf(out, "<div><dt>%s</dt><dd>%.1f<small> %%</small></dd></div>", name,
		value);
}

static void write_came(FILE *out, const t_class_lesson *lesson)
{
	static const char *const words[][2] = {{"was graded", "were graded"},
		{"does not compile", "do not compile"}, {"was refused", "were refused"},
		{"has no answer", "have no answer"}, {"has no result", "have no result"}};
	int first = 1;

	fputs("<p class=\"came\">", out);
	for (size_t i = 0; i < CAME_KINDS; i++)
	{
		if (lesson->came[i] == 0)
			continue;
		fprintf(out, "%s<span class=\"came-%zu\"><b>%zu</b> %s</span>",
			first ? "" : ", ", i, lesson->came[i],
			words[i][lesson->came[i] != 1]);
		first = 0;
	}
	fputs("</p>\n", out);
}

static void write_numbers(FILE *out, const t_figures *figures)
{
	write_number(out, "mean", figures->mean);
	write_number(out, "median", figures->quartiles[1]);
	fprintf(out,
		"<div><dt>middle half</dt><dd>%.0f<small> to </small>%.0f<small> %%</small></dd></div>",
		figures->quartiles[0], figures->quartiles[2]);
	fprintf(out, "<div><dt>all points</dt><dd>%zu</dd></div>",
		figures->bins[FIGURE_BINS - 1]);
}

void figures_write(FILE *out, const t_class_lesson *lesson, const t_figures *figures)
{
	fputs("<div class=\"figures\">\n<dl class=\"numbers\">", out);
	fprintf(out, "<div><dt>handed in</dt><dd>%zu<small> of %zu</small></dd></div>",
		figures->count, lesson->mark_count);
	if (figures->count != 0)
		write_numbers(out, figures);
	fputs("</dl>\n<figure>", out);
	figures_draw(out, figures);
	fputs("<figcaption>Students by percent of the points, in tens; all points stand "
	      "apart</figcaption></figure>\n"
	      "</div>\n",
		out);
	write_came(out, lesson);
}
