/*
 * Objects: ELF and DWARF, which a source can write with the assembler's directives. The
 * tables are read by libelf and libdw (elfutils).
 */

#define _GNU_SOURCE
#include "file.h"
#include "fuzz.h"
#include "object.h"
#include "places.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static t_lesson g_lesson;
static char g_folder[] = "/tmp/fuzz-object-XXXXXX";

static void remove_folder(void)
{
	folder_remove(g_folder);
}

static void begin(void)
{
	if (g_lesson.name != NULL)
		return;
	char *wrong = lesson_open(&g_lesson, "09a");
	if (wrong != NULL || mkdtemp(g_folder) == NULL)
	{
		fprintf(stderr, "%s: %s\n", g_folder, wrong);
		exit(EXIT_FAILURE);
	}
	atexit(remove_folder);
}

static void free_verdict(t_verdict *verdict)
{
	fuzz_expect_safe(verdict->reason);
	free(verdict->reason);
}

/* A place in the code, and one in each of its first sections. */
static void find_places(const char *path)
{
	t_places *places = places_open(path);

	for (unsigned i = 0; places != NULL && i < 8; i++)
		places_find(places, places_address(places, i, 4), g_lesson.rubric.files);
	places_close(places);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	begin();
	char *path = text_format("%s/arena.o", g_folder);
	file_clear(g_folder, "arena.o");
	if (file_put(path, (const char *)bytes, size) == -1)
		abort();
	t_verdict verdict = inspect(&g_lesson, g_folder, "arena.c");
	t_object object = {.path = path};
	if (verdict.status == STATUS_GRADED)
	{
		find_places(path);
		verdict = check_api(&object, &g_lesson);
	}
	free_verdict(&verdict);
	free(path);
	return 0;
}
