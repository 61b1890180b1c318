#ifndef SUBMISSION_H
#define SUBMISSION_H

#include "find.h"
#include "lesson.h"
#include "verdict.h"

#include <jansson.h>

/*
 * Copies what was found of a submission into the folder `work`, and the lesson's contract
 * into work/contract, so that what comes after reads nothing of the submission's folder:
 * a header that it brings along under the contract's name stays behind, and a link or a
 * file that is none leads nowhere. Appends to `notes`, an array of strings, what the
 * student should know. Returns STATUS_MISSING or STATUS_REFUSED with the reason where a
 * file of the lesson is not there or not fit.
 */
t_verdict submission_gather(
	const t_lesson *lesson, const t_found *found, const char *work, json_t *notes);

#endif
