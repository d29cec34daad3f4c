#include "confine/call_filter.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/* A list of calls; it ends with LAST, which is the number of none. */
enum {
	LAST = __NR_SCMP_ERROR
};

/* What runs, waits, has memory, and speaks by descriptors that it has: the fence does
 * nothing else. */
/* table */
static const int basic[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv),
	SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fcntl), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(lseek), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(sendto),
	SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(timerfd_settime),
	SCMP_SYS(timerfd_gettime), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigtimedwait), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(tgkill), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
	SCMP_SYS(getegid), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday),
	SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(uname), SCMP_SYS(sysinfo),
	SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sched_setscheduler), SCMP_SYS(sched_getscheduler), SCMP_SYS(getrusage),
	SCMP_SYS(times), LAST };

/* What opens files and sockets. */
/* table */
static const int ordinary[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat),
	SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(chdir),
	SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(preadv), SCMP_SYS(pwritev),
	SCMP_SYS(fadvise64), SCMP_SYS(umask), SCMP_SYS(flock), SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate), SCMP_SYS(fsync), SCMP_SYS(fdatasync),
	SCMP_SYS(sync_file_range), SCMP_SYS(rename), SCMP_SYS(renameat),
	SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(chmod), SCMP_SYS(fchmod),
	SCMP_SYS(fchmodat), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
	SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(epoll_create),
	SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2), SCMP_SYS(select),
	SCMP_SYS(pselect6), SCMP_SYS(timerfd_create), SCMP_SYS(signalfd4),
	SCMP_SYS(setitimer), SCMP_SYS(getitimer), SCMP_SYS(alarm), SCMP_SYS(socketpair),
	SCMP_SYS(bind), SCMP_SYS(connect), SCMP_SYS(listen), SCMP_SYS(accept),
	SCMP_SYS(accept4), SCMP_SYS(shutdown), SCMP_SYS(getsockname),
	SCMP_SYS(getpeername), SCMP_SYS(setsockopt), SCMP_SYS(getsockopt),
	SCMP_SYS(getrlimit), SCMP_SYS(setrlimit), SCMP_SYS(prlimit64),
	SCMP_SYS(getppid), SCMP_SYS(getgroups), SCMP_SYS(getpriority), LAST };

/* fipd alone: threads that write, a second name of settings.yaml, the group of its
 * sockets, and the fence, which it starts at any time and which gives up what fipd
 * still has. */
/* table */
static const int starting[] = { SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(chown),
	SCMP_SYS(fchown), SCMP_SYS(lchown), SCMP_SYS(fchownat), SCMP_SYS(setxattr),
	SCMP_SYS(execve), SCMP_SYS(vfork), SCMP_SYS(wait4), SCMP_SYS(waitid),
	SCMP_SYS(kill), SCMP_SYS(close_range), SCMP_SYS(memfd_create),
	SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal), SCMP_SYS(mlockall),
	SCMP_SYS(capget), SCMP_SYS(capset), SCMP_SYS(arch_prctl),
	SCMP_SYS(set_tid_address), SCMP_SYS(seccomp), SCMP_SYS(setpriority),
	SCMP_SYS(sched_setparam), SCMP_SYS(sched_getparam),
	SCMP_SYS(sched_get_priority_max), SCMP_SYS(sched_get_priority_min),
	SCMP_SYS(membarrier), LAST };

/* By none of these could anybody but an intruder gain anything.  execve is one where it
 * is on no list. */
