/* Rows of tracer_dump. */

#include "expect.h"
#include "row.h"
#include "rows.h"
#include "show.h"
#include "spill.h"
#include "subject.h"

#include <stdlib.h>
#include <string.h>

static void expect_dump(t_subject *s, const char *wanted)
{
	size_t length;
	char *text = call_dump(s, &length);

	expect_text(wanted, strlen(wanted), text, length);
	free(text);
}

t_passed dump_live(void)
{
	t_subject s = live("t", 256);

	block_of(&s, 16, "first");
	entered(&s);
	block_of(&s, 40, "second");
	expect_dump(&s, "tracer: 64 used / 256 total, 1 open\n"
			"####............\n"
			"# 16 at 0: first\n"
			"# 40 at 16: second\n");
	call_free(&s);
	return row_passed();
}

t_passed dump_states(void)
{
	t_entry leaks[4];
	t_subject s = live("t", 128);

	block_of(&s, 16, "kept");
	entered(&s);
	block_of(&s, 17, "lost");
	released(&s, block_of(&s, 16, "released"));
	call_leave(&s, leaks, 4);
	block_of(&s, 1, "more");
	expect_dump(&s, "tracer: 80 used / 128 total, 0 open\n"
			"#!!-#...\n"
			"# 16 at 0: kept\n"
			"! 17 at 16: lost\n"
			"- 16 at 48: released\n"
			"# 1 at 64: more\n");
	call_free(&s);
	return row_passed();
}

/* The map of a tracer with so many cells, one block in it, as it must be. */
static char *promised(size_t cells, size_t used)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		abort();
	fprintf(out, "tracer: %zu used / %zu total, 0 open\n", used * 16, cells * 16);
	for (size_t i = 0; i < cells; i++)
	{
		fputc(i < used ? '#' : '.', out);
		if (i % 64 == 63 || i + 1 == cells)
			fputc('\n', out);
	}
	if (used != 0)
		fprintf(out, "# %zu at 0: block\n", used * 16);
	fclose(out);
	return text;
}

t_passed dump_lines(void)
{
	static const size_t cells[] = {1, 63, 64, 65, 127, 128, 129};

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
	{
		t_subject s = live("t", cells[i] * 16);
		char *wanted = promised(cells[i], 0);
		expect_dump(&s, wanted);
		free(wanted);
		wanted = promised(cells[i], cells[i] / 2);
		if (cells[i] > 1)
			block_of(&s, cells[i] / 2 * 16, "block");
		expect_dump(&s, wanted);
		free(wanted);
		call_free(&s);
	}
	return row_passed();
}

t_passed dump_escapes(void)
{
	t_subject s = live("t", 128);

	block_of(&s, 16, "\033[31mred\n");
	block_of(&s, 16, "back\\slash");
	block_of(&s, 16, "\x7f\x80\xff\x01\t");
	block_of(&s, 16, "~ \"it's\" %s");
	block_of(&s, 16, "");
	expect_dump(&s, "tracer: 80 used / 128 total, 0 open\n"
			"#####...\n"
			"# 16 at 0: \\x1b[31mred\\x0a\n"
			"# 16 at 16: back\\x5cslash\n"
			"# 16 at 32: \\x7f\\x80\\xff\\x01\\x09\n"
			"# 16 at 48: ~ \"it's\" %s\n"
			"# 16 at 64: \n");
	call_free(&s);
	return row_passed();
}

t_passed dump_dead(void)
{
	t_subject s = live("t", 64);

	block_of(&s, 16, "first");
	call_free(&s);
	memset(&s.tracer, 0, sizeof(s.tracer));
	expect_dump(&s, "tracer: 0 used / 0 total, 0 open\n");
	return row_passed();
}

static void dump_once(void *data)
{
	size_t length;
	char *text = call_dump(data, &length);

	if (length == 0)
	{
		expected("tracer_dump prints to the stream that it is given");
		got("nothing came there");
	}
	free(text);
}

t_passed dump_one_stream(void)
{
	t_subject s = live("t", 256);
	size_t size;

	block_of(&s, 100, "first");
	char *text = spill(dump_once, &s, &size);
	expected("tracer_dump prints to the stream that it is given, and to no other");
	if (size != 0)
		got("this came out of stdout or stderr: %s", show(text, size));
	free(text);
	call_free(&s);
	return row_passed();
}
