#define _GNU_SOURCE
#include "native.h"

#include "check_log.h"
#include "names.h"
#include "places.h"
#include "sketch.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 4000
#define TEXT_OF(number) #number
#define AS_TEXT(number) TEXT_OF(number)
/* Check ends so where it cannot read what the process of a test sent. */
#define CHECK_GAVE_UP 2

typedef struct s_native
{
	const t_lesson *lesson;
	const t_trial *trial;
	t_check_log log;
	t_places *places;
} t_native;

static char *safe(const char *text, size_t size)
{
	while (size > 0 && text[size - 1] == '\n')
		size--;
	return size == 0 ? NULL : text_safe(text, size, SHOWN);
}

/* The part of a message of the harness that begins so: up to the next part. NULL where
 * there is none. */
static const char *find_part(const char *message, const char *begins, size_t *size)
{
	static const char *const parts[] = {"\ngot: ", "\npicture: ", "\nwhere: "};
	const char *at = strstr(message, begins);

	if (at == NULL)
		return NULL;
	at += strlen(begins);
	*size = strlen(at);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
	{
		const char *end = strstr(at, parts[i]);
		if (end != NULL && (size_t)(end - at) < *size)
			*size = end - at;
	}
	return at;
}

static char *part_of(const char *message, const char *begins)
{
	size_t size;
	const char *part = find_part(message, begins, &size);

	return part == NULL ? NULL : safe(part, size);
}

static json_t *picture_of(const char *message)
{
	size_t size;
	const char *part = find_part(message, "\npicture: ", &size);

	return part == NULL ? NULL : sketch_read(part, size);
}

/* Takes a message of the harness apart; any other message is all that came instead. */
static void read_message(t_row_result *row, const char *message)
{
	row->expected = part_of(message, "expected: ");
	row->got = part_of(message, "\ngot: ");
	row->picture = picture_of(message);
	if (row->got == NULL)
		row->got = safe(message, strlen(message));
	if (row->got != NULL && strstr(message, "\nwhere: in the child") != NULL)
	{
		char *longer = text_format("in the child: %s", row->got);
		free(row->got);
		row->got = longer;
	}
}

/* The innermost frame in the submission's files: where the student looks. */
static t_place own_place(const t_native *native, const t_slot *slot)
{
	for (int i = 0; native->places != NULL && i < slot->frame_count; i++)
	{
		/* Noted addresses stand behind the instruction. */
		t_place place = places_find(native->places, slot->frames[i] - 1);
		if (place.file != NULL &&
			names_hold(native->lesson->rubric.files, place.file))
			return place;
	}
	return (t_place){0};
}

static char *place_words(const t_place *place)
{
	if (place->file == NULL)
		return text_copy(" at a place that is not in the submission");
	char *words = text_format(" at %s:%d, in %s", place->file, place->line,
		place->function == NULL ? "a function" : place->function);
	char *shown = text_safe(words, strlen(words), 200);
	free(words);
	return shown;
}

/* A touch just beside the stack pointer: the stack had no page left there. */
static int is_near_stack(const t_slot *slot)
{
	uintptr_t distance = slot->address > slot->stack ? slot->address - slot->stack
							 : slot->stack - slot->address;

	return slot->stack != 0 && distance < 65536;
}

/* The processor stumbled over the instruction itself: frames[0] lies behind the first
 * byte of it. */
static int is_jump_astray(const t_slot *slot)
{
	return slot->frame_count > 0 && slot->frames[0] == slot->address + 1;
}

/* Numbers on the board and in the log need not be signals. */
static const char *abbreviation(int signal)
{
	const char *name = signal_name(signal);

	return name == NULL ? "?" : name;
}

