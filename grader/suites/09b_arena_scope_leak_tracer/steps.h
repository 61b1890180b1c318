#ifndef TRACER_STEPS_H
#define TRACER_STEPS_H

#include "window.h"

/* The steps that call the functions of tracer.h, with the same arguments. */
enum e_tracer_call
{
	TRACER_INIT = STEP_LESSON,
	TRACER_ALLOC,
	TRACER_RELEASE,
	TRACER_ENTER,
	TRACER_LEAVE,
	TRACER_SNAPSHOT,
	TRACER_SNAPSHOT_FREE,
	TRACER_DIFF, /* and, behind its arguments, where the t_diff is to be written */
	TRACER_BLAME, /* the range is two arguments: start, size */
	TRACER_CHECK,
	TRACER_DUMP,
	TRACER_FREE
};

#endif
