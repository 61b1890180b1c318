/* A submission's file. */

#include "fuzz.h"
/* What it does with bytes that are read is no promise of its header. */
#include "submission.c"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *text = memory_for(size + 1, 1);

	memcpy(text, bytes, size);
	t_verdict verdict = check_text("arena.c", text, size);
	free(verdict.reason);
	free(text);
	return 0;
}
