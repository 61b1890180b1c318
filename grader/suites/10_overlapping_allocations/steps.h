#ifndef OVERLAP_STEPS_H
#define OVERLAP_STEPS_H

#include "window.h"

/* The steps that call the functions of overlap.h, with the same arguments. */
enum e_overlap_step
{
	RANGES_OVERLAP = STEP_LESSON,
	BYTES_COPY,
	ARENA_PLACE,
	ARENA_CUT,
	MEMORY_INIT,
	MEMORY_VIEW,
	MEMORY_CLOSE,
	SAME_BYTE,
	RING_INIT,
	RING_WRITE,
	RING_READ,
	RING_FREE,
	UNMAP /* (address, size): munmap, as the caller of the contract does it */
};

#endif
