/*
 * size CONTRACT FILE...: how large a submission is, in JSON:
 *
 *	lines        that hold more than blanks and comments
 *	functions    that are defined
 *	longest      {name, lines} of the longest of them, or null
 *	branches     if, for, while, do, case, ?:, && and ||
 *
 * A program of its own, since it is shut in with the submission: a text can be made to
 * keep a parser busy for ever. It alone of make compare needs libclang.
 */

#include "source.h"
#include "text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct s_size
{
	const t_source *source;
	/* for each line of the file: whether there is more than blanks and comments */
	char *has_code;
	unsigned last; /* line */
	int lines;
	int functions;
	int branches;
	int longest;
	char *name; /* of the longest function, or NULL */
} t_size;

static unsigned line_of(CXSourceLocation place)
{
	unsigned line;

	clang_getFileLocation(place, NULL, &line, NULL, NULL);
	return line;
}

/* The `while` of a `do` counts for both. */
static int is_branch(const char *word)
{
	static const char *const words[] = {
		"if", "for", "while", "case", "?", "&&", "||"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i]) == 0)
			return 1;
	return 0;
}

/* after_hash: the word is a directive's name, as in #if. */
static void note_token(t_size *size, CXToken token, int *after_hash)
{
	if (clang_getTokenKind(token) == CXToken_Comment)
		return;
	CXSourceRange range = clang_getTokenExtent(size->source->unit, token);
	CXString spelling = clang_getTokenSpelling(size->source->unit, token);
	const char *word = clang_getCString(spelling);
	for (unsigned line = line_of(clang_getRangeStart(range));
		line <= line_of(clang_getRangeEnd(range)); line++)
		if (line <= size->last)
			size->has_code[line] = 1;
	size->branches += !*after_hash && is_branch(word);
	*after_hash = strcmp(word, "#") == 0;
	clang_disposeString(spelling);
}

static void read_tokens(t_size *size)
{
	CXTranslationUnit unit = size->source->unit;
	CXFile file = clang_getFile(unit, size->source->path);
	CXSourceRange all = clang_getRange(clang_getLocationForOffset(unit, file, 0),
		clang_getLocationForOffset(unit, file, (unsigned)size->source->size));
	CXToken *tokens;
	unsigned count;
	int after_hash = 0;

	clang_tokenize(unit, all, &tokens, &count);
	for (unsigned i = 0; i < count; i++)
		note_token(size, tokens[i], &after_hash);
	clang_disposeTokens(unit, tokens, count);
}

static int lines_between(const t_size *size, unsigned first, unsigned last)
{
	int lines = 0;

	for (unsigned line = first; line <= last && line <= size->last; line++)
		lines += size->has_code[line];
	return lines;
}

static enum CXChildVisitResult note_function(
	CXCursor cursor, CXCursor parent, CXClientData data)
{
	t_size *size = data;

	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl ||
		!clang_isCursorDefinition(cursor) ||
		!clang_Location_isFromMainFile(clang_getCursorLocation(cursor)))
		return CXChildVisit_Continue;
	CXSourceRange range = clang_getCursorExtent(cursor);
	int lines = lines_between(size, line_of(clang_getRangeStart(range)),
		line_of(clang_getRangeEnd(range)));
	size->functions++;
	if (lines <= size->longest)
		return CXChildVisit_Continue;
	CXString name = clang_getCursorSpelling(cursor);
	size->longest = lines;
	free(size->name);
	size->name = text_copy(clang_getCString(name));
	clang_disposeString(name);
	return CXChildVisit_Continue;
}

static void add_file(t_size *size, const t_source *source)
{
	size->source = source;
	size->last = 1;
	for (size_t i = 0; i < source->size; i++)
		size->last += source->text[i] == '\n';
	size->has_code = memory_for(size->last + 1, 1);
	read_tokens(size);
	size->lines += lines_between(size, 1, size->last);
	clang_visitChildren(
		clang_getTranslationUnitCursor(source->unit), note_function, size);
	free(size->has_code);
}

static void print_size(const t_size *size)
{
	json_t *value = json_pack("{s:i, s:i, s:i}", "lines", size->lines, "functions",
		size->functions, "branches", size->branches);

	json_object_set_new(value, "longest",
		size->name == NULL ? json_null()
				   : json_pack("{s:s, s:i}", "name", size->name, "lines",
					     size->longest));
	json_dumpf(value, stdout, JSON_ENSURE_ASCII);
	json_decref(value);
}

int main(int argc, char **argv)
{
	t_size size = {.source = NULL};

	if (argc < 3)
	{
		fputs("usage: size CONTRACT FILE...\n", stderr);
		return 2;
	}
	for (char **file = argv + 2; *file != NULL; file++)
	{
		t_source source;
		/* What does not compile has a size all the same. */
		free(source_open(&source, *file, argv[1]));
		if (source.unit == NULL)
			return EXIT_FAILURE;
		add_file(&size, &source);
		source_close(&source);
	}
	print_size(&size);
	free(size.name);
	return EXIT_SUCCESS;
}
