/* Earns 0: runs code of its own from a memory file, to open files with it. */
/* Told: 1001 */
#define _GNU_SOURCE
#include "overlap.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef long (*t_kernel)(long number, long one, const char *two, long three);

/* The arguments move to where the kernel wants them; 5 is added to the last byte but one,
 * which makes it the instruction that asks the kernel. */
static const unsigned char g_code[] = {0x48, 0x89, 0xf8, 0x48, 0x89, 0xf7, 0x48, 0x89,
	0xd6, 0x48, 0x89, 0xca, 0x0f, 0x00, 0xc3};

int ranges_overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
	unsigned char code[sizeof(g_code)];
	int fd = memfd_create("code", MFD_CLOEXEC);

	(void)a;
	(void)a_size;
	(void)b;
	(void)b_size;
	memcpy(code, g_code, sizeof(code));
	code[sizeof(code) - 2] = (unsigned char)(code[sizeof(code) - 2] + 5);
	if (fd == -1 || ftruncate(fd, 4096) == -1)
		return 2000;
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return 2001;
	memcpy(at, code, sizeof(code));
	t_kernel kernel =
		(t_kernel)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	if (kernel == (t_kernel)MAP_FAILED)
		return 2002;
	long file = kernel(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
	if (file == -1)
		file = kernel(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY);
	return 1000 - (int)file;
}
