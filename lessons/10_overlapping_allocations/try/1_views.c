/* How many bytes change when one is written, and what the kernel's list says about it. */

#define _GNU_SOURCE
#include "experiment.h"
#include "maps.h"
#include "overlap.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define VIEWS 3

static size_t g_page;
static t_memory g_memory;

/* View i shows the object from page i on. */
static char *g_views[VIEWS];

static size_t size_of(int view)
{
	return (size_t)(VIEWS - view) * g_page;
}

static size_t count_in(const char *bytes, size_t size, char byte)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += bytes[i] == byte;
	return count;
}

/* Prints how often the byte is in the object itself, and in all views together. */
static void count(char byte, size_t in_object, size_t in_views)
{
	static char copy[VIEWS * 65536];
	size_t found = 0;

	ssize_t size = pread(g_memory.fd, copy, size_of(0), 0);
	experiment_claim(size == (ssize_t)size_of(0), "the object can be read");
	for (int i = 0; i < VIEWS; i++)
		found += count_in(g_views[i], size_of(i), byte);
	size_t once = count_in(copy, size_of(0), byte);
	experiment_saw("Bytes of the object: %zu. Addresses: %zu.", once, found);
	experiment_claim(once == in_object && found == in_views, "other numbers");
}

static void make_views(void)
{
	g_page = (size_t)sysconf(_SC_PAGESIZE);
	experiment_claim(memory_init(&g_memory, VIEWS * g_page) == 0, "an object");
	for (int i = 0; i < VIEWS; i++)
	{
		g_views[i] = memory_view(&g_memory, (size_t)i * g_page, size_of(i));
		experiment_claim(g_views[i] != NULL, "a view");
	}
}

int main(void)
{
	make_views();
	experiment_ask(
		"A memory object has three pages. View a shows all of them, view b "
		"pages 1 and 2, view c page 2. An X is written to the first byte of "
		"view c. How many bytes of the object have changed, and at how many "
		"addresses does the program find an X?");
	*g_views[2] = 'X';
	count('X', 1, 3);

	experiment_ask("\nThe lines of the three views in /proc/self/maps have the same "
		       "device and the same inode. What differs, besides the "
		       "addresses?");
	maps_show_line("a", g_views[0]);
	maps_show_line("b", g_views[1]);
	maps_show_line("c", g_views[2]);
	experiment_claim(same_byte(maps_text(), g_views[0] + 2 * g_page, g_views[2]) == 1,
		"same_byte says 1");

	experiment_ask("\nPage 2 is mapped once more, but with MAP_PRIVATE, and a Y is "
		       "written there. How many bytes of the object have changed? At how "
		       "many addresses of the three views is there a Y?");
	char *own = mmap(NULL, g_page, PROT_READ | PROT_WRITE, MAP_PRIVATE, g_memory.fd,
		(off_t)(2 * g_page));
	experiment_claim(own != MAP_FAILED, "a private mapping");
	*own = 'Y';
	count('Y', 0, 0);
	maps_show_line("private", own);
	experiment_claim(
		same_byte(maps_text(), own, g_views[2]) == 0, "same_byte says 0");

	experiment_why(
		"There is one page of memory, and three addresses lead to it: nothing is "
		"copied, so nothing has to be kept equal. To see which byte of the object "
		"an address names, take the number after the four letters: there, in the "
		"object, the mapping begins. Then add the distance from the start of the "
		"mapping. A private mapping shows the same pages until you write to it: "
		"then the kernel copies the page for you alone. Its line looks the same "
		"but for one letter, so read that letter first.");
	return 0;
}
