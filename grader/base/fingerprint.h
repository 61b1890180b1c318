#ifndef FINGERPRINT_H
#define FINGERPRINT_H

#include <sha2.h>
#include <stddef.h>

/* What something was made from, in one number: SHA-256 by libmd, which is small,
 * everywhere, and needs no set-up. */

typedef SHA2_CTX t_fingerprint;

void fingerprint_begin(t_fingerprint *print);
void fingerprint_add(t_fingerprint *print, const void *bytes, size_t size);

/* Adds a file's name and contents. A file that cannot be read counts as its name only. */
void fingerprint_add_file(t_fingerprint *print, const char *path);

/* Adds all files of the folder whose names end so. */
void fingerprint_add_files(t_fingerprint *print, const char *folder, const char *ending);

/* The number in hexadecimal digits, a new string. */
char *fingerprint_end(t_fingerprint *print);

#endif
