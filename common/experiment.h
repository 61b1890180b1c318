#ifndef EXPERIMENT_H
#define EXPERIMENT_H

/*
 * What the experiments of a lesson are written with (lessons/NAME/try/, `make try`): a
 * question, a guess, what comes, and why it comes so. Each is a program; it ends with 1
 * where something came that its own text does not expect.
 */

/* Asks, and waits for a guess where somebody can type one: Enter is a guess, too. Printf
 * format. */
void experiment_ask(const char *question, ...) __attribute__((format(printf, 1, 2)));

/* Says what came: a line, with the figures that were measured. Printf format. */
void experiment_saw(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says why it came so. Printf format. */
void experiment_why(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What the text says must be so here, or the experiment ends: claim says what was
 * expected. */
void experiment_claim(int holds, const char *claim);

#endif
