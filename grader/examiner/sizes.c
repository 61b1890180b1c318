#include "sizes.h"

#include <stdint.h>
#include <string.h>

void wrapping_sizes(const void *base, size_t offset, t_size *sizes)
{
	size_t next = (uintptr_t)base + offset;
	const t_size all[WRAPPING_SIZES] = {
		{SIZE_MAX, "this is SIZE_MAX"},
		{SIZE_MAX - 1, "this is SIZE_MAX - 1"},
		{SIZE_MAX - 14,
			"this is SIZE_MAX - 14: rounded up to a multiple of 16 it wraps around to 0"},
		{SIZE_MAX - 15, "this is SIZE_MAX - 15: 16 more wraps around to 0"},
		{SIZE_MAX - 16, "this is SIZE_MAX - 16"},
		{SIZE_MAX - 31, "this is SIZE_MAX - 31"},
		{SIZE_MAX - 63, "this is SIZE_MAX - 63"},
		{SIZE_MAX - offset, "this is SIZE_MAX - offset"},
		{-offset, "offset + size wraps around to 0"},
		{-offset + 16, "offset + size wraps around to 16"},
		{-next, "base + offset + size wraps around to 0"},
		{-next + 1, "base + offset + size wraps around to 1"},
		{-next + 64, "base + offset + size wraps around to 64"},
		{SIZE_MAX / 2, "this is SIZE_MAX / 2"},
		{SIZE_MAX / 2 + 1, "this is SIZE_MAX / 2 + 1"},
		{(size_t)1 << 60, "this is 2 to the power of 60"},
		{(size_t)-48, "this is SIZE_MAX - 47"},
		{SIZE_MAX - 4095,
			"this is SIZE_MAX - 4095: rounded up to whole pages it wraps around"},
		{SIZE_MAX - 4094,
			"this is SIZE_MAX - 4094: rounded up to whole pages it wraps around"},
	};

	memcpy(sizes, all, sizeof(all));
}