static char *signal_words(const t_slot *slot)
{
	if (slot->signal == SIGPROF && slot->waited)
		return text_format("the row was still waiting for something after %d s",
			BOARD_WAIT_MS / 1000);
	if (slot->signal == SIGPROF)
		return text_format(
			"the row ran out of CPU time (%g s at most), an endless loop perhaps,",
			BOARD_ROW_MS / 1e3);
	if (slot->signal == SIGABRT)
		return text_copy("abort was called, by a failed assert perhaps,");
	if (slot->signal == SIGFPE)
		return text_copy("signal 8 (SIGFPE), a division by zero perhaps,");
	if (slot->signal != SIGSEGV && slot->signal != SIGBUS)
		return text_format(
			"signal %d (SIG%s)", slot->signal, abbreviation(slot->signal));
	if (is_jump_astray(slot))
		return text_format(
			"signal %d (SIG%s): a call or a return led to address %#lx, where there is no code,",
			slot->signal, abbreviation(slot->signal),
			(unsigned long)slot->address);
	if (is_near_stack(slot))
		return text_copy(
			"the stack is used up, by an endless recursion or a huge local array,");
	if (slot->address < 4096)
		return text_format(
			"signal %d (SIG%s): address %#lx was touched, so a pointer is NULL,",
			slot->signal, abbreviation(slot->signal),
			(unsigned long)slot->address);
	return text_format(
		"signal %d (SIG%s): address %#lx was touched, which is not mapped or may not be touched so,",
		slot->signal, abbreviation(slot->signal), (unsigned long)slot->address);
}

/* Whether memory was touched by the row itself, after the last call had returned. */
static int is_by_test(const t_slot *slot, const t_place *place)
{
	return (slot->signal == SIGSEGV || slot->signal == SIGBUS) &&
	       place->file == NULL && strstr(slot->tried, "did not return") == NULL;
}

/* Check has no time of a row that a signal ended. The slot may hold anything. */
static double seconds_until_signal(const t_slot *slot)
{
	long most = (long)g_checked.limits.wall_seconds * 1000;

	return slot->took_ms < 0 || slot->took_ms > most ? 0
							 : (double)slot->took_ms / 1000;
}

/* A signal whose handler noted where it struck. */
static void judge_signal(const t_native *native, t_row_result *row, const t_slot *slot)
{
	t_place place = own_place(native, slot);
	int by_test = is_by_test(slot, &place);
	char *where =
		by_test ? text_copy(
				  " by the test, which used the memory that it was given")
			: place_words(&place);
	char *what = signal_words(slot);

	row->seconds = seconds_until_signal(slot);
	row->status = slot->signal == SIGPROF ? ROW_TIMED_OUT : ROW_CRASHED;
	row->expected = text_copy(by_test ? "the memory can be used as it was given"
					  : "the last call returns");
	row->got = text_format(
		"%s%s%s", slot->in_child ? "in the child, " : "", what, where);
	if (place.file != NULL)
	{
		row->file = text_copy(place.file);
		row->line = place.line;
	}
	free(what);
	free(where);
}

static const char *killed_words(int bloated)
{
	if (bloated > 0)
		return ": the row's processes had more than " AS_TEXT(
			TRIAL_MIB) " MiB of memory";
	return ": memory or time of the whole run ran out";
}

/* Check's own words for an end without a message of the harness. */
static void judge_end(t_row_result *row, const t_check_test *test, int bloated)
{
	int number = 0;

	row->status = ROW_FAILED;
	row->expected = text_copy("the row comes to its end");
	if (sscanf(test->message, "Early exit with return value %d", &number) == 1)
		row->got = text_format(
			"the process exited with status %d in the middle of the row",
			number);
	else if (strstr(test->message, "timeout") != NULL)
	{
		row->status = ROW_TIMED_OUT;
		row->seconds = 20;
		row->got = text_copy("it was still waiting for something after 20 s");
	}
	else if (sscanf(test->message, "Received signal %d", &number) == 1)
	{
		row->status = ROW_CRASHED;
		row->got =
			text_format("signal %d (SIG%s)%s", number, abbreviation(number),
				number == SIGKILL ? killed_words(bloated) : "");
	}
	else
		row->got = safe(test->message, strlen(test->message));
}

