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

/* Where it stands says the report; the rest is for whoever asks why it is not run. */
static const char *skip_place(const char *text, const char *list, const char *name)
{
	char place[TASK_NAME_MAX + sizeof("checks: : ")];
	const char *found;

	snprintf(place, sizeof(place), "%s: %s: ", list, name);
	found = strstr(text, place);
	return found == NULL ? text : found + strlen(place);
}

/* The one task of which the faults are asked, and where they go. */
struct judgement {
	const struct tasks *one;
	const char *list;
	const char *name;
	struct order_fault *fault;
};

/* One by one, so that each fault is that of its check or hook; the first is enough. */
static void judge(const struct judgement *judgement, const char *path,
	const struct report *report)
{
	static const struct diagnostics none;
	struct diagnostics found = none;

	judgement->fault->text[0] = '\0';
	if (!task_files_judge(judgement->one, path, &found)) {
		list_faults(&found, report);
		snprintf(judgement->fault->text, sizeof(judgement->fault->text), "%s",
			skip_place(found.text[0], judgement->list, judgement->name));
	}
}

static void judge_all(struct orders *orders, struct tasks *one, const char *path,
	const struct report *report)
{
	*one = (struct tasks){ .check_count = 1 };
	for (size_t i = 0; i < orders->tasks.check_count; i++) {
		const struct judgement judgement = { one, "checks",
			orders->tasks.checks[i].name, &orders->checks[i] };

		one->checks[0] = orders->tasks.checks[i];
		judge(&judgement, path, report);
	}
	*one = (struct tasks){ .hook_count = 1 };
	for (size_t i = 0; i < orders->tasks.hook_count; i++) {
		const struct judgement judgement = { one, "hooks",
			orders->tasks.hooks[i].name, &orders->hooks[i] };

		one->hooks[0] = orders->tasks.hooks[i];
		judge(&judgement, path, report);
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
