#include "side.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

json_t *side_make(const t_lesson *lesson, const t_request *request, const char *name, char **wrong)
{
	json_t *result = grade(lesson, request, wrong);

	if (result == NULL)
		return NULL;
	char *folder = text_safe(request->submission, strlen(request->submission), 200);
	json_t *side = json_pack("{s:s, s:s, s:o}", "name", name, "folder", folder, "result", result);
	free(folder);
	return side;
}
