#ifndef PAGE_H
#define PAGE_H

#include <jansson.h>
#include <stddef.h>

/*
 * Makes a file of the checkout a string of the program, or several that follow each
 * other. The assembler takes the files as they are; the paths are relative to the
 * checkout, where make runs.
 */
#define PAGE_PART(path) ".incbin \"" path "\"\n"
#define PAGE_FILES(name, parts)                                                          \
	extern const char name[];                                                        \
	__asm__(".pushsection .rodata\n"                                                 \
		".global " #name "\n" #name ":\n" parts ".byte 0\n"                      \
		".popsection\n")
#define PAGE_FILE(name, path) PAGE_FILES(name, PAGE_PART(path))

/* What shows the data of a kind of page, behind what all pages share: page.css and
 * parts.js. */
typedef struct s_viewer
{
	const char *css;
	const char *js;
} t_viewer;

/* What shows the desk's pages: "class", "compare" or "similar"; NULL where there is no
 * such viewer. */
const t_viewer *viewer_called(const char *name);

/*
 * One HTML page, whole in itself: a new string, of *size bytes. It holds the data, the
 * viewer that shows it, and for a browser without JavaScript the same as plain text. The
 * only script that may run is the viewer, whatever a text of a submission says, and
 * nothing can be asked of the network (Content-Security-Policy, by hashes).
 */
char *page_make(const char *title, const t_viewer *viewer, const json_t *data,
	const char *plain, size_t *size);

/* The first `most` bytes of a text, whole characters, as a new string that is safe to
 * show (base/text.h), and how many bytes more there are. */
char *page_text(const char *text, size_t most);

/* A copy of the value with each string, and each key, as page_text has it. */
json_t *page_cut(const json_t *value, size_t most);

/* The data as it stands in a page: JSON in which nothing is markup, a new string, of
 * *size bytes. */
char *page_data(const json_t *data, size_t *size);

/* What a Content-Security-Policy calls a text that is allowed to run: 'sha256-...', a new
 * string. */
char *page_hash(const char *text);

#endif
