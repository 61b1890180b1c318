/* Rows of arena_free. */

#include "kit.h"

#include <errno.h>

ROW(free_zeroes)
{
	expect_zeroed(begun(live("a", 5000)));
	expect_zeroed(live("b", 5000));
}

ROW(free_twice)
{
	free_again(begun(live("a", 64)));
}

ROW(free_munmap_fails)
{
	refuse_free(begun(live("a", 4096)), EINVAL);
	close_stderr();
	refuse_free(begun(live("b", 4096)), ENOMEM);
	another_try();
	if (!row_is_watched())
		refuse_free_once(begun(live("c", PROBE_SIZE)));
}
