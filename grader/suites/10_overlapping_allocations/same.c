/* Rows of same_byte. */

#define _GNU_SOURCE
#include "objects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

static int call_same(t_address maps, t_address a, t_address b, int *error)
{
	tried("same_byte(maps, %#lx, %#lx)", (unsigned long)a, (unsigned long)b);
	t_answer answer = CALL(SAME_BYTE, maps, a, b);
	answered_status((int)answer.value, answer.error);
	*error = answer.error;
	return (int)answer.value;
}

static void expect_answer(
	t_address maps, t_address a, t_address b, int wanted, const char *why)
{
	int error;
	int answer = call_same(maps, a, b, &error);

	if (wanted == -1)
		expect_failure(answer, error, EFAULT, why);
	expected("%d: %s", wanted, why);
	if (answer != wanted)
		got("%d", answer);
}

/* In both orders. */
static void expect_same(
	t_address maps, t_address a, t_address b, int wanted, const char *why)
{
	expect_answer(maps, a, b, wanted, why);
	expect_answer(maps, b, a, wanted, why);
}

/* Notes the lines for the report, and stages them. */
static t_address staged(const char *text)
{
	another_try();
	noted("maps is:\n%s", text);
	return stage_string(text);
}

ROW(same_byte_of_views)
{
	t_object m = live_object("m", 4 * PAGE);
	t_address one = view_of(&m, 0, 4 * PAGE);
	t_address two = view_of(&m, PAGE, 2 * PAGE);

	/* So that no two mappings become one in the list. */
	t_object n = live_object("n", 4 * PAGE);
	t_address other = view_of(&n, 0, 4 * PAGE);
	t_address maps = maps_text();
	noted("maps is the text of the process's own /proc/self/maps");
	expect_same(maps, one + PAGE, two, 1, "both views show byte 4096 of m");
	expect_same(maps, one + PAGE + 123, two + 123, 1, "both show byte 4219 of m");
	expect_same(maps, one + 3 * PAGE - 1, two + 2 * PAGE - 1, 1,
		"both show byte 12287 of m");
	expect_same(maps, one, two, 0, "they are bytes 0 and 4096 of m");
	expect_same(maps, one + PAGE + 1, two, 0, "they are neighbours in m");
	expect_same(maps, one, one + PAGE, 0, "they are different bytes of m");
	expect_same(maps, one, other, 0, "they are bytes of two objects");
	expect_same(maps, one + 5, one + 5, 1, "both are the same address");
	unmap(one, 4 * PAGE);
	unmap(two, 2 * PAGE);
	unmap(other, 4 * PAGE);
}

ROW(same_byte_private)
{
	t_address maps = staged("10000000-10004000 rw-p 00000000 08:01 77  /data\n"
				"20000000-20004000 r--p 00000000 08:01 77  /data\n"
				"30000000-30004000 rw-s 00000000 08:01 77  /data\n"
				"40000000-40004000 rw-p 00000000 00:00 0\n"
				"50000000-50004000 rw-p 00000000 00:00 0  [heap]\n"
				"60000000-60004000 r--s 00000000 08:01 77  /data\n");

	expect_same(
		maps, 0x10000010, 0x20000010, 0, "both mappings of the file are private");
	expect_same(maps, 0x10000010, 0x30000010, 0,
		"one of the two mappings of the file is private");
	expect_same(maps, 0x40000010, 0x50000010, 0,
		"neither is of a file, and private memory has one address");
	expect_same(maps, 0x40000010, 0x40000020, 0, "they are different addresses");
	expect_same(maps, 0x10000010, 0x10000010, 1, "both are the same address");
	expect_same(maps, 0x40000010, 0x40000010, 1, "both are the same address");
	expect_same(maps, 0x30000010, 0x60000010, 1,
		"both mappings are shared, whatever they permit");
}

