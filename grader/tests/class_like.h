#ifndef CLASS_LIKE_H
#define CLASS_LIKE_H

#include <stddef.h>

/*
 * Lays out a run of a class (desk/run_folder.py) in the folder, as if so many students
 * had been graded in so many lessons of so many rows: strong and weak ones, easy and hard
 * rows, each status that there is, names and messages that are not kind. The same every
 * time.
 */
void lay_out_class(const char *run, size_t students, size_t lessons, size_t rows);

#endif
