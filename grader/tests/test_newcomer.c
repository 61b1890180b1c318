/* What a newcomer reads is true: the README's report, the demos and what the lessons
 * quote of them, links, words. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "lesson.h"
#include "step.h"
#include "text.h"

#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COLUMNS 80

/* The first block between plain fences behind the words, a new string: what a program
 * printed. */
static char *quoted_behind(const char *path, const char *words)
{
	size_t size;
	char *text = file_read(path, 1 << 20, &size);

	ck_assert_msg(text != NULL, "%s cannot be read", path);
	const char *place = strstr(text, words);
	ck_assert_msg(place != NULL, "no \"%s\" in %s", words, path);
	const char *begin = strstr(place, "\n\n```\n");
	ck_assert_msg(
		begin != NULL, "nothing is quoted behind \"%s\" in %s", words, path);
	begin += strlen("\n\n```\n");
	char *quoted = text_format("%.*s", (int)(strstr(begin, "```\n") - begin), begin);
	free(text);
	return quoted;
}

START_TEST(the_report_in_the_readme_is_what_is_printed)
{
	char *folder = copy_checkout();
	char *quoted = quoted_behind("README.md", "opens the first that is not complete");
	char *printed = output_there(folder, "make -s grade");

	ck_assert_msg(text_begins(printed, quoted),
		"README.md shows:\n%s\nmake grade prints:\n%.3000s", quoted, printed);
	free(printed);
	free(quoted);
	drop_folder(folder);
}
END_TEST

/* How many columns a terminal needs for the line: symbols of four bytes are two wide. */
static size_t columns(const char *line, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
	{
		unsigned char byte = (unsigned char)line[i];
		count += (byte & 0xc0) != 0x80;
		count += byte >= 0xf0;
	}
	return count;
}

static void expect_no_wrap(const char *text, const char *what)
{
	for (const char *line = text; *line != '\0';)
	{
		size_t size = strcspn(line, "\n");
		ck_assert_msg(columns(line, size) <= COLUMNS, "too wide, in %s: %.*s",
			what, (int)size, line);
		line += size + (line[size] == '\n');
	}
}

static char *demo_of(const char *folder, const char *lesson)
{
	char *command = text_format("make -s demo LESSON=%s STEP=1 < /dev/null", lesson);
	char *printed = output_there(folder, command);

	expect_no_wrap(printed, lesson);
	free(command);
	return printed;
}

static void expect_quoted(const char *folder, const char *lesson)
{
	char *path = text_format("lessons/%s/README.md", lesson);
	char *quoted = quoted_behind(path, "## Try it");
	char *printed = demo_of(folder, lesson);

	/* Where the kernel shows no pages there is another picture. */
	if (strstr(printed, "The kernel does not show pages") == NULL)
		ck_assert_msg(strstr(printed, quoted) != NULL,
			"%s shows:\n%s\nthe demo prints:\n%s", path, quoted, printed);
	free(printed);
	free(quoted);
	free(path);
}

START_TEST(the_demos_do_what_the_lessons_say)
{
	char *folder = copy_checkout();
	char **lessons = lesson_names();

	for (size_t i = 0; lessons[i] != NULL; i++)
	{
		char *printed = demo_of(folder, lessons[i]);
		ck_assert_msg(
			strstr(printed, "TODO 1") != NULL, "%s: %s", lessons[i], printed);
		free(printed);
		char *command = text_format(
			"cp solutions/%s/*.c lessons/%s", lessons[i], lessons[i]);
		free(output_there(folder, command));
		free(command);
		expect_quoted(folder, lessons[i]);
	}
	ck_assert_ptr_nonnull(lessons[0]);
	names_free(lessons);
	drop_folder(folder);
}
END_TEST

static void __attribute__((noreturn)) take_steps(void)
{
	setenv("STEP", "1", 1);
	puts("first");
	demo_step();
	puts("second");
	demo_step();
	puts("third");
	demo_step();
	puts("fourth");
	fflush(stdout);
	_exit(EXIT_SUCCESS);
}

