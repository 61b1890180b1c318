#define _GNU_SOURCE
#include "file.h"
#include "limits.h"
#include "object.h"
#include "places.h"
#include "text.h"
#include "toolbox.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * What an object may hold. Code that runs before or behind the tests (constructors,
 * indirect functions) could settle the verdict by itself, and an import beyond the
 * toolbox is either a mistake about the lesson or an attack on the grader; both are
 * told in words. Read with libelf (elfutils), as ELF has too many corners for us.
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
} t_inspection;

/* Sections that are loaded, by the beginnings of their names. */
static const char *const g_sections[] = {".text", ".data", ".rodata", ".bss", ".tdata",
	".tbss", ".eh_frame", ".note", ".llvm", NULL};

/* Of these the names that a source defines lie in: the others are the compiler's own. */
static const char *const g_sources_sections[] = {
	".text", ".data", ".rodata", ".bss", ".tdata", ".tbss", NULL};

/* Static memory that an object may have, all in all. What is far away cannot be linked,
 * either. */
#define STATIC_LIMIT ((size_t)256 << 20)

static int is_one_of(const char *const *sections, const char *name)
{
	for (size_t i = 0; sections[i] != NULL; i++)
	{
		size_t length = strlen(sections[i]);
		if (text_begins(name, sections[i]) &&
			(name[length] == '\0' || name[length] == '.' ||
				name[length] == '_'))
			return 1;
	}
	return 0;
}

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

static void check_section(t_inspection *in, const GElf_Shdr *header)
{
	const char *name = section_name(in->elf, header->sh_name);
	int is_list = header->sh_type == SHT_INIT_ARRAY ||
		      header->sh_type == SHT_FINI_ARRAY ||
		      header->sh_type == SHT_PREINIT_ARRAY;
	char *safe = safe_name(name);

	if (is_list || text_begins(name, ".init") || text_begins(name, ".fini") ||
		text_begins(name, ".ctors") || text_begins(name, ".dtors") ||
		text_begins(name, ".preinit"))
		in->reason = text_format(
			"%s holds code that runs before or after main (section %s): a constructor or a "
			"destructor is not in this lesson's toolbox",
			in->file, safe);
	else if ((header->sh_flags & SHF_ALLOC) != 0 && !is_one_of(g_sections, name))
		in->reason = text_format(
			"%s puts something into a section of its own, %s, which no answer needs",
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
				places_address(in->places, header.sh_info, use.r_offset));
			if (place.file != NULL)
				return text_format(" (%s:%d)", place.file, place.line);
		}
	}
	return text_copy("");
}

static void check_import(t_inspection *in, const char *name, size_t symbol)
{
	char *refusal = toolbox_refusal(in->toolbox, name);

	if (refusal == NULL)
		return;
	char *place = place_of_use(in, symbol);
	char *text = text_format("%s%s", refusal, place);
	in->reason = text_safe(text, strlen(text), 400);
	free(text);
	free(place);
	free(refusal);
}

/* Data among the code could be code that the disassembler does not show. */
static int is_data_in_code(t_inspection *in, const GElf_Sym *symbol)
{
	GElf_Shdr header;
	Elf_Scn *section = symbol->st_shndx < SHN_LORESERVE
				   ? elf_getscn(in->elf, symbol->st_shndx)
				   : NULL;

	return GELF_ST_TYPE(symbol->st_info) == STT_OBJECT && section != NULL &&
	       gelf_getshdr(section, &header) != NULL &&
	       (header.sh_flags & SHF_EXECINSTR) != 0;
}

/* A name in a section that the compiler keeps for itself, such as the tables for
 * unwinding the stack. */
static char *odd_section(t_inspection *in, const GElf_Sym *symbol)
{
	GElf_Shdr header;
	int type = GELF_ST_TYPE(symbol->st_info);
	Elf_Scn *section = symbol->st_shndx < SHN_LORESERVE
				   ? elf_getscn(in->elf, symbol->st_shndx)
				   : NULL;

	if (symbol->st_shndx == SHN_UNDEF || type == STT_SECTION || type == STT_FILE ||
		section == NULL || gelf_getshdr(section, &header) == NULL)
		return NULL;
	const char *name = section_name(in->elf, header.sh_name);
	return is_one_of(g_sources_sections, name) ? NULL : safe_name(name);
}

static void check_symbol(
	t_inspection *in, const char *name, const GElf_Sym *symbol, size_t index)
{
	char *safe = safe_name(name);
	char *section = odd_section(in, symbol);

	if (GELF_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC)
		in->reason = text_format(
			"%s is an indirect function (ifunc), which no answer needs",
			safe);
	else if (is_data_in_code(in, symbol))
		in->reason = text_format(
			"%s is data in a section of code, which no answer needs", safe);
	else if (section != NULL)
		in->reason = text_format(
			"%s puts %s into the section %s, which no answer needs", in->file,
			safe, section);
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
	free(section);
	free(safe);
}

static void check_symbols(t_inspection *in, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 1; in->reason == NULL && data != NULL &&
			gelf_getsym(data, i, &symbol) != NULL;
		i++)
	{
		const char *name = elf_strptr(in->elf, header->sh_link, symbol.st_name);
		if (name != NULL)
			check_symbol(in, name, &symbol, i);
	}
}

/* Whether the bytes of a system call stand in the code; they may be part of a constant,
 * too. */
static int may_call_kernel(const unsigned char *code, size_t size)
{
	for (size_t i = 0; i + 1 < size; i++)
		if ((code[i] == 0x0f && (code[i + 1] == 0x05 || code[i + 1] == 0x34)) ||
			(code[i] == 0xcd && code[i + 1] == 0x80))
			return 1;
	return 0;
}

/* Asks the disassembler, so that a constant is not taken for a system call. */
static int calls_kernel(const t_inspection *in)
{
	char *const arguments[] = {
		"objdump", "-d", "--no-show-raw-insn", (char *)in->object, NULL};
	t_command command = {
		.arguments = arguments, .folder = in->work, .handles_submission = 1};
	t_limits limits = g_compiler_limits;
	static const char *const names[] = {
		"\tsyscall", "\tsysenter", "\tint    $0x80", NULL};
	int found = 0;

	limits.output_bytes = 8 << 20;
	t_outcome outcome = run(&command, &limits);
	for (size_t i = 0; names[i] != NULL; i++)
		found |= strstr(outcome.output, names[i]) != NULL;
	outcome_free(&outcome);
	return found;
}

static void check_code(t_inspection *in, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);

	if (data != NULL && data->d_buf != NULL &&
		may_call_kernel(data->d_buf, data->d_size) && calls_kernel(in))
		in->reason = text_format(
			"%s holds the instruction of a system call: the kernel is asked by the functions "
			"of the C library",
			in->file);
}

static void check_all(t_inspection *in)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while (in->reason == NULL && (section = elf_nextscn(in->elf, section)) != NULL)
	{
		if (gelf_getshdr(section, &header) == NULL)
			continue;
		check_section(in, &header);
		if (in->reason == NULL && header.sh_type == SHT_SYMTAB)
			check_symbols(in, section, &header);
		if (in->reason == NULL && (header.sh_flags & SHF_EXECINSTR) != 0)
			check_code(in, section);
	}
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
	return in->reason == NULL ? VERDICT_GOOD
				  : (t_verdict){STATUS_REFUSED, in->reason};
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
