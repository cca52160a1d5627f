/* Preloaded into a program under attack: counts its calls that change files of one folder, and at the
 * nth lets the disk be full, fail or write half, or ends the program on the spot.
 *
 * Compiled where the attack is run (shim.py). A fork arms it by attack_arm(); a program that nobody has
 * armed it in, one that the program starts say, is left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT, KILL, TORN, FULL, BROKEN, SHORT };

static char folder[PATH_MAX];
static size_t length;
static long at, calls;
static int way, stays;

#define REAL(name) \
	static __typeof__(name) *real; \
	if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

void attack_arm(const char *where, long nth, int how, int for_good)
{
	strncpy(folder, where, sizeof folder - 1);
	length = strlen(folder);
	at = nth;
	way = how;
	stays = for_good;
	__atomic_store_n(&calls, 0, __ATOMIC_SEQ_CST);
}

long attack_calls(void) { return __atomic_load_n(&calls, __ATOMIC_SEQ_CST); }

static int inside(const char *path) { return length && path && !strncmp(path, folder, length); }

static int of_descriptor(int fd)
{
	char link[40], path[PATH_MAX];
	if (!length) return 0;
	int before = errno;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);
	errno = before;
	if (n < 0) return 0;
	path[n] = 0;
	return inside(path);
}

static int of_path(int fd, const char *path)
{
	if (!length || !path) return 0;
	if (path[0] == '/') return inside(path);
	if (fd != AT_FDCWD) return of_descriptor(fd);
	char here[PATH_MAX];
	return getcwd(here, sizeof here) && inside(here);
}

/* Whether this call is the one; a killed program does not come back. */
static int struck(void)
{
	long now = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
	if (way == COUNT || at <= 0) return 0;
	if (now != at && !(stays && now > at && way >= FULL)) return 0;
	if (way == KILL) kill(getpid(), SIGKILL);
	return 1;
}

static int failing(int grows)
{
	if (!struck()) return 0;
	if (way == TORN) kill(getpid(), SIGKILL);
	if (way == BROKEN) return errno = EIO, 1;
	if (way == FULL && grows) return errno = ENOSPC, 1;
	return 0;
}

/* For a write of n bytes: how many of them to write, -1 for none and an error. */
static ssize_t allowed(size_t n)
{
	if (!struck()) return n;
	if (way == BROKEN) return errno = EIO, -1;
	if (way == FULL) return errno = ENOSPC, -1;
	return n > 1 ? n / 2 : n; /* TORN and SHORT */
}

#define WRITING(call, n) \
	ssize_t part = allowed(n); \
	if (part < 0) return -1; \
	ssize_t done = call; \
	if (way == TORN && part != (ssize_t)(n)) kill(getpid(), SIGKILL); \
	return done

ssize_t write(int fd, const void *data, size_t n)
{
	REAL(write);
	if (!of_descriptor(fd)) return real(fd, data, n);
	WRITING(real(fd, data, part), n);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t where)
{
	REAL(pwrite);
	if (!of_descriptor(fd)) return real(fd, data, n, where);
	WRITING(real(fd, data, part, where), n);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t where)
{
	REAL(pwrite64);
	if (!of_descriptor(fd)) return real(fd, data, n, where);
	WRITING(real(fd, data, part, where), n);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	REAL(writev);
	if (of_descriptor(fd) && failing(1)) return -1;
	return real(fd, parts, count);
}

ssize_t sendfile64(int out, int in, off64_t *from, size_t n)
{
	static ssize_t (*real)(int, int, off64_t *, size_t);
	if (!real) real = dlsym(RTLD_NEXT, "sendfile64");
	if (of_descriptor(out) && failing(1)) return -1;
	return real(out, in, from, n);
}

