#include "values/signals.h"

#include <signal.h>
#include <stdbool.h>

/* flat switch */
static bool is_taken(int number)
{
	switch (number) {
	case SIGTERM:
	case SIGINT:
	/* These are harmless by default, and waitpid needs the first. */
	case SIGCHLD:
	case SIGCONT:
	case SIGURG:
	case SIGWINCH:
	/* A program that goes on after one of these does so with wrong data. */
	case SIGABRT:
	case SIGBUS:
	case SIGFPE:
	case SIGILL:
	case SIGSEGV:
	case SIGSYS:
	case SIGTRAP:
		return true;
	default:
		return false;
	}
}

void signals_ignore(void)
{
	/* The kernel refuses it for SIGKILL and SIGSTOP, the C library for its own two.
	 */
	for (int number = 1; number <= SIGRTMAX; number++) {
		if (!is_taken(number)) {
			signal(number, SIG_IGN);
		}
	}
}
