/*
 * The functions of string.h without vector tricks. memcheck replaces the C library's
 * fast ones, which read beyond the end of a string, in a dynamic program only: the
 * subject is a static one. A submission has the same functions with and without memcheck.
 */

#define _GNU_SOURCE
#include <stddef.h>
#include <string.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define OVERLAP(to, from, size)                                                          \
	VALGRIND_DO_CLIENT_REQUEST_STMT(                                                 \
		_VG_USERREQ__MEMCHECK_RECORD_OVERLAP_ERROR, "memcpy", to, from, size, 0)
#else
#define OVERLAP(to, from, size) ((void)0)
#endif

static void *copy_forwards(char *to, const char *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = from[i];
	return to;
}

/* memcheck's own memcpy says so, too, when the two overlap; compilers copy a struct to
 * itself with it. */
void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	const char *one = to;
	const char *two = from;

	if (one != two && one < two + size && two < one + size)
	{
		OVERLAP(to, from, size);
	}
	return copy_forwards(to, from, size);
}

void *mempcpy(void *restrict to, const void *restrict from, size_t size)
{
	return (char *)memcpy(to, from, size) + size;
}

void *memmove(void *to, const void *from, size_t size)
{
	char *at = to;
	const char *next = from;

	if (at < next)
		return copy_forwards(at, next, size);
	while (size-- > 0)
		at[size] = next[size];
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	char *at = to;

	while (size-- > 0)
		*at++ = (char)byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *one = a;
	const unsigned char *two = b;

	for (; size > 0 && *one == *two; size--)
	{
		one++;
		two++;
	}
	return size == 0 ? 0 : *one - *two;
}

int bcmp(const void *a, const void *b, size_t size)
{
	return memcmp(a, b, size);
}

void *memchr(const void *bytes, int byte, size_t size)
{
	const unsigned char *at = bytes;

	for (; size > 0; size--, at++)
		if (*at == (unsigned char)byte)
			return (void *)at;
	return NULL;
}

void *memrchr(const void *bytes, int byte, size_t size)
{
	const unsigned char *text = bytes;

	while (size-- > 0)
		if (text[size] == (unsigned char)byte)
			return (void *)(text + size);
	return NULL;
}

void *rawmemchr(const void *bytes, int byte)
{
	const unsigned char *at = bytes;

	while (*at != (unsigned char)byte)
		at++;
	return (void *)at;
}

size_t strlen(const char *text)
{
	const char *end = text;

	while (*end != '\0')
		end++;
	return (size_t)(end - text);
}

size_t strnlen(const char *text, size_t most)
{
	size_t length = 0;

	while (length < most && text[length] != '\0')
		length++;
	return length;
}

char *strchrnul(const char *text, int byte)
{
	while (*text != '\0' && *text != (char)byte)
		text++;
	return (char *)text;
}

char *strchr(const char *text, int byte)
{
	char *at = strchrnul(text, byte);

	return *at == (char)byte ? at : NULL;
}

char *strrchr(const char *text, int byte)
{
	const char *last = NULL;

	do
		if (*text == (char)byte)
			last = text;
	while (*text++ != '\0');
	return (char *)last;
}

int strcmp(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
	{
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t most)
{
	while (most > 0 && *a != '\0' && *a == *b)
	{
		a++;
		b++;
		most--;
	}
	return most == 0 ? 0 : (unsigned char)*a - (unsigned char)*b;
}

char *stpcpy(char *restrict to, const char *restrict from)
{
	while ((*to = *from++) != '\0')
		to++;
	return to;
}

char *strcpy(char *restrict to, const char *restrict from)
{
	stpcpy(to, from);
	return to;
}

char *stpncpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strnlen(from, size);

	memcpy(to, from, length);
	memset(to + length, 0, size - length);
	return to + length;
}

char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
	stpncpy(to, from, size);
	return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
	stpcpy(to + strlen(to), from);
	return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t most)
{
	*stpncpy(to + strlen(to), from, strnlen(from, most)) = '\0';
	return to;
}

char *strstr(const char *text, const char *part)
{
	size_t length = strlen(part);

	while (strncmp(text, part, length) != 0)
		if (*text++ == '\0')
			return NULL;
	return (char *)text;
}

size_t strcspn(const char *text, const char *refused)
{
	size_t length = 0;

	while (text[length] != '\0' && strchr(refused, text[length]) == NULL)
		length++;
	return length;
}

size_t strspn(const char *text, const char *accepted)
{
	size_t length = 0;

	while (text[length] != '\0' && strchr(accepted, text[length]) != NULL)
		length++;
	return length;
}

char *strpbrk(const char *text, const char *wanted)
{
	text += strcspn(text, wanted);
	return *text == '\0' ? NULL : (char *)text;
}

/* What the C library calls them where it calls them itself, as printf does. */
#define ALSO_CALLED(other, name) __asm__(".globl " #other "\n.set " #other ", " #name)

ALSO_CALLED(__mempcpy, mempcpy);
ALSO_CALLED(__rawmemchr, rawmemchr);
ALSO_CALLED(__strnlen, strnlen);
ALSO_CALLED(__strchrnul, strchrnul);
ALSO_CALLED(__stpcpy, stpcpy);
