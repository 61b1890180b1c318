#include "experiment.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Columns of a line. */
#define WIDTH 76
#define MOST 2000

/* Prints the text in lines, broken at blanks, each behind the same number of blanks. */
static void print_wrapped(const char *text, int indent)
{
	while (*text != '\0')
	{
		size_t length = strcspn(text, "\n");
		size_t room = (size_t)(WIDTH - indent);
		if (length > room)
		{
			length = room;
			while (length > 0 && text[length] != ' ')
				length--;
		}
		if (length == 0)
			length = strcspn(text, " \n");
		printf("%*s%.*s\n", indent, "", (int)length, text);
		text += length;
		text += *text == ' ' || *text == '\n';
	}
}

static void print_format(int indent, const char *format, va_list arguments)
{
	char text[MOST];

	vsnprintf(text, sizeof(text), format, arguments);
	print_wrapped(text, indent);
}

void experiment_ask(const char *question, ...)
{
	va_list arguments;
	char guess[200];

	va_start(arguments, question);
	print_format(0, question, arguments);
	va_end(arguments);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return;
	printf("Your guess, or Enter: ");
	fflush(stdout);
	if (fgets(guess, sizeof(guess), stdin) == NULL)
		putchar('\n');
}

void experiment_saw(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_format(4, format, arguments);
	va_end(arguments);
}

void experiment_why(const char *format, ...)
{
	va_list arguments;

	putchar('\n');
	va_start(arguments, format);
	print_format(0, format, arguments);
	va_end(arguments);
	putchar('\n');
}

void experiment_claim(int holds, const char *claim)
{
	if (holds)
		return;
	fflush(stdout);
	fprintf(stderr,
		"That is not what this experiment expects here: %s.\nA kernel or a machine "
		"may do otherwise; please open an issue.\n",
		claim);
	exit(EXIT_FAILURE);
}
