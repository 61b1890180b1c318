#ifndef CALLS_H
#define CALLS_H

#include "window.h"

#include <stddef.h>

/* What a lesson's calls.c says: how each function of the contract is called. */

typedef struct s_lesson_call
{
	const char *name; /* of the function, for debuggers */
	uint64_t (*make)(const uint64_t *arguments);
} t_lesson_call;

/* The call of step STEP_LESSON, the next one, and so on. */
extern const t_lesson_call lesson_calls[];
extern const size_t lesson_call_count;

/* A lesson whose submissions make files in memory (memfd_create) has this too. */
extern const int lesson_makes_files __attribute__((weak));

/* A pointer that the examiner has given as a number. */
static inline void *pointer(uint64_t address)
{
	return (void *)(uintptr_t)address;
}

/* munmap(2) for what the caller of a contract is to unmap: see inside.c. */
int ledger_munmap(void *address, size_t length);

/*
 * For a function of the contract that calls back: hands the turn to the examiner, and
 * serves it until it has the callback return. Returns the value that it gave.
 */
uint64_t subject_enter(uint32_t answer, const uint64_t *entered, size_t count);

#endif
