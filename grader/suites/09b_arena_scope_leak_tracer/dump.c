/* Rows of tracer_dump. */

#include "kit.h"
#include "steps.h"
#include "text.h"

#include <stdlib.h>

ROW(dump_text)
{
	t_subject s = live("a", 320);
	t_address list = labelled(&s, 40, "list");

	labelled(&s, 16, "head of list");
	entered(&s);
	labelled(&s, 17, "copy");
	labelled(&s, 1, "x");
	leaked(&s, 2);
	leaked(&s, 3);
	labelled(&s, 100, "open");
	released(&s, list);
	expect_dump(&s, "tracer: 224 used / 320 total, 1 open\n"
			"---#!!!#######......\n"
			"- 40 at 0: list\n"
			"# 16 at 48: head of list\n"
			"! 17 at 64: copy\n"
			"! 1 at 96: x\n"
			"# 100 at 112: open\n");
	call_free(&s);
}

/* What a tracer with one live block dumps, as a new string. */
static char *promised(size_t cells, size_t used, const char *label)
{
	char *text;
	size_t length;
	FILE *out = text_stream(&text, &length);

	fprintf(out, "tracer: %zu used / %zu total, 0 open\n", used * 16, cells * 16);
	for (size_t i = 0; i < cells; i++)
	{
		fputc(i < used ? '#' : '.', out);
		if (i % 64 == 63 || i == cells - 1)
			fputc('\n', out);
	}
	fprintf(out, "# %zu at 0: %s\n", used * 16, label);
	fclose(out);
	return text;
}

/* A tracer of so many cells of 16 bytes, and a block over some of them. */
static void expect_lines(size_t cells, size_t used)
{
	t_subject s = live("a", cells * 16);
	char *wanted = promised(cells, used, "block");

	block_of(&s, used * 16);
	expect_dump(&s, wanted);
	free(wanted);
	call_free(&s);
}

ROW(dump_lines)
{
	static const size_t cells[] = {1, 2, 63, 64, 65, 127, 128, 129, 200};

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
	{
		expect_lines(cells[i], cells[i]);
		expect_lines(cells[i], (cells[i] + 1) / 2);
	}
	if (row_is_watched())
		return;
	shrink_stack();
	expect_lines(66001, 65901);
}

/* A label, and what the dump shows of it. */
typedef struct s_labelled
{
	const char *label;
	const char *shown;
} t_labelled;

/* Numbers of seven digits and a label of which each byte is shown as four. */
static void dump_long_line(void)
{
	const size_t first = 1 << 20;
	t_subject s = live("a", 2 * first);
	char *text;
	size_t length;
	FILE *out = text_stream(&text, &length);

	labelled(&s, first, "first");
	labelled(&s, first,
		"\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0\xf0");
	fprintf(out, "tracer: %zu used / %zu total, 0 open\n", 2 * first, 2 * first);
	for (size_t i = 0; i < 2 * first / 16; i++)
		fputs(i % 64 == 63 ? "#\n" : "#", out);
	fprintf(out, "# %zu at 0: first\n# %zu at %zu: ", first, first, first);
	for (size_t i = 0; i < TRACER_LABEL - 1; i++)
		fputs("\\xf0", out);
	fputc('\n', out);
	fclose(out);
	expect_dump(&s, text);
	free(text);
	call_free(&s);
}

ROW(dump_labels)
{
	static const t_labelled labels[] = {
		{"plain label", "plain label"},
		{"", ""},
		{"  two  ", "  two  "},
		{"!\"#$%&'()*+,-./", "!\"#$%&'()*+,-./"},
		{"%s%n%d:;<=>?@[]", "%s%n%d:;<=>?@[]"},
		{"^_`{|}~09AZaz", "^_`{|}~09AZaz"},
		{"a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd"},
		{"\x1b[31mred", "\\x1b[31mred"},
		{"\x01\x1f \x7f", "\\x01\\x1f \\x7f"},
		{"back\\slash\\", "back\\x5cslash\\x5c"},
		{"\\x41", "\\x5cx41"},
		{"\x80\x9b\xa0\xff", "\\x80\\x9b\\xa0\\xff"},
		{"caf\xc3\xa9", "caf\\xc3\\xa9"},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
			"\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"},
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
	{
		t_subject s = live("a", 64);
		char *wanted = promised(4, 1, labels[i].shown);
		labelled(&s, 16, labels[i].label);
		expect_dump(&s, wanted);
		free(wanted);
		call_free(&s);
	}
	if (!row_is_watched())
		dump_long_line();
}

ROW(dump_empty)
{
	t_subject s = live("a", 70);

	expect_dump(&s, "tracer: 0 used / 80 total, 0 open\n.....\n");
	entered(&s);
	entered(&s);
	expect_dump(&s, "tracer: 0 used / 80 total, 2 open\n.....\n");
	block_of(&s, 10);
	call_free(&s);
	bury(&s);
	expect_dump(&s, "tracer: 0 used / 0 total, 0 open\n");
}

ROW(dump_one_stream)
{
	t_subject s = live("a", 256);

	block_of(&s, 100);
	released(&s, labelled(&s, 10, "released \x01"));
	expect_one_stream(&s, TRACER_DUMP);
	call_free(&s);
	bury(&s);
	expect_one_stream(&s, TRACER_DUMP);
	if (row_is_watched())
		return;
	s = live("b", 2 << 20);
	expect_one_stream(&s, TRACER_DUMP);
	block_of(&s, 1 << 20);
	expect_one_stream(&s, TRACER_DUMP);
	call_free(&s);
}
