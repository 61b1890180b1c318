#ifndef ALLOWED_H
#define ALLOWED_H

/*
 * Whether a source may name this file, in an #include or by #line: its own files and the
 * contract, which are in the work folder, and the headers to which the compiler's search
 * list leads. `output` is what the compiler printed with -v. Names do not decide: gcc
 * names a header by its shortest real path, clang writes ./util.h, and a link gives a
 * file any number of names.
 */
int file_is_allowed(const char *path, const char *work, const char *output);

#endif
