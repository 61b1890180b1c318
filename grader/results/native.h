#ifndef NATIVE_H
#define NATIVE_H

#include "trial.h"

/*
 * What a trial without valgrind says of each row that was wanted, in words for people:
 * the places of crashes are looked up in work's subject.
 */
void judge_native(t_trial *trial, const t_ready *ready, const char *wanted);

#endif
