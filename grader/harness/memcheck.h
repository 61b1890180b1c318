#ifndef GRADER_MEMCHECK_H
#define GRADER_MEMCHECK_H

/*
 * valgrind's client requests, or nothing where its headers are not installed:
 * then there is no valgrind to talk to either. Natively each request costs a few
 * instructions and does nothing.
 */

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND 0
#define VALGRIND_COUNT_ERRORS 0
#define VALGRIND_PRINTF(...) ((void)0)
#define VALGRIND_DO_ADDED_LEAK_CHECK ((void)0)
#define VALGRIND_MALLOCLIKE_BLOCK(start, size, red_zone, zeroed)                         \
	((void)(start), (void)(size))
#define VALGRIND_FREELIKE_BLOCK(start, red_zone) ((void)(start))
#define VALGRIND_MAKE_MEM_NOACCESS(start, size) ((void)(start), (void)(size))
#endif

#endif
