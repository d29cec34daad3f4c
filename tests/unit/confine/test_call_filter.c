#include "unit/cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine/call_filter.h"

/* A sanitizer must trace at the end, and its filter lets it. */
#if defined(__SANITIZE_ADDRESS__) || defined(FIPD_COVERAGE)
enum {
	INSTRUMENTED = 1
};
#else
enum {
	INSTRUMENTED = 0
};
#endif

enum {
	NO_FILTER = 200, /* exit codes of a child; below is an errno */
	KILLED = 255,
};

typedef long (*attempt)(void);

/* In a process of its own, confined as a program: return 0 if the call was let through,
 * its errno, or KILLED. */
static int try(enum confine_program program, attempt call)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (call_filter_install(program) != 0) {
			_exit(NO_FILTER);
		}
		errno = 0;
		_exit(call() < 0 ? errno : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status)) {
		assert_int_equal(WTERMSIG(status), SIGSYS);
		return KILLED;
	}
	assert_int_not_equal(WEXITSTATUS(status), NO_FILTER);
	return WEXITSTATUS(status);
}

static long trace(void)
{
	return syscall(SYS_ptrace, 0, 0, 0, 0);
}

static long mount_something(void)
{
	return syscall(SYS_mount, "none", "/nowhere", "tmpfs", 0, NULL);
}

static long become_root(void)
{
	return syscall(SYS_setresuid, 0, 0, 0);
}

static long load_program(void)
{
	return syscall(SYS_bpf, 0, NULL, 0);
}

static long load_module(void)
{
	return syscall(SYS_init_module, NULL, 0UL, "");
}

static long leave_namespaces(void)
{
	return syscall(SYS_unshare, CLONE_NEWUSER);
}

static long take_key(void)
{
	return syscall(SYS_keyctl, 0, 0, 0, 0, 0);
}

static long read_memory(void)
{
	return syscall(SYS_process_vm_readv, getppid(), NULL, 0UL, NULL, 0UL, 0UL);
}

static long set_clock(void)
{
	return syscall(SYS_clock_settime, 0, NULL);
}

static long run_program(void)
{
	return syscall(SYS_execve, "/nowhere", NULL, NULL);
}

static long run_opened(void)
{
	return syscall(SYS_execveat, -1, "", NULL, NULL, 0);
}

static long clone_into_a_user_namespace(void)
{
	return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
}

static long clone_unseen(void)
{
	struct clone_args arguments = { .flags = CLONE_NEWUSER };

	return syscall(SYS_clone3, &arguments, sizeof(arguments));
}

static long write_and_run_memory(void)
{
	return syscall(SYS_mmap, NULL, 4096UL, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0UL);
}

