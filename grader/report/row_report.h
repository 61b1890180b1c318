#ifndef ROW_REPORT_H
#define ROW_REPORT_H

#include "report.h"

/* Columns before the parts of an opened row. */
#define ROW_INDENT 6

/* The verdict of a row in a line: the mark, the points, the sentence. */
void row_line(FILE *out, const t_look *look, const json_t *row);

/* What was tried, expected and got, with the picture, the promise and, if that is not
 * said elsewhere, the command. */
void row_open(FILE *out, const t_look *look, const json_t *row, int with_command);

/* What came, in one line, of a row that is not opened. */
void row_closed(FILE *out, const t_look *look, const char *words);

#endif
