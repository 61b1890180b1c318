#include "object.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

char *object_name(const char *file)
{
	return text_format("%.*s.o", (int)(strlen(file) - strlen(".c")), file);
}

/* Whose fault it is that nothing came out of the compiler: the submission's, unless
 * nothing ever does. */
static t_verdict blame(t_verdict verdict, const t_lesson *lesson,
	const t_compiler *compiler, const char *work)
{
	t_verdict broken = compiler_try(compiler, work, lesson->rubric.contract);

	if (broken.status == STATUS_GRADED)
		return verdict;
	free(verdict.reason);
	return broken;
}

static t_verdict make_one(t_object *object, const t_lesson *lesson,
	const t_compiler *compiler, const char *work, const char *source_folder,
	const char *file)
{
	t_verdict verdict = preprocess(object, compiler, work, file);

	if (verdict.status == STATUS_GRADED)
		verdict = compile(object, compiler, work, file, source_folder);
	if (verdict.status == STATUS_COMPILE_ERROR)
		verdict = blame(verdict, lesson, compiler, work);
	if (verdict.status == STATUS_GRADED)
		verdict = inspect(lesson, work, file);
	return verdict;
}

t_verdict object_make(t_object *object, const t_lesson *lesson,
	const t_compiler *compiler, const char *work, const char *source_folder)
{
	t_verdict verdict = compiler_find(compiler);
	size_t index;
	json_t *file;

	*object = (t_object){.warnings = text_copy("")};
	json_array_foreach(lesson->rubric.files, index, file)
	{
		if (verdict.status == STATUS_GRADED)
			verdict = make_one(object, lesson, compiler, work, source_folder,
				json_string_value(file));
	}
	if (verdict.status == STATUS_GRADED)
		verdict = localise(object, lesson, work);
	if (verdict.status == STATUS_GRADED)
		verdict = check_api(object, lesson);
	return verdict;
}

void object_free(t_object *object)
{
	free(object->path);
	free(object->warnings);
	free(object->compiler);
	*object = (t_object){0};
}
