#ifndef GIVE_UP_H
#define GIVE_UP_H

/*
 * Ends the examiner, because the machine does not do what it must: says of what, and why
 * by errno. There is no result then, and nobody loses a row by it.
 */
void __attribute__((noreturn)) give_up(const char *what);

#endif
