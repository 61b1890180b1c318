/* What is safe to show, and files that are whole or not there. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void expect_safe(const char *bytes, const char *wanted)
{
	char *text = text_safe(bytes, strlen(bytes), 100);

	ck_assert_str_eq(text, wanted);
	free(text);
}

START_TEST(safe_text_keeps_words_and_lines)
{
	expect_safe("two words\nand a line", "two words\nand a line");
	expect_safe("größer → ✓ 📦", "größer → ✓ 📦");
}
END_TEST

START_TEST(safe_text_shows_what_nobody_sees)
{
	expect_safe("a\u061cb", "a\\xd8\\x9cb");
	expect_safe("a\u2060b\u3164", "a\\xe2\\x81\\xa0b\\xe3\\x85\\xa4");
	expect_safe("a\u00adb", "a\\xc2\\xadb");
}
END_TEST

/*
 * علی‌رضا is spelled with a non-joiner, and क्‍ष with a joiner; between
 * other letters nobody would see them.
 */
START_TEST(safe_text_keeps_joiners_that_spell_a_word)
{
	expect_safe("علی\u200cرضا", "علی\u200cرضا");
	expect_safe("क्\u200dष", "क्\u200dष");
	expect_safe("a\u200cb", "a\\xe2\\x80\\x8cb");
	expect_safe("ی\u200c", "ی\\xe2\\x80\\x8c");
	expect_safe("\u200dی", "\\xe2\\x80\\x8dی");
	expect_safe("ی\u200c\u200cر", "ی\\xe2\\x80\\x8c\\xe2\\x80\\x8cر");
	expect_safe("ی\u200c\u202eر", "ی\\xe2\\x80\\x8c\\xe2\\x80\\xaeر");
	expect_safe("ی\u200eر", "ی\\xe2\\x80\\x8eر");
}
END_TEST

START_TEST(safe_text_disarms_escape_codes)
{
	expect_safe("\033[2J", "\\x1b[2J");
	expect_safe("a\rb\bc", "a\\x0db\\x08c");
	expect_safe("\xc2\x9b", "\\xc2\\x9b");
	expect_safe("\xe2\x80\xae", "\\xe2\\x80\\xae");
	expect_safe("\xd8\x9c", "\\xd8\\x9c");
}
END_TEST

START_TEST(safe_text_shows_bad_utf8_byte_by_byte)
{
	expect_safe("\xff\xc3(", "\\xff\\xc3(");
	expect_safe("\xc0\xaf", "\\xc0\\xaf");
	expect_safe("\xed\xa0\x80", "\\xed\\xa0\\x80");
	expect_safe("\xe2\x82", "\\xe2\\x82");
	expect_safe("\xef\xbf\xbf", "\\xef\\xbf\\xbf");
}
END_TEST

START_TEST(safe_text_is_cut_with_a_word)
{
	char *text = text_safe("abcdef", 6, 2);

	ck_assert_str_eq(text, "ab\n(4 bytes more)");
	free(text);
}
END_TEST

START_TEST(reading_refuses_what_is_no_file)
{
	size_t size;
	char *folder = test_folder();
	char *path = text_format("%s/thing", folder);

	ck_assert_ptr_null(file_read(folder, 10, &size));
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_ptr_null(file_read(path, 10, &size));
	ck_assert_int_eq(errno, EINVAL);
	unlink(path);
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	ck_assert_ptr_null(file_read(path, 1 << 20, &size));
	ck_assert_int_eq(errno, ELOOP);
	unlink(path);
	put(folder, "thing", "12345");
	ck_assert_ptr_null(file_read(path, 4, &size));
	ck_assert_int_eq(errno, EFBIG);
	free(path);
	drop_folder(folder);
}
END_TEST

START_TEST(a_write_that_fails_leaves_the_old_file)
{
	size_t size;
	char *folder = test_folder();
	char *path = text_format("%s/result", folder);

	put(folder, "result", "old");
	/* A limit of the file size stands in for a full disk: both end a write short. */
	t_outcome outcome = shell("ulimit -f 1; trap '' XFSZ; build/grade --json '%s' "
				  "--submission solutions/09a_arena_scope_local_mmap 09a",
		path);
	ck_assert_msg(outcome.end == END_EXITED && outcome.code == 2, "%.3000s",
		outcome.output);
	outcome_free(&outcome);
	char *text = file_read(path, 100, &size);
	ck_assert_str_eq(text, "old");
	char **names = folder_names(folder, NULL);
	ck_assert_str_eq(names[0], "result");
	ck_assert_ptr_null(names[1]);
	names_free(names);
	free(text);
	free(path);
	drop_folder(folder);
}
END_TEST

void text_tests(void)
{
	const t_tests tests = {"base", 60};

	add_tests(tests, safe_text_keeps_words_and_lines, 1);
	add_tests(tests, safe_text_shows_what_nobody_sees, 1);
	add_tests(tests, safe_text_keeps_joiners_that_spell_a_word, 1);
	add_tests(tests, safe_text_disarms_escape_codes, 1);
	add_tests(tests, safe_text_shows_bad_utf8_byte_by_byte, 1);
	add_tests(tests, safe_text_is_cut_with_a_word, 1);
	add_tests(tests, reading_refuses_what_is_no_file, 1);
	add_tests(tests, a_write_that_fails_leaves_the_old_file, 1);
}
