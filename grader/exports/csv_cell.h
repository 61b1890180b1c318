#ifndef CSV_CELL_H
#define CSV_CELL_H

#include <stdio.h>

/* Cells of RFC 4180, whose lines end with CRLF. (libcsv's header has the name csv.h
 * already.) */
#define CSV_LINE_END "\r\n"

/*
 * Writes one cell, quoted where it has to be. Whatever the text holds, it stays text: one
 * that a spreadsheet would take for a formula (it begins with = + - @, a tab or a
 * carriage return, blanks before it not counted) gets a ' in front, which spreadsheets
 * take for "this is text"; bytes that steer a terminal become \xHH. NULL is empty.
 */
void csv_cell(FILE *out, const char *text);

#endif
