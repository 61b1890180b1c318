#define _GNU_SOURCE
#include "file.h"
#include "object.h"
#include "places.h"
#include "text.h"
#include "tool_limits.h"
#include "toolbox.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * What an object may hold. An import beyond the toolbox is a mistake about the lesson,
 * and code that runs before main one about the language; both are told in words. What the
 * code does otherwise is seen when it runs, in a process of its own. Read with libelf
 * (elfutils), as ELF has too many corners for us.
 */

typedef struct s_inspection
{
	const t_lesson *lesson;
	json_t *toolbox;
	const char *work;
	const char *object; /* its name there */
	const char *path;
	const char *file; /* the source's name */
	Elf *elf;
	t_places *places;
	size_t memory; /* of the sections so far */
	char *reason; /* of the refusal, once there is one */
	int is_typo; /* and it is none, but a name that there is not */
} t_inspection;

/* Static memory that an object may have, all in all. What is far away cannot be linked,
 * either. */
#define STATIC_LIMIT ((size_t)256 << 20)
/* Names that it may have: the reference solutions have less than 200. */
#define MOST_SYMBOLS 20000

/* What some C libraries do not name: x86-64's tables to unwind, and LLVM's list of
 * symbols whose address counts. */
#ifndef SHT_X86_64_UNWIND
#define SHT_X86_64_UNWIND 0x70000001
#endif
#ifndef SHT_LLVM_ADDRSIG
#define SHT_LLVM_ADDRSIG 0x6fff4c03
#endif

static const char *section_name(Elf *elf, size_t offset)
{
	size_t strings;
	const char *name = elf_getshdrstrndx(elf, &strings) == -1
				   ? NULL
				   : elf_strptr(elf, strings, offset);

	return name == NULL ? "" : name;
}

static char *safe_name(const char *name)
{
	return text_safe(name, strlen(name), 80);
}

static void count_memory(t_inspection *in, size_t size)
{
	in->memory += size < STATIC_LIMIT ? size : STATIC_LIMIT + 1;
	if (in->reason == NULL && in->memory > STATIC_LIMIT)
		in->reason = text_format(
			"%s has more than %zu MiB of static memory, which no answer needs",
			in->file, STATIC_LIMIT >> 20);
}

static int runs_around_main(const char *name, const GElf_Shdr *header)
{
	return header->sh_type == SHT_INIT_ARRAY || header->sh_type == SHT_FINI_ARRAY ||
	       header->sh_type == SHT_PREINIT_ARRAY || text_begins(name, ".init") ||
	       text_begins(name, ".fini") || text_begins(name, ".ctors") ||
	       text_begins(name, ".dtors") || text_begins(name, ".preinit");
}

/* What compilers make of C by the options that they are given: nothing is compressed, so
 * that what is read of a file is no more than the file, and nothing is for tools that
 * would replace the code or start another program. */
static int is_plain(const char *name, const GElf_Shdr *header)
{
	static const unsigned kinds[] = {SHT_NULL, SHT_PROGBITS, SHT_NOBITS, SHT_RELA,
		SHT_REL, SHT_SYMTAB, SHT_STRTAB, SHT_NOTE, SHT_GROUP, SHT_X86_64_UNWIND,
		SHT_LLVM_ADDRSIG};
	int is_known = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		is_known |= header->sh_type == kinds[i];
	return is_known && (header->sh_flags & SHF_COMPRESSED) == 0 &&
	       !text_begins(name, ".zdebug") && !text_begins(name, ".gnu.lto_") &&
	       !text_begins(name, ".interp");
}

static void check_section(t_inspection *in, const GElf_Shdr *header)
{
	const char *name = section_name(in->elf, header->sh_name);
	char *safe = safe_name(name);

	if (runs_around_main(name, header))
		in->reason = text_format(
			"%s holds code that runs before or after main (section %s): a constructor or a "
			"destructor is not in this lesson's toolbox",
			in->file, safe);
	else if (!is_plain(name, header))
		in->reason = text_format(
			"%s has a section %s as no compiler makes it of an answer",
			in->file, safe);
	if ((header->sh_flags & SHF_ALLOC) != 0)
		count_memory(in, header->sh_size);
	free(safe);
}

/* The place of the first instruction that refers to the symbol, " (arena.c:14)", or
 * "". */