static long run_what_was_written(void)
{
	void *page = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static long open_bluetooth(void)
{
	return socket(AF_BLUETOOTH, SOCK_RAW, 0);
}

static long open_packet_socket(void)
{
	/* The kernel's answer to a wrong type shows that it was asked. */
	return socket(AF_PACKET, 12345, 0) < 0 && errno != ENOSYS ? 0 : -1;
}

static long open_udp_socket(void)
{
	return socket(AF_INET, SOCK_DGRAM, 0);
}

static long open_file(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static long type_into_terminal(void)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static long dump_again(void)
{
	return prctl(PR_SET_DUMPABLE, 1);
}

static long give_file_away(void)
{
	return syscall(SYS_fchown, -1, 0, 0) < 0 && errno == EBADF ? 0 : -1;
}

static long be_unknown(void)
{
	return syscall(4000);
}

static void what_only_an_intruder_calls_kills_every_program(void **state)
{
	static const attempt calls[] = { mount_something, become_root, load_program,
		load_module, leave_namespaces, take_key, read_memory, set_clock,
		run_opened };

	(void)state;
	for (enum confine_program who = 0; who < CONFINE_PROGRAMS; who++) {
		for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
			assert_int_equal(try(who, calls[i]), KILLED);
		}
	}
}

static void none_of_them_traces_another_process(void **state)
{
	(void)state;
	for (enum confine_program who = 0; who < CONFINE_PROGRAMS; who++) {
		assert_int_equal(try(who, trace) == KILLED, !INSTRUMENTED);
	}
}

static void only_fipd_starts_a_program(void **state)
{
	(void)state;
	assert_int_equal(try(CONFINE_FIPD, run_program), ENOENT);
	assert_int_equal(try(CONFINE_FENCE, run_program), KILLED);
	assert_int_equal(try(CONFINE_AGENTX, run_program), KILLED);
	assert_int_equal(try(CONFINE_WEB, run_program), KILLED);
}

static void no_new_namespace_is_made(void **state)
{
	(void)state;
	if (INSTRUMENTED) {
		skip();
	}
	for (enum confine_program who = 0; who < CONFINE_PROGRAMS; who++) {
		assert_int_equal(try(who, clone_into_a_user_namespace), ENOSYS);
		assert_int_equal(try(who, clone_unseen), ENOSYS);
	}
}

static void no_memory_is_both_written_and_run(void **state)
{
	(void)state;
	if (INSTRUMENTED) {
		skip();
	}
	for (enum confine_program who = 0; who < CONFINE_PROGRAMS; who++) {
		assert_int_equal(try(who, write_and_run_memory), ENOSYS);
		assert_int_equal(try(who, run_what_was_written), ENOSYS);
	}
}

static void a_call_that_is_on_no_list_is_not_there(void **state)
{
	(void)state;
	for (enum confine_program who = 0; who < CONFINE_PROGRAMS; who++) {
		assert_int_equal(try(who, be_unknown), ENOSYS);
		assert_int_equal(try(who, open_bluetooth), ENOSYS);
		assert_int_equal(try(who, type_into_terminal), ENOSYS);
	}
}

static void nobody_can_switch_core_dumps_on_again(void **state)
{
	(void)state;
	if (INSTRUMENTED) {
		skip();
	}
	assert_int_equal(try(CONFINE_FIPD, dump_again), ENOSYS);
	assert_int_equal(try(CONFINE_FENCE, dump_again), ENOSYS);
}

static void each_has_the_sockets_and_files_that_it_needs(void **state)
{
	(void)state;
	assert_int_equal(try(CONFINE_FIPD, open_packet_socket), 0);
	assert_int_equal(try(CONFINE_AGENTX, open_packet_socket), ENOSYS);
	assert_int_equal(try(CONFINE_WEB, open_packet_socket), ENOSYS);
	assert_int_equal(try(CONFINE_AGENTX, open_udp_socket), 0);
	assert_int_equal(try(CONFINE_WEB, open_udp_socket), 0);
	assert_int_equal(try(CONFINE_FIPD, give_file_away), 0);
	assert_int_equal(try(CONFINE_WEB, give_file_away), ENOSYS);
	assert_int_equal(try(CONFINE_FIPD, open_file), 0);
}

static void the_fence_opens_nothing_any_more(void **state)
{
	(void)state;
	if (INSTRUMENTED) {
		skip();
	}
	assert_int_equal(try(CONFINE_FENCE, open_file), ENOSYS);
	assert_int_equal(try(CONFINE_FENCE, open_udp_socket), ENOSYS);
	assert_int_equal(try(CONFINE_FENCE, open_packet_socket), ENOSYS);
}

static long install_the_fences(void)
{
	return call_filter_install(CONFINE_FENCE) == 0 && open_file() < 0 ? 0 : -1;
}

static void the_fence_confines_itself_further_than_fipd_has(void **state)
{
	(void)state;
	if (INSTRUMENTED) {
		skip();
	}
	assert_int_equal(try(CONFINE_FIPD, install_the_fences), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_only_an_intruder_calls_kills_every_program),
		cmocka_unit_test(none_of_them_traces_another_process),
		cmocka_unit_test(only_fipd_starts_a_program),
		cmocka_unit_test(no_new_namespace_is_made),
		cmocka_unit_test(no_memory_is_both_written_and_run),
		cmocka_unit_test(a_call_that_is_on_no_list_is_not_there),
		cmocka_unit_test(nobody_can_switch_core_dumps_on_again),
		cmocka_unit_test(each_has_the_sockets_and_files_that_it_needs),
		cmocka_unit_test(the_fence_opens_nothing_any_more),
		cmocka_unit_test(the_fence_confines_itself_further_than_fipd_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
