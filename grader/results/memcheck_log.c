#include "memcheck_log.h"

#include "text.h"
#include "xml_text.h"

#include <stdlib.h>
#include <string.h>

#define FINDINGS 512

typedef struct s_frame
{
	char *file;
	char *function;
	int line;
} t_frame;

typedef struct s_reader
{
	t_memcheck_log log;
	const json_t *files;
	t_xml_text text;
	int in_error;
	int in_preamble;
	int stacks; /* of the error so far */
	t_finding finding; /* being read */
	t_frame frame; /* being read */
	char *row; /* that runs now */
} t_reader;

static void replace(char **place, const char *text)
{
	free(*place);
	*place = text_copy(text);
}

static void clear_frame(t_frame *frame)
{
	free(frame->file);
	free(frame->function);
	*frame = (t_frame){0};
}

static void free_finding(t_finding *finding)
{
	free(finding->row);
	free(finding->kind);
	free(finding->what);
	free(finding->about);
	free(finding->file);
	free(finding->function);
	free(finding->about_file);
	*finding = (t_finding){0};
}

static void begin(void *parser, const XML_Char *name, const XML_Char **attributes)
{
	t_reader *reader = XML_GetUserData(parser);

	(void)attributes;
	xml_text_clear(&reader->text);
	if (strcmp(name, "error") == 0)
	{
		free_finding(&reader->finding);
		reader->in_error = 1;
		reader->stacks = 0;
		reader->finding.row = text_copy(reader->row == NULL ? "" : reader->row);
	}
	else if (strcmp(name, "preamble") == 0)
		reader->in_preamble = 1;
	else if (strcmp(name, "stack") == 0)
		reader->stacks++;
	else if (strcmp(name, "frame") == 0)
		clear_frame(&reader->frame);
}

static int is_own(const t_reader *reader, const char *file)
{
	size_t index;
	json_t *name;

	json_array_foreach(reader->files, index, name)
	{
		if (file != NULL && strcmp(file, json_string_value(name)) == 0)
			return 1;
	}
	return 0;
}

/* The first frame of the submission is where the student looks. */
static void end_frame(t_reader *reader)
{
	t_finding *finding = &reader->finding;
	const t_frame *frame = &reader->frame;

	if (!reader->in_error || !is_own(reader, frame->file))
		return;
	if (reader->stacks <= 1 && finding->file == NULL)
	{
		replace(&finding->file, frame->file);
		replace(&finding->function, frame->function);
		finding->line = frame->line;
	}
	else if (reader->stacks == 2 && finding->about_file == NULL)
	{
		replace(&finding->about_file, frame->file);
		finding->about_line = frame->line;
	}
}

static void end_error(t_reader *reader)
{
	t_finding *finding = &reader->finding;

	reader->in_error = 0;
	if (finding->kind == NULL || finding->what == NULL ||
		reader->log.count == FINDINGS)
		return;
	if (finding->about == NULL)
		finding->about = text_copy("");
	reader->log.findings[reader->log.count++] = *finding;
	*finding = (t_finding){0};
}

/* "row NAME\n" begins a row, "row\n" ends it; valgrind puts the backtrace's text behind
 * some messages. */
static void read_client_message(t_reader *reader, const char *text)
{
	text += strspn(text, " \n");
	if (!text_begins(text, "row"))
		return;
	text += strlen("row") + (text[strlen("row")] == ' ');
	char *before = reader->row;
	reader->row = text_format("%.*s", (int)strcspn(text, " \n"), text);
	if (*reader->row == '\0' && before != NULL)
		json_object_set_new(reader->log.ended, before, json_true());
	free(before);
}

static void end_of_error_part(t_reader *reader, const char *name, const char *text)
{
	t_finding *finding = &reader->finding;

	if (strcmp(name, "kind") == 0)
		replace(&finding->kind, text);
	else if (strcmp(name, "what") == 0 ||
		 (strcmp(name, "text") == 0 && finding->what == NULL))
		replace(&finding->what, text);
	else if (strcmp(name, "auxwhat") == 0 && finding->about == NULL)
		replace(&finding->about, text);
	else if (strcmp(name, "fn") == 0)
		replace(&reader->frame.function, text);
	else if (strcmp(name, "file") == 0)
		replace(&reader->frame.file, text);
	else if (strcmp(name, "line") == 0)
		reader->frame.line = atoi(text);
	else if (strcmp(name, "frame") == 0)
		end_frame(reader);
	else if (strcmp(name, "error") == 0)
		end_error(reader);
}

static void end(void *parser, const XML_Char *name)
{
	t_reader *reader = XML_GetUserData(parser);
	char *text = xml_text_take(&reader->text);
	const char *version = strstr(text, "Valgrind-");

	if (reader->in_error)
		end_of_error_part(reader, name, text);
	else if (strcmp(name, "text") == 0)
		read_client_message(reader, text);
	else if (strcmp(name, "preamble") == 0)
		reader->in_preamble = 0;
	else if (reader->in_preamble && version != NULL && reader->log.version == NULL)
		reader->log.version =
			text_format("%.*s", (int)strcspn(version, " ;\n"), version);
	free(text);
}

static void text(void *parser, const XML_Char *bytes, int size)
{
	t_reader *reader = XML_GetUserData(parser);

	xml_text_add(&reader->text, bytes, size);
}

t_memcheck_log memcheck_log_read(const char *bytes, size_t size, const json_t *files)
{
	t_reader reader = {.log.findings = memory_for(FINDINGS, sizeof(t_finding)),
		.log.ended = json_object(),
		.files = files};

	reader.log.complete = xml_parse(bytes, size, &reader, begin, end, text);
	free_finding(&reader.finding);
	clear_frame(&reader.frame);
	if (reader.row != NULL && reader.row[0] != '\0')
		reader.log.open = text_copy(reader.row);
	free(reader.row);
	free(xml_text_take(&reader.text));
	return reader.log;
}

void memcheck_log_free(t_memcheck_log *log)
{
	for (size_t i = 0; i < log->count; i++)
		free_finding(&log->findings[i]);
	free(log->findings);
	json_decref(log->ended);
	free(log->version);
	free(log->open);
	*log = (t_memcheck_log){0};
}

int finding_is_leak(const t_finding *finding)
{
	return text_begins(finding->kind, "Leak_");
}
