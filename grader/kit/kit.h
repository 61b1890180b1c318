#ifndef KIT_H
#define KIT_H

#include "call.h"
#include "expect.h"
#include "ledger.h"
#include "memory.h"
#include "row.h"
#include "subject.h"
#include "words.h"

/*
 * What every lesson about an arena asks, written once. A suite that has a subject.h gets
 * these functions, compiled for its own t_subject. They make the calls and say what is
 * wrong; which arenas they are tried on, a row says.
 */

/* ---- what the suite gives ---- */

/*
 * subject.h defines t_subject, an arena under test, with at least these:
 *
 *	t_address at;       where the struct lies, in the process that is called
 *	t_arena arena;      the contract's struct, as it was after the last call
 *	const char *name;   as the report calls it: "a"
 *	int error;          errno of the last call
 *
 * The struct has a base and a capacity. The words of the lesson are there, too: ARENA,
 * with which the names of its functions begin, AN_ARENA, and USED_WORDS for used_of; and
 * what its contract says of init (PROMISE_MADE), of the fields after an init that failed
 * (PROMISE_FAILED), and after free (PROMISE_FREED).
 */

/* A field of the contract's struct. Of the student's own, nothing is promised while the
 * arena lives. */
typedef enum e_kind
{
	FIELD_POINTER,
	FIELD_SIZE,
	FIELD_ENUM,
	FIELD_OWN_POINTER,
	FIELD_OWN_SIZE
} t_kind;

typedef struct s_field
{
	const char *name;
	size_t at;
	t_kind kind;
} t_field;

/* All of them; behind the last, one without a name. */
extern const t_field lesson_fields[];

/* The calls of the submission, which note what was tried. */
int call_init(t_subject *s, size_t size);
/* A block's address, or 0. */
t_address call_alloc(t_subject *s, size_t size);
int call_free(t_subject *s);

/* Calls alloc. Fails the row if it returns NULL. */
t_address block_of(t_subject *s, size_t size);

/* How many bytes are used, and the largest block that still fits. */
size_t used_of(t_subject *s);
size_t room_of(t_subject *s);

/* Fails the row unless the arena is what it was, as far as that is promised; after names
 * the call. */
void expect_same(const t_subject *s, const t_subject *before, const char *after);

/* Lets the row's message show this subject as a picture. */
void show_arena(const t_subject *s);

/* Keeps how this subject looks after the call that was tried last: see state(). */
void keep_state(const t_subject *s);

/* ---- a subject, and the calls ---- */

/* What memory is full of that a call is to fill in. */
#define RUBBISH 0xa5

/* Sizes that no allocator likes. */
#define ODD 12
extern const size_t g_odd[ODD];

/* Fills memory with rubbish; for memcheck, which sees who reads it, nobody has written it
 * then. */
void scribble(t_address at, size_t size);

/* New memory of that kind, until the row ends. */
t_address rubbish(size_t size);

/* A subject of that name whose struct holds rubbish, as before init. */
t_subject subject(const char *name);

/* base, as an address in the process that is called, and how far another lies from it. */
t_address base_of(const t_subject *s);
ptrdiff_t distance_of(const t_subject *s, t_address address);

/* "NULL", "base + 16", or where else it lies. Good until the next call. */
const char *place_words(const t_subject *s, t_address address);

/* After a call: takes its errno, and what the struct holds now. The others note what it
 * returned, a status or a block, and return that. */
void take(t_subject *s, t_answer answer);
int take_status(t_subject *s, t_answer answer);
t_address take_block(t_subject *s, t_answer answer);

/* The same arena, of which 16 bytes are used. */
t_subject begun(t_subject s);

/* Sets every field to zero, and notes it. */
void bury(t_subject *s);

/* What `size` takes where blocks are rounded up to a multiple of 16. */
size_t rounded(size_t size);

/* Nobody can touch the first `size` bytes of the memory, until unhide_memory. */
void hide_memory(const t_subject *s, size_t size);
void unhide_memory(const t_subject *s, size_t size);

/* An address at which nothing is: for fields written by hand. */
#define NOWHERE 0x100000000000ul

/* From now on the process has little stack: recursion and large local arrays show. Only
 * natively. */
void shrink_stack(void);

/* From now on nothing can be printed to stderr: who does, and tells errno then, tells
 * another. */
void close_stderr(void);

/* From now on each such call fails with this errno, until end_failing. */
void begin_failing(t_call call, int error);
void end_failing(t_call call);

/* What was ordered last to fail; error 0: nothing fails. */
typedef struct s_failing
{
	const char *call;
	int error;
} t_failing;
extern t_failing g_failing;

/* ---- the fields ---- */

/* A pointer in words: "NULL", "MAP_FAILED", or the address. Good until the next call. */
const char *pointer_words(const void *pointer);

/* init, which returned `status`, has made an arena: base is not NULL, and every field
 * written. */
void expect_made(const t_subject *s, int status);

/* All fields are zero; after names the call before, and promised the words of the
 * contract that say so. */
void expect_dead(const t_subject *s, const char *after, const char *promised);

/* The fields that the contract speaks of are what they were. */
void expect_same_fields(const t_subject *s, const t_subject *before, const char *after);

/* ---- init ---- */

