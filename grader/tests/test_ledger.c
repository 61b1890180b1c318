/* The pages of a ledger, which is the authority on what is mapped. Nothing is mapped
 * here: addresses are numbers. */

#include "all.h"
#include "pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define BOTH (PROT_READ | PROT_WRITE)

/* Page n of the addresses that these tests speak of. */
static t_address page(size_t n)
{
	return 0x7f0000000000 + n * (size_t)getpagesize();
}

static size_t bytes(size_t pages)
{
	return pages * (size_t)getpagesize();
}

static void enter(t_pages *pages, t_address start, size_t length)
{
	pages_enter(pages, &(t_mapping){.start = start, .length = length}, BOTH);
}

START_TEST(a_mapping_comes_and_goes)
{
	t_pages *pages = pages_new();
	t_mapping mapping;

	enter(pages, page(0), 100);
	ck_assert_uint_eq(pages_mapped(pages), bytes(1));
	ck_assert(pages_holder(pages, page(0), 100, &mapping));
	ck_assert_uint_eq(mapping.start, page(0));
	ck_assert_uint_eq(mapping.length, 100);
	ck_assert_uint_eq(mapping.live, bytes(1));
	ck_assert_uint_eq(pages_drop(pages, page(0), page(1)), bytes(1));
	ck_assert_uint_eq(pages_mapped(pages), 0);
	ck_assert_uint_eq(pages_live(pages, NULL, 0), 0);
	ck_assert(!pages_holder(pages, page(0), 1, &mapping));
	pages_free(pages);
}
END_TEST

START_TEST(a_length_is_rounded_up_to_whole_pages)
{
	ck_assert_uint_eq(whole_pages(0), 0);
	ck_assert_uint_eq(whole_pages(1), bytes(1));
	ck_assert_uint_eq(whole_pages(bytes(1)), bytes(1));
	ck_assert_uint_eq(whole_pages(bytes(1) + 1), bytes(2));
}
END_TEST

START_TEST(parts_may_be_unmapped_one_by_one)
{
	t_pages *pages = pages_new();
	t_mapping mapping;

	enter(pages, page(0), bytes(4));
	ck_assert_uint_eq(pages_drop(pages, page(1), page(2)), bytes(1));
	ck_assert_uint_eq(pages_mapped(pages), bytes(3));
	ck_assert(!pages_holder(pages, page(0), bytes(4), &mapping));
	ck_assert(pages_holder(pages, page(2), bytes(2), &mapping));
	ck_assert_uint_eq(mapping.live, bytes(3));
	ck_assert_uint_eq(pages_drop(pages, page(0), page(4)), bytes(3));
	ck_assert_uint_eq(pages_mapped(pages), 0);
	pages_free(pages);
}
END_TEST

START_TEST(what_was_not_mapped_is_not_dropped)
{
	t_pages *pages = pages_new();

	enter(pages, page(2), bytes(2));
	ck_assert_uint_eq(pages_drop(pages, page(0), page(2)), 0);
	ck_assert_uint_eq(pages_drop(pages, page(4), page(9)), 0);
	ck_assert_uint_eq(pages_mapped(pages), bytes(2));
	ck_assert_uint_eq(pages_drop(pages, page(0), page(9)), bytes(2));
	pages_free(pages);
}
END_TEST

START_TEST(no_bytes_are_held_by_two_mappings)
{
	t_pages *pages = pages_new();
	t_mapping mapping;

	enter(pages, page(0), bytes(2));
	enter(pages, page(2), bytes(2));
	ck_assert(pages_holder(pages, page(0), bytes(2), &mapping));
	ck_assert_uint_eq(mapping.start, page(0));
	ck_assert(pages_holder(pages, page(2), bytes(2), &mapping));
	ck_assert_uint_eq(mapping.start, page(2));
	ck_assert(!pages_holder(pages, page(1), bytes(2), &mapping));
	ck_assert_int_eq(pages_protection(pages, page(1), bytes(2)), -1);
	pages_free(pages);
}
END_TEST

