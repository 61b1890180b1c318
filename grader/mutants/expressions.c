/* The operators that change an expression. */

#include "walk.h"

#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/*
 * What stands in place of an operator. For relations these are the three of Kaminski,
 * Ammann and Offutt ("Better predicate testing", AST 2011), which subsume all others; the
 * third of them is a constant, see CONSTANT.
 */
static const struct s_swap
{
	const char *from;
	const char *kind;
	const char *to[2];
	const char *constant; /* or, for relations, the value that stands for the whole */
} g_swaps[] = {
	{"<", "relation", {"<=", "!="}, "0"},
	{">", "relation", {">=", "!="}, "0"},
	{"<=", "relation", {"<", "=="}, "1"},
	{">=", "relation", {">", "=="}, "1"},
	{"==", "relation", {"<=", ">="}, "0"},
	{"!=", "relation", {"<", ">"}, "1"},
	{"+", "arithmetic", {"-", "*"}, NULL},
	{"-", "arithmetic", {"+", "*"}, NULL},
	{"*", "arithmetic", {"/", "+"}, NULL},
	{"/", "arithmetic", {"*", "%"}, NULL},
	{"%", "arithmetic", {"/", "*"}, NULL},
	{"&&", "logic", {"||", NULL}, NULL},
	{"||", "logic", {"&&", NULL}, NULL},
	{"&", "bits", {"|", "^"}, NULL},
	{"|", "bits", {"&", "^"}, NULL},
	{"^", "bits", {"&", "|"}, NULL},
	{"<<", "bits", {">>", NULL}, NULL},
	{">>", "bits", {"<<", NULL}, NULL},
	{"+=", "arithmetic", {"-=", "="}, NULL},
	{"-=", "arithmetic", {"+=", "="}, NULL},
	{"*=", "arithmetic", {"/=", "="}, NULL},
	{"/=", "arithmetic", {"*=", "="}, NULL},
	{"%=", "arithmetic", {"/=", "="}, NULL},
	{"|=", "bits", {"&=", "="}, NULL},
	{"&=", "bits", {"|=", "="}, NULL},
	{"^=", "bits", {"|=", "="}, NULL},
	{"<<=", "bits", {">>=", "="}, NULL},
	{">>=", "bits", {"<<=", "="}, NULL},
};

typedef struct s_binary
{
	t_span whole;
	t_span left;
	t_span right;
	t_span sign; /* the operator itself */
	CXCursor left_cursor;
	CXCursor right_cursor;
} t_binary;

/* Skips white space and comments, of which both forms end before `end`. */
static size_t skip_blank(const char *text, size_t at, size_t end)
{
	while (at < end)
	{
		if (isspace((unsigned char)text[at]))
			at++;
		else if (strncmp(text + at, "/*", 2) == 0)
			at = strstr(text + at, "*/") + 2 - text;
		else if (strncmp(text + at, "//", 2) == 0)
			at += strcspn(text + at, "\n");
		else
			break;
	}
	return at;
}

/* Returns 0, or -1 where the expression does not stand in the file piece by piece. */
static int take_apart(const t_walk *walk, CXCursor cursor, t_binary *binary)
{
	t_children children = children_of(cursor);
	int status = -1;

	if (children.count == 2 &&
		source_span(walk->source, cursor, &binary->whole) == 0 &&
		source_span(walk->source, children.list[0], &binary->left) == 0 &&
		source_span(walk->source, children.list[1], &binary->right) == 0 &&
		binary->left.end < binary->right.begin)
	{
		const char *text = walk->source->text;
		size_t begin = skip_blank(text, binary->left.end, binary->right.begin);
		binary->sign =
			(t_span){begin, begin + strspn(text + begin, "<>=!+-*/%&|^")};
		/* "a - -b" and "a = *b": the operand's own sign stands apart, or belongs
		 * to it. */
		if (binary->sign.end > binary->right.begin)
			binary->sign.end = binary->right.begin;
		binary->left_cursor = children.list[0];
		binary->right_cursor = children.list[1];
		status = 0;
	}
	children_free(&children);
	return status;
}

static const struct s_swap *find_swap(const char *sign)
{
	for (size_t i = 0; i < sizeof(g_swaps) / sizeof(*g_swaps); i++)
		if (strcmp(g_swaps[i].from, sign) == 0)
			return &g_swaps[i];
	return NULL;
}

