#include "source.h"

#include "file.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT (1 << 20)

static int has_errors(CXTranslationUnit unit)
{
	unsigned count = clang_getNumDiagnostics(unit);
	int errors = 0;

	for (unsigned i = 0; i < count; i++)
	{
		CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
		errors += clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
		clang_disposeDiagnostic(diagnostic);
	}
	return errors != 0;
}

/* The offset of a place in the file. Returns 0, or -1 where it is in another. */
static int offset_of(const t_source *source, CXSourceLocation place, size_t *offset)
{
	CXFile file;
	unsigned at;

	clang_getFileLocation(place, &file, NULL, NULL, &at);
	if (file == NULL ||
		!clang_File_isEqual(file, clang_getFile(source->unit, source->path)))
		return -1;
	*offset = at;
	return 0;
}

int source_span(const t_source *source, CXCursor cursor, t_span *span)
{
	CXSourceRange range = clang_getCursorExtent(cursor);

	if (offset_of(source, clang_getRangeStart(range), &span->begin) == -1 ||
		offset_of(source, clang_getRangeEnd(range), &span->end) == -1)
		return -1;
	return span->begin < span->end && span->end <= source->size ? 0 : -1;
}

static enum CXChildVisitResult note_macro(
	CXCursor cursor, CXCursor parent, CXClientData data)
{
	t_source *source = data;
	t_span span;

	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_MacroExpansion ||
		source_span(source, cursor, &span) == -1)
		return CXChildVisit_Continue;
	source->macros = realloc(
		source->macros, (source->macro_count + 1) * sizeof(*source->macros));
	if (source->macros == NULL)
		abort();
	source->macros[source->macro_count++] = span;
	return CXChildVisit_Continue;
}

char *source_open(t_source *source, const char *path, const char *contract)
{
	/* As the grader compiles, and what a compiler of today refuses even of old C. */
	const char *arguments[] = {"-std=gnu17", "-I", contract, "-Werror=int-conversion",
		"-Werror=incompatible-pointer-types",
		"-Werror=implicit-function-declaration"};
	/* The headers are parsed once: each mutant is the same file with another body. */
	unsigned options = CXTranslationUnit_PrecompiledPreamble |
			   CXTranslationUnit_CreatePreambleOnFirstParse |
			   CXTranslationUnit_DetailedPreprocessingRecord;

	*source = (t_source){.path = text_copy(path)};
	source->text = file_read(path, LIMIT, &source->size);
	if (source->text == NULL)
		return text_format("%s: %s", path, strerror(errno));
	source->index = clang_createIndex(0, 0);
	source->unit = clang_parseTranslationUnit(source->index, path, arguments,
		sizeof(arguments) / sizeof(*arguments), NULL, 0, options);
	if (source->unit == NULL || has_errors(source->unit))
		return text_format("%s does not compile", path);
	clang_visitChildren(
		clang_getTranslationUnitCursor(source->unit), note_macro, source);
	return NULL;
}

void source_close(t_source *source)
{
	if (source->unit != NULL)
		clang_disposeTranslationUnit(source->unit);
	if (source->index != NULL)
		clang_disposeIndex(source->index);
	free(source->macros);
	free(source->text);
	free(source->path);
	*source = (t_source){0};
}

int source_accepts(t_source *source, const char *text)
{
	struct CXUnsavedFile file = {source->path, text, strlen(text)};
	unsigned options = clang_defaultReparseOptions(source->unit);

	return clang_reparseTranslationUnit(source->unit, 1, &file, options) == 0 &&
	       !has_errors(source->unit);
}

int source_is_macro(const t_source *source, CXCursor cursor)
{
	t_span span;

	if (source_span(source, cursor, &span) == -1)
		return 0;
	for (size_t i = 0; i < source->macro_count; i++)
		if (source->macros[i].begin == span.begin &&
			source->macros[i].end == span.end)
			return 1;
	return 0;
}

char *source_copy(const t_source *source, t_span span)
{
	return text_format(
		"%.*s", (int)(span.end - span.begin), source->text + span.begin);
}
