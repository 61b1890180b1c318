#include "class_page_said.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* How much of the text is kept: no half of a character. */
static size_t kept(const char *text)
{
	size_t length = strnlen(text, SAID_BYTES);

	if (text[length] != '\0')
		while (length > 0 && (text[length] & 0xc0) == 0x80)
			length--;
	return length;
}

static size_t said_at_least(const t_said *said)
{
	return said->count - said->before;
}

static t_said *rarest(const t_sayings *sayings)
{
	t_said *found = sayings->list;

	for (size_t i = 1; i < sayings->count; i++)
		if (sayings->list[i].count < found->count)
			found = &sayings->list[i];
	return found;
}

static t_said *find(const t_sayings *sayings, const char *text, size_t length)
{
	for (size_t i = 0; i < sayings->count; i++)
		if (strncmp(sayings->list[i].text, text, length) == 0 &&
			sayings->list[i].text[length] == '\0')
			return &sayings->list[i];
	return NULL;
}

static t_said *make_place(t_sayings *sayings)
{
	if (sayings->list == NULL)
		sayings->list = memory_for(SAID_MOST, sizeof(*sayings->list));
	if (sayings->count < SAID_MOST)
		return &sayings->list[sayings->count++];
	t_said *place = rarest(sayings);
	free(place->text);
	*place = (t_said){.count = place->count, .before = place->count};
	return place;
}

void sayings_add(t_sayings *sayings, const char *text, size_t student)
{
	size_t length = kept(text);
	t_said *said = find(sayings, text, length);

	if (said == NULL)
	{
		said = make_place(sayings);
		said->text = text_format("%.*s", (int)length, text);
	}
	said->count++;
	if (said->known < SAID_STUDENTS)
		said->students[said->known++] = student;
}

static int compare(const void *one, const void *other)
{
	size_t a = said_at_least(one);
	size_t b = said_at_least(other);

	return a != b ? (a < b) - (a > b)
		      : strcmp(((const t_said *)one)->text,
				((const t_said *)other)->text);
}

void sayings_sort(t_sayings *sayings)
{
	if (sayings->count != 0)
		qsort(sayings->list, sayings->count, sizeof(*sayings->list), compare);
}

void sayings_free(t_sayings *sayings)
{
	for (size_t i = 0; i < sayings->count; i++)
		free(sayings->list[i].text);
	free(sayings->list);
}
