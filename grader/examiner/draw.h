#ifndef DRAW_H
#define DRAW_H

#include <stddef.h>
#include <stdio.h>

/*
 * What the function given to picture() draws with: memory as the grader reads it, who
 * makes lines or graphics of it. A lane is one memory at one time; the blocks that follow
 * lie in it.
 */

/* name: what tells this lane from the others, "before", "the child"; "" where there is
 * one. */
void draw_lane(FILE *out, const char *name, size_t capacity, size_t offset);

/* A block from base + start on. mark: its letter. */
void draw_block(FILE *out, size_t start, size_t size, char mark);

#endif
