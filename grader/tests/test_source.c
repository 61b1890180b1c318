/* What comes before the subject: the toolbox, and submissions that are no answer. */

#include "all.h"
#include "breakdown.h"
#include "file.h"
#include "helpers.h"
#include "slip.h"
#include "submission.h"
#include "text.h"
#include "toolbox.h"
#include "view.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LESSON "09a"
#define STUB                                                                                            \
	"#include \"arena.h\"\nint arena_init(t_arena *a, size_t s) { (void)a; (void)s; return -1; }\n" \
	"void *arena_alloc(t_arena *a, size_t s) { (void)a; (void)s; return NULL; }\n"                  \
	"void arena_dump(const t_arena *a, FILE *f) { (void)a; (void)f; }\n"                            \
	"int arena_free(t_arena *a) { (void)a; return -1; }\n"

START_TEST(the_toolbox_tells_why)
{
	char *folder = test_folder();
	char *common = text_format("%s/common.txt", folder);
	char *own = text_format("%s/own.txt", folder);

	put(folder, "common.txt",
		"# words\nmmap munmap # here\n\nnot because of this: malloc free fork\n");
	json_t *toolbox = toolbox_read(common, own);
	int is_typo;
	char *refused = toolbox_refusal(toolbox, "fork", &is_typo);
	ck_assert_ptr_nonnull(refused);
	free(refused);
	json_decref(toolbox);
	put(folder, "own.txt", "fork\n");
	toolbox = toolbox_read(common, own);
	ck_assert_ptr_null(toolbox_refusal(toolbox, "fork", &is_typo));
	ck_assert_ptr_null(toolbox_refusal(toolbox, "munmap", &is_typo));
	char *known = toolbox_refusal(toolbox, "malloc", &is_typo);
	char *unknown = toolbox_refusal(toolbox, "munmmap", &is_typo);
	ck_assert_str_eq(
		known, "malloc is not in this lesson's toolbox: because of this");
	ck_assert_str_eq(unknown, "there is no function munmmap; did you mean munmap?");
	ck_assert_int_eq(is_typo, 1);
	free(known);
	free(unknown);
	json_decref(toolbox);
	free(common);
	free(own);
	drop_folder(folder);
}
END_TEST

/* Grades a folder in which arena.c has this text (NULL: is not there). */
static void expect_status(const char *text, const char *status, const char *words)
{
	char *folder = test_folder();

	if (text != NULL)
		put(folder, "arena.c", text);
	json_t *result = grade_folder(LESSON, folder, "gcc");
	const char *reason = json_string_value(json_object_get(result, "reason"));
	ck_assert_msg(strcmp(status_in(result), status) == 0, "%s: %s", status_in(result),
		reason);
	ck_assert_msg(words == NULL || (reason != NULL && strstr(reason, words) != NULL),
		"%s", reason);
	ck_assert_int_eq(score_in(result), 0);
	json_decref(result);
	drop_folder(folder);
	expect_nothing_left();
}

START_TEST(files_that_are_no_answer)
{
	expect_status(NULL, "missing", "arena.c is missing");
	expect_status("", "missing", "arena.c is empty");
	expect_status(" \n\n", "missing", "arena.c is empty");
	expect_status("int x = ;\n", "compile-error", "arena.c:1:9");
	expect_status("#include \"nowhere.h\"\n", "compile-error", "nowhere.h");
	expect_status("int x;\n", "compile-error",
		"does not define: arena_init, arena_alloc, arena_dump, arena_free");
}
END_TEST

/* A file out of bounds: it is refused, or it is not even there for a compiler that is
 * shut in. */
static void expect_out_of_bounds(const char *text, const char *words)
{
	char *folder = test_folder();

	put(folder, "arena.c", text);
	json_t *result = grade_folder(LESSON, folder, "gcc");
	const char *reason = json_string_value(json_object_get(result, "reason"));
	int refused = strcmp(status_in(result), "refused") == 0;
	ck_assert_msg(refused || (view_missing() == NULL &&
					 strstr(reason, "No such file") != NULL),
		"%s: %s", status_in(result), reason);
	ck_assert_msg(strstr(reason, words) != NULL, "%s", reason);
	json_decref(result);
	drop_folder(folder);
}

/*
 * What stands in a folder, by paths with their texts, and what becomes of it: points
 * where it is graded, and words of its note or reason.
 */
