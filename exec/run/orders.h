/*
 * orders - the checks and hooks as fipd-exec has read them from fipd.yaml itself.
 *
 * Whoever has fipd in his hands can have no command run: neither the control socket nor
 * settings.yaml names one.  And whoever is not root can change none
 * (config/task_files.h): a check or hook of which that is not sure is not run, and says
 * why; the others are.
 */
#ifndef FIPD_RUN_ORDERS_H
#define FIPD_RUN_ORDERS_H

#include <stdbool.h>

#include "config/tasks.h"
#include "protocol/report.h"
#include "schema/task_struct.h"
#include "values/diagnostics.h"

struct order_fault {
	char text[DIAGNOSTIC_TEXT_MAX + 1]; /* why it is not run, "": it is */
};

struct orders {
	struct tasks tasks;
	char digest[TASKS_DIGEST_SIZE]; /* of the tasks, as fipd has it */
	struct order_fault checks[TASKS_CHECKS_MAX];
	struct order_fault hooks[TASKS_HOOKS_MAX];
};

/*
 * Read the file at path and judge what it names; each fault is reported.  0; EX_CONFIG
 * if the file itself cannot be read, and the orders stay as they were; EX_OSERR without
 * memory.
 */
int orders_read(struct orders *orders, const char *path, const struct report *report);

/* Return whether there is a check or hook that is not run. */
bool orders_have_faults(const struct orders *orders);

#endif