ssize_t sendfile(int out, int in, off_t *from, size_t n)
{
	static ssize_t (*real)(int, int, off_t *, size_t);
	if (!real) real = dlsym(RTLD_NEXT, "sendfile");
	if (of_descriptor(out) && failing(1)) return -1;
	return real(out, in, from, n);
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags)
{
	REAL(copy_file_range);
	if (of_descriptor(out) && failing(1)) return -1;
	return real(in, from, out, to, n, flags);
}

int fsync(int fd)
{
	REAL(fsync);
	if (of_descriptor(fd) && failing(0)) return -1;
	return real(fd);
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	if (of_descriptor(fd) && failing(0)) return -1;
	return real(fd);
}

int ftruncate(int fd, off_t n)
{
	REAL(ftruncate);
	if (of_descriptor(fd) && failing(n > 0)) return -1;
	return real(fd, n);
}

int ftruncate64(int fd, off64_t n)
{
	REAL(ftruncate64);
	if (of_descriptor(fd) && failing(n > 0)) return -1;
	return real(fd, n);
}

int posix_fallocate(int fd, off_t from, off_t n)
{
	REAL(posix_fallocate);
	if (of_descriptor(fd) && failing(1)) return errno;
	return real(fd, from, n);
}

int posix_fallocate64(int fd, off64_t from, off64_t n)
{
	REAL(posix_fallocate64);
	if (of_descriptor(fd) && failing(1)) return errno;
	return real(fd, from, n);
}

int fallocate(int fd, int mode, off_t from, off_t n)
{
	REAL(fallocate);
	if (of_descriptor(fd) && failing(1)) return -1;
	return real(fd, mode, from, n);
}

int rename(const char *from, const char *to)
{
	REAL(rename);
	if (of_path(AT_FDCWD, to) && failing(0)) return -1;
	return real(from, to);
}

int renameat(int one, const char *from, int other, const char *to)
{
	REAL(renameat);
	if (of_path(other, to) && failing(0)) return -1;
	return real(one, from, other, to);
}

int link(const char *from, const char *to)
{
	REAL(link);
	if (of_path(AT_FDCWD, to) && failing(1)) return -1;
	return real(from, to);
}

int unlink(const char *path)
{
	REAL(unlink);
	if (of_path(AT_FDCWD, path) && failing(0)) return -1;
	return real(path);
}

int unlinkat(int fd, const char *path, int flags)
{
	REAL(unlinkat);
	if (of_path(fd, path) && failing(0)) return -1;
	return real(fd, path, flags);
}

int mkdir(const char *path, mode_t mode)
{
	REAL(mkdir);
	if (of_path(AT_FDCWD, path) && failing(1)) return -1;
	return real(path, mode);
}

int rmdir(const char *path)
{
	REAL(rmdir);
	if (of_path(AT_FDCWD, path) && failing(0)) return -1;
	return real(path);
}

int fchmod(int fd, mode_t mode)
{
	REAL(fchmod);
	if (of_descriptor(fd) && failing(0)) return -1;
	return real(fd, mode);
}

int chmod(const char *path, mode_t mode)
{
	REAL(chmod);
	if (of_path(AT_FDCWD, path) && failing(0)) return -1;
	return real(path, mode);
}

/* Opening counts where it may make or empty a file. */
#define OPENING(name, arguments, at_fd, passed) \
	int name arguments \
	{ \
		static int (*real) arguments; \
		if (!real) real = dlsym(RTLD_NEXT, #name); \
		mode_t mode = 0; \
		if (flags & (O_CREAT | __O_TMPFILE)) { \
			va_list more; \
			va_start(more, flags); \
			mode = va_arg(more, int); \
			va_end(more); \
		} \
		if ((flags & (O_CREAT | O_TRUNC)) && of_path(at_fd, path) && \
		    failing(access(path, F_OK) != 0)) \
			return -1; \
		return real passed; \
	}

OPENING(open, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENING(openat, (int fd, const char *path, int flags, ...), fd, (fd, path, flags, mode))
OPENING(openat64, (int fd, const char *path, int flags, ...), fd, (fd, path, flags, mode))
