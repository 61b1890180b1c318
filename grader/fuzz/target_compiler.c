/* What a compiler writes about a submission: its messages, a NUL, and its list of what
 * was included. */

#define _GNU_SOURCE
#include "fuzz.h"
/* The readers of both are no promise of its header. */
#include "preprocess.c"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *output = fuzz_part(&bytes, &size);
	char *dependencies = fuzz_part(&bytes, &size);
	t_outcome outcome = {.end = END_EXITED, .code = 1, .output = output};
	t_verdict verdict = complain("arena.c", &outcome);
	char *version = compiler_version(output);
	char *bad = forbidden_include(dependencies, "/nowhere", output);

	fuzz_expect_safe(verdict.reason);
	fuzz_expect_safe(version);
	free(bad);
	free(version);
	free(verdict.reason);
	free(dependencies);
	free(output);
	return 0;
}
