#ifndef PLACES_H
#define PLACES_H

#include <jansson.h>
#include <stdint.h>

/*
 * Where an address of an object or program stands in the source: read from its DWARF
 * with libdw (elfutils), which relocates objects too and knows every version that gcc
 * and clang emit.
 */

typedef struct s_places t_places;

typedef struct s_place
{
	const char *file; /* the name without folders, or NULL: in none of the files */
	const char *function; /* or NULL */
	int line;
} t_place;

/* Opens the file. Returns NULL where it is no ELF file. */
t_places *places_open(const char *path);
void places_close(t_places *places);

/* The place of an address of the program, if it lies in one of these files: a source can
 * claim any name for its lines. What it points to lives as long as places. */
t_place places_find(t_places *places, uint64_t address, const json_t *files);

/* The address that byte `offset` of section `index` has for places_find, in an object. */
uint64_t places_address(t_places *places, unsigned index, uint64_t offset);

#endif
