/*
 * launch - what a new process does before it is the command: it becomes the command's
 * user, gives up what it has from fipd-exec, and lives within limits.
 *
 * It has a session and a process group of its own, no descriptor but standard input
 * from /dev/null and its output, no new privileges, and nothing in its environment but
 * what the order names.  The user is looked up here, not in fipd-exec: a directory
 * server that is away delays this process alone.
 */
#ifndef FIPD_CHILD_LAUNCH_H
#define FIPD_CHILD_LAUNCH_H

enum {
	LAUNCH_TROUBLE_MAX = 199, /* octets of a text of what went wrong */
	/* Processes and threads that the own user of fipd-exec may have in all ... */
	LAUNCH_OWN_PROCESSES = 64,
	/* ... and any other one, for whom what runs on the host counts too. */
	LAUNCH_OTHER_PROCESSES = 1024,
	LAUNCH_FILES = 256,
};

/* What is to be run: a command, or a function of fipd-exec. */
struct launch {
	const char *user;               /* as whom */
	const char *const *arguments;   /* ends with NULL; NULL: act is called */
	const char *const *environment; /* ends with NULL */
	/* Return the exit code; what it writes to standard output is the result. */
	int (*act)(const void *context);
	const void *context;
};

/*
 * In the new process, run what is ordered with its output to output_fd.  What keeps it
 * from being run is written to trouble_fd in words.
 */
_Noreturn void launch_run(const struct launch *launch, int output_fd, int trouble_fd);

#endif
