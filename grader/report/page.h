#ifndef PAGE_H
#define PAGE_H

/* page.css and page.js, as they are in those files. */
extern const char g_page_css[];
extern const char g_page_js[];

/* What a Content-Security-Policy calls a text that is allowed to run: 'sha256-...', a new string. */
char *page_hash(const char *text);

#endif