/* Reads until the words have come, as often as that, or the other side has ended. */
static void read_until(int terminal, char *text, size_t room, const char *words)
{
	size_t size = strlen(text);
	size_t from = size;

	while (strstr(text + from, words) == NULL && size + 1 < room)
	{
		ssize_t more = read(terminal, text + size, room - size - 1);
		if (more <= 0)
			return;
		size += (size_t)more;
		text[size] = '\0';
	}
}

START_TEST(a_step_waits_for_enter_until_the_input_ends)
{
	char text[4096] = "";
	int terminal;
	int status;
	pid_t child = forkpty(&terminal, NULL, NULL, NULL);

	if (child == -1)
	{
		skipped(__func__, "this machine has no terminals to open");
		return;
	}
	if (child == 0)
		take_steps();
	read_until(terminal, text, sizeof(text), "[Enter]");
	ck_assert_msg(strstr(text, "first") != NULL && strstr(text, "second") == NULL,
		"%s", text);
	ck_assert_int_eq(write(terminal, "\n", 1), 1);
	read_until(terminal, text, sizeof(text), "[Enter]");
	ck_assert_msg(strstr(text, "second") != NULL && strstr(text, "third") == NULL,
		"%s", text);
	/* Ctrl-D: from here on nothing waits. */
	ck_assert_int_eq(write(terminal, "\004", 1), 1);
	read_until(terminal, text, sizeof(text), "fourth");
	ck_assert_msg(strstr(text, "third") != NULL && strstr(text, "fourth") != NULL,
		"%s", text);
	close(terminal);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
}
END_TEST

/* Every link of a text to a file of the checkout leads to one. */
START_TEST(links_lead_somewhere)
{
	t_outcome outcome = shell(
		"for text in README.md */README.md */*/README.md; do "
		"grep -oE '\\]\\([^):]+\\)' $text | sed 's/^](//; s/)$//; s/#.*//' | grep . | "
		"while read -r link; do test -e $(dirname $text)/$link || "
		"echo \"$text leads to $link\"; done; done; echo done");

	ck_assert_str_eq(outcome.output, "done\n");
	outcome_free(&outcome);
}
END_TEST

START_TEST(every_lesson_leads_to_the_words)
{
	char **lessons = lesson_names();

	for (size_t i = 0; lessons[i] != NULL; i++)
	{
		t_outcome outcome =
			shell("grep -F '](../README.md#words)' lessons/%s/README.md && "
			      "grep -F '](lessons/%s/README.md)' README.md",
				lessons[i], lessons[i]);
		ck_assert_msg(outcome_good(&outcome), "%s: %.3000s", lessons[i],
			outcome.output);
		outcome_free(&outcome);
	}
	names_free(lessons);
}
END_TEST

/* Each is a line of its own, and the words are in order. */
START_TEST(each_word_has_one_sentence)
{
	char *own = test_folder();
	t_outcome outcome = shell(
		"export LC_ALL=C; sed '1,/^## Words/d' lessons/README.md > %s/words && cd %s && "
		"test $(grep -c '^[*][*]' words) -ge 20 && "
		"! grep . words | grep -vE '^[*][*][^*]+[*][*]: [^.]+[.]$' && "
		"grep -oE '^[*][*][^*]+' words | sort -uc",
		own, own);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

START_TEST(the_commands_fit_a_terminal)
{
	t_outcome outcome = shell("make");

	ck_assert(outcome_good(&outcome));
	expect_no_wrap(outcome.output, "make");
	outcome_free(&outcome);
}
END_TEST

void newcomer_tests(void)
{
	const t_tests tests = {"newcomers", 200};

	add_tests(tests, the_report_in_the_readme_is_what_is_printed, 1);
	add_tests(tests, the_demos_do_what_the_lessons_say, 1);
	add_tests(tests, a_step_waits_for_enter_until_the_input_ends, 1);
	add_tests(tests, links_lead_somewhere, 1);
	add_tests(tests, every_lesson_leads_to_the_words, 1);
	add_tests(tests, each_word_has_one_sentence, 1);
	add_tests(tests, the_commands_fit_a_terminal, 1);
}
