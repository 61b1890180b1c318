#ifndef BROWSER_H
#define BROWSER_H

#include <jansson.h>
#include <sys/types.h>

/*
 * Chromium without a window, driven over two pipes: the DevTools protocol, JSON messages
 * that a NUL ends (--remote-debugging-pipe). Nothing is needed beside chromium itself,
 * and no network.
 */

typedef struct s_browser
{
	pid_t pid;
	int to;
	int from;
	char *folder; /* its profile, new and empty */
	char *session;
	int number; /* of the last message */
	char *kept; /* what came behind the last message */
	size_t kept_size;
	json_t *complaints; /* messages of the console and errors of the page */
} t_browser;

/* Starts it. Returns 0, or -1 where there is no chromium or it does not answer. */
int browser_open(t_browser *browser);

/* Shows what is at the URL, in a window of that width, in a light or dark room. */
void browser_show(t_browser *browser, const char *url, int width, int dark);

/* The value of an expression in the page, a new one. */
json_t *browser_ask(t_browser *browser, const char *expression);

/* Presses and releases the Enter key. */
void browser_press_enter(t_browser *browser);
void browser_press_left(t_browser *browser);

void browser_close(t_browser *browser);

#endif
