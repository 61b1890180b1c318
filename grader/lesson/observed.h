#ifndef OBSERVED_H
#define OBSERVED_H

/* What a row looks at in the kernel, and what not every machine shows. */
typedef enum e_observed
{
	OBSERVED_NOTHING,
	OBSERVED_PAGEMAP, /* which pages a process has for itself */
	OBSERVED_STEPS, /* a call made instruction by instruction */
	OBSERVED_KINDS
} t_observed;

#endif
