#ifndef NAMES_H
#define NAMES_H

/*
 * The names of errnos and signals. Not every C library knows them (glibc 2.32 and later
 * do), so the grader and the examiner have a table of their own, and messages read the
 * same everywhere.
 */

/* "ENOMEM"; "0" for none, "an unknown errno" for any other number. */
const char *errno_name(int error);

/* "SEGV", or NULL for what is no signal with a name. */
const char *signal_name(int signal);

#endif
