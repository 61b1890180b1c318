#ifndef PAGE_H
#define PAGE_H

#include <stdio.h>

/*
 * Makes a file of the checkout a string of the program. The assembler takes the file as
 * it is; the path is relative to the checkout, where make runs.
 */
#define PAGE_FILE(name, path)                                                            \
	extern const char name[];                                                        \
	__asm__(".pushsection .rodata\n"                                                 \
		".global " #name "\n" #name ":\n"                                        \
		".incbin \"" path "\"\n"                                                 \
		".byte 0\n"                                                              \
		".popsection\n")

/* page.css, which all pages begin with, and page.js of the report. */
extern const char g_page_css[];
extern const char g_page_js[];

/*
 * Begins an HTML page, whole in itself and well-formed XML, up to <body>. css: more of
 * it, behind page.css. script: the only one that may run, or NULL; page_end writes it.
 * Even if a text of a submission came through as more than text, it could neither run nor
 * call home.
 */
void page_begin(FILE *out, const char *title, const char *css, const char *script);
void page_end(FILE *out, const char *script);

/* What a Content-Security-Policy calls a text that is allowed to run: 'sha256-...', a new
 * string. */
char *page_hash(const char *text);

#endif
