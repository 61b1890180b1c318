/* Different: definitions in the style of 1978, macros in place of functions, one way out by goto, and the GNU layout. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include "arena.h"

#define IS_DEAD(a) ((a)->base == NULL)
#define FORGET(a) ((void) ((a)->base = NULL, (a)->offset = (a)->capacity = 0))
#define REFUSE(why, way_out)                                                  \
  do                                                                          \
    {                                                                         \
      errno = (why);                                                          \
      goto way_out;                                                           \
    }                                                                         \
  while (0)
/* -16 is ...fff0: the same mask for numbers of any width.  */
#define ROUND_UP(n) (((n) + (ARENA_ALIGN - 1)) & -(uintptr_t) ARENA_ALIGN)
#define PRINTABLE(c) ((c) > 31 && (c) < 127)

int
arena_init (a, size)
     t_arena *a;
     size_t size;
{
  register char *memory = MAP_FAILED;

  FORGET (a);
  if (!size)
    REFUSE (EINVAL, out);
  memory = mmap (NULL, size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    goto out;
  a->base = memory;
  a->capacity = size;
out:
  return memory == MAP_FAILED ? -1 : 0;
}

void *
arena_alloc (a, size)
     t_arena *a;
     size_t size;
{
  register uintptr_t from, to, end;
  void *block = NULL;

  if (IS_DEAD (a) || !size)
    REFUSE (EINVAL, out);
  from = (uintptr_t) a->base;
  end = from + a->capacity;
  from = ROUND_UP (from + a->offset);
  to = from + size;
  /* A sum that wrapped is less than what it began with.  */
  if (to < from || to > end)
    REFUSE (ENOMEM, out);
  block = (void *) from;
  a->offset = to - (uintptr_t) a->base;
out:
  return block;
}

void
arena_dump (a, out)
     const t_arena *a;
     FILE *out;
{
  register const unsigned char *p = a->base;
  register size_t left = a->offset;
  register int column;

  fprintf (out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
line:
  if (!left)
    return;
  column = 64;
byte:
  putc (PRINTABLE (*p) ? *p : '.', out);
  p++;
  if (--left && --column)
    goto byte;
  putc ('\n', out);
  goto line;
}

int
arena_free (a)
     t_arena *a;
{
  if (IS_DEAD (a))
    goto dead;
  if (munmap (a->base, a->capacity))
    return -1;
  FORGET (a);
dead:
  return 0;
}
