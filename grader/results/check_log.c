#include "check_log.h"

#include "text.h"
#include "xml_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TESTS 1024

typedef struct s_reader
{
	t_check_log log;
	t_check_test test; /* being read */
	t_xml_text text;
} t_reader;

static t_check_result result_named(const char *name)
{
	if (strcmp(name, "success") == 0)
		return CHECK_SUCCESS;
	return strcmp(name, "failure") == 0 ? CHECK_FAILURE : CHECK_ERROR;
}

static void free_test(t_check_test *test)
{
	free(test->row);
	free(test->message);
	*test = (t_check_test){0};
}

static void begin(void *parser, const XML_Char *name, const XML_Char **attributes)
{
	t_reader *reader = XML_GetUserData(parser);

	xml_text_clear(&reader->text);
	if (strcmp(name, "test") != 0)
		return;
	free_test(&reader->test);
	reader->test.result = CHECK_ERROR;
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (strcmp(attributes[i], "result") == 0)
			reader->test.result = result_named(attributes[i + 1]);
}

static void keep_test(t_reader *reader)
{
	if (reader->test.row != NULL && reader->test.message != NULL &&
		reader->log.count < TESTS)
		reader->log.tests[reader->log.count++] = reader->test;
	else
		free_test(&reader->test);
	reader->test = (t_check_test){0};
}

/* The time of a test; as for one that ended early, where it is no number that a result
 * could hold. */
static double seconds_in(const char *text)
{
	double seconds = strtod(text, NULL);

	return isfinite(seconds) ? seconds : -1;
}

static void end(void *parser, const XML_Char *name)
{
	t_reader *reader = XML_GetUserData(parser);
	char *text = xml_text_take(&reader->text);

	if (strcmp(name, "description") == 0 && reader->test.row == NULL)
		reader->test.row = text_copy(text);
	else if (strcmp(name, "message") == 0 && reader->test.message == NULL)
		reader->test.message = text_copy(text);
	else if (strcmp(name, "duration") == 0 && reader->test.row == NULL)
		reader->test.seconds = seconds_in(text);
	else if (strcmp(name, "test") == 0)
		keep_test(reader);
	free(text);
}

static void text(void *parser, const XML_Char *bytes, int size)
{
	t_reader *reader = XML_GetUserData(parser);

	xml_text_add(&reader->text, bytes, size);
}

t_check_log check_log_read(const char *bytes, size_t size)
{
	t_reader reader = {.log.tests = memory_for(TESTS, sizeof(t_check_test))};

	reader.log.complete = xml_parse(bytes, size, &reader, begin, end, text);
	free_test(&reader.test);
	free(xml_text_take(&reader.text));
	return reader.log;
}

void check_log_free(t_check_log *log)
{
	for (size_t i = 0; i < log->count; i++)
		free_test(&log->tests[i]);
	free(log->tests);
	*log = (t_check_log){0};
}

const t_check_test *check_log_find(const t_check_log *log, const char *row)
{
	const t_check_test *found = NULL;

	for (size_t i = 0; i < log->count; i++)
	{
		if (strcmp(log->tests[i].row, row) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = &log->tests[i];
	}
	return found;
}
