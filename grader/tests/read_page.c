#include "read_page.h"

#include "text.h"

#include <check.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a page was read as. */
typedef struct s_seen
{
	int scripts;
	int strange; /* elements and attributes that no page has */
	FILE *words; /* all its text */
	FILE *ids; /* " id id ..." */
} t_seen;

static int is_one_of(const char *name, const char *names)
{
	char *word = text_format(" %s ", name);
	int found = strstr(names, word) != NULL;

	free(word);
	return found;
}

static void XMLCALL see_element(void *data, const char *name, const char **attributes)
{
	t_seen *seen = data;

	seen->scripts += strcmp(name, "script") == 0;
	seen->strange += !is_one_of(name,
		" html head meta link title style body a header h1 p b nav ul li span small svg path main "
		"section "
		"h2 h3 details summary i u dl dt dd pre strong code mark figure desc rect text defs pattern "
		"circle div script table tr th td em q ol figcaption ");
	for (; *attributes != NULL; attributes += 2)
	{
		seen->strange += attributes[0][0] == 'o' && attributes[0][1] == 'n';
		if (strcmp(attributes[0], "id") == 0)
			fprintf(seen->ids, " %s ", attributes[1]);
	}
}

static void XMLCALL see_words(void *data, const char *text, int length)
{
	fwrite(text, 1, (size_t)length, ((t_seen *)data)->words);
}

char *read_page(const char *page, size_t size, char **ids)
{
	char *words;
	size_t sizes[2];
	t_seen seen = {.words = text_stream(&words, &sizes[0]),
		.ids = text_stream(ids, &sizes[1])};
	XML_Parser parser = XML_ParserCreate("UTF-8");

	XML_SetUserData(parser, &seen);
	XML_SetElementHandler(parser, see_element, NULL);
	XML_SetCharacterDataHandler(parser, see_words);
	int status = XML_Parse(parser, page, (int)size, 1);
	unsigned long line = XML_GetCurrentLineNumber(parser);
	const char *error = XML_ErrorString(XML_GetErrorCode(parser));
	XML_ParserFree(parser);
	fclose(seen.words);
	fclose(seen.ids);
	ck_assert_msg(status == XML_STATUS_OK, "line %lu: %s", line, error);
	ck_assert_int_eq(seen.scripts, 1);
	ck_assert_int_eq(seen.strange, 0);
	return words;
}
