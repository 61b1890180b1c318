#ifndef UNPACK_H
#define UNPACK_H

#include <stddef.h>

/*
 * Archives are read with libarchive, which knows the formats that learning platforms and
 * students use (zip, tar, 7z), is in every distribution and is fuzzed without end; and,
 * since an archive is as hostile as a submission, in a process that is supervised and
 * shut in like one.
 */

typedef struct s_unpack_limits
{
	size_t entries; /* files and folders */
	size_t file_bytes; /* of each file that is kept */
	size_t total_bytes; /* of all of them */
	int whole_class; /* keep students' archives and Gradescope's list, too */
} t_unpack_limits;

/* What one student hands in, and what a platform exports for a whole class. */
extern const t_unpack_limits g_student_limits;
extern const t_unpack_limits g_class_limits;

/* Whether the name is one of an archive that unpack understands. */
int is_archive(const char *name);

/* Whether the name is one of an archive that nothing here opens: a .rar, say. */
int is_foreign_archive(const char *name);

/*
 * Unpacks the archive into the new folder `target`, which must lie in the folder `work`:
 * sources with what they hold, other files with their name only, and archives too, each
 * as old as it was. Returns NULL, or a new string that says why nothing may come of it: a
 * path that leads out, a link, too much of anything, a password, damage; then there is no
 * target. *is_broken is set where the archive is not to blame.
 */
char *unpack(const char *archive, const char *work, const char *target,
	const t_unpack_limits *limits, int *is_broken);

enum
{
	/* exit status: the disk is full, say, and the archive is not to blame */
	UNPACK_BROKEN = 3
};

/* The process in which unpack does it: arguments `archive target class|student`. Returns
 * the exit status. */
int unpack_here(int count, char **words);

#endif
