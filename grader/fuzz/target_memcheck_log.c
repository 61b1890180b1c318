/* memcheck's XML: names and lines in it are the submission's. */

#include "fuzz.h"
#include "memcheck_log.h"

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	json_t *files = json_pack("[s, s, s]", "arena.c", "tracer.c", "fork_arena.c");
	t_memcheck_log log = memcheck_log_read((const char *)bytes, size, files);

	for (size_t i = 0; i < log.count; i++)
		finding_is_leak(&log.findings[i]);
	memcheck_log_free(&log);
	json_decref(files);
	return 0;
}
