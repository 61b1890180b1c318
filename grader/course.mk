# The commands of the course itself, which no handout has: its tests and their proofs. The Makefile includes it.

COMMANDS += test check proof lint bench mutants figures fuzz new-lesson format similar class gradebook handout gradescope compare \
	tested sanitized mutated fuzzed analyzed
.PHONY: $(COMMANDS)

help-all::
	@echo 'For instructors:'
	@echo '  make class SUBMISSIONS= OUT= grade a class: grades, feedback, class page'
	@echo '       HOSTS=file JOBS=4       on these machines too, so many at a time'
	@echo '       HOLD=1                  tell what would change, and change nothing'
	@echo '       SHRINK=1                let students or lessons go that counted before'
	@echo '       ROSTER=people.csv       who is missing; joins numbers and addresses'
	@echo '       OVERRIDES=decided.csv   points and comments by hand'
	@echo '       STUDENT=name AGAIN=all  grade one again, or everyone'
	@echo '       ANONYMOUS=1 SHOW=hidden FEEDBACK=moodle  what the pages show, and where'
	@echo '  make gradebook FOR= ROSTER= GRADES= OUT=  the grades as canvas, moodle,'
	@echo '                               moodle-worksheet or gradescope import them'
	@echo '  make compare LESSON= SUBMISSION=  beside the reference (or WITH=; HTML=file)'
	@echo '  make similar OUT=            rank the pairs that are most alike (LESSON=)'
	@echo '  make handout OUT=            what students get: a folder, or a .tar.zst'
	@echo '  make gradescope LESSON= OUT=file.zip  the autograder for Gradescope'
	@echo 'For work on the course itself:'
	@echo '  make setup test              all tests (make test LESSON=: of one lesson)'
	@echo '  make test ONLY=sources       one suite, or one test: ONLY=sources/NAME'
	@echo '  make check                   the tests that take seconds'
	@echo '  make proof                   the tests that take an hour (LESSON=)'
	@echo '  make setup test BROWSER=1    the page in chromium, too'
	@echo '  make mutants                 grade every mutant of the solutions (LESSON=)'
	@echo '  make figures                 the same, and write the table of the figures'
	@echo '  make fuzz                    feed the parsers what nobody would write'
	@echo '  make new-lesson NAME=        lay out a lesson, such as 77_guard_pages'
	@echo '  make bench                   measure what grading takes (CLASS="10 100")'
	@echo '  make format                  format the C sources with clang-format'
	@echo '  make lint                    formatting, scripts, unused functions'

new-lesson:
	$(call need,NAME)
	@sh grader/setup/new_lesson.sh "$$COURSE_NAME"
	@test ! -e compile_commands.json || $(MAKE) $(GIVEN) -s editor

FORMATTED = $(wildcard common/*.[ch] lessons/*/*.[ch] lessons/*/*/*.c solutions/*/*.c grader/*/*.[ch] grader/suites/*/*.[ch])

format:
	@clang-format -i $(FORMATTED)
	@black --quiet --line-length 90 grader/desk grader/tests/*.py

lint: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	@sh grader/setup/setup.sh check test lint && sh grader/setup/folder.sh '$(BUILD)'
	@flock '$(BUILD)' $(MAKE) $(GIVEN) WERROR=-Werror -s -j$$(nproc) built mutated '$(BUILD)/size' '$(BUILD)/tests'
	@sh grader/setup/lint.sh '$(BUILD)' $(FORMATTED)
	@$(MAKE) $(GIVEN) BUILD='$(BUILD)/analyzed' INSTRUMENT=-fanalyzer WERROR=-Werror -s analyzed

# gcc's analyzer takes minutes for everything, so it looks at what the last commit and the working tree have changed, but
# for what is compiled once a lesson.
ifneq ($(filter analyzed,$(MAKECMDGOALS)),)
CHANGED = $(shell git diff --name-only HEAD~1 2>/dev/null)
analyzed: $(patsubst %.c,$(BUILD)/%.o,$(filter $(CHANGED),$(filter-out grader/subject/% grader/kit/%,$(wildcard common/*.c grader/*/*.c))))
endif

