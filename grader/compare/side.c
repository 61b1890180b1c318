#include "side.h"

#include "demo.h"
#include "measure.h"
#include "size.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

char *side_open(t_side *side, const t_lesson *lesson, const char *name)
{
	char *wrong = NULL;
	json_t *result = grade(lesson, &side->request, &wrong);

	if (result == NULL)
		return wrong;
	char *folder = text_safe(
		side->request.submission, strlen(side->request.submission), 200);
	side->value = json_pack(
		"{s:s, s:s, s:o}", "name", name, "folder", folder, "result", result);
	free(folder);
	side->work = work_begin(side->request.build);
	if (side->work.path == NULL)
		return text_format(
			"%s cannot be written: %s", side->request.build, strerror(errno));
	/* For any row: which ones run is said anew each time. */
	char *unbuilt = grade_build(lesson, &side->request, side->work.path);
	side->is_built = unbuilt == NULL;
	json_object_set_new(side->value, "size", size_of(lesson, side->work.path));
	free(unbuilt);
	return NULL;
}

/*
 * What runs the submission and lets it write to its folder comes last, and nothing is
 * made there behind it: a link could lead elsewhere.
 */
void side_look(t_side *side, const t_lesson *lesson, const char *wanted)
{
	char *wrong = demo_build(lesson, side->request.compiler, side->work.path);
	const t_ready ready = {
		lesson, side->request.build, side->work.path, side->request.seed};

	json_object_set_new(side->value, "measured", measure(&ready, wanted));
	json_object_set_new(side->value, "demo",
		wrong == NULL ? demo_run(side->work.path)
			      : json_pack("{s:s}", "unmeasured", wrong));
	free(wrong);
}

void side_close(t_side *side)
{
	json_decref(side->value);
	if (side->work.path != NULL)
		work_end(&side->work);
}
