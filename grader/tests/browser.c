#include "browser.h"

#include "file.h"
#include "helpers.h"
#include "text.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The descriptors that chromium reads and writes its messages on. */
#define ITS_INPUT 3
#define ITS_OUTPUT 4

static char *find_chromium(void)
{
	char *path = program_path("chromium");

	return path != NULL ? path : program_path("chromium-browser");
}

/* Moves both beyond the two that they are to become, so that neither overwrites the
 * other. */
static void __attribute__((noreturn))
become_chromium(const char *path, const char *folder, int input, int output)
{
	char *profile = text_format("--user-data-dir=%s", folder);
	/* It writes there as well, whatever the profile is. */
	setenv("HOME", folder, 1);
	setenv("XDG_CONFIG_HOME", folder, 1);
	setenv("XDG_CACHE_HOME", folder, 1);
	int silent = open("/dev/null", O_RDWR);

	input = fcntl(input, F_DUPFD, 10);
	output = fcntl(output, F_DUPFD, 10);
	dup2(input, ITS_INPUT);
	dup2(output, ITS_OUTPUT);
	dup2(silent, STDIN_FILENO);
	dup2(silent, STDOUT_FILENO);
	dup2(silent, STDERR_FILENO);
	for (int fd = ITS_OUTPUT + 1; fd < 64; fd++)
		close(fd);
	execl(path, path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-breakpad",
		"--disable-dev-shm-usage", "--remote-debugging-pipe", profile, NULL);
	_exit(127);
}

static int start(t_browser *browser, const char *path)
{
	int to[2];
	int from[2];

	if (pipe(to) == -1 || pipe(from) == -1)
		return -1;
	browser->folder = test_folder();
	char *folder = realpath(browser->folder, NULL);
	browser->pid = fork();
	if (browser->pid == 0)
		become_chromium(path, folder, to[0], from[1]);
	free(folder);
	close(to[0]);
	close(from[1]);
	browser->to = to[1];
	browser->from = from[0];
	return browser->pid == -1 ? -1 : 0;
}

/* The next message, or NULL where there will be none. */
static json_t *next_message(t_browser *browser)
{
	char *end;

	while ((end = memchr(browser->kept, '\0', browser->kept_size)) == NULL)
	{
		browser->kept = realloc(browser->kept, browser->kept_size + 65536);
		ssize_t size =
			read(browser->from, browser->kept + browser->kept_size, 65536);
		if (size <= 0)
			return NULL;
		browser->kept_size += (size_t)size;
	}
	json_t *message = json_loads(browser->kept, 0, NULL);
	size_t used = (size_t)(end + 1 - browser->kept);
	browser->kept_size -= used;
	memmove(browser->kept, end + 1, browser->kept_size);
	return message;
}

static void note_event(t_browser *browser, const json_t *message)
{
	const char *method = json_string_value(json_object_get(message, "method"));

	if (method == NULL)
		return;
	if (strcmp(method, "Log.entryAdded") == 0 ||
		strcmp(method, "Runtime.exceptionThrown") == 0 ||
		strcmp(method, "Runtime.consoleAPICalled") == 0)
		json_array_append(
			browser->complaints, json_object_get(message, "params"));
}

static int write_message(t_browser *browser, const char *method, json_t *parameters)
{
	json_t *message = json_pack("{s:i, s:s, s:o}", "id", ++browser->number, "method",
		method, "params", parameters);

	if (browser->session != NULL)
		json_object_set_new(message, "sessionId", json_string(browser->session));
	char *text = json_dumps(message, JSON_COMPACT);
	json_decref(message);
	size_t size = strlen(text) + 1;
	int status = write(browser->to, text, size) == (ssize_t)size ? 0 : -1;
	free(text);
	return status;
}

/* Sends a command and waits for what it returns, a new value, empty where it failed; NULL
 * where chromium is gone. */
static json_t *command(t_browser *browser, const char *method, json_t *parameters)
{
	json_t *message;

	if (write_message(browser, method, parameters) == -1)
		return NULL;
	while ((message = next_message(browser)) != NULL)
	{
		if (json_integer_value(json_object_get(message, "id")) == browser->number)
			break;
		note_event(browser, message);
		json_decref(message);
	}
	json_t *result = json_incref(json_object_get(message, "result"));
	if (result == NULL && message != NULL)
		result = json_object();
	json_decref(message);
	return result;
}

