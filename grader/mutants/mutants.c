#include "mutants.h"

#include "text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 300
#define SAMPLED 10

/* What both texts have in common at their ends is no part of the change. */
static void shrink(const t_source *source, t_span *span, const char **by, size_t *size)
{
	const char *text = source->text;

	while (*size > 0 && span->begin < span->end && text[span->begin] == **by)
	{
		span->begin++;
		(*by)++;
		(*size)--;
	}
	while (*size > 0 && span->begin < span->end &&
		text[span->end - 1] == (*by)[*size - 1])
	{
		span->end--;
		(*size)--;
	}
}

static int is_there(const t_mutants *mutants, t_span span, const char *by, size_t size)
{
	for (size_t i = 0; i < mutants->count; i++)
	{
		const t_mutant *mutant = &mutants->list[i];
		if (mutant->span.begin == span.begin && mutant->span.end == span.end &&
			strlen(mutant->by) == size && memcmp(mutant->by, by, size) == 0)
			return 1;
	}
	return 0;
}

/* The span widened to whole lines. */
static t_span lines_of(const t_source *source, t_span span)
{
	while (span.begin > 0 && source->text[span.begin - 1] != '\n')
		span.begin--;
	while (span.end < source->size && source->text[span.end] != '\n')
		span.end++;
	return span;
}

/* A new string in which each run of white space is one blank, and none stands at the
 * ends. */
static char *squeezed(char *text)
{
	char *copy = memory_for(strlen(text) + 1, 1);
	size_t size = 0;

	for (const char *at = text; *at != '\0' && size < SHOWN; at++)
	{
		if (!isspace((unsigned char)*at))
			copy[size++] = *at;
		else if (size > 0 && copy[size - 1] != ' ')
			copy[size++] = ' ';
	}
	while (size > 0 && copy[size - 1] == ' ')
		copy[--size] = '\0';
	free(text);
	return copy;
}

static char *replaced(const t_source *source, t_span whole, t_span span, const char *by)
{
	return text_format("%.*s%s%.*s", (int)(span.begin - whole.begin),
		source->text + whole.begin, by, (int)(whole.end - span.end),
		source->text + span.end);
}

static unsigned line_of(const t_source *source, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += source->text[i] == '\n';
	return line;
}

void mutants_add(t_mutants *mutants, const char *kind, const char *function, t_span span,
	const char *by)
{
	const t_source *source = mutants->source;
	size_t size = strlen(by);
	t_span lines = lines_of(source, span);

	shrink(source, &span, &by, &size);
	if ((size == 0 && span.begin == span.end) || is_there(mutants, span, by, size))
		return;
	char *own = text_format("%.*s", (int)size, by);
	mutants->list =
		realloc(mutants->list, (mutants->count + 1) * sizeof(*mutants->list));
	if (mutants->list == NULL)
		abort();
	mutants->list[mutants->count++] = (t_mutant){
		.kind = kind,
		.function = text_copy(function),
		.before = squeezed(source_copy(source, lines)),
		.after = squeezed(replaced(source, lines, span, own)),
		.line = line_of(source, span.begin),
		.span = span,
		.by = own,
	};
}

char *mutant_text(const t_mutants *mutants, const t_mutant *mutant)
{
	t_span whole = {0, mutants->source->size};

	return replaced(mutants->source, whole, mutant->span, mutant->by);
}

static void mutant_free(t_mutant *mutant)
{
	free(mutant->function);
	free(mutant->before);
	free(mutant->after);
	free(mutant->by);
}

static int reads_like(const t_mutant *a, const t_mutant *b)
{
	return strcmp(a->function, b->function) == 0 &&
	       strcmp(a->before, b->before) == 0 && strcmp(a->after, b->after) == 0;
}

void mutants_settle(t_mutants *mutants, t_source *source)
{
	size_t kept = 0;

	for (size_t i = 0; i < mutants->count; i++)
	{
		t_mutant mutant = mutants->list[i];
		char *text = mutant_text(mutants, &mutant);
		int good = source_accepts(source, text);
		free(text);
		if (!good)
		{
			mutant_free(&mutant);
			continue;
		}
		mutant.nth = 1;
		for (size_t before = 0; before < kept; before++)
			mutant.nth += reads_like(&mutants->list[before], &mutant);
		mutants->list[kept++] = mutant;
	}
	mutants->count = kept;
}

/* FNV-1a (Fowler, Noll and Vo): the same on every machine, which is all that is asked of
 * it. */
static uint64_t add_to_hash(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	while (*text++ != '\0');
	return hash;
}

int mutant_is_sampled(const t_mutant *mutant)
{
	uint64_t hash = add_to_hash(0xcbf29ce484222325u, mutant->function);

	hash = add_to_hash(add_to_hash(hash, mutant->before), mutant->after);
	return (hash >> 32) % SAMPLED == 0;
}

void mutants_free(t_mutants *mutants)
{
	for (size_t i = 0; i < mutants->count; i++)
		mutant_free(&mutants->list[i]);
	free(mutants->list);
	*mutants = (t_mutants){0};
}
