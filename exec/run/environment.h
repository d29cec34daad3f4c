/*
 * environment - what a command gets to know: its environment, and for a hook that was
 * written for keepalived the arguments of `notify`.
 *
 * Nothing of the environment of fipd-exec is in it.  Each value is one text for execve,
 * which no shell reads; docs/checks.md lists them.
 */
#ifndef FIPD_RUN_ENVIRONMENT_H
#define FIPD_RUN_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/entry.h"
#include "protocol/status.h"
#include "schema/task_struct.h"

enum {
	ENVIRONMENT_COUNT_MAX = 24,
	/* The addresses of a thousand F-IPs are most of it. */
	ENVIRONMENT_BYTES_MAX = 64 * 1024,
	ENVIRONMENT_ARGUMENTS_MAX = TASK_WORDS_MAX + 5,
};

struct environment {
	const char *list[ENVIRONMENT_COUNT_MAX + 1]; /* ends with NULL */
	size_t count;
	size_t used; /* bytes of text */
	char text[ENVIRONMENT_BYTES_MAX];
};

/* Write the environment of a check. */
void environment_of_check(struct environment *environment, const struct check *check);

/* Write that of a hook that runs at an event; again: it was begun for it before. */
void environment_of_hook(struct environment *environment, const struct hook *hook,
	const struct entry *entry, const struct status *status, bool again);

/* Write the words of a hook's command for execv, with what `arguments` adds; they point
 * into hook, status and constants. */
void environment_arguments(const char *arguments[ENVIRONMENT_ARGUMENTS_MAX + 1],
	const struct hook *hook, const struct entry *entry,
	const struct status *status);

#endif
