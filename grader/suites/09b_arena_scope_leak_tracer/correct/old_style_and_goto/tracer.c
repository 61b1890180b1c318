/* Different: definitions in the style of 1978 and the GNU layout, macros for helpers, goto, sums of 128 bits; pages are unmapped one by one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "tracer.h"

typedef unsigned __int128 wide;

#define UP(n) (((wide) (n) + TRACER_ALIGN - 1) / TRACER_ALIGN * TRACER_ALIGN)
#define WIPE(p) memset ((p), 0, sizeof *(p))
#define FOR_EACH(e, t) for ((e) = (t)->ledger; (e) < (t)->ledger + (t)->count; (e)++)
#define LIVES(e) ((e)->state == BLOCK_LIVE)
#define DIES_WITH(why, value)                                                 \
  do                                                                          \
    {                                                                         \
      errno = (why);                                                          \
      return (value);                                                         \
    }                                                                         \
  while (0)
/* One of a list: counted in any case, written where there is room.  */
#define GIVE(list, room, count, ...)                                          \
  do                                                                          \
    {                                                                         \
      if ((count) < (room))                                                   \
        (list)[count] = __VA_ARGS__;                                          \
      (count)++;                                                              \
    }                                                                         \
  while (0)

static int
unmap (from, size)
     char *from;
     size_t size;
{
  size_t page = getpagesize ();
  char *at;

  for (at = from; at < from + size; at += page)
    if (munmap (at, page) < 0)
      return -1;
  return 0;
}

