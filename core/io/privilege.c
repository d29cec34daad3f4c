#include "io/privilege.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

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
	return mlockall(MCL_CURRENT | MCL_FUTURE) == 0 ? 0 : -errno;
}

int privilege_keep_only(int capability)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2] = { 0 };
	struct __user_cap_data_struct *half = &data[capability / 32];

	half->effective = 1U << capability % 32;
	half->permitted = half->effective;
	return syscall(SYS_capset, &header, data) == 0 ? 0 : -errno;
}
