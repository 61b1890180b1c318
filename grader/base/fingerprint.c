#include "fingerprint.h"

#include "file.h"
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_LIMIT (64 << 20)

void fingerprint_begin(t_fingerprint *print)
{
	SHA256Init(print);
}

void fingerprint_add(t_fingerprint *print, const void *bytes, size_t size)
{
	SHA256Update(print, bytes, size);
}

void fingerprint_add_file(t_fingerprint *print, const char *path)
{
	size_t size = 0;
	char *bytes = file_read(path, INPUT_LIMIT, &size);

	fingerprint_add(print, path, strlen(path) + 1);
	fingerprint_add(print, &size, sizeof(size));
	if (bytes != NULL)
		fingerprint_add(print, bytes, size);
	free(bytes);
}

void fingerprint_add_files(t_fingerprint *print, const char *folder, const char *ending)
{
	char **names = folder_names(folder, ending);

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		fingerprint_add_file(print, path);
		free(path);
	}
	names_free(names);
}

char *fingerprint_end(t_fingerprint *print)
{
	char *text = memory_for(SHA256_DIGEST_STRING_LENGTH, 1);

	SHA256End(print, text);
	return text;
}
