#ifndef CHILDREN_H
#define CHILDREN_H

/* How many processes descend from this one; -1 where /proc does not tell. */
int children_count(void);

/* What the processes that descend from this one do now. */
typedef struct s_children
{
	int count; /* -1 where /proc does not tell */
	/* run, or wait for a processor or a disk: all others sleep of their own accord */
	int awake;
	double cpu_seconds; /* of all of them, and of those that they have waited for */
	long resident_kib; /* of all of them; what several share counts for each */
} t_children;

t_children children_look(void);

/*
 * If they have more memory than this together, with what several share counted once, ends
 * the one that has most. Returns how many were ended: 1 or 0.
 */
int children_trim(long most_kib);

/*
 * Ends every process that descends from this one, which must be a subreaper, and
 * waits for each. Gives up after two seconds. Returns how many were ended.
 */
int children_end(void);

#endif
