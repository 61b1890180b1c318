#ifndef OBJECTS_H
#define OBJECTS_H

#include "call.h"
#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "memory.h"
#include "overlap.h"
#include "row.h"
#include "steps.h"
#include "words.h"

#include <errno.h>
#include <sys/mman.h>

/* What the rows share: the structs of the contract, each with where it lies in the
 * process that is called, and calls that are noted for the report. */

#define PAGE ((size_t)4096)
#define RUBBISH 0xa5

/* Address space that nobody uses, which valgrind leaves to the subject, too. */
#define NOWHERE ((t_address)0xc0000000000)

typedef struct s_placed
{
	t_address at; /* of the struct */
	t_arena arena; /* as it was after the last call */
	const char *name; /* as the report calls it */
	int error; /* errno of the last call */
} t_placed;

typedef struct s_object
{
	t_address at;
	t_memory memory;
	const char *name;
	int error;
} t_object;

typedef struct s_mirror
{
	t_address at;
	t_ring ring;
	const char *name;
	int error;
} t_mirror;

/* ---- structs full of rubbish, as before the first call ---- */

t_placed placed(const char *name);
t_object object(const char *name);
t_mirror mirror(const char *name);

/* ---- calls ---- */

int call_overlap(t_address a, size_t a_size, t_address b, size_t b_size, int *error);
int call_place(t_placed *p, t_address address, size_t size);
int call_cut(t_placed *from, size_t size, t_placed *cut);
int call_init(t_object *o, size_t size);
/* The address of the view, or 0. */
t_address call_view(t_object *o, size_t offset, size_t size);
int call_close(t_object *o);
int call_ring(t_mirror *m, size_t size);
int call_write(t_mirror *m, t_address record, size_t size);
int call_read(t_mirror *m, t_address record, size_t size);
int call_free(t_mirror *m);

/* ---- the same, where the row fails if they do not succeed ---- */

t_placed live_arena(const char *name, t_address address, size_t size);
t_placed cut_of(t_placed *from, size_t size, const char *name);
t_object live_object(const char *name, size_t size);
t_address view_of(t_object *o, size_t offset, size_t size);
t_mirror live_ring(const char *name, size_t size);
void written(t_mirror *m, t_address record, size_t size);
void read_back(t_mirror *m, t_address record, size_t size);
void closed(t_object *o);
void freed(t_mirror *m);

/* Ends a ring in a row that is not about ring_free: nothing stays mapped if it fails. */
void put_away(t_mirror *m);

/* ---- what a struct holds ---- */

void expect_dead_arena(const t_placed *p, const char *after);
void expect_dead_object(const t_object *o, const char *after);
void expect_dead_ring(const t_mirror *m, const char *after);

/* The struct is what it was; after names the call. */
void expect_same_arena(const t_placed *p, const t_arena *before, const char *after);
void expect_same_ring(const t_mirror *m, const t_ring *before, const char *after);

t_address base_of_ring(const t_mirror *m);

/* ---- the row's own mappings, which the ledger does not know ---- */

/* Maps `size` bytes at the address and fills them with `byte`. Returns the address. */
t_address occupy(t_address address, size_t size, unsigned char byte);

/* Maps memory where the kernel likes. */
t_address map_anywhere(size_t size);

/* The same, and fills it. */
t_address occupy_anywhere(size_t size, unsigned char byte);

void leave(t_address address, size_t size);

/* The bytes there still hold `byte`; whose names them. */
void expect_kept(t_address address, size_t size, unsigned char byte, const char *whose);

/* Unmaps what the contract leaves to its caller. */
void unmap(t_address address, size_t size);

/* ---- the process, seen from outside ---- */

/* How many descriptors it has open. */
size_t descriptors(void);

/* No more of them are open than before; after names the call. */
void expect_closed(size_t before, const char *after);

/* Nothing of the submission's is mapped; after names the call. */
void expect_nothing_mapped(const char *after);

/* The text of its /proc/self/maps, in memory of the process. */
t_address maps_text(void);

/* How large a file may be here. Where that is less than `needed`, the row is not graded.
 */
size_t largest_file(void);
void need_file(size_t needed);

/* From now on the process has little stack. Only natively. */
void shrink_stack(void);

/* Bytes that differ from place to place. */
unsigned char pattern(size_t at);
t_address stage_pattern(size_t size);

#endif
