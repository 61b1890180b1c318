#ifndef PUBLISH_H
#define PUBLISH_H

/*
 * Makes of the run's results what people read (grades.csv, feedback, the class page,
 * changes.txt), tells what it changes of the run that counts until now, and makes it the
 * one that counts. Nothing of an earlier run is changed.
 */

typedef struct s_publishing
{
	const char *out; /* the class's folder */
	const char *run; /* below it: "runs/2026-11-27T21-40-12" */
	int hold; /* only tell: the run that counts stays */
	/* results that count may go, where the grader could not make them again */
	int may_shrink;
} t_publishing;

/* Returns the exit status: 0; 2 where something went wrong, or a submission has no
 * result. Both are told. */
int publish(const t_publishing *publishing);

#endif