static int is_zero(CXCursor cursor)
{
	CXEvalResult value = clang_Cursor_Evaluate(cursor);
	int zero = value != NULL && clang_EvalResult_getKind(value) == CXEval_Int &&
		   clang_EvalResult_getAsLongLong(value) == 0;

	if (value != NULL)
		clang_EvalResult_dispose(value);
	return zero;
}

/* The class of the operands before they are converted to a common type. */
static t_class class_of_operand(CXCursor cursor)
{
	t_class class = class_of(cursor);

	if (class != CLASS_SIGNED && class != CLASS_UNSIGNED)
		return class;
	t_children children = children_of(cursor);
	if (children.count == 1 && clang_getCursorKind(cursor) == CXCursor_UnexposedExpr)
		class = class_of_operand(children.list[0]);
	children_free(&children);
	return class;
}

/*
 * Whether one of the operands has an order that means something here. Pointers that are
 * equal or not, the constants of an enum, and what cannot be less than 0 have none: there
 * only the opposite is tried.
 */
static int is_ordered(const t_binary *binary)
{
	t_class left = class_of_operand(binary->left_cursor);
	t_class right = class_of_operand(binary->right_cursor);

	if (left == CLASS_POINTER || right == CLASS_POINTER || left == CLASS_ENUM ||
		right == CLASS_ENUM)
		return 0;
	return !(left == CLASS_UNSIGNED && is_zero(binary->right_cursor));
}

static void mutate_relation(
	t_walk *walk, const t_binary *binary, const struct s_swap *swap)
{
	int equality = swap->from[0] == '=' || swap->from[0] == '!';

	propose(walk, swap->kind, binary->whole, "%s", swap->constant);
	if (!equality || is_ordered(binary))
		for (size_t i = 0; i < 2; i++)
			propose(walk, swap->kind, binary->sign, "%s", swap->to[i]);
	else
		propose(walk, swap->kind, binary->sign, "%s",
			swap->from[0] == '=' ? "!=" : "==");
}

/* One operand alone: a condition forgotten, or a flag dropped. */
static void drop_operands(t_walk *walk, const t_binary *binary, const char *kind)
{
	char *left = source_copy(walk->source, binary->left);
	char *right = source_copy(walk->source, binary->right);

	propose(walk, kind, binary->whole, "%s", left);
	propose(walk, kind, binary->whole, "%s", right);
	free(left);
	free(right);
}

void mutate_binary(t_walk *walk, CXCursor cursor)
{
	t_binary binary;

	if (take_apart(walk, cursor, &binary) == -1)
		return;
	char *sign = source_copy(walk->source, binary.sign);
	const struct s_swap *swap = find_swap(sign);
	free(sign);
	if (swap == NULL)
		return;
	if (swap->constant != NULL)
	{
		mutate_relation(walk, &binary, swap);
		return;
	}
	for (size_t i = 0; i < 2 && swap->to[i] != NULL; i++)
		propose(walk, swap->kind, binary.sign, "%s", swap->to[i]);
	if (strcmp(swap->kind, "logic") == 0)
		drop_operands(walk, &binary, "condition dropped");
	else if (strcmp(swap->from, "|") == 0)
		drop_operands(walk, &binary, "flag dropped");
	else if (strchr("+-*/%&^", swap->from[0]) != NULL && swap->from[1] == '\0')
		drop_operands(walk, &binary, "operand dropped");
}

/* Whether nobody looks at the value of an expression below this cursor. */
static int drops_value(CXCursor parent)
{
	enum CXCursorKind kind = clang_getCursorKind(parent);

	return kind == CXCursor_CompoundStmt || kind == CXCursor_ForStmt ||
	       kind == CXCursor_IfStmt || kind == CXCursor_WhileStmt ||
	       kind == CXCursor_DoStmt;
}

static void mutate_step(t_walk *walk, t_span whole, t_span operand, int is_value)
{
	char *inner = source_copy(walk->source, operand);
	int prefix = operand.begin > whole.begin;
	char sign = walk->source->text[prefix ? whole.begin : operand.end];
	char other = sign == '+' ? '-' : '+';

	propose(walk, "step", whole, prefix ? "%2$c%2$c%1$s" : "%1$s%2$c%2$c", inner,
		other);
	if (is_value)
	{
		propose(walk, "step", whole, prefix ? "%1$s%2$c%2$c" : "%2$c%2$c%1$s",
			inner, sign);
		propose(walk, "step", whole, "%s", inner);
	}
	free(inner);
}

