/* The ledger, which is the authority on what is mapped. */

#define _GNU_SOURCE
#include "all.h"
#include "ledger.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define BOTH (PROT_READ | PROT_WRITE)
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

static char *map(size_t size)
{
	return ledger_mmap(NULL, size, BOTH, ANONYMOUS, -1, 0);
}

static size_t pages(size_t count)
{
	return count * (size_t)getpagesize();
}

START_TEST(a_mapping_comes_and_goes)
{
	t_mapping mapping;
	char *start = map(100);

	ck_assert_uint_eq(ledger_mapped(), pages(1));
	ck_assert(ledger_holder(start, 100, &mapping));
	ck_assert_ptr_eq(mapping.start, start);
	ck_assert_uint_eq(mapping.length, 100);
	ck_assert_int_eq(ledger_munmap(start, 100), 0);
	ck_assert_uint_eq(ledger_mapped(), 0);
	ck_assert_uint_eq(ledger_strays(), 0);
	ck_assert(!ledger_holder(start, 1, &mapping));
}
END_TEST

START_TEST(parts_may_be_unmapped_one_by_one)
{
	char *start = map(pages(4));
	t_mapping mapping;

	ck_assert_int_eq(ledger_munmap(start + pages(1), pages(1)), 0);
	ck_assert_uint_eq(ledger_mapped(), pages(3));
	ck_assert(!ledger_holder(start, pages(4), &mapping));
	ck_assert(ledger_holder(start + pages(2), pages(2), &mapping));
	ck_assert_int_eq(ledger_munmap(start, pages(4)), 0);
	ck_assert_uint_eq(ledger_mapped(), 0);
	ck_assert_uint_eq(ledger_strays(), pages(1));
}
END_TEST

START_TEST(what_is_not_ours_is_not_unmapped)
{
	char *own = mmap(NULL, pages(1), BOTH, ANONYMOUS, -1, 0);

	*own = 7;
	ck_assert_int_eq(ledger_munmap(own, pages(1)), 0);
	ck_assert_uint_eq(ledger_strays(), pages(1));
	ck_assert_int_eq(*own, 7);
	munmap(own, pages(1));
}
END_TEST

START_TEST(bad_calls_fail_as_the_real_ones_do)
{
	ck_assert_ptr_eq(map(0), MAP_FAILED);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_ptr_eq(map(SIZE_MAX), MAP_FAILED);
	ck_assert_int_eq(errno, ENOMEM);
	ck_assert_int_eq(ledger_error(CALL_MMAP), ENOMEM);
	char *start = map(10);
	ck_assert_int_eq(ledger_munmap(start + 1, 10), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(ledger_munmap(start, 0), -1);
	ck_assert_int_eq(errno, EINVAL);
	ledger_reset();
	ck_assert_uint_eq(ledger_mapped(), 0);
}
END_TEST

START_TEST(the_nth_call_fails_when_told_so)
{
	ledger_fail(CALL_MMAP, 2, EAGAIN);
	ck_assert_ptr_ne(map(10), MAP_FAILED);
	ck_assert_ptr_eq(map(10), MAP_FAILED);
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert_ptr_eq(map(10), MAP_FAILED);
	ledger_fail(CALL_MMAP, 0, 0);
	ck_assert_ptr_ne(map(10), MAP_FAILED);
	ck_assert_uint_eq(ledger_calls(CALL_MMAP), 4);
	ledger_reset();
}
END_TEST

START_TEST(protection_is_known_page_by_page)
{
	char *start = ledger_mmap(NULL, pages(3), PROT_NONE, ANONYMOUS, -1, 0);

	ck_assert_int_eq(ledger_protection(start, pages(3)), PROT_NONE);
	ck_assert_int_eq(ledger_mprotect(start, pages(2), BOTH), 0);
	ck_assert_int_eq(ledger_protection(start, pages(2)), BOTH);
	ck_assert_int_eq(ledger_protection(start, pages(3)), PROT_NONE);
	start[pages(2) - 1] = 1;
	ledger_reset();
}
END_TEST

START_TEST(executable_memory_is_noted_and_not_given)
{
	char *start = ledger_mmap(NULL, pages(1), BOTH | PROT_EXEC, ANONYMOUS, -1, 0);

	ck_assert(ledger_executable(start, 1));
	ledger_reset();
}
END_TEST

START_TEST(fixed_mappings_replace_only_their_own)
{
	char *own = mmap(NULL, pages(1), BOTH, ANONYMOUS, -1, 0);
	char *start = map(pages(2));

	ck_assert_ptr_eq(ledger_mmap(own, pages(1), BOTH, ANONYMOUS | MAP_FIXED, -1, 0),
		MAP_FAILED);
	ck_assert_ptr_eq(
		ledger_mmap(start, pages(1), BOTH, ANONYMOUS | MAP_FIXED, -1, 0), start);
	ck_assert_uint_eq(ledger_mapped(), pages(2));
	ledger_reset();
	munmap(own, pages(1));
}
END_TEST

START_TEST(mremap_moves_the_entry)
{
	t_mapping mapping;
	char *start = map(pages(1));

	*start = 9;
	start = ledger_mremap(start, pages(1), pages(5), MREMAP_MAYMOVE);
	ck_assert_ptr_ne(start, MAP_FAILED);
	ck_assert_int_eq(*start, 9);
	ck_assert(ledger_holder(start, pages(5), &mapping));
	ck_assert_uint_eq(ledger_live(&mapping, 1), 1);
	ck_assert_int_eq(ledger_munmap(start, pages(5)), 0);
	ck_assert_uint_eq(ledger_mapped(), 0);
}
END_TEST

void ledger_tests(void)
{
	const t_tests tests = {"ledger", 10};

	add_tests(tests, a_mapping_comes_and_goes, 1);
	add_tests(tests, parts_may_be_unmapped_one_by_one, 1);
	add_tests(tests, what_is_not_ours_is_not_unmapped, 1);
	add_tests(tests, bad_calls_fail_as_the_real_ones_do, 1);
	add_tests(tests, the_nth_call_fails_when_told_so, 1);
	add_tests(tests, protection_is_known_page_by_page, 1);
	add_tests(tests, executable_memory_is_noted_and_not_given, 1);
	add_tests(tests, fixed_mappings_replace_only_their_own, 1);
	add_tests(tests, mremap_moves_the_entry, 1);
}
