# The course's commands. `make` alone prints them. Everything that is built goes to BUILD.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DEFAULT_GOAL := help

include grader/setup/given.mk

# ---- what people call ----

COMMANDS := help help-all setup grade report export watch progress row hint debug prepare demo try speed after reset clean editor \
	compile_commands.json built asked
.PHONY: $(COMMANDS)

help:
	@echo 'The arena course. LESSON=09a may be left out for the lesson that you have begun,'
	@echo 'and ROW=name for the first row that is lost.'
	@echo
	@echo '  make setup             install what is missing, prepare editors'
	@echo '  make grade LESSON=     grade a lesson; without LESSON all, and open the first'
	@echo '  make watch             grade at every save, and go on when complete'
	@echo '  make hint ROW=         the next hint to a row'
	@echo '  make row ROW=          run a row alone, with what your code prints'
	@echo '  make debug ROW=        the same in gdb, stopped where the row fails'
	@echo '  make demo              run the demo with your code (STEP=1: in steps)'
	@echo '  make try               small experiments: a question, a guess, and why'
	@echo '  make speed             what a block costs, next to malloc: no grade'
	@echo '  make after             after 100 points: answers, and the reference'
	@echo '  make progress          how far every lesson is'
	@echo '  make report            all that was graded on one HTML page'
	@echo '  make reset LESSON=     the skeleton again; yours is kept as FILE.yours'
	@echo '  make clean             remove what was built, and the last results'
	@echo '  make help-all          every command, and every variable'

help-all:: help
	@echo
	@echo 'More commands:'
	@echo '  make prepare LESSON= ROW=    make a row ready for any debugger'
	@echo '  make editor                  write compile_commands.json for clangd anew'
	@echo '  make export FORMAT= OUT= LESSON=  a result for another system: gradescope,'
	@echo '                               classroom, check50, junit or csv (or RESULT=)'

# What the other goals need that not everyone does: see setup.sh.
SETUP_WORDS = $(filter fuzz class compare,$(MAKECMDGOALS)) $(if $(filter test check proof lint bench mutants figures,$(MAKECMDGOALS)),test) $(filter lint,$(MAKECMDGOALS)) \
	$(if $(filter similar gradebook handout gradescope compare,$(MAKECMDGOALS)),class) $(if $(filter export,$(MAKECMDGOALS)),desk)

setup:
	@sh grader/setup/setup.sh install $(SETUP_WORDS) $(if $(BROWSER),browser)
	@rm -f '$(FLAGS_FILE)'
	@$(MAKE) $(GIVEN) -s editor || echo 'make: compile_commands.json could not be written; editors will know less.' >&2

editor: compile_commands.json

GRADE = $(BUILD)/grade --build '$(BUILD)' --compiler '$(CC)' --seed "$$COURSE_SEED" --verbose "$$COURSE_V"

# A command that fails has said why, and "make: *** [grade] Error 2" behind that is noise. In question mode (make -q) make runs
# the lines that begin with + alone, and where one of them exits with 1 it ends with 1, without a word. Not for make -n, which only
# shows the lines.
QUIET := grade report row watch progress hint debug prepare demo try speed after reset
IS_QUIET := $(and $(MAKECMDGOALS),$(if $(filter-out $(QUIET) $(NAMED),$(MAKECMDGOALS))$(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),,yes))
ifneq ($(IS_QUIET),)
MAKEFLAGS += -q
endif
RUN = $(if $(IS_QUIET),+)@
OR_FAIL = || exit $(if $(IS_QUIET),1,2)

# Two makes in one checkout must not build the same file at once. NEEDS: words of setup.sh.
PREPARE = $(RUN)sh grader/setup/setup.sh check $(NEEDS) $(OR_FAIL); \
	sh grader/setup/folder.sh '$(BUILD)' $(OR_FAIL); \
	command -v $(firstword $(CC)) >/dev/null || \
		{ echo 'make: there is no compiler called $(firstword $(CC)) here; choose one with CC=' >&2; false; } $(OR_FAIL); \
	flock '$(BUILD)' sh grader/setup/build.sh '$(MAKE)' $(GIVEN) $(OR_FAIL)

