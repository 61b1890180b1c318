#include "file.h"
#include "limits.h"
#include "object.h"
#include "text.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/*
 * The first name that the submission shares with the harness though the contract does not
 * say so, or NULL. Localise leaves none: what this finds is of a kind that the tools do
 * not make local.
 */
static const char *shared(Elf *elf, const t_lesson *lesson)
{
	GElf_Shdr header;
	GElf_Sym symbol;
	Elf_Data *data = symbols_of(elf, &header);

	for (int i = 1; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++)
	{
		const char *name = elf_strptr(elf, header.sh_link, symbol.st_name);
		if (GELF_ST_BIND(symbol.st_info) != STB_LOCAL &&
			symbol.st_shndx != SHN_UNDEF && name != NULL &&
			!names_hold(lesson->rubric.api, name))
			return name;
	}
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
		if (found != NULL && symbol.st_shndx != SHN_UNDEF &&
			strcmp(found, name) == 0)
			return 1;
	}
	return 0;
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
		char *longer = text_format("%s%s%s", text == NULL ? "" : text,
			text == NULL ? "" : ", ", json_string_value(name));
		free(text);
		text = longer;
	}
	return text;
}

t_verdict check_api(const t_object *object, const t_lesson *lesson)
{
	int fd = file_open(object->path, OBJECT_LIMIT);
	Elf *elf = fd == -1 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	char *names = elf == NULL ? text_copy("all of it") : missing(elf, lesson);
	t_verdict verdict = VERDICT_GOOD;

	if (names != NULL)
		verdict = (t_verdict){STATUS_COMPILE_ERROR,
			text_format("not there: %s. %s declares it: was it renamed or "
				    "deleted? A function that is not "
				    "written yet may stay as it is in the skeleton",
				names, lesson->rubric.contract)};
	const char *left = elf == NULL || names != NULL ? NULL : shared(elf, lesson);
	if (left != NULL)
	{
		char *safe = text_safe(left, strlen(left), 80);
		verdict = (t_verdict){STATUS_REFUSED,
			text_format(
				"the name %s cannot be kept apart from the tests' own: declare it static",
				safe)};
		free(safe);
	}
	free(names);
	elf_end(elf);
	if (fd != -1)
		close(fd);
	return verdict;
}
