#ifndef SOURCE_H
#define SOURCE_H

#include <clang-c/Index.h>
#include <stddef.h>

/*
 * A C file with its syntax tree, by libclang: its C interface is the one that stays the
 * same from version to version, and it is what reads the C of gcc and clang alike.
 */

/* Bytes of the file, from begin up to but not including end. */
typedef struct s_span
{
	size_t begin;
	size_t end;
} t_span;

typedef struct s_source
{
	char *path;
	char *text;
	size_t size;
	CXIndex index;
	CXTranslationUnit unit;
	t_span *macros; /* where macros are used */
	size_t macro_count;
} t_source;

/*
 * Reads and parses the file; `contract` is the folder of the header that it includes.
 * Returns NULL, or a new string that says what is wrong: a source with errors is refused.
 */
char *source_open(t_source *source, const char *path, const char *contract);
void source_close(t_source *source);

/* Whether this text in place of the file's compiles without an error. */
int source_accepts(t_source *source, const char *text);

/*
 * Where in the file the cursor's text stands; what a macro makes stands where the macro
 * is used. Returns 0, or -1 where that is another file or no place at all.
 */
int source_span(const t_source *source, CXCursor cursor, t_span *span);

/* Whether the cursor is all that one use of a macro makes, or a part of that. */
int source_is_macro(const t_source *source, CXCursor cursor);

/* The text of a span, as a new string. */
char *source_copy(const t_source *source, t_span span);

#endif
