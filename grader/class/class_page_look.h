#ifndef CLASS_PAGE_LOOK_H
#define CLASS_PAGE_LOOK_H

#include "class_page_data.h"

#include <stdio.h>

/*
 * The list of what a person should look at: who was left out, and what was taken instead
 * of what. Nothing where that is nobody.
 */
void look_write(FILE *out, const t_class *class);

#endif
