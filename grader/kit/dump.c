/* What dump prints, and where. */

#include "kit.h"
#include "show.h"
#include "spill.h"

#include <stdlib.h>
#include <string.h>

/* Of a dump that is too short: fails the row if something went to stdout or stderr
 * instead. */
static void complain_of_spill(
	t_subject *s, const char *wanted, const char *text, size_t length)
{
	size_t size;
	size_t mark = spill_mark();

	free(call_dump(s, &size));
	char *spilled = spilled_since(mark, &size);
	if (size != 0)
	{
		expected("%s", show(wanted, strlen(wanted)));
		got("%s\nand out of stdout or stderr, instead of the stream that was given, came\n%s",
			length == 0 ? "nothing," : show(text, length),
			show(spilled, size));
	}
	free(spilled);
}

void expect_dump(t_subject *s, const char *wanted)
{
	size_t length;
	char *text = call_dump(s, &length);

	if (length < strlen(wanted))
		complain_of_spill(s, wanted, text, length);
	expect_text(wanted, strlen(wanted), text, length);
	free(text);
}

static void dump_once(void *data)
{
	size_t length;
	char *text = call_dump(data, &length);

	if (length == 0)
	{
		expected(ARENA "_dump prints to the stream that it is given");
		got("nothing came there");
	}
	free(text);
}

void expect_one_stream(t_subject *s)
{
	expect_no_spill(ARENA "_dump", dump_once, s);
}
