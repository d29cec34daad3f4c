#include "loop/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	RAISES_MAX = 4
};

static uint64_t effective(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data) != 0) {
		return 0;
	}
	return (uint64_t)data[1].effective << 32 | data[0].effective;
}

static bool has(uint64_t set, int capability)
{
	return set >> capability & 1;
}

const char *privilege_missing(void)
{
	uint64_t set = effective();

	if (!has(set, CAP_NET_ADMIN) && !has(set, CAP_NET_RAW)) {
		return "CAP_NET_ADMIN and CAP_NET_RAW";
	}
	if (!has(set, CAP_NET_ADMIN)) {
		return "CAP_NET_ADMIN";
	}
	return has(set, CAP_NET_RAW) ? NULL : "CAP_NET_RAW";
}

int privilege_lock_memory(void)
{
	struct rlimit limit;

	if (!has(effective(), CAP_IPC_LOCK)
		&& (getrlimit(RLIMIT_MEMLOCK, &limit) != 0
			|| limit.rlim_cur != RLIM_INFINITY)) {
		return -EPERM;
	}
	return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : -errno;
}

static int write_autogroup(const char *text, size_t length)
{
	int fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0) {
		return -errno;
	}
	if (write(fd, text, length) < 0) {
		error = -errno;
	}
	close(fd);
	return error;
}

/* The unprivileged may do it ten times a second, all of them together. */
int privilege_raise_session(void)
{
	const struct timespec while_others_do = { .tv_nsec = 110000000 };
	int nice = getpriority(PRIO_PROCESS, 0);
	char text[12];
	int length = snprintf(text, sizeof(text), "%d", nice);
	int error = -EAGAIN;

	if (nice >= 0 || getsid(0) != getpid()) {
		return 0;
	}
	for (int i = 0; i < RAISES_MAX && error == -EAGAIN; i++) {
		if (i > 0) {
			nanosleep(&while_others_do, NULL);
		}
		error = write_autogroup(text, (size_t)length);
	}
	return error;
}
