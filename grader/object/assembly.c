#include "assembly.h"

#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/*
 * The text comes from the preprocessor, so comments are gone and macros unfolded; what
 * is left to know of C are literals and line markers. Line markers name the place, but
 * a source can forge them, so nothing is allowed because of where it claims to stand.
 */

/* A line marker of more is forged; behind this one there is still room to count on. */
#define LINES (1 << 30)

typedef struct s_scan
{
	const char *at;
	const char *file; /* of the last line marker, up to its closing quote */
	int line;
	int in_register; /* the declaration being read says register */
	char before; /* the last character that is no blank, before the word being read */
	/* a raw string had no end, so the text is no C: none is looked for again */
	int raw_unended;
	/* up to here, the arguments of an attribute held no odd string */
	const char *plain_end;
} t_scan;

/* A line marker: # 12 "arena.c" 2 */
static void read_marker(t_scan *scan)
{
	char *end;
	const char *at = scan->at + 1 + strspn(scan->at + 1, " \t");
	long line = strtol(at, &end, 10);

	if (line > 0 && line <= LINES && *end == ' ' && end[1] == '"')
	{
		scan->line = (int)line - 1;
		scan->file = end + 2;
	}
	scan->at += strcspn(scan->at, "\n");
}

/* Steps over a string or character literal. */
static void skip_literal(t_scan *scan)
{
	char quote = *scan->at++;

	while (*scan->at != '\0' && *scan->at != quote && *scan->at != '\n')
		scan->at += scan->at[0] == '\\' && scan->at[1] != '\0' ? 2 : 1;
	scan->at += *scan->at == quote;
}

static int is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static int is_one_of(const char *word, size_t length, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == length && strncmp(names[i], word, length) == 0)
			return 1;
	return 0;
}

static const char *const g_asm[] = {"asm", "__asm", "__asm__", NULL};

/* Attributes whose strings the compiler hands to the assembler as they are. */
static const char *const g_named[] = {"section", "__section__", "alias", "__alias__",
	"weakref", "__weakref__", "symver", "__symver__", "ifunc", "__ifunc__", "target",
	"__target__", "target_clones", "__target_clones__", NULL};

static const char *const g_frames[] = {"__builtin_frame_address",
	"__builtin_return_address", "__builtin_longjmp", "__builtin_setjmp",
	"__builtin_apply", "__builtin_apply_args", "__builtin_return",
	"__builtin_extract_return_addr", "__builtin_dwarf_cfa", "__builtin_eh_return",
	"__builtin_unwind_init", NULL};

static const char *blank(const char *at)
{
	return at + strspn(at, " \t\n");
}

/* Whether ("" "name") stands at `at`: string literals that hold letters, digits and _
 * only. */
static int is_label(const char *at)
{
	at = blank(at);
	if (*at != '(')
		return 0;
	at = blank(at + 1);
	while (*at == '"')
	{
		at++;
		while (is_word(*at))
			at++;
		if (*at != '"')
			return 0;
		at = blank(at + 1);
	}
	return *at == ')';
}

/* Whether ("name", ...) at `at` holds a string that is more than a name. What lies within
 * is not read again. */
static int has_odd_string(t_scan *scan, const char *at)
{
	at = blank(at);
	if (*at != '(' || at < scan->plain_end)
		return 0;
	for (int inside = 0; *at != '\0' && (inside || *at != ')'); at++)
	{
		if (*at == '"')
			inside = !inside;
		else if (inside && strchr("_.,=@+-", *at) == NULL &&
			 !isalnum((unsigned char)*at))
			return 1;
	}
	scan->plain_end = at;
	return 0;
}

static char *place_of(const t_scan *scan)
{
	if (scan->file == NULL)
		return text_format("line %d", scan->line);
	char *name = text_format(
		"%.*s:%d", (int)strcspn(scan->file, "\"\n"), scan->file, scan->line);
	char *safe = text_safe(name, strlen(name), 200);
	free(name);
	return safe;
}

static int begins_raw(const char *word, size_t length)
{
	return word[length] == '"' && word[length - 1] == 'R' && length <= 3;
}

/* Steps over what follows the R of a raw string, R"x(...)x", which gcc knows in C too. */
static void skip_raw(t_scan *scan)
{
	const char *delimiter = scan->at + 1;
	char *closing = text_format(")%.*s\"", (int)strcspn(delimiter, "(\n"), delimiter);
	const char *end = strstr(delimiter, closing);

	if (end == NULL)
		scan->raw_unended = 1;
	else
		scan->at = end + strlen(closing);
	free(closing);
}

/* Whether this word, with what follows it, puts something into the assembler's hands. */
static int is_assembly(t_scan *scan, const char *word, size_t length)
{
	if (is_one_of(word, length, g_asm))
		/* A label follows what it is a label of; assembly of its own follows a
		 * statement. */
		return scan->in_register || strchr(";{}", scan->before) != NULL ||
		       !is_label(word + length);
	if (is_one_of(word, length, g_named))
		return has_odd_string(scan, word + length);
	return is_one_of(word, length, g_frames);
}

/* Steps over a word, and over a raw string that begins so. Returns 1 if it is
 * assembly. */
static int read_word(t_scan *scan)
{
	const char *word = scan->at;

	while (is_word(*scan->at))
		scan->at++;
	size_t length = scan->at - word;
	if (strncmp(word, "register", length) == 0 && length == strlen("register"))
		scan->in_register = 1;
	if (begins_raw(word, length) && !scan->raw_unended)
		skip_raw(scan);
	int found = is_assembly(scan, word, length);
	scan->before = 'w';
	return found;
}

/* Steps over a character between words: these end a declaration. */
static void read_other(t_scan *scan)
{
	if (strchr(";{}", *scan->at) != NULL)
		scan->in_register = 0;
	if (strchr(" \t\r\n", *scan->at) == NULL)
		scan->before = *scan->at;
	scan->line += *scan->at++ == '\n';
}

char *assembly_in(const char *text)
{
	t_scan scan = {.at = text, .line = 1, .before = ';', .plain_end = text};

	while (*scan.at != '\0')
	{
		if (*scan.at == '#' && (scan.at == text || scan.at[-1] == '\n'))
			read_marker(&scan);
		else if (*scan.at == '"' || *scan.at == '\'')
			skip_literal(&scan);
		else if (is_word(*scan.at))
		{
			if (read_word(&scan))
				return place_of(&scan);
		}
		else
			read_other(&scan);
	}
	return NULL;
}
