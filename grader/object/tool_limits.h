#ifndef OBJECT_TOOL_LIMITS_H
#define OBJECT_TOOL_LIMITS_H

#include "run.h"

/*
 * For the compiler and the linker. A source of a lesson takes them a tenth of a
 * second; a macro that unfolds for ever is ended by these.
 */
static const t_limits g_compiler_limits = {
	.wall_seconds = 60,
	.cpu_seconds = 10,
	.memory_mib = 2048,
	.total_mib = 2048,
	.file_mib = 64,
	.output_bytes = 64 << 10,
	.processes = 16,
};

/* No file of theirs is larger: see file_mib. */
#define OBJECT_LIMIT ((size_t)64 << 20)

#endif