typedef struct s_handed_in
{
	const char *files[3][2];
	const char *status;
	const char *words;
} t_handed_in;

#define OTHER "/* another */\n" STUB
#define NO_ANSWER "int main(void) { return 0; }\n"

static const t_handed_in g_handed_in[] = {
	{{{"Arena.c", STUB}}, "graded", "Arena.c was graded as arena.c"},
	{{{"arena (1).c", STUB}}, "graded", "arena (1).c was graded as arena.c"},
	{{{"arena-2.c", STUB}}, "graded", "arena-2.c was graded as arena.c"},
	{{{"w/ARENA.C", STUB}, {"w/notes.txt", "x"}}, "graded",
		"ARENA.C was graded as arena.c"},
	{{{"arena.c.txt", STUB}}, "graded", "arena.c.txt was graded as arena.c"},
	{{{"Copy of arena.c", STUB}, {"demo.c", NO_ANSWER}}, "graded",
		"Copy of arena.c was graded"},
	{{{"arena - Copy.c", STUB}, {"arena.c.c", STUB}}, "graded",
		"was graded as arena.c"},
	{{{"Arena.c", STUB}, {"arena (1).c", OTHER}}, "refused",
		"more than one file could be it: Arena.c and arena (1).c. Hand in only one of them"},
	{{{"a/arena.c", STUB}, {"b/arena.c", OTHER}}, "refused",
		"more than once, with different contents: a/arena.c and b/arena.c"},
	{{{"a/arena.c", STUB}, {"b/arena.c", STUB}}, "graded", NULL},
	{{{"arena.c", STUB}, {"arena (1).c", OTHER}}, "graded",
		"arena.c was graded, and arena (1).c was not"},
	{{{"arena.c", STUB}, {"arena (1).c", STUB}}, "graded",
		"arena (1).c is not compiled by itself"},
	{{{"my/homework.c", STUB}, {"report.pdf", "x"}}, "graded",
		"homework.c was graded as arena.c: it is the only file with the lesson's functions"},
	{{{"09a/one.c", STUB}, {"09b/two.c", NO_ANSWER}}, "graded",
		"one.c was graded as arena.c"},
	{{{"tracer.c", NO_ANSWER}}, "missing",
		"arena.c is missing; what was handed in: tracer.c"},
	{{{"one.c", STUB}, {"two.c", NO_ANSWER}}, "graded",
		"one.c was graded as arena.c"},
	{{{"one.c", STUB}, {"two.c", OTHER}}, "refused",
		"more than one file could be it: one.c and two.c"},
	{{{"one.c", NO_ANSWER}, {"two.c", NO_ANSWER}}, "missing",
		"what was handed in: one.c and two.c"},
	{{{"work.zip", "x"}}, "missing",
		"what was handed in: work.zip. Archives among them are not opened"},
	{{{"arena.py", "x"}, {"w/r.pdf", "x"}}, "missing",
		"what was handed in: arena.py and w/r.pdf"},
	{{{"arena.c/x", ""}}, "missing", "arena.c is a folder"},
	{{{"grader/suites/x/skeleton/arena.c", STUB}, {"lessons/09a/Arena.c", OTHER}},
		"graded", "Arena.c was graded as arena.c"},
};

static void hand_in(const char *folder, const char *path, const char *text)
{
	char *whole = text_format("%s/%s", folder, path);
	char *above = text_format("%.*s", (int)(strrchr(whole, '/') - whole), whole);

	ck_assert_int_eq(folder_make(above), 0);
	put(folder, path, text);
	free(above);
	free(whole);
}

/* Not all are run, only gathered: what is there is found, or named with the reason. */
START_TEST(a_file_of_another_name_is_taken_or_named)
{
	const t_handed_in *in = &g_handed_in[_i];
	char *folder = test_folder();
	char *work = test_folder();
	json_t *notes = json_array();
	t_lesson lesson;

	ck_assert_ptr_null(lesson_open(&lesson, LESSON));
	for (size_t i = 0; i < 3 && in->files[i][0] != NULL; i++)
		hand_in(folder, in->files[i][0], in->files[i][1]);
	t_found found = submission_find(&lesson, folder);
	t_verdict verdict = submission_gather(&lesson, &found, work, notes);
	const char *note = json_string_value(json_array_get(notes, 0));
	const char *said = verdict.reason == NULL ? note : verdict.reason;
	ck_assert_msg(strcmp(status_name(verdict.status), in->status) == 0, "%s: %s, %s",
		in->files[0][0], status_name(verdict.status), said);
	ck_assert_msg(in->words == NULL ? said == NULL
					: said != NULL && strstr(said, in->words) != NULL,
		"%s: %s", in->files[0][0], said);
	found_free(&found);
	free(verdict.reason);
	json_decref(notes);
	lesson_close(&lesson);
	drop_folder(work);
	drop_folder(folder);
}
END_TEST