static char *place_of_use(t_inspection *in, size_t symbol)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while (in->places != NULL && (section = elf_nextscn(in->elf, section)) != NULL)
	{
		Elf_Data *data = elf_getdata(section, NULL);
		if (gelf_getshdr(section, &header) == NULL ||
			header.sh_type != SHT_RELA || data == NULL ||
			text_begins(section_name(in->elf, header.sh_name), ".rela.debug"))
			continue;
		GElf_Rela use;
		for (int i = 0; gelf_getrela(data, i, &use) != NULL; i++)
		{
			if (GELF_R_SYM(use.r_info) != symbol)
				continue;
			t_place place = places_find(in->places,
				places_address(in->places, header.sh_info, use.r_offset),
				in->lesson->rubric.files);
			if (place.file != NULL)
				return text_format(" (%s:%d)", place.file, place.line);
		}
	}
	return text_copy("");
}

static void check_import(t_inspection *in, const char *name, size_t symbol)
{
	char *refusal = toolbox_refusal(in->toolbox, name, &in->is_typo);

	if (refusal == NULL)
		return;
	char *place = place_of_use(in, symbol);
	char *text = text_format("%s%s", refusal, place);
	in->reason = text_safe(text, strlen(text), 400);
	free(text);
	free(place);
	free(refusal);
}

static void check_symbol(
	t_inspection *in, const char *name, const GElf_Sym *symbol, size_t index)
{
	char *safe = safe_name(name);

	if (GELF_ST_BIND(symbol->st_info) > STB_WEAK)
		in->reason =
			text_format("%s is a unique symbol, which no answer needs", safe);
	else if (GELF_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC)
		in->reason = text_format(
			"%s is an indirect function (ifunc), which no answer needs",
			safe);
	else if (symbol->st_shndx == SHN_UNDEF &&
		 GELF_ST_BIND(symbol->st_info) != STB_LOCAL &&
		 !names_hold(in->lesson->rubric.api, name))
		check_import(in, name, index);
	else if (symbol->st_shndx != SHN_UNDEF &&
		 names_hold(in->lesson->rubric.api, name) &&
		 GELF_ST_BIND(symbol->st_info) != STB_LOCAL &&
		 GELF_ST_TYPE(symbol->st_info) != STT_FUNC)
		in->reason = text_format("%s is not a function", safe);
	/* The linker makes room for these, in no section yet. */
	if (symbol->st_shndx == SHN_COMMON)
		count_memory(in, symbol->st_size);
	free(safe);
}

static void check_symbols(t_inspection *in, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	if (header->sh_size / sizeof(Elf64_Sym) > MOST_SYMBOLS)
		in->reason =
			text_format("%s has more than %d names, which no answer needs",
				in->file, MOST_SYMBOLS);
	for (int i = 1; in->reason == NULL && data != NULL &&
			gelf_getsym(data, i, &symbol) != NULL;
		i++)
	{
		const char *name = elf_strptr(in->elf, header->sh_link, symbol.st_name);
		if (name != NULL)
			check_symbol(in, name, &symbol, i);
	}
}

/* The sections first: places are looked for in none that is not plain. */
static void check_all(t_inspection *in)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while (in->reason == NULL && (section = elf_nextscn(in->elf, section)) != NULL)
		if (gelf_getshdr(section, &header) != NULL)
			check_section(in, &header);
	while (in->reason == NULL && (section = elf_nextscn(in->elf, section)) != NULL)
		if (gelf_getshdr(section, &header) != NULL &&
			header.sh_type == SHT_SYMTAB)
			check_symbols(in, section, &header);
}

static t_verdict inspect_with(t_inspection *in)
{
	int fd = file_open(in->path, OBJECT_LIMIT);

	elf_version(EV_CURRENT);
	in->elf = fd == -1 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
	in->places = places_open(in->path);
	if (in->elf != NULL && elf_kind(in->elf) == ELF_K_ELF)
		check_all(in);
	else
		in->reason = text_format(
			"%s came out of the compiler as no object that can be read",
			in->file);
	places_close(in->places);
	elf_end(in->elf);
	if (fd != -1)
		close(fd);
	if (in->reason == NULL)
		return VERDICT_GOOD;
	return (t_verdict){
		in->is_typo ? STATUS_COMPILE_ERROR : STATUS_REFUSED, in->reason};
}

t_verdict inspect(const t_lesson *lesson, const char *work, const char *file)
{
	char *own = text_format("%s/toolbox.txt", lesson->suite);
	char *object = object_name(file);
	char *path = text_format("%s/%s", work, object);
	t_inspection in = {.lesson = lesson,
		.toolbox = toolbox_read(LESSON_TOOLBOX, own),
		.work = work,
		.object = object,
		.path = path,
		.file = file};
	t_verdict verdict;

	if (in.toolbox == NULL)
		verdict = (t_verdict){
			STATUS_BROKEN, text_copy(LESSON_TOOLBOX " cannot be read")};
	else
		verdict = inspect_with(&in);
	json_decref(in.toolbox);
	free(path);
	free(object);
	free(own);
	return verdict;
}
