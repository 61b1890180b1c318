#ifndef FILE_H
#define FILE_H

#include <stddef.h>

/*
 * Opens a file to be read, in a folder that a submission's code may have written to: no
 * link is followed, and nothing is waited for. Returns -1 with errno set like file_read.
 */
int file_open(const char *path, size_t limit);

/*
 * Reads a whole file into a new string, with a NUL behind it. Returns NULL with
 * errno set: ELOOP for a symbolic link, EISDIR for a folder, EFBIG for more than
 * `limit` bytes, EINVAL for what is no regular file.
 */
char *file_read(const char *path, size_t limit, size_t *size);

/*
 * Writes the bytes to a new file that takes the place of `path` only when all is on
 * the disk. Returns 0, or -1 with errno set; what was at `path` before is then still
 * there. What is no regular file, such as /dev/stdout, is written to as it is.
 */
int file_write(const char *path, const char *bytes, size_t size);

/* Writes all of it, whatever signals come. Returns 0, or -1 with errno set. */
int file_write_all(int fd, const char *bytes, size_t size);

/* Writes the bytes to a new file. Returns 0, or -1 with errno set. */
int file_put(const char *path, const char *bytes, size_t size);

/*
 * Copies a file of at most `limit` bytes into another folder, where there must be none of
 * that name. Returns 0, or -1 with errno set, as file_read does.
 */
int file_copy(const char *folder, const char *name, const char *to, size_t limit);

/*
 * Like file_put, in a folder that a submission's code may have written to: whatever is
 * there of that name, a link or a folder too, is removed first, and not followed.
 */
int file_renew(const char *path, const char *bytes, size_t size);
/* Only makes way for a new file. What cannot be removed stays, and then a new file of
 * that name cannot be made. */
void file_clear(const char *folder, const char *name);
/* Only makes the file, private and empty. Returns its descriptor, or -1 with errno
 * set. */
int file_begin(const char *path);

/* Removes a folder with all that is in it. What cannot be removed stays, silently. */
void folder_remove(const char *path);

/* Whether files of so many bytes can still be written there; errno says why not. */
int folder_has_room(const char *path, size_t size);

/* Whether programs may run there: none may on a disk that is mounted noexec. */
int folder_runs(const char *path);

/* Makes the folder and those above it. Returns 0, or -1 with errno set. */
int folder_make(const char *path);

/* Whether a file of that name is a C source or a header. */
int file_is_source(const char *name);

/* Whether both are regular files of at most `limit` bytes that hold the same. */
int files_alike(const char *one, const char *other, size_t limit);

/* Where in PATH the program of that name is, a new string, or NULL. */
char *program_path(const char *name);

/*
 * The names in a folder that end so (NULL: all), sorted, in a new array that ends
 * with NULL; hidden ones, and what macOS and Windows leave in folders, are left out.
 * Returns NULL with errno set.
 */
char **folder_names(const char *path, const char *ending);
void names_free(char **names);

#endif
