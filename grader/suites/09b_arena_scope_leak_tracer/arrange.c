/* What a row does by itself to a tracer, and the arrays that it gives. */

#include "kit.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void poke(t_subject *s, size_t at, unsigned char byte)
{
	fill_memory(base_of(s) + at, byte, 1);
	noted("%s.base[%zu] = '%c'", s->name, at, byte);
}

void change_tracer(t_subject *s, const t_tracer *wanted)
{
	size_t entry = sizeof(*wanted->ledger);
	size_t ledger = offsetof(t_tracer, ledger);

	write_memory(s->at, wanted, ledger);
	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		if (memcmp(&s->arena.ledger[i], &wanted->ledger[i], entry) != 0)
			write_memory(
				s->at + ledger + i * entry, &wanted->ledger[i], entry);
	s->arena = *wanted;
}

void leaked(t_subject *s, size_t index)
{
	t_tracer wanted = s->arena;

	tried("block %zu has leaked", index);
	answered(0, "its state is BLOCK_LEAKED");
	wanted.ledger[index].state = BLOCK_LEAKED;
	change_tracer(s, &wanted);
}

t_subject written(void)
{
	t_subject s = live("a", 8192);

	labelled(&s, 20, "first");
	labelled(&s, 12, "second");
	labelled(&s, 4060, "third");
	fill_memory(base_of(&s), 'o', WRITTEN);
	noted("%s.base[0 .. %d] = 'o'", s.name, WRITTEN - 1);
	return s;
}

t_subject moved(const t_subject *s, t_address to)
{
	t_subject there = *s;

	/* By the process itself: memcheck still knows which bytes nobody wrote. */
	CALL(STEP_COPY, to, s->at, sizeof(t_tracer));
	there.at = to;
	return there;
}

t_address map_edge(void)
{
	size_t page = (size_t)getpagesize();
	t_answer pages = CALL_KERNEL(SYS_mmap, 0, 2 * page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, (uint64_t)-1, 0);

	expected("two pages can be mapped");
	if (pages.error != 0)
		got("mmap failed: %s", errno_name(pages.error));
	CALL_KERNEL(SYS_mprotect, pages.value + page, page, PROT_NONE);
	return pages.value + page;
}

void unmap_edge(t_address edge)
{
	size_t page = (size_t)getpagesize();

	CALL_KERNEL(SYS_munmap, edge - page, 2 * page);
}

t_subject at_the_edge(const t_subject *s)
{
	t_subject edge = moved(s, map_edge() - sizeof(t_tracer));

	tried("%s is moved to another address", s->name);
	answered(0, "the memory after its struct cannot be read");
	return edge;
}

void off_the_edge(const t_subject *edge)
{
	unmap_edge(edge->at + sizeof(t_tracer));
}

/* So many elements of rubbish lie behind a list: more than any list of a tracer has. */
#define BEHIND (4 * TRACER_BLOCKS)

size_t given_room(size_t room)
{
	return room == NO_ROOM ? 0 : room;
}

t_address list_of(size_t room, size_t element)
{
	if (room == 0)
		return 0;
	room = given_room(room);
	if (row_is_watched())
		return stage(room * element);
	t_address list = stage((room + BEHIND) * element);
	fill_memory(list, RUBBISH, (room + BEHIND) * element);
	return list;
}

void expect_within(t_address elements, size_t room, size_t element, const char *call,
	const char *list)
{
	if (elements == 0 || row_is_watched())
		return;
	size_t size = BEHIND * element;
	const unsigned char *bytes =
		(unsigned char *)copy_of(elements + room * element, size);
	for (size_t at = 0; at < size; at++)
	{
		if (bytes[at] == RUBBISH)
			continue;
		expected(
			"%s writes nothing past the room that it was given: %zu element%s of %s",
			call, room, plural(room), list);
		got("it wrote to %s[%zu]", list, room + at / element);
	}
}