START_TEST(protection_is_known_page_by_page)
{
	t_pages *pages = pages_new();

	pages_enter(pages, &(t_mapping){.start = page(0), .length = bytes(3)}, PROT_NONE);
	ck_assert_int_eq(pages_protection(pages, page(0), bytes(3)), PROT_NONE);
	pages_protect(pages, page(0), page(2), BOTH);
	ck_assert_int_eq(pages_protection(pages, page(0), bytes(2)), BOTH);
	ck_assert_int_eq(pages_protection(pages, page(0), bytes(3)), PROT_NONE);
	ck_assert_int_eq(pages_protection(pages, page(2), bytes(1)), PROT_NONE);
	pages_protect(pages, page(1), page(2), PROT_READ);
	ck_assert_int_eq(pages_protection(pages, page(0), bytes(2)), PROT_READ);
	ck_assert_int_eq(pages_protection(pages, page(0), bytes(1)), BOTH);
	ck_assert_int_eq(pages_protection(pages, page(3), 1), -1);
	ck_assert_uint_eq(pages_mapped(pages), bytes(3));
	pages_free(pages);
}
END_TEST

START_TEST(one_executable_page_is_noticed)
{
	t_pages *pages = pages_new();

	enter(pages, page(0), bytes(3));
	ck_assert(!pages_executable(pages, page(0), bytes(3)));
	pages_protect(pages, page(1), page(2), BOTH | PROT_EXEC);
	ck_assert(pages_executable(pages, page(0), bytes(3)));
	ck_assert(pages_executable(pages, page(1), 1));
	ck_assert(!pages_executable(pages, page(2), bytes(1)));
	pages_free(pages);
}
END_TEST

START_TEST(live_mappings_are_those_not_wholly_unmapped)
{
	t_pages *pages = pages_new();
	t_mapping live[2];

	enter(pages, page(0), bytes(1));
	enter(pages, page(1), bytes(2));
	enter(pages, page(3), bytes(1));
	pages_drop(pages, page(0), page(2));
	ck_assert_uint_eq(pages_live(pages, live, 2), 2);
	ck_assert_uint_eq(live[0].start, page(1));
	ck_assert_uint_eq(live[0].live, bytes(1));
	ck_assert_uint_eq(live[1].start, page(3));
	ck_assert_uint_eq(pages_live(pages, live, 1), 2);
	pages_free(pages);
}
END_TEST

START_TEST(a_place_that_is_free_again_is_used_again)
{
	t_pages *pages = pages_new();
	t_mapping mapping;

	for (size_t i = 0; i < 1000; i++)
	{
		enter(pages, page(i % 7), bytes(1));
		ck_assert(pages_holder(pages, page(i % 7), bytes(1), &mapping));
		ck_assert_uint_eq(pages_live(pages, &mapping, 1), 1);
		ck_assert_uint_eq(mapping.start, page(i % 7));
		pages_drop(pages, page(0), page(7));
	}
	ck_assert_uint_eq(pages_mapped(pages), 0);
	pages_free(pages);
}
END_TEST

START_TEST(a_copy_goes_its_own_way)
{
	t_pages *pages = pages_new();

	for (size_t i = 0; i < 5; i++)
		enter(pages, page(2 * i), bytes(1));
	t_pages *copy = pages_copy(pages);
	ck_assert_uint_eq(pages_drop(pages, page(0), page(1)), bytes(1));
	enter(copy, page(20), bytes(3));
	ck_assert_uint_eq(pages_mapped(pages), bytes(4));
	ck_assert_uint_eq(pages_mapped(copy), bytes(8));
	pages_free(pages);
	ck_assert_uint_eq(pages_drop(copy, page(0), page(30)), bytes(8));
	pages_free(copy);
}
END_TEST

void ledger_tests(void)
{
	const t_tests tests = {"ledger", 10};

	add_tests(tests, a_mapping_comes_and_goes, 1);
	add_tests(tests, a_length_is_rounded_up_to_whole_pages, 1);
	add_tests(tests, parts_may_be_unmapped_one_by_one, 1);
	add_tests(tests, what_was_not_mapped_is_not_dropped, 1);
	add_tests(tests, no_bytes_are_held_by_two_mappings, 1);
	add_tests(tests, protection_is_known_page_by_page, 1);
	add_tests(tests, one_executable_page_is_noticed, 1);
	add_tests(tests, live_mappings_are_those_not_wholly_unmapped, 1);
	add_tests(tests, a_place_that_is_free_again_is_used_again, 1);
	add_tests(tests, a_copy_goes_its_own_way, 1);
}
