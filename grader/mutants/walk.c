/*
 * The walk through the syntax tree. What a macro of a header makes is one thing, by its
 * name: its inside is not the programmer's, and is left alone.
 */

#include "walk.h"

#include "text.h"

#include <stdarg.h>
#include <stdlib.h>

static enum CXChildVisitResult keep_child(
	CXCursor cursor, CXCursor parent, CXClientData data)
{
	t_children *children = data;

	(void)parent;
	children->list =
		realloc(children->list, (children->count + 1) * sizeof(*children->list));
	if (children->list == NULL)
		abort();
	children->list[children->count++] = cursor;
	return CXChildVisit_Continue;
}

t_children children_of(CXCursor cursor)
{
	t_children children = {NULL, 0};

	clang_visitChildren(cursor, keep_child, &children);
	return children;
}

void children_free(t_children *children)
{
	free(children->list);
	*children = (t_children){0};
}

void propose(t_walk *walk, const char *kind, t_span span, const char *format, ...)
{
	char *by;
	size_t size;
	FILE *out = text_stream(&by, &size);
	va_list arguments;

	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	fclose(out);
	mutants_add(walk->mutants, kind, walk->function, span, by);
	free(by);
}

t_class class_of_type(CXType type)
{
	enum CXTypeKind kind = clang_getCanonicalType(type).kind;

	if (kind == CXType_Pointer || kind == CXType_ConstantArray ||
		kind == CXType_IncompleteArray)
		return CLASS_POINTER;
	if (kind == CXType_Enum)
		return CLASS_ENUM;
	if (kind >= CXType_Bool && kind <= CXType_UInt128)
		return CLASS_UNSIGNED;
	if (kind >= CXType_Char_S && kind <= CXType_Int128)
		return CLASS_SIGNED;
	return CLASS_OTHER;
}

t_class class_of(CXCursor expression)
{
	return class_of_type(clang_getCursorType(expression));
}

static void mutate(t_walk *walk, CXCursor cursor, CXCursor parent)
{
	switch (clang_getCursorKind(cursor))
	{
	case CXCursor_BinaryOperator:
	case CXCursor_CompoundAssignOperator:
		mutate_binary(walk, cursor);
		break;
	case CXCursor_UnaryOperator:
		mutate_unary(walk, cursor, parent);
		break;
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_DeclRefExpr:
		mutate_constant(walk, cursor);
		break;
	case CXCursor_StringLiteral:
		mutate_string(walk, cursor);
		break;
	case CXCursor_CallExpr:
		mutate_call(walk, cursor);
		break;
	case CXCursor_ConditionalOperator:
		mutate_choice(walk, cursor);
		break;
	case CXCursor_ReturnStmt:
		mutate_return(walk, cursor);
		break;
	case CXCursor_VarDecl:
		mutate_start(walk, cursor);
		break;
	default:
		mutate_conditions(walk, cursor);
		mutate_statements(walk, cursor);
		break;
	}
}

static void walk_tree(t_walk *walk, CXCursor cursor, CXCursor parent)
{
	if (source_is_macro(walk->source, cursor))
	{
		mutate_constant(walk, cursor);
		return;
	}
	mutate(walk, cursor, parent);
	t_children children = children_of(cursor);
	for (size_t i = 0; i < children.count; i++)
		walk_tree(walk, children.list[i], cursor);
	children_free(&children);
}

static void walk_declaration(t_walk *walk, CXCursor cursor)
{
	CXString name = clang_getCursorSpelling(cursor);
	int is_function = clang_getCursorKind(cursor) == CXCursor_FunctionDecl;

	walk->function = text_copy(is_function ? clang_getCString(name) : "");
	walk->returned = clang_getCursorResultType(cursor);
	walk_tree(walk, cursor, clang_getNullCursor());
	free(walk->function);
	clang_disposeString(name);
}

t_mutants mutants_find(t_source *source)
{
	t_mutants mutants = {.source = source};
	t_walk walk = {.mutants = &mutants, .source = source};
	t_children top = children_of(clang_getTranslationUnitCursor(source->unit));

	for (size_t i = 0; i < top.count; i++)
		if (clang_Location_isFromMainFile(clang_getCursorLocation(top.list[i])))
			walk_declaration(&walk, top.list[i]);
	children_free(&top);
	mutants_settle(&mutants, source);
	return mutants;
}
