#include "slip.h"

#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int ends_in(const char *text, const char *ending)
{
	size_t length = strlen(text);
	size_t wanted = strlen(ending);

	return length > wanted && strcasecmp(text + length - wanted, ending) == 0;
}

/*
 * Editors and browsers add an ending when the one that is there is hidden or unknown to
 * them.
 */
static void drop_added_ending(char *name)
{
	static const char *const added[] = {".txt", ".c"};

	for (size_t i = 0; i < sizeof(added) / sizeof(*added); i++)
	{
		size_t length = strlen(name);
		size_t more = strlen(added[i]);
		if (!ends_in(name, added[i]))
			continue;
		name[length - more] = '\0';
		if (ends_in(name, ".c"))
			return;
		name[length - more] = '.';
	}
}

static void drop_blanks(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && strchr(" -_", text[length - 1]) != NULL)
		text[--length] = '\0';
}

/*
 * The number of a copy: "arena (1)", "arena-1", "arena_1", "arena 1"; arena1 is another
 * name.
 */
static void drop_number(char *stem)
{
	char *end = stem + strlen(stem);
	int closed = end > stem && end[-1] == ')';
	char *at = end - closed;

	while (at > stem && isdigit((unsigned char)at[-1]))
		at--;
	if (at == end - closed || at == stem ||
		strchr(closed ? "(" : "-_ ", at[-1]) == NULL)
		return;
	at[-1] = '\0';
	drop_blanks(stem);
}

/* What file managers call a copy, in a few languages. */
static void drop_copy(char *stem)
{
	static const char *const words[] = {"(copy)", "copy", "kopie", "copie", "copia"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
	{
		size_t length = strlen(words[i]);
		if (!ends_in(stem, words[i]) ||
			strchr(" -_", stem[strlen(stem) - length - 1]) == NULL)
			continue;
		stem[strlen(stem) - length] = '\0';
		drop_blanks(stem);
	}
}

static const char *without_copy_of(const char *stem)
{
	static const char *const words[] = {
		"copy of ", "kopie von ", "copie de ", "copia de "};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncasecmp(stem, words[i], strlen(words[i])) == 0)
			return stem + strlen(words[i]);
	return stem;
}

int is_slip_of(const char *name, const char *wanted)
{
	char *stem = text_copy(name);
	size_t length = strlen(wanted) - strlen(".c");

	drop_added_ending(stem);
	int is_source = ends_in(stem, ".c") && text_ends(wanted, ".c");
	if (is_source)
	{
		stem[strlen(stem) - strlen(".c")] = '\0';
		drop_number(stem);
		drop_copy(stem);
	}
	const char *bare = without_copy_of(stem);
	int same = is_source && strlen(bare) == length &&
		   strncasecmp(bare, wanted, length) == 0;
	free(stem);
	return same;
}