/* table */
static const int deadly[] = { SCMP_SYS(acct), SCMP_SYS(add_key), SCMP_SYS(adjtimex),
	SCMP_SYS(bpf), SCMP_SYS(chroot), SCMP_SYS(clock_adjtime),
	SCMP_SYS(clock_settime), SCMP_SYS(delete_module), SCMP_SYS(execveat),
	SCMP_SYS(fanotify_init), SCMP_SYS(finit_module), SCMP_SYS(fsconfig),
	SCMP_SYS(fsmount), SCMP_SYS(fsopen), SCMP_SYS(fspick), SCMP_SYS(init_module),
	SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(io_uring_setup),
	SCMP_SYS(ioperm), SCMP_SYS(iopl), SCMP_SYS(kcmp), SCMP_SYS(kexec_file_load),
	SCMP_SYS(kexec_load), SCMP_SYS(keyctl), SCMP_SYS(mknod), SCMP_SYS(mknodat),
	SCMP_SYS(mount), SCMP_SYS(mount_setattr), SCMP_SYS(move_mount),
	SCMP_SYS(move_pages), SCMP_SYS(open_by_handle_at), SCMP_SYS(open_tree),
	SCMP_SYS(perf_event_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pivot_root),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(quotactl),
	SCMP_SYS(reboot), SCMP_SYS(request_key), SCMP_SYS(setdomainname),
	SCMP_SYS(setfsgid), SCMP_SYS(setfsuid), SCMP_SYS(setgid), SCMP_SYS(setgroups),
	SCMP_SYS(sethostname), SCMP_SYS(setns), SCMP_SYS(setregid), SCMP_SYS(setresgid),
	SCMP_SYS(setresuid), SCMP_SYS(setreuid), SCMP_SYS(settimeofday),
	SCMP_SYS(setuid), SCMP_SYS(swapoff), SCMP_SYS(swapon), SCMP_SYS(syslog),
	SCMP_SYS(umount2), SCMP_SYS(unshare), SCMP_SYS(userfaultfd), SCMP_SYS(vhangup),
	LAST };

/* A build that watches itself needs more at its end: a sanitizer looks at its threads
 * as a debugger does, and the counts of gcov are files. */
#if defined(__SANITIZE_ADDRESS__) || defined(FIPD_COVERAGE)
#define INSTRUMENTED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define INSTRUMENTED 1
#endif
#endif
#ifndef INSTRUMENTED
#define INSTRUMENTED 0
#endif

/* table */
static const int instrumented[] = { SCMP_SYS(ptrace), SCMP_SYS(prctl), SCMP_SYS(clone),
	SCMP_SYS(wait4), SCMP_SYS(personality), SCMP_SYS(mmap), SCMP_SYS(mprotect),
	SCMP_SYS(getdents), LAST };

static const int tracing[] = { SCMP_SYS(ptrace), LAST };
static const int execution[] = { SCMP_SYS(execve), LAST };

/* A call that is allowed if one argument is as it should be. */
struct condition {
	int call;
	struct scmp_arg_cmp argument;
};

enum {
	NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC
		     | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
	CODE = PROT_WRITE | PROT_EXEC,
};

/* No memory is both written and run. */
/* table */
static const struct condition basic_with[] = {
	{ SCMP_SYS(mmap), { 2, SCMP_CMP_MASKED_EQ, CODE, 0 } },
	{ SCMP_SYS(mmap), { 2, SCMP_CMP_MASKED_EQ, CODE, PROT_WRITE } },
	{ SCMP_SYS(mmap), { 2, SCMP_CMP_MASKED_EQ, CODE, PROT_EXEC } },
	{ SCMP_SYS(mprotect), { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } },
	{ LAST, { 0 } },
};