/* Frees an arena that was made first, so that what fails next is told from what is not
 * written yet. */
void discard(t_subject s);

/* For refuse_init: the errno of mmap, or what it would have been. */
#define ERRNO_OF_MMAP 0

/* Calls init. Fails the row if it does not return -1 with this errno, or the arena is not
 * dead then; why says why it must refuse. */
void refuse_init(t_subject *s, size_t size, int error, const char *why);

/* The same with a mmap that fails, for each errno that it may have. */
void refuse_init_without_mmap(t_subject s);

/* Sizes that no machine has; those above SIZE_MAX - 15 cannot be rounded up to a multiple
 * of 16, and of some there is little left when they, or their pages, lose a part. */
#define IMPOSSIBLE_SIZES 12
extern const size_t g_impossible[IMPOSSIBLE_SIZES];

/* More bytes than 32 bits can count, and an arena of 8 MiB that tells whether so many can
 * be tried. */
#define LARGE_SIZE (((size_t)5 << 30) + 4096)
#define PROBE_SIZE ((size_t)8 << 20)

/* Frees the probe. Returns 0 if its pages were touched one by one, or unmapped so: which
 * is not wrong, and takes too much memory or time for large arenas. */
int is_frugal(t_subject probe, size_t size);

/* init, of which only the first mmap fails. Returns whether it made an arena all the
 * same. */
int init_unless_refused(t_subject *s, size_t size);

/* For ledger_before(CALL_MMAP): the mmap after the one that is under way fails, with
 * EPERM, and all behind it. */
void refuse_next_mmap(t_process *process);

/* An init that maps in two steps, of which the second fails, fails wholly; another one
 * makes an arena, which is freed. */
void refuse_second_mmap(t_subject s, size_t size);

/* So many live arenas at a time, made and freed by these steps of the suite's; last is
 * the last argument of init. No subject that was there before can be used then. */
#define CROWD 2000
void use_crowd(uint32_t init, uint32_t release, uint64_t last);

/* init of more bytes than 32 bits can count. Returns 0 where the machine has no room for
 * them, and otherwise fails the row if no arena is made. */
int init_large(t_subject *s, size_t size);

void expect_one_mapping(void);

/* Whatever is mapped was never asked to be executable. */
void expect_nothing_executed(void);

/*
 * Makes b, of 64 bytes, in a struct that holds the fields of a, which is alive and of
 * which `size` bytes may be filled. Fails the row unless a has kept them, also when b is
 * freed. Returns b as it was made.
 */
t_subject make_over_fields(t_subject *a, size_t size, t_subject b);

/* So many live arenas of 128 bytes are used at the same time, and freed: more than tables
 * of a fixed size have room for. */
#define MANY 70
/* Their names, from a1 on. */
const char *numbered(size_t index);
void use_many(t_subject s[MANY]);

/* ---- alloc: all but the first take a new arena, and free it ---- */

/* Calls alloc. Fails the row if it does not return NULL with this errno, or the arena is
 * not as it was; why says why it must refuse. */
void refuse(t_subject *s, size_t size, int error, const char *why);

/* A block of no bytes is refused. */
void refuse_zero(t_subject s);

/* In an arena of 4,096 bytes: sizes at which sums wrap around are refused. */
void refuse_huge(t_subject s);

/* When it is dead, it refuses all sizes. */
void refuse_dead(t_subject s);

/* In an arena of 128 bytes: what does not fit is refused. */
void refuse_full(t_subject s);

/* A new arena, when stderr is closed: see close_stderr. */
void refuse_unheard(t_subject s);

/* After `first` bytes, exactly what is left is given, and `all` is used. */
void fit_exactly(t_subject s, size_t first, size_t all);

/* Alloc works where nobody can touch the memory, 64 KiB or more. */
void expect_alloc_touches_nothing(t_subject s, size_t size);

/* ---- free: of a live arena ---- */

/* Calls free. Fails the row if it does not return 0; which names the arena: "a live
 * arena". */
void expect_freed(t_subject *s, const char *which);

/* The same for any arena. */
void freed(t_subject *s);

/* The same, and every field is zero then. */
void expect_zeroed(t_subject s);

/* The same, and again when it is dead: munmap is not called then. */
void free_again(t_subject s);

/* Munmap fails with this errno, and so does free. */
void refuse_free(t_subject s, int error);

/* Only the first munmap fails: what it was to unmap is not forgotten. */
void refuse_free_once(t_subject s);

/* Free unmaps all that init mapped for `size` bytes. */
void expect_all_unmapped(t_subject *s, size_t size);

/* Free unmaps what init mapped, and none of the other's `size` bytes. */
void expect_own_unmapped(t_subject *s, const t_subject *other, size_t size);

/* Nothing is mapped after this one of so many lives. */
void expect_nothing_mapped(size_t life, size_t lives);

/* ---- dump ---- */

/* Where there is one: what it printed to a stream of its own, as a new string; its length
 * in *length. The suite gives this. */
char *call_dump(t_subject *s, size_t *length);

/* The dump is byte for byte this one. */
void expect_dump(t_subject *s, const char *wanted);

/* It goes to the stream that it is given, and to no other; that stream is good for more
 * then. The step is the one that dumps. */
void expect_one_stream(t_subject *s, uint32_t step);

#endif
