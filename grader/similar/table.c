/* The pairs for a spreadsheet. */

#include "csv_cell.h"
#include "write.h"

void write_table_begin(FILE *out)
{
	fputs("lesson,rank,kind,per_cent,tokens,a,a_key,a_tokens,a_same,b,b_key,b_tokens,b_same" CSV_LINE_END,
		out);
}

static void write_side(FILE *out, const t_ranking *ranking, size_t index)
{
	const t_source *source = &ranking->sources[index];
	const t_source *first = &ranking->sources[source->first];

	fputc(',', out);
	csv_cell(out, source->student->name);
	fputc(',', out);
	csv_cell(out, source->student->key);
	fprintf(out, ",%zu,%zu", first->tokens, first->same);
}

static void write_line(
	FILE *out, const t_ranking *ranking, size_t rank, const char *kind, t_pair pair)
{
	csv_cell(out, ranking->lesson.name);
	fprintf(out, ",%zu,%s,%.1f,%zu", rank, kind, pair.per_cent, pair.tokens);
	write_side(out, ranking, pair.a);
	write_side(out, ranking, pair.b);
	fputs(CSV_LINE_END, out);
}

void write_table_lesson(FILE *out, const t_ranking *ranking)
{
	size_t rank = 0;

	for (size_t i = 0; i < ranking->count; i++)
	{
		const t_source *source = &ranking->sources[i];
		if (source->why_not == NULL && source->first != i)
			write_line(out, ranking, ++rank, "same",
				(t_pair){source->first, i,
					ranking->sources[source->first].tokens, 100});
	}
	for (size_t i = 0; i < ranking->kept; i++)
		write_line(out, ranking, ++rank, "similar", ranking->pairs[i]);
}
