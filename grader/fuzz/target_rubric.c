/* rubric.json, in a file in memory; the contracts are those of the lessons, as names
 * below lessons/. */

#define _GNU_SOURCE
#include "fuzz.h"
#include "rubric.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A rubric that is taken keeps what rubric.h says of it. */
static void expect_kept(const t_rubric *rubric)
{
	size_t index;
	json_t *name;
	int total = 0;

	json_array_foreach(rubric->files, index, name)
		if (!json_is_string(name))
			abort();
	json_array_foreach(rubric->api, index, name)
		if (!json_is_string(name))
			abort();
	for (size_t i = 0; i < rubric->count; i++)
	{
		const t_rule *rule = &rubric->rules[i];
		/* A handout tells of a hidden row no promise. */
		int promises = rule->promise_line >= 1 ||
			       (rule->judge == JUDGE_ELSEWHERE && rule->hidden);
		if (rubric_find(rubric, rule->name) != (int)i || rule->points < 0 ||
			!promises ||
			(rule->requires != NULL && !json_is_array(rule->requires)))
			abort();
		total += rule->points;
	}
	if (total != RUBRIC_TOTAL || json_array_size(rubric->files) == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	t_rubric rubric;
	int fd = memfd_create("rubric", MFD_CLOEXEC);
	char *path = text_format("/proc/self/fd/%d", fd);

	if (fd == -1 || write(fd, bytes, size) != (ssize_t)size)
		abort();
	char *wrong = rubric_read(&rubric, path, "grader/suites");
	if (wrong == NULL)
	{
		expect_kept(&rubric);
		rubric_free(&rubric);
	}
	free(wrong);
	free(path);
	close(fd);
	return 0;
}
