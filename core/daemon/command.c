#include "daemon/command.h"

#include <stdio.h>
#include <string.h>

#include "daemon/reload.h"
#include "engine/operator.h"
#include "loop/log.h"
#include "node/driver.h"
#include "server/proposal.h"
#include "words/narrate.h"

static const struct config *current(void *context)
{
	return &((const struct daemon *)context)->node.setup.config;
}

static bool is_reloading(void *context)
{
	return ((const struct daemon *)context)->reload.busy;
}

static bool allows(void *context, enum command command, char *text, size_t size)
{
	struct daemon *daemon = context;
	enum reason reason = operator_refusal(
		&daemon->node.driver.engine, command, loop_now_us(daemon->loop));

	if (reason != REASON_NONE) {
		snprintf(text, size, "%s: %s", proposal_command_word(command),
			narrate_reason_text(reason));
	}
	return reason == REASON_NONE;
}

/* A node does not go into maintenance with the F-IPs if nobody can take them. */
static bool check(void *context, const struct config *config, enum command command,
	char *text, size_t size)
{
	struct daemon *daemon = context;
	struct ip own;
	bool retires = config->maintenance && !daemon->node.setup.config.maintenance
		       && command != COMMAND_FORCE_OUT;

	return node_find_own(&daemon->node, config, &own, text, size)
	       && (!retires || allows(daemon, COMMAND_MAINTENANCE, text, size));
}

static void compare(void *context, const struct config *config, char *text, size_t size)
{
	const struct daemon *daemon = context;

	setup_write_diff(text, size, &daemon->node.setup.config, config);
}

static bool apply(void *context, const struct config *config, char *text, size_t size)
{
	struct daemon *daemon = context;
	struct setup next = { .config = *config, .keys = daemon->node.setup.keys };
	bool applied = node_reconfigure(&daemon->node, &next, text, size);

	explicit_bzero(&next.keys, sizeof(next.keys));
	return applied;
}

static void begin(void *context, enum command command)
{
	struct daemon *daemon = context;
	struct input input = { .kind = INPUT_COMMAND, .command = command };

	if (command == COMMAND_RESET_COUNTERS) {
		network_reset_counters(&daemon->node.network);
		status_build_reset(&daemon->status_build, loop_now_us(daemon->loop));
	}
	driver_step(&daemon->node.driver, &input);
}

bool command_records_refusal(struct daemon_refusals *refusals, int64_t now_us)
{
	if (refusals->count == 0
		|| now_us - refusals->since_us > 60 * INT64_C(1000000)) {
		refusals->since_us = now_us;
		refusals->count = 0;
	}
	return ++refusals->count <= COMMAND_REFUSALS_A_MINUTE;
}

/* The first refusal that is not recorded is a warning: more may follow. */
static void refuse(void *context, const char *subject, const char *text)
{
	struct daemon *daemon = context;
	const struct event_words words = { .detail = text, .subject = subject };

	status_build_refuse(&daemon->status_build, text);
	server_touch(daemon->server);
	if (command_records_refusal(&daemon->refusals, loop_now_us(daemon->loop))) {
		node_add_event(&daemon->node, EVENT_ACTION_REFUSED, &words);
	} else if (daemon->refusals.count == COMMAND_REFUSALS_A_MINUTE + 1) {
		log_message(MESSAGE_WARNING, 316,
			"more than %d refusals in a minute; "
			"further ones are not recorded",
			COMMAND_REFUSALS_A_MINUTE);
	} else {
		log_message(MESSAGE_DEBUG, 0, "refused: %s", text);
	}
}

/* The engine emits the event of a refusal itself; the status needs its text. */
static bool act(void *context, enum command command, char *text, size_t size)
{
	struct daemon *daemon = context;
	bool allowed = allows(daemon, command, text, size);

	if (!allowed) {
		status_build_refuse(&daemon->status_build, text);
	}
	begin(daemon, command);
	return allowed;
}

static bool reload(void *context, uint64_t client)
{
	return reload_begin(&((struct daemon *)context)->reload, client);
}

static bool plan_restart(void *context, uint32_t span_s, char *text, size_t size)
{
	struct daemon *daemon = context;

	if (!node_plan_restart(&daemon->node, span_s, text, size)) {
		refuse(daemon, "restartPlan", text);
		return false;
	}
	server_touch(daemon->server);
	return true;
}

static const char *take_report(
	void *context, uint64_t client, const json_t *report, char *text, size_t size)
{
	struct daemon *daemon = context;
	uint64_t news = daemon->health.news;
	const char *error = health_take(&daemon->health, client, report, text, size);

	if (daemon->health.news != news) {
		server_touch(daemon->server);
	}
	return error;
}

static void forget(void *context, uint64_t client)
{
	struct daemon *daemon = context;

	if (health_forget(&daemon->health, client)) {
		server_touch(daemon->server);
	}
}

/*
 * fipd-web counts, and may die: its count is kept here.  That is no reason to send the
 * status to everybody each second: it is due anyhow.
 */
static void count_served(void *context, uint32_t count)
{
	((struct daemon *)context)->status_build.served += count;
}

static const struct status *fill_status(void *context)
{
	struct daemon *daemon = context;

	return status_build_fill(&daemon->status_build, loop_now_us(daemon->loop));
}

struct commands command_table(struct daemon *daemon)
{
	return (struct commands){
		.version = daemon->version,
		.loop = daemon->loop,
		.journal = daemon->store.journal,
		.cursors = &daemon->store.cursors,
		.settings_file = daemon->store.settings_file,
		.disk = daemon->store.disk,
		.context = daemon,
		.actor = daemon->node.event_log.actor,
		.status = fill_status,
		.current = current,
		.is_reloading = is_reloading,
		.check = check,
		.compare = compare,
		.apply = apply,
		.allows = allows,
		.begin = begin,
		.act = act,
		.reload = reload,
		.plan_restart = plan_restart,
		.take_report = take_report,
		.forget = forget,
		.count_served = count_served,
		.refuse = refuse,
	};
}
