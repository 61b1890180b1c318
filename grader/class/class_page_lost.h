#ifndef CLASS_PAGE_LOST_H
#define CLASS_PAGE_LOST_H

#include "class_page_data.h"

#include <stdio.h>

/* The rows that most have lost, with what came instead most often, and who to look at. */
void lost_write(FILE *out, const t_class *class, const t_class_lesson *lesson);

/* The submissions that took longest, and those with rows that ran out of time. */
void slowest_write(FILE *out, const t_class *class, const t_class_lesson *lesson);

#endif