ROW(same_byte_compares_all)
{
	t_address maps =
		staged("10000000-10004000 rw-s 00000000 08:01 77  /data\n"
		       "11000000-11004000 rw-s 00000000 08:02 77  /data\n"
		       "12000000-12004000 rw-s 00000000 09:01 77  /data\n"
		       "13000000-13004000 rw-s 00000000 08:01 78  /data\n"
		       "14000000-14004000 rw-s 00001000 08:01 77  /data\n"
		       "15000000-15004000 ---s 00000000 08:01 77  /data\n"
		       "16000000-16004000 r-xs 00000000 08:01 77  /other/name\n"
		       "17000000-17004000 rw-s 00000000 08:01 77  /data (deleted)\n"
		       "18000000-18004000 rw-s 00000000 80:10 77  /data\n"
		       "19000000-19004000 rw-s 00000000 08:1a 77  /data\n"
		       "1a000000-1a004000 rw-s 00000000 08:1b 77  /data\n");

	expect_same(
		maps, 0x10000010, 0x15000010, 1, "device, inode and offset are the same");
	expect_same(maps, 0x10000010, 0x16000010, 1, "a file may have two names");
	expect_same(maps, 0x10000010, 0x17000010, 1, "the name was removed meanwhile");
	expect_same(maps, 0x10000010, 0x11000010, 0,
		"the minor numbers of the devices differ");
	expect_same(maps, 0x10000010, 0x12000010, 0,
		"the major numbers of the devices differ");
	expect_same(maps, 0x10000010, 0x18000010, 0, "the devices differ");
	expect_same(maps, 0x19000010, 0x1a000010, 0,
		"the minor numbers differ in their last digit, which is hexadecimal");
	expect_same(maps, 0x10000010, 0x13000010, 0, "the inodes differ");
	expect_same(maps, 0x10000010, 0x14000010, 0, "the offsets in the file differ");
	expect_same(maps, 0x10001010, 0x14000010, 1, "both are byte 0x1010 of the file");
	expect_same(maps, 0x10000010, 0x14001010, 0,
		"they are bytes 0x10 and 0x2010 of the file");
}

ROW(same_byte_unmapped)
{
	t_address maps = staged("10000000-10004000 rw-s 00000000 00:01 77  /memfd:m\n"
				"10004000-10008000 rw-s 00004000 00:01 99  /memfd:n\n"
				"20000000-20004000 rw-s 00000000 00:01 77  /memfd:m\n");

	expect_same(maps, 0x10003fff, 0x20003fff, 1, "both are the last byte of m");
	expect_same(maps, 0x10003fff, 0x20004000, -1, "the second is after its mapping");
	expect_same(maps, 0x0fffffff, 0x20000000, -1, "the first is before its mapping");
	expect_same(maps, 0x10004000, 0x20003fff, 0, "the first is a byte of n");
	expect_same(maps, 0x10008000, 0x20000000, -1, "the first is in no mapping");
	expect_same(maps, 0x30000000, 0x30000000, -1,
		"neither is in a mapping, though both are the same address");
	expect_same(maps, 0, 0x20000000, -1, "0 is in no mapping");
	t_address none = staged("");
	expect_same(none, 0x10000000, 0x10000000, -1, "nothing is mapped at all");
}

ROW(same_byte_large_numbers)
{
	t_address maps = staged(
		"10000000-10004000 rw-s 100000000 00:01 77  /memfd:m\n"
		"20000000-20004000 rw-s 00000000 00:01 77  /memfd:m\n"
		"30000000-30004000 rw-s fff00000000 00:01 77  /memfd:m\n"
		"7f0010000000-7f0010004000 rw-s 100000000 00:01 77  /memfd:m\n"
		"7f0020000000-7f0020004000 rw-s 00000000 00:01 4294967373  /memfd:n\n"
		"7f0030000000-7f0230000000 rw-s 00000000 00:01 77  /memfd:m\n"
		"7f1000000000-7f1000004000 rw-s 00000000 00:01 18446744073709551615\n"
		"7f1100000000-7f1100004000 rw-s 00000000 00:01 9223372036854775807\n"
		"7f1200000000-7f1200004000 rw-s 00000000 00:01 18446744073709551615\n"
		"ffffffffff600000-ffffffffff601000 rw-s 00000000 00:01 77  /memfd:m\n");

	expect_same(maps, 0x10000010, 0x7f0010000010, 1,
		"both are byte 0x100000010 of the file");
	expect_same(maps, 0x10000010, 0x20000010, 0, "the offsets differ by 0x100000000");
	expect_same(maps, 0x10000010, 0x30000010, 0,
		"the offsets differ in their upper bits");
	expect_same(maps, 0x20000010, 0x7f0020000010, 0,
		"the inodes, 77 and 4294967373, differ");
	expect_same(maps, 0x10000010, 0x7f0130000010, 1,
		"both are byte 0x100000010 of the file");
	expect_same(maps, 0x20000010, 0x7f0130000010, 0,
		"the first byte is at 0x10 in the file, the second at 0x100000010");
	expect_same(maps, 0x7f1000000010, 0x7f1100000010, 0, "the inodes differ");
	expect_same(maps, 0x7f1000000010, 0x7f1200000010, 1, "the inodes are the same");
	expect_same(maps, 0x20000010, 0xffffffffff600010, 1,
		"both are byte 0x10 of the file");
	expect_same(maps, 0x30000010, 0x7f0040000000, 0,
		"they are different bytes of the file");
	expect_same(
		maps, 0x10010000010, 0x20000010, -1, "0x10010000010 is in no mapping");
}

