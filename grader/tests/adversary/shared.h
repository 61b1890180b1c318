#ifndef ADVERSARY_SHARED_H
#define ADVERSARY_SHARED_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the two adversaries share. */

/* The descriptors that the examiner sends: of the shared memory, and of the stream's
 * file. flags: MSG_PEEK leaves them there for the subject, recvmsg(2). Ends the process
 * where none come. */
static inline void receive_files(int socket, int flags, int files[2])
{
	char byte;
	char control[CMSG_SPACE(2 * sizeof(*files))];
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};

	if (recvmsg(socket, &message, flags) != 1 || CMSG_FIRSTHDR(&message) == NULL)
		_exit(EXIT_FAILURE);
	memcpy(files, CMSG_DATA(CMSG_FIRSTHDR(&message)), 2 * sizeof(*files));
}

static uint64_t g_state;

static inline void random_seed(uint64_t seed)
{
	g_state += seed << 32;
}

/* Splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014):
 * of nrand48 the low bits repeat. */
static inline uint64_t random_word(void)
{
	uint64_t mixed = g_state += 0x9e3779b97f4a7c15;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
	return mixed ^ mixed >> 31;
}

#endif
