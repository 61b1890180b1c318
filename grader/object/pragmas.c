#include "pragmas.h"

#include "text.h"

#include <string.h>

static const char *const g_refused[] = {"target", "optimize", "push_options",
	"pop_options", "reset_options", "pch_preprocess"};

/* Behind the word and the blanks around it, or NULL where it does not stand there. */
static const char *behind(const char *at, const char *word)
{
	at += strspn(at, " \t");
	if (!text_begins(at, word))
		return NULL;
	at += strlen(word);
	return at + strspn(at, " \t");
}

/* The word of "#pragma GCC word" in this line, if it is one of the refused. */
static const char *refused_in(const char *line)
{
	const char *at = behind(line, "#");

	at = at == NULL ? NULL : behind(at, "pragma");
	at = at == NULL ? NULL : behind(at, "GCC");
	for (size_t i = 0; at != NULL && i < sizeof(g_refused) / sizeof(*g_refused); i++)
		if (text_begins(at, g_refused[i]))
			return g_refused[i];
	return NULL;
}

char *pragma_in(const char *text)
{
	for (const char *line = text; line != NULL; line = strchr(line, '\n'))
	{
		line += *line == '\n';
		const char *word = refused_in(line);
		if (word != NULL)
			return text_format("#pragma GCC %s", word);
	}
	return NULL;
}