/* The terminals have requests by which another session could be typed into. */
/* table */
static const struct condition ordinary_with[] = {
	{ SCMP_SYS(socket), { 0, SCMP_CMP_EQ, AF_UNIX, 0 } },
	{ SCMP_SYS(socket), { 0, SCMP_CMP_EQ, AF_INET, 0 } },
	{ SCMP_SYS(socket), { 0, SCMP_CMP_EQ, AF_INET6, 0 } },
	{ SCMP_SYS(socket), { 0, SCMP_CMP_EQ, AF_NETLINK, 0 } },
	{ SCMP_SYS(prctl), { 0, SCMP_CMP_EQ, PR_SET_NAME, 0 } },
	{ SCMP_SYS(ioctl), { 1, SCMP_CMP_EQ, TCGETS, 0 } },
	{ SCMP_SYS(ioctl), { 1, SCMP_CMP_EQ, FIONREAD, 0 } },
	{ SCMP_SYS(ioctl), { 1, SCMP_CMP_EQ, FIONBIO, 0 } },
	{ SCMP_SYS(ioctl), { 1, SCMP_CMP_EQ, SIOCGIFINDEX, 0 } },
	{ SCMP_SYS(ioctl), { 1, SCMP_CMP_EQ, SIOCGIFNAME, 0 } },
	{ LAST, { 0 } },
};

/* A thread or a process is made in the namespaces of its parent; clone3, which hides
 * its flags from a filter, is not there. */
/* table */
static const struct condition starting_with[] = {
	{ SCMP_SYS(socket), { 0, SCMP_CMP_EQ, AF_PACKET, 0 } },
	{ SCMP_SYS(clone), { 0, SCMP_CMP_MASKED_EQ, NAMESPACES, 0 } },
	{ SCMP_SYS(prctl), { 0, SCMP_CMP_EQ, PR_GET_SECCOMP, 0 } },
	{ SCMP_SYS(prctl), { 0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0 } },
	{ SCMP_SYS(prctl), { 0, SCMP_CMP_EQ, PR_SET_NO_NEW_PRIVS, 0 } },
	{ LAST, { 0 } },
};

static int add_list(scmp_filter_ctx filter, uint32_t action, const int *calls)
{
	int error = 0;

	for (; *calls != LAST && !error; calls++) {
		error = seccomp_rule_add(filter, action, *calls, 0);
	}
	return error;
}

static int add_conditions(scmp_filter_ctx filter, const struct condition *row)
{
	int error = 0;

	for (; row->call != LAST && !error; row++) {
		error = seccomp_rule_add_array(
			filter, SCMP_ACT_ALLOW, row->call, 1, &row->argument);
	}
	return error;
}

static int allow(
	scmp_filter_ctx filter, const int *calls, const struct condition *conditions)
{
	int error = add_list(filter, SCMP_ACT_ALLOW, calls);

	return error ? error : add_conditions(filter, conditions);
}

static int fill_allowed(scmp_filter_ctx filter, enum confine_program program)
{
	int error = allow(filter, basic, basic_with);

	if (!error && (program != CONFINE_FENCE || INSTRUMENTED)) {
		error = allow(filter, ordinary, ordinary_with);
	}
	if (!error && program == CONFINE_FIPD) {
		error = allow(filter, starting, starting_with);
	}
	if (!error && INSTRUMENTED) {
		error = add_list(filter, SCMP_ACT_ALLOW, instrumented);
	}
	return error;
}

static int fill_deadly(scmp_filter_ctx filter, enum confine_program program)
{
	int error = add_list(filter, SCMP_ACT_KILL_PROCESS, deadly);

	if (!error && !INSTRUMENTED) {
		error = add_list(filter, SCMP_ACT_KILL_PROCESS, tracing);
	}
	if (!error && program != CONFINE_FIPD) {
		error = add_list(filter, SCMP_ACT_KILL_PROCESS, execution);
	}
	return error;
}

int call_filter_install(enum confine_program program)
{
	scmp_filter_ctx filter;
	int error;

	/* The lists have the calls of 64 bits. */
	if (sizeof(void *) < 8) {
		return -EOPNOTSUPP;
	}
	filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (filter == NULL) {
		return -ENOMEM;
	}
	error = seccomp_attr_set(
		filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	error = error ? error : fill_allowed(filter, program);
	error = error ? error : fill_deadly(filter, program);
	error = error ? error : seccomp_load(filter);
	seccomp_release(filter);
	return error;
}
