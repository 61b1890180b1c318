#ifndef WRITE_H
#define WRITE_H

#include "ranking.h"

#include <stdio.h>

enum
{
	/* that a lesson has on the page, the highest; and groups of the same */
	WRITE_PAIRS = 100,
	WRITE_PAGE_MOST = 6 << 20 /* bytes of the page, for the sources in it */
};

/* The page and the table begin so, and the page ends so. */
void write_page_begin(FILE *out);
void write_page_end(FILE *out);
void write_table_begin(FILE *out);

/*
 * Writes a lesson's part of the page; its sources take no more than `most` bytes. `work`
 * is where the sources stand, since the lines of the runs are asked for only now, for the
 * pairs that are shown.
 */
void write_page_lesson(
	FILE *out, const t_ranking *ranking, const char *work, size_t most);

/* Writes a lesson's lines of the table: first those that are the same, then the pairs. */
void write_table_lesson(FILE *out, const t_ranking *ranking);

#endif
