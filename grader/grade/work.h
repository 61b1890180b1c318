#ifndef WORK_H
#define WORK_H

/*
 * A grading works in a folder of its own, build/work.XXXXXX, which it holds locked
 * (flock(2)): so gradings do not meet, and what one left behind that was killed is
 * known by being unlocked, and removed by the next.
 */

typedef struct s_work
{
	char *path; /* absolute, or NULL where it cannot be made: errno says why */
	int lock;
} t_work;

t_work work_begin(const char *build);
void work_end(t_work *work);

#endif
