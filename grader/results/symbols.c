#define _GNU_SOURCE
#include "symbols.h"

#include "text.h"

#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "/usr/lib/debug/.build-id"

/* The path that the note's build-id leads to, a new string, or NULL: it is another
 * note. */
static char *path_of(const ElfW(Nhdr) * note)
{
	const unsigned char *id =
		(const unsigned char *)(note + 1) + ((note->n_namesz + 3) & ~3u);
	char *text;
	size_t size;

	if (note->n_type != NT_GNU_BUILD_ID || note->n_descsz < 2)
		return NULL;
	FILE *out = text_stream(&text, &size);
	fprintf(out, FOLDER "/%02x/", id[0]);
	for (size_t i = 1; i < note->n_descsz; i++)
		fprintf(out, "%02x", id[i]);
	fputs(".debug", out);
	fclose(out);
	return text;
}

static int look_at(struct dl_phdr_info *info, size_t size, void *path)
{
	(void)size;
	if (strstr(info->dlpi_name, "/libc.so") == NULL)
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++)
	{
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t at = info->dlpi_addr + header->p_vaddr;
		if (header->p_type == PT_NOTE && header->p_memsz > sizeof(ElfW(Nhdr)))
			*(char **)path = path_of((const ElfW(Nhdr) *)at);
		if (*(char **)path != NULL)
			return 1;
	}
	return 1;
}

const char *libc_symbols(void)
{
	static char *path;
	static int asked;

	if (!asked)
		dl_iterate_phdr(look_at, &path);
	asked = 1;
	return path != NULL && access(path, R_OK) == 0 ? path : NULL;
}