int
tracer_init (t, size)
     t_tracer *t;
     size_t size;
{
  void *base = MAP_FAILED;

  WIPE (t);
  if (size == 0)
    DIES_WITH (EINVAL, -1);
  if (UP (size) > (wide) (size_t) -1)
    DIES_WITH (ENOMEM, -1);
  base = mmap (0, UP (size), PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
  if (base == MAP_FAILED)
    return -1;
  t->base = base;
  t->capacity = UP (size);
  return 0;
}

void *
tracer_alloc (t, size, label)
     t_tracer *t;
     size_t size;
     const char *label;
{
  register t_entry *e = t->ledger + t->count;
  register int i;

  if (!t->base || !size)
    DIES_WITH (EINVAL, NULL);
  if (t->offset + UP (size) > t->capacity)
    DIES_WITH (ENOMEM, NULL);
  if (t->count == TRACER_BLOCKS)
    DIES_WITH (ENOSPC, NULL);
  WIPE (e);
  for (i = 0; i < TRACER_LABEL - 1 && label[i]; i++)
    e->label[i] = label[i];
  e->state = BLOCK_LIVE;
  e->scope = t->depth;
  e->size = size;
  e->offset = t->offset;
  t->count++;
  t->offset += UP (size);
  return (char *) t->base + e->offset;
}

int
tracer_release (t, block)
     t_tracer *t;
     const void *block;
{
  register t_entry *e;

  FOR_EACH (e, t)
    if ((char *) t->base + e->offset == (const char *) block)
      goto found;
  goto stranger;
found:
  switch (e->state)
    {
    case BLOCK_LIVE:
      e->state = BLOCK_RELEASED;
      return 0;
    case BLOCK_RELEASED:
      DIES_WITH (EALREADY, -1);
    default:
      break;
    }
stranger:
  DIES_WITH (EINVAL, -1);
}

int
tracer_enter (t)
     t_tracer *t;
{
  if (t->base && t->depth < TRACER_SCOPES)
    return t->depth++, 0;
  DIES_WITH (t->base ? ENOSPC : EINVAL, -1);
}

int
tracer_leave (t, leaks, room)
     t_tracer *t;
     t_entry *leaks;
     size_t room;
{
  register t_entry *e;
  size_t count = 0;

  if (!t->depth--)
    {
      t->depth = 0;
      DIES_WITH (EINVAL, -1);
    }
  FOR_EACH (e, t)
    /* Live, and of a scope that is open no more.  */
    if (LIVES (e) && e->scope > t->depth)
      {
        e->state = BLOCK_LEAKED;
        GIVE (leaks, room, count, *e);
      }
  return count;
}

int
tracer_snapshot (t, s)
     const t_tracer *t;
     t_snapshot *s;
{
  void *copy = NULL;
  int status = 0;

  if (t->offset)
    {
      copy = mmap (0, t->offset, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
      if (copy == MAP_FAILED)
        {
          copy = NULL;
          status = -1;
        }
      else
        memcpy (copy, t->base, t->offset);
    }
  s->copy = copy;
  s->size = copy ? t->offset : 0;
  return status;
}

int
snapshot_free (s)
     t_snapshot *s;
{
  if (unmap (s->copy, s->size))
    return -1;
  WIPE (s);
  return 0;
}

t_diff
tracer_diff (t, s, ranges, room)
     const t_tracer *t;
     const t_snapshot *s;
     t_range *ranges;
     size_t room;
{
  register const char *a = t->base, *b = s->copy;
  register size_t i = 0, from;
  t_diff d;

  WIPE (&d);
  d.grown = t->offset - s->size;
same:
  if (i == s->size)
    return d;
  if (a[i] == b[i])
    {
      i++;
      goto same;
    }
  from = i;
other:
  i++;
  d.changed++;
  if (i < s->size && a[i] != b[i])
    goto other;
  GIVE (ranges, room, d.ranges, (t_range) { from, i - from });
  goto same;
}

size_t
tracer_blame (t, range, pieces, room)
     const t_tracer *t;
     t_range range;
     t_piece *pieces;
     size_t room;
{
  register const t_entry *e = t->ledger;
  size_t at = range.start, end = range.start + range.size, stop, count = 0;
  t_piece p;

next:
  if (at == end)
    return count;
  WIPE (&p);
  while (e < t->ledger + t->count && e->offset + UP (e->size) <= at)
    e++;
  p.place = PLACE_FREE;
  stop = end;
  if (e < t->ledger + t->count)
    {
      p.block = e - t->ledger;
      p.place = at - e->offset < e->size ? PLACE_BLOCK : PLACE_PADDING;
      stop = e->offset + (p.place == PLACE_BLOCK ? (wide) e->size : UP (e->size));
    }
  if (stop > end)
    stop = end;
  p.range.start = at;
  p.range.size = stop - at;
  GIVE (pieces, room, count, p);
  at = stop;
  goto next;
}

t_fault
tracer_check (t)
     const t_tracer *t;
{
  register const t_entry *e;
  wide end = 0;

  if (t->offset > t->capacity)
    return FAULT_OFFSET_BEYOND;
  if (t->offset % TRACER_ALIGN)
    return FAULT_OFFSET_MISALIGNED;
  if (t->count > TRACER_BLOCKS || t->depth > TRACER_SCOPES)
    goto damaged;
  FOR_EACH (e, t)
    {
      if (!e->size || e->offset != end)
        goto damaged;
      end += UP (e->size);
      if (end > UP (t->capacity))
        goto damaged;
      if (!memchr (e->label, 0, TRACER_LABEL))
        goto damaged;
      switch (e->state)
        {
        case BLOCK_LIVE:
          if (e->scope > t->depth)
            goto damaged;
          break;
        case BLOCK_RELEASED:
        case BLOCK_LEAKED:
          break;
        default:
          goto damaged;
        }
    }
  return end == t->offset ? FAULT_NONE : FAULT_OFFSET_ELSEWHERE;
damaged:
  return FAULT_LEDGER;
}

void
tracer_dump (t, out)
     const t_tracer *t;
     FILE *out;
{
  register const t_entry *e;
  register const unsigned char *c;
  size_t column = 0, n;

#define CELLS(mark, bytes)                                                    \
  for (n = (bytes) / TRACER_ALIGN; n > 0; n--)                                \
    fprintf (out, ++column % 64 ? "%c" : "%c\n", (mark))
#define MARK(e) ("?#-!"[(e)->state])

  fprintf (out, "tracer: %zu used / %zu total, %zu open\n", t->offset, t->capacity, t->depth);
  FOR_EACH (e, t)
    CELLS (MARK (e), UP (e->size));
  CELLS ('.', t->capacity - t->offset);
  if (column % 64)
    putc ('\n', out);
  FOR_EACH (e, t)
    {
      fprintf (out, "%c %zu at %zu: ", MARK (e), e->size, e->offset);
      for (c = (const unsigned char *) e->label; *c; c++)
        fprintf (out, *c < 32 || *c > 126 || *c == '\\' ? "\\x%02x" : "%c", *c);
      putc ('\n', out);
    }
}

int
tracer_free (t)
     t_tracer *t;
{
  if (unmap (t->base, t->capacity))
    return -1;
  WIPE (t);
  return 0;
}
