#include "places.h"

#include "file.h"
#include "rubric.h"
#include "text.h"
#include "tool_limits.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct s_places
{
	Dwfl *session;
	Dwfl_Module *module;
};

static const Dwfl_Callbacks g_callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

t_places *places_open(const char *path)
{
	t_places *places = memory_for(1, sizeof(*places));

	int fd = file_open(path, OBJECT_LIMIT);
	places->session = fd == -1 ? NULL : dwfl_begin(&g_callbacks);
	if (places->session != NULL)
		places->module = dwfl_report_offline(places->session, path, path, fd);
	if (places->module != NULL)
	{
		dwfl_report_end(places->session, NULL, NULL);
		return places;
	}
	if (fd != -1)
		close(fd);
	places_close(places);
	return NULL;
}

void places_close(t_places *places)
{
	if (places != NULL && places->session != NULL)
		dwfl_end(places->session);
	free(places);
}

t_place places_find(t_places *places, uint64_t address, const json_t *files)
{
	t_place place = {0};
	Dwfl_Line *line = dwfl_module_getsrc(places->module, address);
	const char *path =
		line == NULL ? NULL
			     : dwfl_lineinfo(line, NULL, &place.line, NULL, NULL, NULL);
	const char *slash = path == NULL ? NULL : strrchr(path, '/');

	place.file = slash == NULL ? path : slash + 1;
	if (place.file == NULL || !names_hold(files, place.file))
		return (t_place){0};
	place.function = dwfl_module_addrname(places->module, address);
	return place;
}

uint64_t places_address(t_places *places, unsigned index, uint64_t offset)
{
	GElf_Addr bias;
	GElf_Shdr header;
	Elf *elf = dwfl_module_getelf(places->module, &bias);
	Elf_Scn *section = elf == NULL ? NULL : elf_getscn(elf, index);

	if (section == NULL || gelf_getshdr(section, &header) == NULL)
		return 0;
	return bias + header.sh_addr + offset;
}
