/* The operators that change a statement. */

#include "walk.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static void mutate_condition(t_walk *walk, CXCursor condition)
{
	t_span span;

	if (source_span(walk->source, condition, &span) == -1)
		return;
	char *text = source_copy(walk->source, span);
	propose(walk, "condition negated", span, "!(%s)", text);
	propose(walk, "condition constant", span, "0");
	propose(walk, "condition constant", span, "1");
	free(text);
}

/* The offsets of the two semicolons in the head of a for statement. */
static int find_semicolons(const t_walk *walk, CXCursor loop, size_t at[2])
{
	CXToken *tokens;
	unsigned count;
	int depth = 0;
	int found = 0;

	clang_tokenize(walk->source->unit, clang_getCursorExtent(loop), &tokens, &count);
	for (unsigned i = 0; i < count && found < 2; i++)
	{
		CXString text = clang_getTokenSpelling(walk->source->unit, tokens[i]);
		unsigned offset;
		clang_getFileLocation(
			clang_getTokenLocation(walk->source->unit, tokens[i]), NULL, NULL,
			NULL, &offset);
		depth += strcmp(clang_getCString(text), "(") == 0;
		depth -= strcmp(clang_getCString(text), ")") == 0;
		if (depth == 1 && strcmp(clang_getCString(text), ";") == 0)
			at[found++] = offset;
		clang_disposeString(text);
	}
	clang_disposeTokens(walk->source->unit, tokens, count);
	return found == 2 ? 0 : -1;
}

/* libclang does not say which part of a for statement a child is, and leaves out those
 * that are empty. */
static void mutate_for(t_walk *walk, CXCursor loop, const t_children *children)
{
	size_t at[2];
	t_span span;

	if (find_semicolons(walk, loop, at) == -1)
		return;
	for (size_t i = 0; i + 1 < children->count; i++)
	{
		if (source_span(walk->source, children->list[i], &span) == -1)
			continue;
		if (span.begin > at[0] && span.end <= at[1])
			mutate_condition(walk, children->list[i]);
		else if (span.begin > at[1])
			propose(walk, "statement deleted", span, "%s", "");
	}
}

void mutate_conditions(t_walk *walk, CXCursor cursor)
{
	t_children children = children_of(cursor);
	enum CXCursorKind kind = clang_getCursorKind(cursor);

	if ((kind == CXCursor_IfStmt || kind == CXCursor_WhileStmt) &&
		children.count >= 2)
		mutate_condition(walk, children.list[0]);
	else if (kind == CXCursor_DoStmt && children.count == 2)
		mutate_condition(walk, children.list[1]);
	else if (kind == CXCursor_ForStmt)
		mutate_for(walk, cursor, &children);
	children_free(&children);
}

void mutate_return(t_walk *walk, CXCursor cursor)
{
	t_class class = class_of_type(walk->returned);
	t_children children = children_of(cursor);
	t_span span;

	if (children.count == 1 && class != CLASS_OTHER &&
		source_span(walk->source, children.list[0], &span) == 0)
	{
		char *text = source_copy(walk->source, span);
		if (strcmp(text, "NULL") != 0)
			propose(walk, "returned value", span, "0");
		if (class != CLASS_POINTER)
			propose(walk, "returned value", span, "1");
		if (class == CLASS_SIGNED)
			propose(walk, "returned value", span, "-1");
		if (clang_getCursorKind(children.list[0]) != CXCursor_IntegerLiteral &&
			class != CLASS_ENUM)
			propose(walk, "returned value", span, "(%s) + 1", text);
		free(text);
	}
	children_free(&children);
}

/* What a variable begins with. */
void mutate_start(t_walk *walk, CXCursor cursor)
{
	CXCursor start = clang_Cursor_getVarDeclInitializer(cursor);
	t_class class = class_of(cursor);
	t_span span;

	if (clang_Cursor_isNull(start) || class == CLASS_OTHER ||
		clang_getCursorKind(start) == CXCursor_InitListExpr ||
		source_span(walk->source, start, &span) == -1)
		return;
	propose(walk, "first value", span, "0");
}

static int is_deletable(CXCursor statement)
{
	enum CXCursorKind kind = clang_getCursorKind(statement);

	return clang_isExpression(kind) || kind == CXCursor_IfStmt ||
	       kind == CXCursor_WhileStmt || kind == CXCursor_DoStmt ||
	       kind == CXCursor_ForStmt || kind == CXCursor_SwitchStmt ||
	       kind == CXCursor_BreakStmt || kind == CXCursor_ContinueStmt ||
	       kind == CXCursor_GotoStmt;
}

static void delete_statement(t_walk *walk, CXCursor statement)
{
	t_span span;

	if (!is_deletable(statement) || source_span(walk->source, statement, &span) == -1)
		return;
	/* What stands before a semicolon leaves it behind. */
	int has_end = walk->source->text[span.end] != ';' ||
		      walk->source->text[span.end - 1] == ';';
	propose(walk, "statement deleted", span, "%s", has_end ? ";" : "");
}

/* The statements directly below: those of a block, or what an if or a loop runs, braces
 * or not. */
void mutate_statements(t_walk *walk, CXCursor cursor)
{
	t_children children = children_of(cursor);
	size_t first = 0;
	size_t end = children.count;

	switch (clang_getCursorKind(cursor))
	{
	case CXCursor_CompoundStmt:
	case CXCursor_DefaultStmt:
		break;
	case CXCursor_IfStmt:
	case CXCursor_CaseStmt:
		first = 1;
		break;
	case CXCursor_ForStmt:
	case CXCursor_WhileStmt:
		first = end > 0 ? end - 1 : 0;
		break;
	case CXCursor_DoStmt:
		end = end > 0 ? 1 : 0;
		break;
	default:
		end = 0;
	}
	for (size_t i = first; i < end; i++)
		delete_statement(walk, children.list[i]);
	children_free(&children);
}