# What of this is written in Python.
PYTHON_DESK = sh grader/setup/python.sh desk

# What was handed in may be an archive; the desk opens it.
OPENED = submission=$$(sh grader/setup/open.sh '$(BUILD)') $(OR_FAIL);

grade: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(PREPARE)
	$(RUN)$(OPENED) $(GRADE) --submission "$$submission" --json "$$COURSE_JSON" --require "$$COURSE_REQUIRE" -- $(if $(LESSON),"$$COURSE_LESSON") $(OR_FAIL)

report:
	$(PREPARE)
	$(RUN)$(OPENED) $(GRADE) --submission "$$submission" -- html "$$COURSE_HTML" $(if $(LESSON),"$$COURSE_LESSON") $(OR_FAIL)

# Of a lesson that is graded now, of a result that JSON= has written, or of all of a class.
export: NEEDS = desk
export: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(call need,FORMAT OUT)
	@test -n "$$COURSE_RESULT$$COURSE_LESSON$$COURSE_GRADES" || { echo 'make: export needs LESSON=, RESULT= or GRADES=' >&2; exit 2; }
	$(PREPARE)
	@$(if $(GRADES),,$(OPENED)) $(PYTHON_DESK) export --build '$(BUILD)' --compiler '$(CC)' --seed "$$COURSE_SEED" --for "$$COURSE_FORMAT" \
		--out "$$COURSE_OUT" --class "$$COURSE_GRADES" --result "$$COURSE_RESULT" --lesson "$$COURSE_LESSON" --submission "$$submission"

row:
	$(PREPARE)
	$(RUN)$(OPENED) $(GRADE) --submission "$$submission" -- row "$$COURSE_LESSON" "$$COURSE_ROW" $(OR_FAIL)

watch:
	$(PREPARE)
	$(RUN)$(GRADE) -- watch $(if $(LESSON),"$$COURSE_LESSON") $(OR_FAIL)

progress:
	$(PREPARE)
	$(RUN)$(GRADE) -- progress $(OR_FAIL)

hint:
	$(PREPARE)
	$(RUN)$(GRADE) -- hint "$$COURSE_LESSON" "$$COURSE_ROW" $(OR_FAIL)

debug:
	$(PREPARE)
	$(RUN)$(OPENED) $(GRADE) --submission "$$submission" -- debug "$$COURSE_LESSON" "$$COURSE_ROW" $(OR_FAIL)

# What an editor's debugger needs: build/debug/latest then leads to the row, see .vscode/launch.json.
prepare:
	$(PREPARE)
	$(RUN)$(OPENED) $(GRADE) --submission "$$submission" -- prepare "$$COURSE_LESSON" "$$COURSE_ROW" $(OR_FAIL)

demo:
	$(PREPARE)
	$(RUN)sh grader/setup/demo.sh '$(BUILD)' '$(CC)' $(OR_FAIL)

# The experiments of a lesson; STEP=2: the second alone.
try:
	$(PREPARE)
	$(RUN)sh grader/setup/try.sh '$(BUILD)' '$(CC)' $(OR_FAIL)

# A number to beat, and what a lesson shows when it is complete.
speed after:
	$(PREPARE)
	$(RUN)sh grader/setup/$@.sh '$(BUILD)' '$(CC)' $(OR_FAIL)

reset:
	$(call need,LESSON)
	$(PREPARE)
	$(RUN)sh grader/setup/reset.sh '$(BUILD)' $(OR_FAIL)

clean:
	rm -rf '$(BUILD)'

# ---- what is built ----

