/* The fields of the contract's struct, as lesson_fields has them. */

#include "kit.h"
#include "text.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

static uint64_t value_of(const t_subject *s, const t_field *field)
{
	const char *at = (const char *)&s->arena + field->at;
	unsigned number;
	uint64_t word;

	memcpy(&number, at, sizeof(number));
	if (field->kind == FIELD_ENUM)
		return number;
	memcpy(&word, at, sizeof(word));
	return word;
}

const char *pointer_words(const void *pointer)
{
	static char words[32];

	if (pointer == NULL)
		return "NULL";
	if (pointer == MAP_FAILED)
		return "MAP_FAILED";
	snprintf(words, sizeof(words), "%p", pointer);
	return words;
}

static const char *value_words(const t_subject *s, const t_field *field)
{
	uint64_t value = value_of(s, field);

	if (field->kind == FIELD_POINTER || field->kind == FIELD_OWN_POINTER)
		return pointer_words((const void *)(uintptr_t)value);
	return size_words(value);
}

/* "base is NULL, offset 0, capacity 64", as a new string. */
static char *fields_words(const t_subject *s)
{
	char *words;
	size_t size;
	FILE *out = text_stream(&words, &size);

	for (const t_field *field = lesson_fields; field->name != NULL; field++)
		fprintf(out, field == lesson_fields ? "%s is %s" : ", %s %s", field->name,
			value_words(s, field));
	fclose(out);
	return words;
}

static int is_own(const t_field *field)
{
	return field->kind >= FIELD_OWN_POINTER;
}

/* Whether the field still holds what stood there before init. */
static int is_unwritten(const t_subject *s, const t_field *field)
{
	t_subject fresh;

	memset(&fresh, RUBBISH, sizeof(fresh));
	return value_of(s, field) == value_of(&fresh, field);
}

/* Fails the row if a field was not written that should have been. */
static void expect_written(const t_subject *s, const char *first_words)
{
	const t_field *missing = NULL;
	int written = 0;

	for (const t_field *field = lesson_fields; field->name != NULL; field++)
	{
		if (!is_unwritten(s, field))
			written++;
		else if (missing == NULL && !is_own(field))
			missing = field;
	}
	if (missing == NULL)
		return;
	if (written == 0)
		got("%sno field was written: each still holds what the struct held before",
			first_words);
	got("%s%s was not written: it still holds what the struct held before",
		first_words, missing->name);
}

/* The kernel maps whole pages, and an arena may end behind what mmap was asked for: then
 * memcheck takes the rest of the last page for mapped, too. */
static void open_last_page(const t_subject *s)
{
	t_address end = base_of(s) + s->arena.capacity;
	t_mapping mapping;

	if (!ledger_holder(base_of(s), 1, &mapping))
		return;
	t_address asked = mapping.start + mapping.length;
	if (end > asked && ledger_holder(base_of(s), s->arena.capacity, &mapping))
		CALL(STEP_DEFINED, asked, end - asked);
}

/* What mmap nearly always means by its errno, if it was mmap's. */
static const char *meaning(int error)
{
	if (!ledger_is_seen() || ledger_error(CALL_MMAP) != error)
		return "";
	if (error == EBADF)
		return ": mmap was asked for a file that is not open. Is MAP_ANONYMOUS missing?";
	if (error == ENODEV || error == EACCES)
		return ": mmap was asked for a file that cannot be mapped. Is MAP_ANONYMOUS missing?";
	if (error == EINVAL)
		return ": mmap needs a length above 0, and MAP_PRIVATE or MAP_SHARED among its flags";
	return "";
}

void expect_made(const t_subject *s, int status)
{
	expected(ARENA "_init makes " AN_ARENA ": it returns 0, and base is not NULL");
	promise(PROMISE_MADE);
	if (status != 0)
		got("it returned %d, and errno is %s%s", status, errno_name(s->error),
			meaning(s->error));
	if (s->arena.base == MAP_FAILED)
		got("it returned 0, but base is MAP_FAILED: mmap failed, and its errno was %s",
			ledger_is_seen() ? errno_name(ledger_error(CALL_MMAP))
					 : "not seen");
	expect_written(s, "it returned 0, but ");
	if (s->arena.base == NULL)
		got("it returned 0, but base is NULL: the fields are not filled in");
	if (row_is_watched())
		open_last_page(s);
}

void expect_dead(const t_subject *s, const char *after, const char *promised)
{
	uint64_t any = 0;

	for (const t_field *field = lesson_fields; field->name != NULL; field++)
		any |= value_of(s, field);
	if (any == 0)
		return;
	expected("after %s every field is zero", after);
	promise(promised);
	expect_written(s, "");
	got("%s", fields_words(s));
}

void expect_same_fields(const t_subject *s, const t_subject *before, const char *after)
{
	for (const t_field *field = lesson_fields; field->name != NULL; field++)
	{
		if (is_own(field) || value_of(s, field) == value_of(before, field))
			continue;
		expected("after %s the " ARENA " is as it was: %s is %s", after,
			field->name, value_words(before, field));
		got("%s is %s", field->name, value_words(s, field));
	}
}
