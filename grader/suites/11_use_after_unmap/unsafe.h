#ifndef UNSAFE_H
#define UNSAFE_H

/*
 * What the toolbox offers, and malloc, that must not be called in a signal handler (man 7
 * signal-safety): each may hold a lock, or have changed half of something, when the
 * signal comes.
 */
#define UNSAFE_EVERYWHERE(X)                                                             \
	X(printf)                                                                        \
	X(fprintf)                                                                       \
	X(vprintf)                                                                       \
	X(vfprintf)                                                                      \
	X(sprintf)                                                                       \
	X(snprintf)                                                                      \
	X(vsprintf)                                                                      \
	X(vsnprintf)                                                                     \
	X(puts)                                                                          \
	X(fputs)                                                                         \
	X(putchar)                                                                       \
	X(putc)                                                                          \
	X(fputc)                                                                         \
	X(fwrite)                                                                        \
	X(fflush)                                                                        \
	X(perror)                                                                        \
	X(strerror)                                                                      \
	X(setvbuf)                                                                       \
	X(setbuf)                                                                        \
	X(flockfile)                                                                     \
	X(malloc)                                                                        \
	X(calloc)                                                                        \
	X(realloc)                                                                       \
	X(free)

/* Of glibc alone, by which headers and compilers replace some of these. */
#define UNSAFE_IN_GLIBC(X)                                                               \
	X(fputs_unlocked)                                                                \
	X(fwrite_unlocked)                                                               \
	X(fputc_unlocked)                                                                \
	X(putc_unlocked)                                                                 \
	X(putchar_unlocked)                                                              \
	X(fflush_unlocked)                                                               \
	X(__overflow)                                                                    \
	X(__printf_chk)                                                                  \
	X(__fprintf_chk)                                                                 \
	X(__sprintf_chk)                                                                 \
	X(__snprintf_chk)                                                                \
	X(__vprintf_chk)                                                                 \
	X(__vfprintf_chk)                                                                \
	X(__vsnprintf_chk)

#ifdef __GLIBC__
#define UNSAFE(X) UNSAFE_EVERYWHERE(X) UNSAFE_IN_GLIBC(X)
#else
#define UNSAFE(X) UNSAFE_EVERYWHERE(X)
#endif

#endif