START_TEST(a_file_of_another_name_is_graded_with_a_note)
{
	char *folder = test_folder();

	put(folder, "Arena.c", STUB);
	json_t *result = grade_folder(LESSON, folder, "gcc");
	ck_assert_str_eq(status_in(result), "graded");
	ck_assert_str_eq(
		json_string_value(json_array_get(json_object_get(result, "notes"), 0)),
		"Arena.c was graded as arena.c: that is the name that the lesson asks for");
	json_decref(result);
	drop_folder(folder);
	expect_nothing_left();
}
END_TEST

static const char *const g_slips[] = {"Arena.c", "ARENA.C", "arena (1).c", "arena(2).c",
	"arena-12.c", "arena_1.c", "arena 1.c", "arena.c.txt", "arena.c.c",
	"Arena (1).c.txt", "arena - Copy.c", "arena - Copy (2).c", "arena copy 2.c",
	"Copy of arena.c", "arena - Kopie.c", "Kopie von arena.c", "arena (copy).c"};
static const char *const g_no_slips[] = {"arena.h", "arena1.c", "arena2(1",
	"fork_arena.c", "arena.cpp", "arena.txt", "arenas.c", ".c", "c", "", "(1).c",
	"copy.c", "-1.c", "arena.o", "1.c", "Copy of .c", ".txt", ".c.txt"};

START_TEST(slips_of_a_name)
{
	for (size_t i = 0; i < sizeof(g_slips) / sizeof(*g_slips); i++)
		ck_assert_msg(is_slip_of(g_slips[i], "arena.c"), "%s", g_slips[i]);
	for (size_t i = 0; i < sizeof(g_no_slips) / sizeof(*g_no_slips); i++)
		ck_assert_msg(!is_slip_of(g_no_slips[i], "arena.c"), "%s", g_no_slips[i]);
}
END_TEST

START_TEST(includes_that_are_refused)
{
	expect_out_of_bounds("#include \"/etc/passwd\"\n" STUB, "/etc/passwd");
	expect_out_of_bounds("#include </etc/hostname>\n" STUB, "/etc/hostname");
	expect_out_of_bounds("#include <../../etc/passwd>\n" STUB, "etc/passwd");
	expect_out_of_bounds(
		"#include \"../../solutions/09a_arena_scope_local_mmap/arena.c\"\n",
		"solutions");
	expect_out_of_bounds(
		"#define X \"/etc/passwd\"\n#include X\n" STUB, "/etc/passwd");
	expect_status("#include \"/usr/lib/os-release\"\n" STUB, "refused",
		"includes \"/usr/lib/os-release\"");
}
END_TEST

START_TEST(what_is_refused_is_not_shown)
{
	char *folder = test_folder();

	put(folder, "arena.c", "#include \"/etc/passwd\"\n");
	t_outcome outcome = shell("build/grade --submission %s 09a", folder);
	ck_assert_ptr_null(strstr(outcome.output, "root:"));
	outcome_free(&outcome);
	drop_folder(folder);
}
END_TEST

/* Grades a folder with what is that command in it, of which a script is made: it sees all
 * of the machine. */
static json_t *grade_by(const char *folder, const char *command, const char *script)
{
	char *path = text_format("%s/%s", folder, command);
	char *whole = realpath(folder, NULL);
	char *words = text_format("%s/%s", whole, command);

	put(folder, command, script);
	ck_assert_int_eq(chmod(path, 0700), 0);
	json_t *result = grade_folder(LESSON, folder, words);
	free(words);
	free(whole);
	free(path);
	return result;
}

/* A system's folder of headers that is a link: gcc names what is in it by its real path,
 * which is shorter. */
static const char *const g_linked[] = {"gcc", "clang"};

