#ifndef TERMINAL_H
#define TERMINAL_H

#include "report.h"

/* Writes a comparison, see comparison.h, for a terminal. */
void terminal_compare(FILE *out, const t_look *look, const json_t *comparison);

/* The last part of it: in what the demo's outputs and the sources differ. */
void terminal_texts(FILE *out, const t_look *look, const json_t *comparison);

#endif