static void order(t_browser *browser, const char *method, json_t *parameters)
{
	json_t *result = command(browser, method, parameters);

	ck_assert_msg(result != NULL, "chromium does not answer to %s", method);
	json_decref(result);
}

/* Opens a page to work in. */
static int attach(t_browser *browser)
{
	json_t *target = command(
		browser, "Target.createTarget", json_pack("{s:s}", "url", "about:blank"));

	if (target == NULL)
		return -1;
	json_t *session = command(browser, "Target.attachToTarget",
		json_pack("{s:O, s:b}", "targetId", json_object_get(target, "targetId"),
			"flatten", 1));
	browser->session =
		text_copy(json_string_value(json_object_get(session, "sessionId")));
	json_decref(session);
	json_decref(target);
	return browser->session == NULL ? -1 : 0;
}

int browser_open(t_browser *browser)
{
	char *path = find_chromium();

	*browser = (t_browser){.complaints = json_array(), .kept = memory_for(1, 1)};
	if (path == NULL)
		return -1;
	/* A chromium that does not start shows as a pipe that nobody reads. */
	signal(SIGPIPE, SIG_IGN);
	int status = start(browser, path);
	free(path);
	if (status == 0)
		status = attach(browser);
	if (status == -1)
		return -1;
	order(browser, "Page.enable", json_object());
	order(browser, "Runtime.enable", json_object());
	order(browser, "Log.enable", json_object());
	return 0;
}

static json_t *evaluate(t_browser *browser, const char *expression)
{
	return command(browser, "Runtime.evaluate",
		json_pack("{s:s, s:b, s:b}", "expression", expression, "returnByValue", 1,
			"awaitPromise", 1));
}

static void set_room(t_browser *browser, int width, int dark)
{
	order(browser, "Emulation.setDeviceMetricsOverride",
		json_pack("{s:i, s:i, s:i, s:b}", "width", width, "height", 900,
			"deviceScaleFactor", 1, "mobile", 0));
	order(browser, "Emulation.setEmulatedMedia",
		json_pack("{s:[{s:s, s:s}]}", "features", "name", "prefers-color-scheme",
			"value", dark ? "dark" : "light"));
}

/* Whether the expression is true in the page; while one page gives way to another there
 * is no answer. */
static int is_true(t_browser *browser, const char *expression)
{
	json_t *answer = evaluate(browser, expression);

	ck_assert_msg(answer != NULL, "chromium is gone");
	int result =
		json_is_true(json_object_get(json_object_get(answer, "result"), "value"));
	json_decref(answer);
	return result;
}

static void go_to(t_browser *browser, const char *url)
{
	char *there = text_format(
		"location.href === '%s' && document.readyState === 'complete'", url);

	order(browser, "Page.navigate", json_pack("{s:s}", "url", url));
	while (!is_true(browser, there))
		usleep(10000);
	free(there);
}

void browser_show(t_browser *browser, const char *url, int width, int dark)
{
	set_room(browser, width, dark);
	/* The same page at another fragment would not be loaded again. */
	go_to(browser, "about:blank");
	go_to(browser, url);
}

json_t *browser_ask(t_browser *browser, const char *expression)
{
	json_t *answer = evaluate(browser, expression);
	json_t *value = json_object_get(json_object_get(answer, "result"), "value");

	ck_assert_msg(
		value != NULL && json_object_get(answer, "exceptionDetails") == NULL,
		"no value: %s", expression);
	json_incref(value);
	json_decref(answer);
	return value;
}

static void press(t_browser *browser, const char *key, const char *text, int code)
{
	static const char *const types[] = {"keyDown", "keyUp"};

	for (size_t i = 0; i < 2; i++)
		order(browser, "Input.dispatchKeyEvent",
			json_pack("{s:s, s:s, s:s, s:s, s:i}", "type", types[i], "key",
				key, "code", key, "text", text, "windowsVirtualKeyCode",
				code));
}

void browser_press_enter(t_browser *browser)
{
	press(browser, "Enter", "\r", 13);
}

void browser_press_left(t_browser *browser)
{
	press(browser, "ArrowLeft", "", 37);
}

void browser_close(t_browser *browser)
{
	if (browser->pid > 0)
	{
		/* Its end is the answer. */
		if (browser->session != NULL)
			json_decref(command(browser, "Browser.close", json_object()));
		close(browser->to);
		close(browser->from);
		waitpid(browser->pid, NULL, 0);
		drop_folder(browser->folder);
	}
	json_decref(browser->complaints);
	free(browser->session);
	free(browser->kept);
}
