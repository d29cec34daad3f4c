/*
 * task_struct - the checks and hooks of one node as plain values.
 *
 * A check asks again and again whether a service works; a hook is a command that runs
 * at events.  Both are run by fipd-exec (docs/checks.md), and fipd only knows of them.
 * The members are rows of the schema (schema/entries.h), as those of struct config are.
 * What is not given is 0 until the entry is complete, and then has its default.
 */
#ifndef FIPD_SCHEMA_TASK_STRUCT_H
#define FIPD_SCHEMA_TASK_STRUCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "values/diagnostics.h"

enum {
	TASK_NAME_MAX = 31,
	TASK_USER_MAX = 32,
	TASK_HOST_MAX = 253,
	TASK_URL_MAX = 511,
	TASK_WORDS_MAX = 32,
	TASK_COMMAND_BYTES = 512, /* all words of a command, each with its end */
	TASKS_CHECKS_MAX = 32,
	TASKS_HOOKS_MAX = 32,
};

/* A program and its arguments; no shell reads them. */
struct task_command {
	size_t count; /* of words */
	size_t used;  /* bytes of text */
	char text[TASK_COMMAND_BYTES];
};

struct task_endpoint {
	char host[TASK_HOST_MAX + 1]; /* a name or an address, without brackets */
	uint32_t port;
};

/* Codes of HTTP, both included. */
struct task_codes {
	uint32_t low;
	uint32_t high;
};

enum check_kind {
	CHECK_TCP = 1, /* the numbers of fipdCheckKind */
	CHECK_HTTP = 2,
	CHECK_COMMAND = 3,
};

enum check_effect {
	CHECK_REPORT = 1, /* the numbers of fipdCheckEffect */
	CHECK_DEMOTE = 2,
};

struct check {
	struct position place; /* in its file, for messages */
	char name[TASK_NAME_MAX + 1];
	enum check_kind kind; /* which of the next three it has */
	struct task_endpoint tcp;
	char url[TASK_URL_MAX + 1];
	struct task_command command;
	char user[TASK_USER_MAX + 1]; /* as whom the command runs */
	struct task_codes codes;      /* of http: the good ones */
	uint32_t interval_ms;
	uint32_t timeout_ms;
	uint32_t rise; /* so many good results in a row: passed */
	uint32_t fall; /* so many bad ones: failed */
	enum check_effect effect;
};

enum hook_arguments {
	HOOK_ARGUMENTS_NONE = 1,
	HOOK_ARGUMENTS_KEEPALIVED = 2, /* INSTANCE pair MASTER|BACKUP|FAULT priority */
};

/* When a hook runs: after events of these kinds, and when the role has become one of
 * these, whatever the event. */
struct task_occasions {
	uint64_t events; /* event_bit */
	uint32_t roles;  /* 1 << enum role */
};

struct hook {
	struct position place;
	char name[TASK_NAME_MAX + 1];
	struct task_occasions on;
	struct task_command command;
	char user[TASK_USER_MAX + 1];
	uint32_t timeout_ms;
	enum hook_arguments arguments;
};

struct tasks {
	size_t check_count;
	struct check checks[TASKS_CHECKS_MAX];
	size_t hook_count;
	struct hook hooks[TASKS_HOOKS_MAX];
};

#endif
