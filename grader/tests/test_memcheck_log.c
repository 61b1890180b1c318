/* memcheck's XML: errors go to the row that ran, and to the student's line. */

#include "all.h"
#include "memcheck_log.h"

#include <string.h>

#define HEAD                                                                                            \
	"<?xml version=\"1.0\"?>\n<valgrindoutput>\n<protocolversion>4</protocolversion>\n<preamble>\n" \
	"<line>Memcheck, a memory error detector</line>\n"                                              \
	"<line>Using Valgrind-3.19.0 and LibVEX; rerun with -h for copyright info</line>\n</preamble>\n"
#define ROW(text) "<clientmsg><tid>1</tid><text>" text "\n</text></clientmsg>\n"
#define FRAME(fn, file, line)                                                            \
	"<frame><ip>0x1</ip><obj>rows</obj><fn>" fn "</fn><dir>/x</dir><file>" file      \
	"</file><line>" line "</line></frame>"
#define BAD_READ                                                                                     \
	"<error><unique>0x0</unique><tid>1</tid><kind>InvalidRead</kind><what>Invalid read of size " \
	"1</what><stack>" FRAME("strlen", "vg_replace_strmem.c", "10") FRAME(                        \
		"arena_dump", "arena.c", "52") FRAME("dump_text", "dump.c",                          \
		"7") "</stack><auxwhat>Address 0x2 is 0 bytes after a block of size 64</auxwhat>"    \
		     "<stack>" FRAME("ledger_mmap", "ledger.c", "3")                                 \
			     FRAME("arena_init", "arena.c", "23") "</stack></error>\n"
#define LEAK                                                                                                \
	"<error><unique>0x1</unique><kind>Leak_DefinitelyLost</kind><xwhat><text>64 bytes in 1 blocks are " \
	"definitely "                                                                                       \
	"lost</text><leakedbytes>64</leakedbytes></xwhat><stack>" FRAME(                                    \
		"arena_init", "arena.c", "23") "</stack></error>\n"
#define TAIL "</valgrindoutput>\n"

static t_memcheck_log read_text(const char *text)
{
	json_t *files = json_pack("[s]", "arena.c");
	t_memcheck_log log = memcheck_log_read(text, strlen(text), files);

	json_decref(files);
	return log;
}

START_TEST(an_error_has_a_row_and_a_line)
{
	t_memcheck_log log = read_text(
		HEAD ROW("row one") ROW("row") ROW("row two") BAD_READ ROW("row") TAIL);

	ck_assert(log.complete);
	ck_assert_str_eq(log.version, "Valgrind-3.19.0");
	ck_assert_uint_eq(log.count, 1);
	ck_assert_str_eq(log.findings[0].row, "two");
	ck_assert_str_eq(log.findings[0].what, "Invalid read of size 1");
	ck_assert_str_eq(log.findings[0].file, "arena.c");
	ck_assert_int_eq(log.findings[0].line, 52);
	ck_assert_str_eq(log.findings[0].function, "arena_dump");
	ck_assert_str_eq(
		log.findings[0].about, "Address 0x2 is 0 bytes after a block of size 64");
	ck_assert_int_eq(log.findings[0].about_line, 23);
	ck_assert(!finding_is_leak(&log.findings[0]));
	memcheck_log_free(&log);
}
END_TEST

START_TEST(a_leak_is_told_from_an_access)
{
	t_memcheck_log log = read_text(HEAD ROW("row one") LEAK TAIL);

	ck_assert_uint_eq(log.count, 1);
	ck_assert(finding_is_leak(&log.findings[0]));
	ck_assert_str_eq(
		log.findings[0].what, "64 bytes in 1 blocks are definitely lost");
	memcheck_log_free(&log);
}
END_TEST

START_TEST(a_log_cut_short_gives_what_is_whole)
{
	static const char whole[] = HEAD ROW("row one") BAD_READ LEAK TAIL;
	const char *end = strstr(whole, "</error>") + strlen("</error>");

	for (size_t size = 0; size < sizeof(whole) - 2; size++)
	{
		t_memcheck_log log = memcheck_log_read(whole, size, NULL);
		ck_assert(!log.complete);
		ck_assert_int_eq(log.count > 0, whole + size >= end);
		memcheck_log_free(&log);
	}
}
END_TEST

START_TEST(garbage_has_no_finding)
{
	static const char *const texts[] = {"", "garbage", "<valgrindoutput/>",
		"<error><kind>x</kind></error>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>",
		"\xff\xfe<"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
	{
		t_memcheck_log log = read_text(texts[i]);
		ck_assert_uint_eq(log.count, 0);
		memcheck_log_free(&log);
	}
}
END_TEST

void memcheck_log_tests(void)
{
	const t_tests tests = {"memcheck_log", 10};

	add_tests(tests, an_error_has_a_row_and_a_line, 1);
	add_tests(tests, a_leak_is_told_from_an_access, 1);
	add_tests(tests, a_log_cut_short_gives_what_is_whole, 1);
	add_tests(tests, garbage_has_no_finding, 1);
}
