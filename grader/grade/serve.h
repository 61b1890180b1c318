#ifndef SERVE_H
#define SERVE_H

/* Answers what the desk asks, until its input ends: see serve.c. Returns the exit
 * status. */
int command_serve(const char *build);

#endif
