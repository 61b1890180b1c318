#ifndef NAMING_H
#define NAMING_H

/*
 * What learning platforms call the files that an instructor downloads: Moodle's folders
 * and files (NAME_NUMBER_assignsubmission_file_REST), Canvas's files
 * (NAME_NUMBER_ATTACHMENT_REST, anon_CODE_ATTACHMENT_REST where names are hidden,
 * NAME_NUMBER_text.html where text was typed in; LATE may follow the name) and
 * Gradescope's folders (submission_NUMBER, whose names stand in submission_metadata.yml).
 */

typedef struct s_naming
{
	/* the name, a new string, or NULL where the entry's name says nothing of a
	 * student */
	char *student;
	char *id; /* the platform's number, a new string, or "" */
	char *file; /* what the student called the file, a new string; "" for a folder */
	/* Canvas's number of the file, grows with time; or 0 */
	unsigned long long attachment;
} t_naming;

/* Reads the name of a file or folder. For naming_free. */
t_naming naming_read(const char *entry);
void naming_free(t_naming *naming);

/* The name of a file in which a name stands for safety's sake: NAME if it is safe, else
 * like it, with a part of its hash. */
char *naming_key(const char *student, const char *id);

#endif
