/*
 * How inputs are changed: as libFuzzer does, byte by byte and by the words of its
 * dictionary, and one time in four so that a whole field, what stands between the marks
 * of XML and JSON, becomes something that programs stumble over.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define MARKS "<>[]{},:\" \n"
#define WORDS (sizeof(g_words) / sizeof(*g_words))

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned seed);

static const char *const g_words[] = {"", "0", "-1", "2147483647", "-2147483648",
	"4294967396", "1e999", "inf", "nan", "null", "true", "[]", "{}", "\"\"",
	"\xc2\x9b", "\xe2\x80\xae", "\xff", "R\"x("};

static int is_mark(uint8_t byte)
{
	return byte != '\0' && strchr(MARKS, byte) != NULL;
}

/* Puts the word in the place of the field around `at`. Returns the new size, or 0 where
 * there is no room. */
static size_t replace_field(
	uint8_t *bytes, size_t size, size_t room, size_t at, const char *word)
{
	size_t begin = at;
	size_t end = at;
	size_t length = strlen(word);

	while (begin > 0 && !is_mark(bytes[begin - 1]))
		begin--;
	while (end < size && !is_mark(bytes[end]))
		end++;
	if (size - (end - begin) + length > room)
		return 0;
	memmove(bytes + begin + length, bytes + end, size - end);
	memcpy(bytes + begin, word, length);
	return size - (end - begin) + length;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned seed)
{
	size_t changed = 0;

	srand(seed);
	if (size != 0 && rand() % 4 == 0)
		changed = replace_field(
			bytes, size, room, rand() % size, g_words[rand() % WORDS]);
	return changed == 0 ? LLVMFuzzerMutate(bytes, size, room) : changed;
}
