#ifndef CHILDREN_H
#define CHILDREN_H

/* How many processes descend from this one; -1 where /proc does not tell. */
int children_count(void);

/*
 * Ends every process that descends from this one, which must be a subreaper, and
 * waits for each. Gives up after two seconds. Returns how many were ended.
 */
int children_end(void);

#endif
