#include "run_folder.h"

#include "text.h"

#include <stdlib.h>

char *run_result_path(const char *run, const char *key, const char *lesson)
{
	return text_format("%s/results/%s/%s.json", run, key, lesson);
}

char *run_job_path(const char *run, const char *key, const char *lesson)
{
	return text_format("%s/submissions/%s/%s.json", run, key, lesson);
}

char *run_submission_path(const char *run, const char *key, const char *lesson)
{
	return text_format("%s/submissions/%s/%s", run, key, lesson);
}

json_t *run_result(const char *run, const char *key, const char *lesson)
{
	char *path = run_result_path(run, key, lesson);
	json_t *result = json_load_file(path, 0, NULL);

	free(path);
	if (json_is_array(json_object_get(result, "rows")))
		return result;
	json_decref(result);
	return NULL;
}

json_t *run_class(const char *run)
{
	char *path = text_format("%s/" CLASS_FILE, run);
	json_t *class = json_load_file(path, 0, NULL);

	free(path);
	if (json_is_array(json_object_get(class, "students")) &&
		json_is_array(json_object_get(class, "lessons")))
		return class;
	json_decref(class);
	return NULL;
}
