#include "expect.h"

#include "memory.h"
#include "row.h"
#include "show.h"

#include <string.h>

void expect_size(const char *what, size_t wanted, size_t got_value)
{
	if (wanted == got_value)
		return;
	expected("%s is %zu", what, wanted);
	got("%s is %zu", what, got_value);
}

void expect_failure(int status, int error, int wanted, const char *why)
{
	expected("-1 and %s: %s", errno_name(wanted), why);
	if (status != -1)
		got("it returned %d", status);
	if (error != wanted)
		got("-1, but errno is %s", errno_name(error));
}

void expect_success(const char *call, int status, int error)
{
	if (status == 0)
		return;
	expected("%s returns 0", call);
	got("it returned %d, and errno is %s", status, errno_name(error));
}

static size_t first_difference(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t at = 0;

	while (at < a_size && at < b_size && a[at] == b[at])
		at++;
	return at;
}

static size_t line_of(const char *text, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static size_t column_of(const char *text, size_t at)
{
	size_t column = 1;

	while (at > 0 && text[at - 1] != '\n')
	{
		column++;
		at--;
	}
	return column;
}

void expect_text(const char *wanted, size_t wanted_size, const char *text, size_t size)
{
	size_t at = first_difference(wanted, wanted_size, text, size);

	if (at == wanted_size && at == size)
		return;
	char *shown = show(text, size);
	expected("%s", show(wanted, wanted_size));
	if (size == 0)
		got("nothing");
	if (at == wanted_size)
		got("%s\ntoo many characters at the end: %zu", shown, size - at);
	if (at == size)
		got("%s\ncharacters missing at the end: %zu", shown, wanted_size - at);
	got("%s\nthe first difference is in line %zu, at its character %zu", shown,
		line_of(wanted, at), column_of(wanted, at));
}

void expect_string(t_address at, const char *wanted, const char *whose)
{
	size_t size = strlen(wanted) + 1;
	const char *bytes = copy_of(at, size);

	if (memcmp(bytes, wanted, size) == 0)
		return;
	expected("%s holds \"%s\"", whose, wanted);
	got("it holds %s", show(bytes, size));
}

void expect_filled(t_address at, size_t size, unsigned char wanted, const char *whose)
{
	const unsigned char *bytes = (unsigned char *)copy_of(at, size);

	for (size_t i = 0; i < size; i++)
	{
		if (bytes[i] == wanted)
			continue;
		expected("%s: every byte is 0x%02x", whose, wanted);
		got("byte %zu of %zu is 0x%02x", i, size, bytes[i]);
	}
}