/* Paths may hold anything but a newline. */
ROW(same_byte_strange_paths)
{
	char text[9000];
	size_t size = (size_t)snprintf(text, sizeof(text),
		"10000000-10004000 rw-s 00000000 00:01 77  /tmp/a b  20000000-20004000 "
		"rw-s 00000000 00:01 99\n"
		"20000000-20004000 rw-s 00000000 00:01 77  /tmp/- p 00:00 0 %%s%%n\n"
		"30000000-30004000 rw-p 00000000 00:01 77  /s rw-s\n"
		"40000000-40004000 rw-s 00000000 00:01 77  /");

	memset(text + size, 'x', 4080);
	snprintf(text + size + 4080, sizeof(text) - size - 4080,
		"\n50000000-50004000 rw-s 00000000 00:01 77\n"
		"60000000-60004000 rw-s 00000000 00:01 77                         \n"
		"70000000-70004000 rw-p 00000000 00:00 0 \n");
	another_try();
	noted("maps has paths with blanks and %%, as long as 4081 bytes");
	noted("one path looks like a line of its own");
	t_address maps = stage_string(text);
	expect_same(maps, 0x10000010, 0x20000010, 1, "both are byte 0x10 of inode 77");
	expect_same(maps, 0x10000010, 0x30000010, 0, "the second mapping is private");
	expect_same(maps, 0x10000010, 0x40000010, 1, "both are byte 0x10 of inode 77");
	expect_same(maps, 0x50000010, 0x60000010, 1, "both are byte 0x10 of inode 77");
	expect_same(maps, 0x40000010, 0x60000010, 1, "both are byte 0x10 of inode 77");
	expect_same(maps, 0x40000010, 0x70000010, 0, "the second mapping is private");
}

#define LINES 400

/* A text of many lines, which ends where memory does, and which nobody can write to. */
ROW(same_byte_reads_only_text)
{
	char *text = malloc(LINES * 80);
	size_t size = 0;
	size_t lines = row_is_watched() ? 20 : LINES;

	for (size_t i = 0; i < lines; i++)
		size += (size_t)sprintf(text + size,
			"%zx-%zx rw-s %08zx 00:01 77  /memfd:m (deleted)\n",
			0x10000000 + i * 0x2000, 0x10001000 + i * 0x2000, i % 2 * 0x1000);
	size_t room = (size + PAGE) / PAGE * PAGE;
	t_address area = occupy_anywhere(room + PAGE, 'x');
	t_address maps = area + room - size - 1;
	t_address last = 0x10000000 + (lines - 1) * 0x2000;

	write_memory(maps, text, size + 1);
	free(text);
	protect_pages(area, room, PROT_READ);
	protect_pages(area + room, PAGE, PROT_NONE);
	noted("maps has %zu lines, and memory ends after its NUL", lines);
	noted("nobody can write to maps, and a and b are not mapped");
	expect_same(maps, 0x10002010, last + 0x10, 1, "both are byte 0x1010 of m");
}