DIALECT = -std=gnu17
# What newer libraries deprecate is no mistake here.
WARNINGS = -Wall -Wextra $(WERROR) -Wno-error=deprecated-declarations
LIBRARIES := expat jansson libdw libelf libmd libseccomp
FLAGS_FILE = $(BUILD)/flags.mk

ROOMS = base run result lesson submission object program trial results score pages report
ROOM_SOURCES = $(wildcard $(ROOMS:%=grader/%/*.c))
FLOW_SOURCES = grader/grade/grade.c grader/grade/work.c grader/grade/state.c grader/grade/graded.c
MAIN_SOURCES = $(filter-out $(FLOW_SOURCES),$(wildcard grader/grade/*.c))
EXAMINER_SOURCES = $(wildcard grader/examiner/*.c)
SUBJECT_SOURCES = $(wildcard grader/subject/*.c)
COMMON_SOURCES = $(wildcard common/*.c)
SUITES = $(notdir $(patsubst %/,%,$(dir $(wildcard grader/suites/*/rubric.json))))

object = $(patsubst %.c,$(BUILD)/%.o,$1)
INCLUDES = -Icommon -Igrader/subject -Igrader/grade $(ROOMS:%=-Igrader/%)

built: $(BUILD)/grade $(SUITES:%=$(BUILD)/suites/%/examiner) $(SUITES:%=$(BUILD)/suites/%/loop.o)

# Where the libraries are is asked once, and again after make setup or for other libraries. Contents decide, not times: a
# checkout may come with files of the future.
ifneq ($(filter built tested mutated fuzzed analyzed editor compile_commands.json $(BUILD)/%,$(MAKECMDGOALS)),)
include $(FLAGS_FILE)
endif

$(FLAGS_FILE): $(if $(filter-out /$(subst $() ,/,$(FLAGS_OF))/,/$(subst $() ,/,$(LIBRARIES))/),asked)
	@mkdir -p $(@D)
	@{ echo "LIBRARY_FLAGS = $$(pkg-config --cflags $(LIBRARIES))"; \
	   echo "LIBRARY_LIBS = $$(pkg-config --libs $(LIBRARIES))"; \
	   echo "CHECK_FLAGS = $$(pkg-config --cflags check)"; \
	   echo "CHECK_LIBS = $$(pkg-config --libs check)"; \
	   echo 'FLAGS_OF = $(LIBRARIES)'; } > $@.new
	@mv $@.new $@

# The subject speaks to valgrind by its header where there is one: when it comes, build again.
VALGRIND_HEADER = $(wildcard /usr/include/valgrind/memcheck.h)

# Not optimised: a grading waits for processes and the kernel, and a first build is done in half the time.
# DWARF 4: valgrind 3.19 cannot read the version 5 that clang writes.
# INSTRUMENT: what sanitizers and fuzzers need, for a build of the same in a folder below.
FLAGS = $(DIALECT) -O0 -gdwarf-4 $(WARNINGS)
COMPILE = $(CC) $(FLAGS) $(INSTRUMENT) -MMD -MP -c -o $@ $<
LINK = $(CC) $(INSTRUMENT)
GRADER_FLAGS = $(INCLUDES) $(LIBRARY_FLAGS) $(CHECK_FLAGS)
examiner_flags = -Igrader/examiner $(GRADER_FLAGS) $(if $1,-Igrader/kit -Igrader/suites/$1 -Igrader/suites/$1/skeleton)

$(BUILD)/grader/%.o: grader/%.c $(FLAGS_FILE) Makefile
	@mkdir -p $(@D)
	$(COMPILE) $(GRADER_FLAGS)

$(BUILD)/common/%.o: common/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -Icommon

$(call object,$(EXAMINER_SOURCES)): INCLUDES := -Igrader/examiner $(INCLUDES)

