/* The sentence of a contract that has some words, as it is quoted to students. */

#include "promise.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* What a line of the contract says. */
typedef struct s_said
{
	const char *code; /* before its comment, or "" */
	int code_length;
	const char *words; /* of the comment */
	int length;
} t_said;

static int without_blanks(const char *from, const char *end)
{
	while (end > from && strchr(" \t\r", end[-1]) != NULL)
		end--;
	return end > from ? (int)(end - from) : 0;
}

/* is_open: whether the line begins in a comment; it gets whether it ends in one. */
static t_said read_line(const char *line, int *is_open)
{
	const char *end = line + strcspn(line, "\n");
	const char *open = strstr(line, "/*");
	const char *close = strstr(line, "*/");
	t_said said = {line + strspn(line, " \t"), 0, "", 0};

	if (!*is_open && (open == NULL || open >= end))
	{
		said.code_length = without_blanks(said.code, end);
		return said;
	}
	if (!*is_open)
		said.code_length = without_blanks(said.code, open);
	said.words = *is_open ? line + strspn(line, " \t") : open + strlen("/*");
	*is_open = close == NULL || close >= end;
	if (*is_open && *said.words == '*')
		said.words++;
	said.words += strspn(said.words, " \t*");
	said.length = without_blanks(said.words, *is_open ? end : close);
	return said;
}

/* Without the comma or semicolon at the end of a declaration. */
static int name_length(const t_said *said)
{
	int length = said->code_length;

	return length > 0 && strchr(",;", said->code[length - 1]) != NULL ? length - 1
									  : length;
}

/* The contract as clauses, each a line of a new string: what stands between two bullets
 * or two empty lines, and a declaration with the comment beside it. */
static char *clauses_of(const char *contract)
{
	char *text;
	size_t size;
	int is_open = 0;
	int goes_on = 0;
	FILE *out = text_stream(&text, &size);

	for (; *contract != '\0'; contract += strcspn(contract, "\n") + 1)
	{
		t_said said = read_line(contract, &is_open);
		int is_bullet = text_begins(said.words, "- ") ? 2 : 0;
		if (said.code_length != 0)
			fprintf(out, "\n%.*s%s", name_length(&said), said.code,
				said.length != 0 ? ": " : "");
		else if (said.length == 0 || is_bullet)
			fputc('\n', out);
		else if (goes_on)
			fputc(' ', out);
		fprintf(out, "%.*s", said.length - is_bullet, said.words + is_bullet);
		goes_on = said.length != 0;
		if (contract[strcspn(contract, "\n")] == '\0')
			break;
	}
	fclose(out);
	return text;
}

/* Where the sentence ends that goes on here. */
static const char *sentence_end(const char *at)
{
	while (*at != '\0' && *at != '\n' &&
		!(*at == '.' && (at[1] == ' ' || at[1] == '\n' || at[1] == '\0')))
		at++;
	return *at == '.' ? at + 1 : at;
}

char *promise_sentence(const char *contract, const char *words)
{
	char *clauses = clauses_of(contract);
	const char *found = strstr(clauses, words);

	if (found == NULL)
	{
		free(clauses);
		return text_copy(words);
	}
	const char *begin = found;
	while (begin > clauses && begin[-1] != '\n' &&
		!(begin > clauses + 1 && begin[-1] == ' ' && begin[-2] == '.'))
		begin--;
	const char *end = sentence_end(found + strlen(words) - 1);
	/* What a function returns belongs to what it does. */
	if (text_begins(end, " Returns "))
		end = sentence_end(end);
	char *sentence = text_format("%.*s", (int)(end - begin), begin);
	free(clauses);
	return sentence;
}
