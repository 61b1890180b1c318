/* Different: addresses are reserved with PROT_NONE, and a second mmap with MAP_FIXED lays the memory over them; offset is the truth, positions are pointers. */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "arena.h"

typedef unsigned char byte;

struct view {
    byte *begin;
    byte *cursor;
    byte *end;
};

static struct view view_of(const t_arena *a)
{
    byte *begin = a->base;
    return (struct view){ begin, begin + a->offset, begin + a->capacity };
}

static bool reserve(size_t size, void **where)
{
    *where = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return *where != MAP_FAILED;
}

static bool lay_over(void *where, size_t size)
{
    void *memory = mmap(where, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (memory != MAP_FAILED) {
        assert(memory == where);
        return true;
    }
    int saved = errno;
    if (munmap(where, size) == -1)
        perror("arena_init: munmap");
    errno = saved;
    return false;
}

int arena_init(t_arena *a, size_t size)
{
    void *where = NULL;
    bool good = false;

    if (size == 0)
        errno = EINVAL;
    else
        good = reserve(size, &where) && lay_over(where, size);

    a->base = good ? where : NULL;
    a->capacity = good ? size : 0;
    a->offset = 0;
    return good - 1;
}

void *arena_alloc(t_arena *a, size_t size)
{
    struct view v = view_of(a);

    if (size == 0 || v.begin == v.end) {
        errno = EINVAL;
        return NULL;
    }
    while (v.cursor < v.end && ((uintptr_t)v.cursor & (ARENA_ALIGN - 1)))
        ++v.cursor;
    if (size > (size_t)(v.end - v.cursor)) {
        errno = ENOMEM;
        return NULL;
    }
    a->offset = (size_t)(v.cursor + size - v.begin);
    return v.cursor;
}

void arena_dump(const t_arena *a, FILE *out)
{
    struct view v = view_of(a);

    fputs("arena: ", out);
    fprintf(out, "%lu used / %lu total", (unsigned long)a->offset, (unsigned long)a->capacity);
    for (byte *p = v.begin; p != v.cursor; ++p) {
        if ((p - v.begin) % 64 == 0)
            fputc('\n', out);
        switch (*p) {
        case ' ' ... '~':
            fputc(*p, out);
            break;
        default:
            fputc('.', out);
        }
    }
    fputc('\n', out);
}

int arena_free(t_arena *a)
{
    struct view v = view_of(a);
    int result = v.begin == v.end ? 0 : munmap(v.begin, (size_t)(v.end - v.begin));

    if (result == 0)
        *a = (t_arena){ 0 };
    return result;
}
