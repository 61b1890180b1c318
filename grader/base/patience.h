#ifndef PATIENCE_H
#define PATIENCE_H

/* When the rows that are left are not run any more: what the grader asks of the examiner.
 */
typedef enum e_patience
{
	TO_THE_END,
	UNTIL_LOSS, /* the first row that is lost */
	UNTIL_THREE_LATE /* three rows that came to no end: somebody waits for the report
			  */
} t_patience;

#endif
