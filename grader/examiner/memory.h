#ifndef MEMORY_H
#define MEMORY_H

#include "process.h"

/*
 * The memory of g_process: read and written from outside, process_vm_readv(2); under
 * valgrind by the process itself, so that memcheck sees it. Each fails the row where the
 * memory cannot be used so.
 */

void read_memory(t_address from, void *bytes, size_t size);
void write_memory(t_address to, const void *bytes, size_t size);
void write_string(t_address to, const char *text);
void fill_memory(t_address to, unsigned char byte, size_t size);

/* The bytes, in memory of the examiner's own that is good until the row ends; with a NUL
 * behind them. */
char *copy_of(t_address from, size_t size);

/*
 * Room for an argument in the memory of the subject, aligned to 64 bytes, until the row
 * ends. memcheck takes it for memory that nobody has written, and none may touch what
 * lies beside it. Processes that are forked have it at the same address.
 */
t_address stage(size_t size);

/* The same with these bytes in it. */
t_address stage_bytes(const void *bytes, size_t size);
t_address stage_string(const char *text);

/* All of the stage is free again: a row begins. */
void stage_clear(void);

#endif
