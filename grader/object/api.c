#include "file.h"
#include "nearest.h"
#include "object.h"
#include "text.h"
#include "tool_limits.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether a symbol is seen by others when the object is linked. */
static int is_offered(const GElf_Sym *symbol)
{
	return symbol->st_shndx != SHN_UNDEF &&
	       GELF_ST_BIND(symbol->st_info) != STB_LOCAL;
}

/* The symbol table of the object: its section's header in *header; NULL where there is
 * none. */
static Elf_Data *symbols_of(Elf *elf, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)) != NULL)
		if (gelf_getshdr(section, header) != NULL &&
			header->sh_type == SHT_SYMTAB)
			return elf_getdata(section, NULL);
	return NULL;
}

static int defines(Elf *elf, const char *name)
{
	GElf_Shdr header;
	GElf_Sym symbol;
	Elf_Data *data = symbols_of(elf, &header);

	for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++)
	{
		const char *found = elf_strptr(elf, header.sh_link, symbol.st_name);
		if (found != NULL && is_offered(&symbol) && strcmp(found, name) == 0)
			return 1;
	}
	return 0;
}

/* The function of the object that this one may be called there, or NULL. */
static const char *likely(Elf *elf, const char *wanted)
{
	const char *names[] = {NULL, NULL};
	const char *found = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;
	Elf_Data *data = symbols_of(elf, &header);

	for (int i = 1;
		data != NULL && found == NULL && gelf_getsym(data, i, &symbol) != NULL;
		i++)
	{
		names[0] = elf_strptr(elf, header.sh_link, symbol.st_name);
		if (names[0] != NULL && symbol.st_shndx != SHN_UNDEF &&
			GELF_ST_TYPE(symbol.st_info) == STT_FUNC)
			found = nearest_name(wanted, names);
	}
	return found;
}

/* The functions of the contract that are missing, as a new string, or NULL. */
static char *missing(Elf *elf, const t_lesson *lesson)
{
	char *text = NULL;
	size_t index;
	json_t *name;

	json_array_foreach(lesson->rubric.api, index, name)
	{
		if (defines(elf, json_string_value(name)))
			continue;
		const char *other = likely(elf, json_string_value(name));
		char *safe = other == NULL ? text_copy("")
					   : text_safe(other, strlen(other), 80);
		char *longer = text_format("%s%s%s%s%s%s", text == NULL ? "" : text,
			text == NULL ? "" : ", ", json_string_value(name),
			other == NULL ? "" : " (did you mean ", safe,
			other == NULL ? "" : "?)");
		free(safe);
		free(text);
		text = longer;
	}
	return text;
}

/* A name beyond the contract's that is not the object's own, or NULL: one of the C
 * library's or of the loop's could be meant. */
static const char *stray(Elf *elf, const t_lesson *lesson)
{
	GElf_Shdr header;
	GElf_Sym symbol;
	Elf_Data *data = symbols_of(elf, &header);

	for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++)
	{
		const char *found = elf_strptr(elf, header.sh_link, symbol.st_name);
		if (is_offered(&symbol) &&
			(found == NULL || !names_hold(lesson->rubric.api, found)))
			return found == NULL ? "" : found;
	}
	return NULL;
}

t_verdict check_api(const t_object *object, const t_lesson *lesson)
{
	int fd = file_open(object->path, OBJECT_LIMIT);
	Elf *elf = fd == -1 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	char *names = elf == NULL ? text_copy("all of it") : missing(elf, lesson);
	const char *other = elf == NULL ? NULL : stray(elf, lesson);
	t_verdict verdict = VERDICT_GOOD;

	if (other != NULL)
	{
		char *safe = text_safe(other, strlen(other), 80);
		verdict = (t_verdict){STATUS_REFUSED,
			text_format("%s cannot be made a name of the submission's own",
				safe)};
		free(safe);
	}
	else if (names != NULL)
		verdict = (t_verdict){STATUS_COMPILE_ERROR,
			text_format(
				"%s declares what your code does not define: %s. Was it "
				"renamed or deleted? A function that is not written "
				"yet may stay as it is in the skeleton",
				lesson->rubric.contract, names)};
	free(names);
	elf_end(elf);
	if (fd != -1)
		close(fd);
	return verdict;
}