START_TEST(a_linked_folder_of_the_system_is_the_systems)
{
	char *folder = test_folder();
	char *whole = realpath(folder, NULL);
	char *script =
		text_format("#!/bin/sh\nexec %s -isystem %s/a-folder-of-headers \"$@\"\n",
			g_linked[_i], whole);
	t_outcome made = shell(
		"cd %s && mkdir a-folder-of-headers r r/linked && cd r/linked && echo > one.h && "
		"echo '#include \"../linked/one.h\"' > two.h && echo > ../apart.h && "
		"ln -s ../r/linked ../../a-folder-of-headers/linked",
		folder);

	ck_assert_msg(outcome_good(&made), "%.3000s", made.output);
	outcome_free(&made);
	put(folder, "arena.c", "#include <linked/one.h>\n#include <linked/two.h>\n" STUB);
	json_t *result = grade_by(folder, "cc", script);
	ck_assert_msg(strcmp(status_in(result), "graded") == 0, "%s",
		json_string_value(json_object_get(result, "reason")));
	json_decref(result);
	/* The search list does not lead to the file next to the link's folder. */
	put(folder, "arena.c", "#include <linked/../apart.h>\n" STUB);
	result = grade_by(folder, "cc", script);
	ck_assert_str_eq(status_in(result), "refused");
	json_decref(result);
	free(script);
	free(whole);
	drop_folder(folder);
}
END_TEST

/* clang names a header that lies beside the answer ./util.h in its line markers, and one
 * that this includes, too. */
START_TEST(a_header_beside_the_answer_is_its_own)
{
	char *folder = test_folder();

	put(folder, "arena.c", "#include \"util.h\"\n#line 1 \"./arena.c\"\n" STUB);
	put(folder, "util.h", "#include \"more.h\"\n#include \"./more.h\"\n");
	put(folder, "more.h", "#define MORE 1\n");
	json_t *result = grade_folder(LESSON, folder, g_linked[_i]);
	ck_assert_msg(strcmp(status_in(result), "graded") == 0, "%s",
		json_string_value(json_object_get(result, "reason")));
	json_decref(result);
	put(folder, "more.h", "#error mine\n");
	result = grade_folder(LESSON, folder, g_linked[_i]);
	ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(result, "reason")),
		"more.h:1:2: error: "));
	json_decref(result);
	drop_folder(folder);
}
END_TEST

START_TEST(claims_that_are_refused)
{
	expect_status(
		"#line 1 \"/etc/passwd\"\n" STUB, "refused", "claims by #line to be");
	expect_status(
		"#line 1 \"./../arena.c\"\n" STUB, "refused", "claims by #line to be");
	expect_status("#line 1 \"contract/../../rubric.json\"\n" STUB, "refused",
		"claims by #line to be");
	expect_status("#line 1 \"/proc/self/cwd/Makefile\"\n" STUB, "refused",
		"claims by #line to be");
}
END_TEST

/* The script stands for ccache: it is called with the compiler behind it. */
static const char *const g_two_words[] = {
	"env gcc", "$OWN/ccache gcc", " env  -i\tPATH=/usr/bin clang "};

