#ifndef SCENE_H
#define SCENE_H

#include <stddef.h>

/* A picture of what several processes, or several moments, make of the same memory:
 * beside the message of got(). */

/* Begins a picture. */
void scene_begin(void);

/* Begins a lane below those that are there. */
void scene_lane(const char *name, size_t capacity, size_t offset);

/* A block of `size` bytes in the lane that was begun last, shown by its letter. */
void scene_block(size_t start, size_t size, char mark);

/* A whole picture of what two processes were given, each in a lane from the lower block
 * on: the arena may be large, and the blocks small. */
void scene_of_two(const char *const *names, const size_t *at, const size_t *size);

#endif