# The assembler reads these, and tells no one.
$(BUILD)/grader/pages/page.o: $(wildcard grader/pages/*.css grader/pages/*.js)
$(BUILD)/grader/report/html.o: $(addprefix grader/pages/,picture.js steps.js row.js report.js)

$(BUILD)/grader/rooms.a: $(call object,$(ROOM_SOURCES) $(FLOW_SOURCES) $(COMMON_SOURCES))
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/grade: $(call object,$(MAIN_SOURCES)) $(BUILD)/grader/rooms.a
	$(LINK) -o $@.new $^ $(LIBRARY_LIBS)
	mv $@.new $@

# ---- a suite: two programs, see grader/README.md ----

# What the examiner shares with the grader.
SHARED_SOURCES = $(addprefix grader/,base/file.c base/names.c base/sketch.c base/text.c result/row_result.c run/landlock.c)

$(BUILD)/examiner.a: $(call object,$(EXAMINER_SOURCES) $(SHARED_SOURCES) $(COMMON_SOURCES))
	@rm -f $@
	ar rcs $@ $^

# It is linked with what a submission's compiler makes, so nothing is asked of sanitizers.
SUBJECT_FLAGS = $(DIALECT) -O2 -gdwarf-4 -fno-omit-frame-pointer -fno-stack-protector $(WARNINGS)
$(BUILD)/subject/strings.o: SUBJECT_FLAGS += -fno-builtin -fno-tree-loop-distribute-patterns -Wno-ignored-optimization-argument

$(BUILD)/subject/%.o: grader/subject/%.c Makefile $(VALGRIND_HEADER)
	@mkdir -p $(@D)
	$(CC) $(SUBJECT_FLAGS) -MMD -MP -c -o $@ $<

# What suites share is compiled for each one's own t_subject, and only what it calls is linked: see kit.h.
KIT_SOURCES = $(wildcard grader/kit/*.c)

# The loop brings along what a submission may call of the C library, and how the C library starts a program: the linker,
# which takes longest of all that is done for a submission, need not look for it again, and it is the same on each
# machine that grades a class.
C_LIBRARY = -Wl,--start-group -lm -lc -lgcc -lgcc_eh -Wl,--end-group
c_start = $$$$($(CC) -print-file-name=$1.o)

define suite_rules
$(BUILD)/suites/$1/calls.o: grader/suites/$1/calls.c Makefile
	@mkdir -p $$(@D)
	$(CC) $$(SUBJECT_FLAGS) -Igrader/subject -Igrader/suites/$1/skeleton -MMD -MP -c -o $$@ $$<

$(BUILD)/suites/$1/loop.o: $(patsubst grader/subject/%.c,$(BUILD)/subject/%.o,$(SUBJECT_SOURCES)) $(BUILD)/suites/$1/calls.o $(wildcard grader/suites/toolbox.txt grader/suites/$1/toolbox.txt)
	$(CC) -nostdlib -static -r -o $$@ $(call c_start,crt1) $(call c_start,crti) $$(filter %.o,$$^) -Wl,--allow-multiple-definition \
		$$$$(sed '/^#/d; /^not /d; s/[^ ][^ ]*/-Wl,-u,&/g' $$(filter %.txt,$$^)) $$(C_LIBRARY) $(call c_start,crtn)

$(BUILD)/suites/$1/%.o: grader/suites/$1/%.c $$(FLAGS_FILE) Makefile
	@mkdir -p $$(@D)
	$$(COMPILE) $$(call examiner_flags,$1)

$(BUILD)/suites/$1/kit_%.o: grader/kit/%.c $$(FLAGS_FILE) Makefile
	@mkdir -p $$(@D)
	$$(COMPILE) $$(call examiner_flags,$1)

$(BUILD)/suites/$1/kit.a: $(patsubst grader/kit/%.c,$(BUILD)/suites/$1/kit_%.o,$(KIT_SOURCES))
	@rm -f $$@
	ar rcs $$@ $$^

$(BUILD)/suites/$1/examiner: $(patsubst grader/suites/%.c,$(BUILD)/suites/%.o,$(filter-out %/calls.c,$(wildcard grader/suites/$1/*.c))) \
		$(if $(wildcard grader/suites/$1/subject.h),$(BUILD)/suites/$1/kit.a) $(BUILD)/examiner.a
	$(LINK) -o $$@ $$^ $$(CHECK_LIBS) $$(LIBRARY_LIBS)
endef
$(foreach suite,$(SUITES),$(eval $(call suite_rules,$(suite))))

# ---- for editors ----

EDITOR = @sh grader/setup/editor.sh $@.new
ANSWERS = $(wildcard $(addsuffix /*.c,lessons/$1 solutions/$1 $(addprefix grader/suites/$1/,skeleton correct/*)))

define suite_editor
$(EDITOR) $(call ANSWERS,$1) -- $(CC) $(DIALECT) -Og -g -Wall -Wextra -Icommon -Ilessons/$1
$(EDITOR) $(wildcard grader/suites/$1/calls.c) -- $(CC) $(SUBJECT_FLAGS) -Igrader/subject -Igrader/suites/$1/skeleton
$(EDITOR) $(filter-out %/calls.c,$(wildcard grader/suites/$1/*.c)) -- $(CC) $(FLAGS) $(call examiner_flags,$1)

endef

# How each source is compiled, for clangd; `make editor` after a file has come or gone.
compile_commands.json:
	@rm -f $@.new
	$(foreach suite,$(SUITES),$(call suite_editor,$(suite)))
	$(EDITOR) $(KIT_SOURCES) -- $(CC) $(FLAGS) $(call examiner_flags,$(firstword $(SUITES)))
	$(EDITOR) $(COMMON_SOURCES) -- $(CC) $(FLAGS) -Icommon
	$(EDITOR) $(MUTATE_SOURCES) $(COMPARE_SOURCES) -- $(CC) $(FLAGS) "-I$(LLVM)/include" $(GRADER_FLAGS) -Igrader/mutants
	$(EDITOR) $(SUBJECT_SOURCES) -- $(CC) $(SUBJECT_FLAGS)
	$(EDITOR) $(EXAMINER_SOURCES) -- $(CC) $(FLAGS) $(call examiner_flags)
	$(EDITOR) $(filter-out $(MUTATE_SOURCES) $(COMPARE_SOURCES) $(SUBJECT_SOURCES) $(EXAMINER_SOURCES),$(wildcard grader/*/*.c)) \
		-- $(CC) $(FLAGS) $(GRADER_FLAGS)
	$(EDITOR)
	@mv $@.new $@

# What only the course's own checkout has, and no handout: tests, proofs, and the instructor's desk.
-include grader/course.mk

ifneq ($(filter-out $(COMMANDS) $(NAMED) $(BUILD)/%,$(MAKECMDGOALS)),)
$(error there is no command $(firstword $(filter-out $(COMMANDS) $(NAMED) $(BUILD)/%,$(MAKECMDGOALS))); `make` lists them)
endif

help-all::
	@echo 'Variables:'
	@echo '  LESSON=09a                   a number or a folder of lessons/'
	@echo '  ROW=alloc_aligned            a row, as the report names it'
	@echo '  SUBMISSION=folder            grade the files there instead of your own'
	@echo '  JSON=file                    write the result there too'
	@echo '  HTML=file                    where make report puts its page'
	@echo '  FORMAT= OUT=file RESULT=file what make export writes, and from which result'
	@echo '  REQUIRE=100                  exit 1 when a lesson has fewer points'
	@echo '  SEED=1                       the seed of the random traces'
	@echo '  CC=gcc                       the compiler of submissions (gcc or clang)'
	@echo '  BUILD=build                  the folder for all that is built'

# What a source includes is found out when it is compiled.
-include $(wildcard $(addsuffix /*.d,$(addprefix $(BUILD)/,common grader/* subject suites/*)))
