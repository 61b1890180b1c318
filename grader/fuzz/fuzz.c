#include "fuzz.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

char *fuzz_text(const uint8_t *bytes, size_t size)
{
	return text_format("%.*s", (int)size, (const char *)bytes);
}

char *fuzz_part(const uint8_t **bytes, size_t *size)
{
	size_t length = strnlen((const char *)*bytes, *size);
	char *part = fuzz_text(*bytes, length);

	length += length < *size;
	*bytes += length;
	*size -= length;
	return part;
}

void fuzz_expect_safe(const char *text)
{
	char *safe = text == NULL ? NULL : text_safe(text, strlen(text), strlen(text));

	if (text == NULL)
		return;
	if (strcmp(text, safe) != 0)
	{
		fprintf(stderr, "not safe to show: %s\n", safe);
		abort();
	}
	free(safe);
}
