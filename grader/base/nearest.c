#include "nearest.h"

#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Turns the distances of a's first letters to the beginnings of b into those of one
 * letter more: row[j] belongs to the first j letters of b.
 */
static void add_letter(size_t *row, int letter, const char *b)
{
	size_t diagonal = row[0]++;

	for (size_t j = 1; b[j - 1] != '\0'; j++)
	{
		size_t replaced = diagonal + (tolower((unsigned char)b[j - 1]) != letter);
		diagonal = row[j];
		row[j] = smaller(replaced, smaller(row[j], row[j - 1]) + 1);
	}
}

static size_t distance(const char *a, const char *b)
{
	size_t length = strlen(b);
	size_t *row = memory_for(length + 1, sizeof(*row));

	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (; *a != '\0'; a++)
		add_letter(row, tolower((unsigned char)*a), b);
	size_t result = row[length];
	free(row);
	return result;
}

const char *nearest_name(const char *wanted, const char *const *names)
{
	const char *nearest = NULL;
	size_t least = strlen(wanted) / 3 + 1;

	for (size_t i = 0; names[i] != NULL; i++)
	{
		size_t found = distance(wanted, names[i]);
		if (found < least)
		{
			least = found;
			nearest = names[i];
		}
	}
	return nearest;
}