TEST_SOURCES = $(wildcard grader/tests/*.c)

# ---- the course's own tests ----

TEST_BUILD = @sh grader/setup/setup.sh check test $(if $(BROWSER),browser) && sh grader/setup/folder.sh '$(BUILD)' && \
	flock '$(BUILD)' $(MAKE) $(GIVEN) LESSON="$$COURSE_LESSON" ONLY="$$COURSE_ONLY" WERROR=-Werror -s -j$$(nproc)

test: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(if $(LESSON),$(PREPARE); '$(BUILD)/grade' -- lesson "$$COURSE_LESSON" >/dev/null)
	$(TEST_BUILD) tested
	@$(BUILD)/tests $(if $(ONLY),"$$COURSE_ONLY",$(if $(LESSON),lessons mutants))

# What takes seconds: no lesson is graded.
check: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(TEST_BUILD) '$(BUILD)/tests' '$(BUILD)/grade'
	@$(BUILD)/tests --check

# What takes an hour: right answers in all their ways, wrong ones and the grader itself under memcheck, and every mutant.
proof: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(TEST_BUILD) tested
	@COURSE_PROOF=1 $(BUILD)/tests $(if $(LESSON),lessons)
	@$(MAKE) $(GIVEN) LESSON="$$COURSE_LESSON" mutants

# The sanitized build is as much as all the rest.
tested: built mutated $(BUILD)/size $(if $(LESSON)$(filter-out sanitized% adversary%,$(ONLY)),,sanitized) $(BUILD)/tests

# The grader and its tests once more, with sanitizers that end the process at their first finding.
SANITIZERS = -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
sanitized:
	@$(MAKE) $(GIVEN) BUILD='$(BUILD)/sanitized' INSTRUMENT='$(SANITIZERS)' \
		'$(BUILD)/sanitized/grade' '$(BUILD)/sanitized/tests' $(SUITES:%='$(BUILD)/sanitized/suites/%/examiner')

# Of the examiner its own headers only: one of them is called as the C library's is.
$(BUILD)/grader/tests/test_ledger.o: INCLUDES += -iquote grader/examiner -Igrader/subject

$(BUILD)/tests: $(call object,$(TEST_SOURCES)) \
		$(BUILD)/grader/examiner/pages.o $(BUILD)/grader/examiner/give_up.o $(BUILD)/grader/rooms.a
	$(LINK) -o $@ $^ $(CHECK_LIBS) $(LIBRARY_LIBS) -lcsv

# ---- mutants of the reference solutions ----

MUTATE_SOURCES = $(wildcard grader/mutants/*.c)
# libclang has no file for pkg-config: it lies beside the compiler's own folder.
LLVM = $$(clang -print-resource-dir 2>/dev/null)/../../..

$(call object,$(MUTATE_SOURCES)): INCLUDES += -I$(LLVM)/include

$(BUILD)/mutate: $(call object,$(MUTATE_SOURCES)) $(BUILD)/grader/rooms.a
	$(CC) -o $@ $^ $(LIBRARY_LIBS) -L$(LLVM)/lib -lclang

define mutants_rules
$(BUILD)/mutants/$1/list.json: $(BUILD)/mutate $(wildcard solutions/$1/*.c lessons/$1/*.h \
		grader/suites/$1/rubric.json grader/suites/$1/equivalent.json)
	$(BUILD)/mutate write $1 $$(@D)
endef
$(foreach suite,$(SUITES),$(eval $(call mutants_rules,$(suite))))

mutated: built $(SUITES:%=$(BUILD)/mutants/%/list.json)

mutants: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	@sh grader/setup/setup.sh check test
	$(PREPARE)
	@flock '$(BUILD)' $(MAKE) $(GIVEN) -s mutated
	@lessons='$(SUITES)'; test -z "$$COURSE_LESSON" || lessons=$$('$(BUILD)/grade' -- lesson "$$COURSE_LESSON") || exit 2; \
	for lesson in $$lessons; do \
		sh grader/mutants/run.sh '$(BUILD)' '$(CC)' $$lesson || status=$$?; done; exit $${status:-0}

figures: mutants
	@$(BUILD)/mutate figures '$(BUILD)/mutants' grader/README.md

# ---- fuzzing ----

FUZZ_SOURCES = $(wildcard grader/fuzz/*.c)
TARGETS = $(patsubst grader/fuzz/target_%.c,%,$(wildcard grader/fuzz/target_*.c))

$(TARGETS:%=$(BUILD)/%): $(BUILD)/%: $(call object,grader/fuzz/target_%.c grader/fuzz/fuzz.c grader/fuzz/mutate.c) $(BUILD)/grader/rooms.a
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBRARY_LIBS)

$(BUILD)/leave: $(call object,grader/fuzz/leave.c) $(BUILD)/grader/rooms.a
	$(LINK) -o $@ $^ $(LIBRARY_LIBS)

fuzzed: built $(BUILD)/leave
	@$(MAKE) $(GIVEN) -j$$(nproc) BUILD='$(BUILD)/fuzz' CC=clang INSTRUMENT='$(SANITIZERS) -fsanitize=fuzzer-no-link' \
		$(TARGETS:%='$(BUILD)/fuzz/%')

fuzz: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	@sh grader/setup/setup.sh check fuzz
	@sh grader/setup/folder.sh '$(BUILD)'
	@flock '$(BUILD)' $(MAKE) $(GIVEN) -s fuzzed
	@flock '$(BUILD)/fuzz' sh grader/fuzz/run.sh '$(BUILD)' "$${COURSE_SECONDS:-60}" $(if $(TARGET),"$$COURSE_TARGET",$(TARGETS))

# ---- similar submissions ----

similar: NEEDS = class
similar: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(call need,OUT)
	$(PREPARE)
	@$(PYTHON_DESK) similar --build '$(BUILD)' --compiler '$(CC)' --out "$$COURSE_OUT" --lesson "$$COURSE_LESSON" --submissions "$$COURSE_SUBMISSIONS" \
		--anonymous "$$COURSE_ANONYMOUS"

# The sizes in CLASS are words, so they are parted by the shell.
bench:
	$(PREPARE)
	@$(if $(CLASS),sh grader/setup/setup.sh check class)
	@lesson=; test -z "$$COURSE_LESSON" || lesson=$$('$(BUILD)/grade' -- lesson "$$COURSE_LESSON") || exit 2; \
	$(if $(CLASS),set -f; bash grader/setup/bench_class.sh '$(BUILD)' '$(CC)' "$${lesson:-$(firstword $(SUITES))}" $$COURSE_CLASS, \
		bash grader/setup/bench.sh '$(BUILD)' '$(CC)' "$$lesson")

# ---- classes ----

class: NEEDS = class
class: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(PREPARE)
	@sh grader/desk/class.sh '$(BUILD)' '$(CC)'

# Of the class whose OUT is GRADES, for the people in ROSTER.
gradebook: NEEDS = class
gradebook: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(call need,FOR ROSTER GRADES OUT)
	$(PREPARE)
	@$(PYTHON_DESK) gradebook --build '$(BUILD)' --for "$$COURSE_FOR" --roster "$$COURSE_ROSTER" --class "$$COURSE_GRADES" \
		--out "$$COURSE_OUT" --lesson "$$COURSE_LESSON" --missing "$$COURSE_MISSING"

# ---- what students get ----

handout: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	@sh grader/setup/setup.sh check class
	@$(PYTHON_DESK) handout --build '$(BUILD)' --out "$$COURSE_OUT"

# A zip with all that Gradescope needs, hidden rows too.
gradescope: NEEDS = class
gradescope: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(call need,LESSON)
	$(PREPARE)
	@$(PYTHON_DESK) gradescope --build '$(BUILD)' --lesson "$$COURSE_LESSON" --out "$$COURSE_OUT"

# ---- two submissions side by side ----

# What parses a submission is a program of its own; its syntax trees are read as the mutants' are.
COMPARE_SOURCES = grader/compare/size.c

$(call object,$(COMPARE_SOURCES)): INCLUDES += -Igrader/mutants -I$(LLVM)/include

$(BUILD)/size: $(call object,$(COMPARE_SOURCES) grader/mutants/source.c) $(BUILD)/grader/rooms.a
	$(LINK) -o $@.new $^ $(LIBRARY_LIBS) -L$(LLVM)/lib -lclang
	mv $@.new $@

compare: $(if $(filter setup,$(MAKECMDGOALS)),setup)
	$(call need,LESSON SUBMISSION)
	@sh grader/setup/setup.sh check compare
	$(PREPARE)
	@flock '$(BUILD)' $(MAKE) $(GIVEN) -s '$(BUILD)/size'
	@$(OPENED) $(PYTHON_DESK) compare --build '$(BUILD)' --compiler '$(CC)' --seed "$$COURSE_SEED" --lesson "$$COURSE_LESSON" \
		--submission "$$submission" --with "$$COURSE_WITH" --html "$$COURSE_HTML" --json "$$COURSE_JSON"
