#ifndef LANDLOCK_H
#define LANDLOCK_H

/*
 * For this process and all that it starts, where bubblewrap does not work: landlock(7),
 * which needs no privilege and no namespace, so that it works in containers too. From now
 * on it reads and runs what is in the system's folders, in the current one and in that of
 * `program` (NULL: none), writes to `folder` and nowhere else, and, as far as the kernel
 * knows how, signals no process outside and opens no connection. Returns 0, or -1 where
 * the kernel has no Landlock.
 */
int landlock_shut(const char *folder, const char *program);

#endif
