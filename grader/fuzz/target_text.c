/* Text that goes to a terminal: once made safe it stays as it is, and it is wrapped at
 * any width. */

#include "fuzz.h"
#include "look.h"
#include "text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *shown;
	size_t shown_size;
	t_look look = {.width = size == 0 ? 40 : 40 + bytes[0] % 61};
	char *text = text_safe((const char *)bytes, size, 4000);
	FILE *out = text_stream(&shown, &shown_size);

	fuzz_expect_safe(text);
	wrapped(out, &look, 20, text);
	indented(out, 20, text);
	fclose(out);
	fuzz_expect_safe(shown);
	free(shown);
	free(text);
	return 0;
}