static char *not_graded(const char *reason)
{
	char *shown = text_safe(reason, strlen(reason), 300);
	char *text = text_format("not graded: %s", shown);

	free(shown);
	return text;
}

static void judge_test(
	const t_native *native, t_row_result *row, const t_check_test *test, size_t index)
{
	const t_slot *slot = &native->trial->board->slots[index];
	const t_rule *rule = &native->lesson->rubric.rules[index];

	row->seconds = test->seconds > 0 ? test->seconds : 0;
	row->status = ROW_FAILED;
	/* Check gives the time of a test as -1 where its process ended before the test
	 * did. */
	if (test->result == CHECK_SUCCESS && test->seconds >= 0 &&
		slot->token == board_token(native->trial->board->nonce, index))
		row->status = ROW_PASSED;
	else if (test->result == CHECK_SUCCESS)
	{
		row->expected = text_copy("the row comes to its end");
		row->got = text_copy(
			"the process ended, with exit status 0, before the row did");
	}
	else if (slot->state == SLOT_UNOBSERVED && rule->observes != OBSERVED_NOTHING)
	{
		row->status = ROW_NOT_GRADED;
		row->got = not_graded(test->message);
	}
	else if (slot->state == SLOT_SKIPPED)
	{
		row->status = ROW_NOT_RUN;
		read_message(row, test->message);
	}
	else if (test->result == CHECK_FAILURE)
		read_message(row, test->message);
	else
		judge_end(row, test, native->trial->outcome.bloated);
}

/* No test of the row in Check's log, or more than one: the test program itself came to
 * grief. */
static void judge_silence(const t_native *native, t_row_result *row, const t_slot *slot)
{
	char *words = outcome_words(&native->trial->outcome, &g_checked.limits);

	row->expected = text_copy("the test program reports the row once");
	if (native->trial->outcome.end == END_SPENT)
	{
		row->status = slot->state == SLOT_WAITING ? ROW_NOT_RUN : ROW_TIMED_OUT;
		row->got = text_format("%s: %s",
			slot->state == SLOT_WAITING ? "not run"
						    : "this row did not come to its end",
			words);
	}
	else if (slot->state == SLOT_WAITING)
	{
		row->status = ROW_NOT_RUN;
		row->got =
			text_format("the test program ended before this row: %s", words);
	}
	else if (native->trial->outcome.end == END_EXITED &&
		 native->trial->outcome.code == CHECK_GAVE_UP)
	{
		row->status = ROW_FAILED;
		row->got = text_copy(
			"the messages of the row came out garbled: something wrote to a "
			"descriptor that is not "
			"its own");
	}
	else
	{
		row->status = ROW_FAILED;
		row->got = text_format(
			"there is no verdict on this row, or more than one: %s", words);
	}
	free(words);
}

static void judge_row(const t_native *native, t_row_result *row, size_t index)
{
	const t_slot *slot = &native->trial->board->slots[index];
	const t_check_test *test =
		check_log_find(&native->log, native->lesson->rubric.rules[index].name);

	if (slot->signal != 0 && slot->state != SLOT_ENDED)
		judge_signal(native, row, slot);
	else if (test == NULL)
		judge_silence(native, row, slot);
	else
		judge_test(native, row, test, index);
	if (row->status != ROW_PASSED && row->status != ROW_NOT_RUN &&
		row->status != ROW_NOT_GRADED)
		row->tried = safe(slot->tried, strlen(slot->tried));
}

void judge_native(t_row_result *rows, const t_lesson *lesson, const t_trial *trial,
	const char *work, const char *wanted)
{
	char *program = text_format("%s/rows", work);
	t_native native = {lesson, trial, check_log_read(trial->log, trial->log_size),
		places_open(program)};

	for (size_t i = 0; i < lesson->rubric.count; i++)
		if (wanted[i] && lesson->rubric.rules[i].judge == JUDGE_TEST)
			judge_row(&native, &rows[i], i);
	places_close(native.places);
	check_log_free(&native.log);
	free(program);
}
