#ifndef STEP_H
#define STEP_H

/*
 * Stands between two steps of a demo. Where STEP is set in the environment and standard
 * input is a terminal it waits for Enter; at the end of input it goes on, and does not
 * wait again.
 */
void demo_step(void);

#endif
