#ifndef XML_TEXT_H
#define XML_TEXT_H

#include <expat.h>
#include <stddef.h>

/* What both readers of XML share: the text of the element being read, and caution. */

typedef struct s_xml_text
{
	char *text;
	size_t size;
	size_t room;
} t_xml_text;

/* Forgets the text so far: an element begins. */
void xml_text_clear(t_xml_text *text);
/* Adds to the text; beyond a megabyte it is cut. */
void xml_text_add(t_xml_text *text, const char *bytes, int size);
/* The text, which the caller frees; empties it. */
char *xml_text_take(t_xml_text *text);

/*
 * Parses with these handlers. Returns 1 if the bytes are one well-formed document. A
 * document type is an error: neither program writes one, and entities can be bombs.
 */
int xml_parse(const char *bytes, size_t size, void *data, XML_StartElementHandler begin,
	XML_EndElementHandler end, XML_CharacterDataHandler text);

#endif
