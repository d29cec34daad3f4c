/*
 * wall_clock - loaded in front of a program: its wall clock is wrong by as many seconds
 * as the file says that WALL_CLOCK_OFFSET names, an int64_t in the machine's order.
 * Every other clock, and everybody else's wall clock, stays as it is.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t offset_s(void)
{
	const char *path = getenv("WALL_CLOCK_OFFSET");
	int64_t offset = 0;
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		if (read(fd, &offset, sizeof(offset)) != (ssize_t)sizeof(offset)) {
			offset = 0;
		}
		close(fd);
	}
	return offset;
}

/* A sanitizer asks for the time before the loader can look anything up. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	int result = (int)syscall(SYS_clock_gettime, clock, now);

	if (result == 0
		&& (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
		now->tv_sec += offset_s();
	}
	return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec exact;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &exact);
	now->tv_sec = exact.tv_sec;
	now->tv_usec = exact.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *seconds)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (seconds != NULL) {
		*seconds = now.tv_sec;
	}
	return now.tv_sec;
}
