#include "run/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "config/config.h"
#include "config/task_files.h"

static void list_faults(
	const struct diagnostics *diagnostics, const struct report *report)
{
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		report_error(report, "%s", diagnostics->text[i]);
	}
}

/* One by one, so that each fault is that of its check or hook; the first is enough. */
static void judge(struct order_fault *fault, const struct tasks *one, const char *path,
	const struct report *report)
{
	static const struct diagnostics none;
	struct diagnostics found = none;

	fault->text[0] = '\0';
	if (!task_files_judge(one, path, &found)) {
		list_faults(&found, report);
		memcpy(fault->text, found.text[0], sizeof(fault->text));
	}
}

static void judge_all(struct orders *orders, struct tasks *one, const char *path,
	const struct report *report)
{
	*one = (struct tasks){ .check_count = 1 };
	for (size_t i = 0; i < orders->tasks.check_count; i++) {
		one->checks[0] = orders->tasks.checks[i];
		judge(&orders->checks[i], one, path, report);
	}
	*one = (struct tasks){ .hook_count = 1 };
	for (size_t i = 0; i < orders->tasks.hook_count; i++) {
		one->hooks[0] = orders->tasks.hooks[i];
		judge(&orders->hooks[i], one, path, report);
	}
}

/* A setting that a newer fipd knows is none of ours. */
static int read_file(
	struct config *config, const char *path, const struct report *report)
{
	struct diagnostics *all = calloc(2, sizeof(*all));
	const struct config_source source = {
		.name = path,
		.origin = CONFIG_ORIGIN_FILE,
		.unknown = all == NULL ? NULL : &all[1],
	};
	int code = EX_OSERR;

	if (all != NULL) {
		config_defaults(config);
		code = config_read(config, &source, &all[0]) ? 0 : EX_CONFIG;
		list_faults(&all[0], report);
	}
	free(all);
	return code;
}

int orders_read(struct orders *orders, const char *path, const struct report *report)
{
	struct config *config = calloc(1, sizeof(*config));
	int code = config == NULL ? EX_OSERR : read_file(config, path, report);

	if (code == 0) {
		orders->tasks = config->tasks;
		tasks_digest(&orders->tasks, orders->digest);
		judge_all(orders, &config->tasks, path, report);
	}
	free(config);
	return code;
}

static bool has_fault(const struct order_fault *faults, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (faults[i].text[0] != '\0') {
			return true;
		}
	}
	return false;
}

bool orders_have_faults(const struct orders *orders)
{
	return has_fault(orders->checks, orders->tasks.check_count)
	       || has_fault(orders->hooks, orders->tasks.hook_count);
}
