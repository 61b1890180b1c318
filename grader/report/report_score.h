#ifndef REPORT_SCORE_H
#define REPORT_SCORE_H

#include "report.h"

/* The points, with what has changed since the previous result, and those of each heading:
 * see report_full. */
void report_score(FILE *out, const t_look *look, const json_t *result,
	const json_t *previous, int unchanged);

/* The TODO that a row waits for, in a line; nothing where it waits for none. */
void report_gap(FILE *out, const json_t *result, const json_t *row);

/* The commands that lead on from the row to begin with, if one is lost. */
void report_next(FILE *out, const json_t *result);

#endif