void mutate_unary(t_walk *walk, CXCursor cursor, CXCursor parent)
{
	t_children children = children_of(cursor);
	t_span whole;
	t_span operand;

	if (children.count == 1 && source_span(walk->source, cursor, &whole) == 0 &&
		source_span(walk->source, children.list[0], &operand) == 0 &&
		(operand.begin > whole.begin || operand.end < whole.end))
	{
		const char *sign =
			walk->source->text +
			(operand.begin > whole.begin ? whole.begin : operand.end);
		if (strncmp(sign, "++", 2) == 0 || strncmp(sign, "--", 2) == 0)
			mutate_step(walk, whole, operand, !drops_value(parent));
		else if (strchr("!-~", *sign) != NULL)
			propose(walk, "sign dropped",
				(t_span){whole.begin, operand.begin}, "%s", "");
	}
	children_free(&children);
}

/* The value of a whole number. Returns 0, or -1 for what is none. */
static int value_of(CXCursor cursor, long long *value)
{
	CXCursor named = clang_getCursorReferenced(cursor);
	int status = -1;

	if (clang_getCursorKind(cursor) == CXCursor_DeclRefExpr)
	{
		if (clang_getCursorKind(named) != CXCursor_EnumConstantDecl)
			return -1;
		*value = clang_getEnumConstantDeclValue(named);
		return 0;
	}
	CXEvalResult result = clang_Cursor_Evaluate(cursor);
	if (result != NULL && clang_EvalResult_getKind(result) == CXEval_Int)
	{
		*value = clang_EvalResult_getAsLongLong(result);
		status = 0;
	}
	if (result != NULL)
		clang_EvalResult_dispose(result);
	return status;
}

void mutate_constant(t_walk *walk, CXCursor cursor)
{
	t_class class = class_of(cursor);
	long long value;
	t_span span;

	if (class == CLASS_POINTER || class == CLASS_OTHER ||
		value_of(cursor, &value) == -1 ||
		source_span(walk->source, cursor, &span) == -1)
		return;
	char *text = source_copy(walk->source, span);
	if (value != 0)
		propose(walk, "constant", span, "0");
	if (value == 0)
		propose(walk, "constant", span, "1");
	else
		propose(walk, "constant", span, "(%s + 1)", text);
	if (value == 0)
		propose(walk, "constant", span, "(-1)");
	else if (value != 1)
		propose(walk, "constant", span, "(%s - 1)", text);
	free(text);
}

void mutate_string(t_walk *walk, CXCursor cursor)
{
	t_span span;

	if (source_span(walk->source, cursor, &span) == 0)
		propose(walk, "constant", span, "\"\"");
}

/* Whether a programmer could take one for the other, and the compiler would not mind. */
static int are_alike(CXCursor a, CXCursor b)
{
	t_class left = class_of(a);
	t_class right = class_of(b);

	if (left == CLASS_OTHER || right == CLASS_OTHER)
		return 0;
	return (left == CLASS_POINTER) == (right == CLASS_POINTER);
}

void mutate_call(t_walk *walk, CXCursor cursor)
{
	int count = clang_Cursor_getNumArguments(cursor);

	for (int i = 0; i + 1 < count; i++)
	{
		CXCursor first = clang_Cursor_getArgument(cursor, i);
		CXCursor second = clang_Cursor_getArgument(cursor, i + 1);
		t_span a;
		t_span b;
		if (!are_alike(first, second) ||
			source_span(walk->source, first, &a) == -1 ||
			source_span(walk->source, second, &b) == -1 || a.end >= b.begin)
			continue;
		char *left = source_copy(walk->source, a);
		char *right = source_copy(walk->source, b);
		propose(walk, "arguments swapped", (t_span){a.begin, b.end}, "%s, %s",
			right, left);
		free(left);
		free(right);
	}
}

/* `c ? a : b` */
void mutate_choice(t_walk *walk, CXCursor cursor)
{
	t_children children = children_of(cursor);
	t_span whole;
	t_span part;

	for (size_t i = 0; children.count == 3 && i < 3; i++)
	{
		if (source_span(walk->source, cursor, &whole) == -1 ||
			source_span(walk->source, children.list[i], &part) == -1)
			continue;
		char *text = source_copy(walk->source, part);
		if (i == 0)
			propose(walk, "condition negated", part, "!(%s)", text);
		else
			propose(walk, "condition dropped", whole, "%s", text);
		free(text);
	}
	children_free(&children);
}
