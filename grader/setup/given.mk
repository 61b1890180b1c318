# What people give to make: NAME=value, and goals. The Makefile includes it first.
#
# A value may be the name of a student's folder, so none is ever read as make's language or as a shell's. $(value) takes it as
# it was typed, and it reaches programs as an environment variable: recipes say "$$COURSE_ROW". make itself would expand
# variables of its command line when it exports them; after `override` they are no longer exported, and a make that is
# called by this one is given only what it needs, in GIVEN.

TEXTS := LESSON ROW ONLY REQUIRE SEED FORMAT NAME SECONDS TARGET JOBS CLASS FOR MISSING STUDENT AGAIN SHOW FEEDBACK
# On unless empty, 0 or no.
SWITCHES := V STEP HOLD SHRINK BROWSER ANONYMOUS
PATHS := SUBMISSION JSON HTML OUT RESULT SUBMISSIONS HOSTS WITH ROSTER OVERRIDES GRADES
# These are part of rules and recipes, so their characters are checked.
TOOLS := BUILD CC WERROR INSTRUMENT

MAKEOVERRIDES :=

# Variables of these names belong to others as well: WSL sets NAME, desktops BROWSER.
ignored = $(and $(filter NAME BROWSER,$1),$(filter environment,$(firstword $(origin $1))))

# A leading ~/ is the home folder, for shells that leave it as it is: zsh, fish and dash in OUT=~/x, all of them in OUT="~/x".
START := -*-start-*-
at_home = $(subst $(START),,$(subst $(START)~/,$(value HOME)/,$(START)$1))
text = $(if $(ignored),,$(value $1))
path = $(call at_home,$(if $(filter ~,$(value $1)),~/,$(value $1)))

$(foreach v,$(TEXTS) $(SWITCHES),$(eval override $v := $$(call text,$v)))
$(foreach v,$(PATHS),$(eval override $v := $$(call path,$v)))
$(foreach v,$(SWITCHES),$(if $(filter 0 no,$($v)),$(eval override $v :=)))
$(foreach v,BUILD CC,$(if $(filter default undefined,$(origin $v)),,$(eval override $v := $$(call path,$v))))
$(foreach v,WERROR INSTRUMENT,$(eval override $v := $$(call text,$v)))
ifeq ($(origin BUILD),undefined)
BUILD := build
endif
ifeq ($(origin CC),default)
CC := gcc
endif

$(foreach v,$(PATHS),$(if $(findstring $(START)~,$(START)$($v)),$(error $v: only ~/ at its beginning is understood; write the path out, or ./~ for a folder of that name)))

# A misspelt name would otherwise be ignored without a word.
STRANGE := $(strip $(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$v)))
ifneq ($(STRANGE),)
$(error there is no variable $(firstword $(STRANGE)); they are written in capitals, and `make` lists them)
endif

define NEWLINE


endef
HASH := \#
FORBIDDEN := ' " ` $$ ; & | < > ( ) [ ] { } * ? ! \ % : ^ ~ $(HASH)
has_forbidden = $(strip $(foreach c,$(FORBIDDEN),$(findstring $c,$1)) $(if $(findstring $(NEWLINE),$1),newline))
is_option = $(filter -%,$(firstword $1))

ifneq ($(words $(BUILD))$(call has_forbidden,$(BUILD))$(call is_option,$(BUILD))$(findstring =,$(BUILD)),1)
$(error BUILD must be a path of letters, digits and . _ / + , - without blanks)
endif
ifneq ($(call has_forbidden,$(CC))$(call is_option,$(CC))$(if $(CC),,empty),)
$(error CC must be the name or path of a compiler, perhaps with options after it, of letters, digits and . _ / + , = -)
endif
ifneq ($(filter-out -Werror,$(WERROR)),)
$(error WERROR must be -Werror or empty)
endif
ifneq ($(call has_forbidden,$(INSTRUMENT)),)
$(error INSTRUMENT must be options of the compiler)
endif

# "make grade 09a" means LESSON=09a. What else is no command is refused at the end of the Makefile.
NAMED := $(filter 0% 1% 2% 3% 4% 5% 6% 7% 8% 9% lessons/%,$(MAKECMDGOALS))
ifneq ($(NAMED),)
ifneq ($(words $(NAMED) $(LESSON)),1)
$(error one lesson at a time: $(NAMED) $(LESSON))
endif
override LESSON := $(NAMED)
.PHONY: $(NAMED)
# With +, since make grade asks in question mode: see QUIET.
$(NAMED): ;+@:
endif

$(foreach v,$(TEXTS) $(SWITCHES) $(PATHS),$(eval export COURSE_$v := $$($v)))

# For makes that are called: what of all this is part of rules.
GIVEN = BUILD='$(BUILD)' CC='$(CC)' WERROR='$(WERROR)'

# For a recipe that cannot do without these variables.
need = $(RUN)$(foreach v,$1,test -n "$$COURSE_$v" || { echo 'make: $@ needs $v=' >&2; false; } $(OR_FAIL);) :
