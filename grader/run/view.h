#ifndef VIEW_H
#define VIEW_H

#include "run.h"

/*
 * What a command that handles a submission sees of the machine: the system's folders, to
 * be read, its own work folder, an empty /tmp, and nothing else: no other files, no
 * network, no other processes. Made by bubblewrap, which needs no privilege where user
 * namespaces are allowed, and starts in 5 ms.
 */

/* The descriptor to which bubblewrap tells the exit status of what it ran: bwrap(1),
 * --json-status-fd. */
#define VIEW_STATUS_FD 4

/* The descriptor of the filter that bubblewrap loads at last: bwrap(1), --seccomp. */
#define VIEW_FILTER_FD 5

/*
 * The command's arguments behind those of bubblewrap, in a new array of new strings that
 * ends with NULL; or NULL where the command cannot be confined.
 */
char **view_arguments(const t_command *command);
void view_free(char **arguments);

/*
 * Whether this command failed because bubblewrap does not work at all: then none is
 * confined from now on, and this one must run again. Only the first one is asked.
 */
int view_has_failed(const t_outcome *outcome);

/* Why a command was not confined, or NULL if none was left so. */
const char *view_missing(void);

/*
 * From now on nothing of this folder is in sight, were it in one of those that are: the
 * checkout has the solutions in it, a class's folder the grades. A command's own folder
 * may lie in it. What is no folder is passed over.
 */
void view_hide(const char *folder);

#endif
