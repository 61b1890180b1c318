#ifndef CLASS_PAGE_FIGURES_H
#define CLASS_PAGE_FIGURES_H

#include "class_page_data.h"

#include <stdio.h>

enum
{
	/* 0 to 9, 10 to 19, ... 90 to 99, and all points: who is done stands apart */
	FIGURE_BINS = 11
};

/* How a lesson went, in percent of the points, over those who handed something in. */
typedef struct s_figures
{
	size_t count;
	double mean;
	double quartiles[3]; /* the second is the median */
	size_t bins[FIGURE_BINS];
} t_figures;

t_figures figures_of(const t_class_lesson *lesson);

/* The distribution as bars without numbers, for a look. */
void figures_sketch(FILE *out, const t_figures *figures);

/* The numbers, with how many did not come to a score, and why. */
void figures_write(FILE *out, const t_class_lesson *lesson, const t_figures *figures);

#endif
