#define _GNU_SOURCE
#include "landlock.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Older headers know less than the kernel may; the numbers are its ABI: landlock(7). */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif
#define CREATE_VERSION 1u
#define RULE_PATH_BENEATH 1

#define FS_EXECUTE (1u << 0)
#define FS_WRITE_FILE (1u << 1)
#define FS_READ_FILE (1u << 2)
#define FS_READ_DIR (1u << 3)
#define FS_READ (FS_EXECUTE | FS_READ_FILE | FS_READ_DIR)
/* Of a file: what else there is goes with folders alone. */
#define FS_OF_FILES (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE)
#define NET_ALL 3u
#define SCOPE_ALL 3u

typedef struct s_ruleset
{
	uint64_t files;
	uint64_t network; /* since version 4 */
	uint64_t scoped; /* since version 6: abstract sockets, signals */
} t_ruleset;

typedef struct s_path_beneath
{
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed)) t_path_beneath;

/* Where compilers and valgrind are, and what they need. What is not there is passed
 * over. */
static const char *const g_readable[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32",
	"/lib64", "/libx32", "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf",
	"/etc/ld.so.conf.d", "/opt", "/nix", "/gnu", "/snap", "/proc", NULL};

/* All rights to files that this version of Landlock has. */
static uint64_t all_files(int version)
{
	static const int rights[] = {13, 13, 14, 15, 15, 16};

	return ((uint64_t)1 << rights[version > 5 ? 5 : version]) - 1;
}

static void allow(int ruleset, const char *path, uint64_t rights)
{
	int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int any = folder == -1 ? open(path, O_PATH | O_CLOEXEC) : folder;
	t_path_beneath rule = {folder == -1 ? rights & FS_OF_FILES : rights, any};

	if (any == -1)
		return;
	syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(any);
}

/* A program that lies elsewhere brings its own libraries: /home/ada/gcc/bin/gcc. */
static void allow_program(int ruleset, const char *program)
{
	char *path = program == NULL ? NULL : realpath(program, NULL);

	for (int i = 0; path != NULL && i < 2; i++)
	{
		char *slash = strrchr(path, '/');
		if (slash != NULL)
			*slash = '\0';
	}
	if (path != NULL && *path != '\0')
		allow(ruleset, path, FS_READ);
	free(path);
}

int landlock_shut(const char *folder, const char *program)
{
	int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);

	if (version < 1)
		return -1;
	t_ruleset rules = {all_files(version), version >= 4 ? NET_ALL : 0,
		version >= 6 ? SCOPE_ALL : 0};
	size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (ruleset == -1)
		return -1;
	for (size_t i = 0; g_readable[i] != NULL; i++)
		allow(ruleset, g_readable[i], FS_READ);
	allow(ruleset, "/dev", FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE);
	allow(ruleset, ".", FS_READ);
	allow(ruleset, folder, rules.files);
	allow_program(ruleset, program);
	int status = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
				     syscall(SYS_landlock_restrict_self, ruleset, 0) == -1
			     ? -1
			     : 0;
	close(ruleset);
	return status;
}