START_TEST(a_compiler_of_several_words_compiles)
{
	char *own = test_folder();

	put(own, "arena.c", STUB);
	put(own, "ccache", "#!/bin/sh\nexec \"$@\"\n");
	t_outcome outcome =
		shell("OWN=$PWD/%s; chmod +x $OWN/ccache; "
		      "build/grade --compiler \"%s\" --submission $OWN " LESSON,
			own, g_two_words[_i]);
	ck_assert_msg(
		outcome_good(&outcome) && strstr(outcome.output, "Score 0/100") != NULL,
		"%.3000s", outcome.output);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

static const struct
{
	const char *compiler;
	const char *words;
} g_no_compilers[] = {
	{"no-such-cc", "the compiler \"no-such-cc\": No such file"},
	{"./no-such-cc", "/no-such-cc\": No such file"},
	{" ", "the compiler \"\": No such file"},
	{"gcc;id", "the compiler \"gcc;id\": No such file"},
	{"env no-such-cc", "the compiler \"env no-such-cc\" does not work here"},
	{"gcc -fno-such-option", "does not work here: it cannot compile arena.h itself"},
};

/* A source that no compiler would take is no reason to take the word of one that takes
 * nothing. */
START_TEST(a_compiler_that_does_not_work_grades_nothing)
{
	char *own = test_folder();

	put(own, "arena.c", "int x = ;\n");
	t_outcome outcome = shell("build/grade --compiler '%s' --submission %s " LESSON,
		g_no_compilers[_i].compiler, own);
	ck_assert_msg(outcome.end == END_EXITED && outcome.code == 2,
		"status %d: %.3000s", outcome.code, outcome.output);
	ck_assert_msg(strstr(outcome.output, g_no_compilers[_i].words) != NULL, "%.3000s",
		outcome.output);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* A compiler that says nothing as gcc does: a list of folders with no line in it, a
 * version that steers. */
START_TEST(a_strange_compiler_is_read)
{
	char *folder = test_folder();
	char *compiler = text_format("%s/cc", folder);
	char *whole = realpath(folder, NULL);
	char *command = text_format("%s/cc", whole);

	put(folder, "arena.c", STUB);
	put(folder, "cc",
		"#!/bin/sh\necho 'arena.o: /etc/passwd' >arena.c.d\n"
		"printf 'cc version \\033[2J\\n#include <...> search starts here:End of search list.'\n");
	ck_assert_int_eq(chmod(compiler, 0700), 0);
	json_t *result = grade_folder(LESSON, folder, command);
	ck_assert_str_eq(status_in(result), "refused");
	ck_assert_ptr_nonnull(strstr(
		json_string_value(json_object_get(result, "reason")), "/etc/passwd"));
	ck_assert_str_eq(json_string_value(json_object_get(
				 json_object_get(result, "compiler"), "version")),
		"cc version \\x1b[2J");
	json_decref(result);
	free(command);
	free(whole);
	free(compiler);
	drop_folder(folder);
}
END_TEST

START_TEST(calls_that_are_refused)
{
	expect_status(STUB "#include <stdlib.h>\nvoid *f(void) { return malloc(1); }\n",
		"refused",
		"malloc is not in this lesson's toolbox: memory comes from mmap (arena.c:7)");
	expect_status(STUB "#include <unistd.h>\nint f(void) { return fork(); }\n",
		"refused", "fork is not");
	expect_status(STUB
		"int f(void) __asm__(\"\" \"system\"); int g(void) { return f(); }\n",
		"refused", "system is not");
	expect_status(STUB
		"volatile int n;\n__attribute__((constructor)) void f(void) { n = 1; }\n",
		"refused", "constructor");
	expect_status(STUB
		"extern _Thread_local int strnlen; int f(void) { return strnlen; }\n",
		"refused", "it cannot be linked");
	expect_status(STUB
		"int subject_enter(); int f(void) { return subject_enter(); }\n",
		"compile-error", "there is no function subject_enter");
	expect_status(STUB "__attribute__((common)) char big[1ul << 45];\n", "refused",
		"more than 256 MiB of static memory");
}
END_TEST

START_TEST(honest_texts_are_taken)
{
	expect_status("\xef\xbb\xbf" STUB, "graded", NULL);
	expect_status("#include \"arena.h\"\r\n#define NOTHING \\\r\n\t0\r\n" STUB,
		"graded", NULL);
	/* What it does is seen when it runs. */
	expect_status(STUB "void f(void) { __asm__ volatile(\"nop\"); }\n"
			   "void **g(void) { return __builtin_frame_address(0); }\n",
		"graded", NULL);
}
END_TEST

static void expect_file_status(const char *command, const char *status, const char *words)
{
	char *folder = test_folder();
	t_outcome outcome = shell("cd %s && %s", folder, command);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	json_t *result = grade_folder(LESSON, folder, "gcc");
	const char *reason = json_string_value(json_object_get(result, "reason"));
	ck_assert_msg(
		strcmp(status_in(result), status) == 0 && strstr(reason, words) != NULL,
		"%s: %s", status_in(result), reason);
	json_decref(result);
	drop_folder(folder);
}

START_TEST(things_that_are_no_files)
{
	expect_file_status("mkdir arena.c", "missing", "arena.c is a folder, not a file");
	expect_file_status("mkfifo arena.c", "refused", "not a regular file");
	expect_file_status(
		"ln -s ../../solutions/09a_arena_scope_local_mmap/arena.c arena.c",
		"refused", "is a link");
	expect_file_status(
		"head -c 5000000 /dev/zero | tr '\\0' ' ' > arena.c", "refused", "KiB");
	expect_file_status(
		"printf 'int x;\\n\\0' > arena.c", "refused", "line 2 holds a NUL byte");
}
END_TEST

START_TEST(a_header_brought_along_is_ignored)
{
	char *folder = test_folder();

	put(folder, "arena.c", STUB);
	put(folder, "arena.h", "#error mine\n");
	json_t *result = grade_folder(LESSON, folder, "gcc");
	ck_assert_str_eq(status_in(result), "graded");
	const char *note =
		json_string_value(json_array_get(json_object_get(result, "notes"), 0));
	ck_assert_ptr_nonnull(strstr(note, "is graded as it was handed out"));
	json_decref(result);
	drop_folder(folder);
}
END_TEST

START_TEST(a_bomb_of_macros_is_bounded)
{
	expect_status(
		"#define A(x) x x x x x x x x x x\n#define B(x) A(A(A(A(A(x)))))\n#define C(x) B(B(B(x)))\n"
		"char *s = C(\"x\");\n" STUB,
		"compile-error", "arena.c: it");
}
END_TEST

/* Compilers that failed, and what that says of the source: whatever they print, nothing
 * of the machine. */
static const struct
{
	t_outcome outcome;
	t_status status;
} g_failures[] = {
	{{.end = END_EXITED,
		 .code = 1,
		 .output = "gcc: fatal error: Killed signal terminated program cc1\n"},
		STATUS_GRADED},
	{{.end = END_EXITED,
		 .code = 254,
		 .output = "clang: error: unable to execute command: Killed\n"},
		STATUS_GRADED},
	{{.end = END_EXITED,
		 .code = 1,
		 .output = "cc1: out of memory allocating 65536 bytes\n"},
		STATUS_COMPILE_ERROR},
	{{.end = END_EXITED, .code = 1, .output = "", .oom_kills = 1}, STATUS_BROKEN},
	{{.end = END_SIGNALED, .code = SIGKILL, .output = ""}, STATUS_BROKEN},
	{{.end = END_SIGNALED, .code = SIGKILL, .output = "", .bloated = 1},
		STATUS_COMPILE_ERROR},
	{{.end = END_EXITED, .code = 1, .output = "", .bloated = 1, .oom_kills = 1},
		STATUS_COMPILE_ERROR},
	{{.end = END_TIMED_OUT, .output = "", .seconds = 30, .cpu_seconds = 2},
		STATUS_BROKEN},
	{{.end = END_TIMED_OUT, .output = "", .seconds = 30, .slept_seconds = 29},
		STATUS_COMPILE_ERROR},
};

START_TEST(a_compilers_words_say_nothing_of_the_machine)
{
	for (size_t i = 0; i < sizeof(g_failures) / sizeof(*g_failures); i++)
	{
		t_verdict verdict = breakdown("arena.c", &g_failures[i].outcome);
		ck_assert_msg(verdict.status == g_failures[i].status, "%zu: %d: %s", i,
			verdict.status, verdict.reason == NULL ? "" : verdict.reason);
		free(verdict.reason);
	}
}
END_TEST

void source_tests(void)
{
	const t_tests tests = {"source", 120};

	add_tests(tests, the_toolbox_tells_why, 1);
	add_tests(tests, files_that_are_no_answer, 1);
	add_tests(tests, slips_of_a_name, 1);
	add_tests(tests, a_file_of_another_name_is_taken_or_named,
		sizeof(g_handed_in) / sizeof(*g_handed_in));
	add_tests(tests, a_file_of_another_name_is_graded_with_a_note, 1);
	add_tests(tests, includes_that_are_refused, 1);
	add_tests(tests, what_is_refused_is_not_shown, 1);
	add_tests(tests, claims_that_are_refused, 1);
	add_tests(tests, a_linked_folder_of_the_system_is_the_systems, 2);
	add_tests(tests, a_header_beside_the_answer_is_its_own, 2);
	add_tests(tests, a_compiler_of_several_words_compiles, 3);
	add_tests(tests, a_compiler_that_does_not_work_grades_nothing, 6);
	add_tests(tests, a_strange_compiler_is_read, 1);
	add_tests(tests, calls_that_are_refused, 1);
	add_tests(tests, honest_texts_are_taken, 1);
	add_tests(tests, things_that_are_no_files, 1);
	add_tests(tests, a_header_brought_along_is_ignored, 1);
	add_tests(tests, a_bomb_of_macros_is_bounded, 1);
	add_tests(tests, a_compilers_words_say_nothing_of_the_machine, 1);
}
