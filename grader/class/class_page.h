#ifndef CLASS_PAGE_H
#define CLASS_PAGE_H

/*
 * Writes run/class.html, for instructors: for each lesson of the run the figures, a heat
 * map of students and rows, the rows most often lost, and the slowest submissions.
 * Results are read one at a time; one that is not there, or is none, is shown as that.
 * Returns NULL, or a new string that says what is wrong; what was there before is then
 * still there.
 */
char *class_page(const char *run);

#endif
