#ifndef ADVERSARY_RANDOM_H
#define ADVERSARY_RANDOM_H

#include <stdint.h>

static uint64_t g_state;

static inline void random_seed(uint64_t seed)
{
	g_state += seed << 32;
}

/* Splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014):
 * of nrand48 the low bits repeat. */
static inline uint64_t random_word(void)
{
	uint64_t mixed = g_state += 0x9e3779b97f4a7c15;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
	return mixed ^ mixed >> 31;
}

#endif
