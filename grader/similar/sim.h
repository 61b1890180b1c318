#ifndef SIM_H
#define SIM_H

#include <stddef.h>

/*
 * sim_c (of the package similarity-tester, by Dick Grune): it reads sources as tokens,
 * with all names taken as equal, and finds the runs that two have in common. It parses
 * what students wrote, so it runs shut in, as a compiler does. The sources stand in the
 * work folder, each under its number: see sim_put.
 */

/* The tokens that a run has at least, which is sim_c's own choice: shorter ones are in
 * any two answers. */
#define SIM_RUN 24

typedef enum e_sim
{
	SIM_GOOD,
	SIM_TOO_MUCH, /* it came to no end with these sources */
	SIM_BROKEN /* it did not run at all */
} t_sim;

/* Some of the sources, by their numbers. */
typedef struct s_numbers
{
	size_t *list;
	size_t count;
} t_numbers;

/* A run of tokens that stands in two sources, with the lines where it does. */
typedef struct s_sim_run
{
	size_t a, b;
	int a_from, a_to;
	int b_from, b_to;
	size_t tokens;
} t_sim_run;

/* Puts a source into the work folder. Returns 0, or -1 with errno set. */
int sim_put(const char *work, size_t number, const char *text);

/* Has the tokens of the sources counted. Each but SIM_BROKEN leaves a new string in
 * *output, for sim_next_count. */
t_sim sim_count(const char *work, t_numbers sources, char **output);

/*
 * Compares each of the sources with each of the others; or, where there are no others,
 * each with those behind it. A source is never compared with itself.
 */
t_sim sim_compare(const char *work, t_numbers sources, t_numbers others, char **output);

/* Looks for runs within one source, which is quick but for a source that repeats itself
 * all the time. */
t_sim sim_alone(const char *work, size_t number);

/* Reads on in an output. Returns 0 at its end. */
int sim_next_count(const char **at, size_t *number, size_t *tokens);
int sim_next_run(const char **at, t_sim_run *found);

#endif
