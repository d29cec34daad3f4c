#include "child/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char OWN_USER[] = "fipd-exec";

enum {
	OUTPUT = 1,
	TROUBLE = 3, /* the first descriptor behind the standard ones */
	EXIT_NOT_RUN = 127,
};

static const rlim_t FILE_BYTES = (rlim_t)1 << 30;
static const rlim_t MEMORY_BYTES = (rlim_t)2 << 30;

__attribute__((format(printf, 2, 3))) _Noreturn static void refuse(
	int trouble_fd, const char *format, ...)
{
	char text[LAUNCH_TROUBLE_MAX + 1];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	_exit(write(trouble_fd, text, strlen(text)) < 0 ? EXIT_FAILURE : EXIT_NOT_RUN);
}

/* What fipd-exec ignores or blocks the command is to have as every other program. */
static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number <= SIGRTMAX; number++) {
		signal(number, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The numbers are chosen anew, so each is out of the way of the others first. */
static void set_descriptors(int output_fd, int trouble_fd)
{
	int output = fcntl(output_fd, F_DUPFD, TROUBLE + 1);
	int trouble = fcntl(trouble_fd, F_DUPFD, TROUBLE + 1);
	int nothing = open("/dev/null", O_RDWR);

	if (output < 0 || trouble < 0 || nothing < 0 || dup2(nothing, 0) < 0
		|| dup2(output, OUTPUT) < 0 || dup2(output, OUTPUT + 1) < 0
		|| dup3(trouble, TROUBLE, O_CLOEXEC) < 0) {
		_exit(EXIT_NOT_RUN);
	}
	close_range(TROUBLE + 1, ~0U, 0);
}

static void limit(__rlimit_resource_t resource, rlim_t value)
{
	const struct rlimit limit = { value, value };

	setrlimit(resource, &limit);
}

/*
 * After the change of user: beyond the number of processes the kernel would refuse the
 * command itself, and so a hook that forks without end would stop the checks of its
 * user.
 */
static void limit_all(const struct launch *launch)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, FILE_BYTES);
	limit(RLIMIT_NOFILE, LAUNCH_FILES);
	limit(RLIMIT_NPROC, strcmp(launch->user, OWN_USER) == 0
				    ? LAUNCH_OWN_PROCESSES
				    : LAUNCH_OTHER_PROCESSES);
	if (launch->arguments != NULL) {
		limit(RLIMIT_AS, MEMORY_BYTES);
	}
}

/* Root may become anybody; whoever else has started fipd-exec stays who he is. */
static void become(const char *name)
{
	const struct passwd *user;

	errno = 0;
	user = getpwnam(name);
	if (user == NULL) {
		refuse(TROUBLE,
			errno == 0 || errno == ENOENT ? "there is no user %s"
						      : "user %s: %m",
			name);
	}
	if (geteuid() != 0 && geteuid() == user->pw_uid) {
		return;
	}
	if (initgroups(name, user->pw_gid) != 0
		|| setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0
		|| setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0) {
		refuse(TROUBLE, "cannot become user %s: %m", name);
	}
}

/* execve takes texts that it could change, and does not; nobody frees the copies. */
static char **copy(const char *const *texts)
{
	size_t count = 0;
	char **copies;

	while (texts[count] != NULL) {
		count++;
	}
	copies = calloc(count + 1, sizeof(*copies));
	for (size_t i = 0; i < count; i++) {
		if (copies == NULL || (copies[i] = strdup(texts[i])) == NULL) {
			refuse(TROUBLE, "there is no memory for what it is told");
		}
	}
	return copies;
}

_Noreturn void launch_run(const struct launch *launch, int output_fd, int trouble_fd)
{
	char **arguments = NULL;
	char **environment = NULL;

	reset_signals();
	setsid();
	umask(022);
	set_descriptors(output_fd, trouble_fd);
	if (chdir("/") != 0) {
		refuse(TROUBLE, "cannot go to /: %m");
	}
	become(launch->user);
	/* Nothing is allocated any more once memory is limited. */
	if (launch->arguments != NULL) {
		arguments = copy(launch->arguments);
		environment = copy(launch->environment);
	}
	limit_all(launch);
	/* After the change of user, which takes it back: no command outlives fipd-exec.
	 */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0
		|| prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		refuse(TROUBLE, "the kernel does not confine it: %m");
	}
	if (arguments == NULL) {
		_exit(launch->act(launch->context));
	}
	execve(arguments[0], arguments, environment);
	refuse(TROUBLE, "%.100s cannot be run: %m", launch->arguments[0]);
}
