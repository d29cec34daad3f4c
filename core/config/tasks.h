/*
 * tasks - the checks and hooks of fipd.yaml, which fipd-exec runs (docs/checks.md).
 *
 * They are read with the other settings (config/config.h) into struct tasks, and never
 * set at run time.  fipd-exec reads the file itself, so that nobody who has fipd in his
 * hands can have a command run; the digest shows whether both have read the same.
 */
#ifndef FIPD_CONFIG_TASKS_H
#define FIPD_CONFIG_TASKS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/event.h"
#include "model/types.h"
#include "schema/schema.h"
#include "schema/task_struct.h"
#include "values/fault.h"

enum {
	/* The longest text of a check or hook, with its end. */
	TASK_TEXT_SIZE = 2048,
	/* SHA-256 in hexadecimal digits, with its end. */
	TASKS_DIGEST_SIZE = 64 + 1,
};

/* Read a member of type ENDPOINT, URL or CODES; on a fault write it, without the
 * setting's name, and leave member alone. */
bool tasks_read_value(void *member, const struct schema_row *row, const char *text,
	struct fault *fault);

/* Add a role or a kind of event to those of a hook likewise. */
bool tasks_append_occasion(
	struct task_occasions *on, const char *text, struct fault *fault);

/* Add a word to a command likewise; the first one is the program. */
bool tasks_append_word(
	struct task_command *command, const char *text, struct fault *fault);

/* Add a check whose members were read; false with the fault: they do not fit together.
 */
bool tasks_add_check(struct tasks *tasks, struct check *check, struct fault *fault);

/* Add a hook likewise. */
bool tasks_add_hook(struct tasks *tasks, struct hook *hook, struct fault *fault);

/* Return whether two have the same list of this type, SCHEMA_CHECKS or SCHEMA_HOOKS. */
bool tasks_equal(const struct tasks *a, const struct tasks *b, enum schema_type type);

/* Write what a check asks, "tcp 127.0.0.1:3128", and return text. */
const char *tasks_write_target(const struct check *check, char text[TASK_TEXT_SIZE]);

/* Write a command as a list of YAML: one text for one command, of less than
 * TASK_TEXT_SIZE bytes. */
void tasks_write_command(const struct task_command *command, char *text, size_t size);

/* Write the digest of all checks and hooks, and return it; "" if OpenSSL fails. */
const char *tasks_digest(const struct tasks *tasks, char digest[TASKS_DIGEST_SIZE]);

/* Return whether a hook runs after an event of a kind, by which the role changed (or
 * did not: equal). */
bool tasks_wants(
	const struct hook *hook, enum event_kind kind, enum role from, enum role to);

/* Write the words of a command as execv takes them; they point into command. */
void tasks_argv(
	const struct task_command *command, const char *argv[TASK_WORDS_MAX + 1]);

#endif
