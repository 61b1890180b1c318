#include "words.h"

#include <stdint.h>
#include <stdio.h>

/* So many sizes may stand in one message. */
#define WORDS 4
/* Nearer to SIZE_MAX the distance says more than the number. */
#define NEAR 100000

const char *size_words(size_t size)
{
	static char words[WORDS][32];
	static size_t next;
	char *text = words[next++ % WORDS];

	if (size == SIZE_MAX)
		return "SIZE_MAX";
	if (size > SIZE_MAX - NEAR)
		snprintf(text, sizeof(*words), "SIZE_MAX - %zu", SIZE_MAX - size);
	else if (size == SIZE_MAX / 2 || size == SIZE_MAX / 2 + 1)
		snprintf(text, sizeof(*words), "SIZE_MAX / 2%s",
			size == SIZE_MAX / 2 ? "" : " + 1");
	else
		snprintf(text, sizeof(*words), "%zu", size);
	return text;
}

const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}
