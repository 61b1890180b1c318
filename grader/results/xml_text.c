#include "xml_text.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT (1 << 20)

void xml_text_clear(t_xml_text *text)
{
	text->size = 0;
}

static void grow(t_xml_text *text, size_t room)
{
	char *longer = memory_for(room, 1);

	if (text->size != 0)
		memcpy(longer, text->text, text->size);
	free(text->text);
	text->text = longer;
	text->room = room;
}

void xml_text_add(t_xml_text *text, const char *bytes, int size)
{
	if (text->size + size > LIMIT)
		return;
	/* expat hands on every line by itself: room for one more each time would be
	 * quadratic. */
	if (text->size + size >= text->room)
		grow(text, 2 * (text->size + size) + 1);
	memcpy(text->text + text->size, bytes, size);
	text->size += size;
	text->text[text->size] = '\0';
}

char *xml_text_take(t_xml_text *text)
{
	char *taken = text->size == 0 ? text_copy("") : text->text;

	if (text->size == 0)
		free(text->text);
	*text = (t_xml_text){0};
	return taken;
}

static void refuse_doctype(void *parser, const XML_Char *name, const XML_Char *system,
	const XML_Char *public, int subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)subset;
	XML_StopParser(parser, XML_FALSE);
}

int xml_parse(const char *bytes, size_t size, void *data, XML_StartElementHandler begin,
	XML_EndElementHandler end, XML_CharacterDataHandler text)
{
	XML_Parser parser = XML_ParserCreate(NULL);
	int whole;

	if (parser == NULL)
		return 0;
	XML_SetUserData(parser, data);
	XML_UseParserAsHandlerArg(parser);
	XML_SetStartDoctypeDeclHandler(parser, refuse_doctype);
	XML_SetElementHandler(parser, begin, end);
	XML_SetCharacterDataHandler(parser, text);
	whole = XML_Parse(parser, bytes, (int)size, XML_TRUE) == XML_STATUS_OK;
	XML_ParserFree(parser);
	return whole;
}
