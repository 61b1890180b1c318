/* Check's XML: the process that writes it runs the submission too. */

#include "check_log.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	t_check_log log = check_log_read((const char *)bytes, size);

	for (size_t i = 0; i < log.count; i++)
		check_log_find(&log, log.tests[i].row);
	check_log_free(&log);
	return 0;
}
