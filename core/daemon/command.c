#include "daemon/command.h"

#include <stdio.h>
#include <string.h>

#include "daemon/rereading.h"
#include "engine/operator.h"
#include "loop/log.h"
#include "server/answer.h"
#include "server/change_request.h"
#include "server/listener.h"
#include "words/narrate.h"

static const struct config *current(void *context)
{
	return &((struct daemon *)context)->node.setup.config;
}

static bool allows(void *context, enum command command, char *text, size_t size)
{
	struct daemon *daemon = context;
	enum reason reason = operator_refusal(
		&daemon->node.driver.engine, command, loop_now_us(daemon->loop));

	if (reason != REASON_NONE) {
		snprintf(text, size, "%s: %s", change_request_word(command),
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

static void send_answer(void *context, uint64_t client, json_t *answer)
{
	server_answer(((struct daemon *)context)->server, client, answer);
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
static void refuse(void *context, const char *text)
{
	struct daemon *daemon = context;
	char *shown = daemon->status_build.refusal;

	snprintf(shown, sizeof(daemon->status_build.refusal), "%s", text);
	server_touch(daemon->server);
	if (command_records_refusal(&daemon->refusals, loop_now_us(daemon->loop))) {
		node_add_event(&daemon->node, EVENT_ACTION_REFUSED, text);
	} else if (daemon->refusals.count == COMMAND_REFUSALS_A_MINUTE + 1) {
		log_message(MESSAGE_WARNING, 316,
			"more than %d refusals in a minute; "
			"further ones are not recorded",
			COMMAND_REFUSALS_A_MINUTE);
	} else {
		log_message(MESSAGE_DEBUG, 0, "refused: %s", text);
	}
}

static json_t *prepare(struct daemon *daemon, uint64_t client, const json_t *request)
{
	if (daemon->reload.busy) {
		return answer_bad("resourceUnavailable",
			"the configuration is being read again just now; try again");
	}
	return transaction_prepare(
		&daemon->transaction, client, request, loop_now_us(daemon->loop));
}

static json_t *commit(struct daemon *daemon, uint64_t client, const json_t *request)
{
	(void)request;
	if (daemon->reload.busy) {
		return answer_bad("commitFailed",
			"the configuration is being read again just now; try again");
	}
	return transaction_commit(
		&daemon->transaction, client, loop_now_us(daemon->loop));
}

static json_t *undo(struct daemon *daemon, uint64_t client, const json_t *request)
{
	(void)request;
	if (daemon->reload.busy) {
		return answer_bad("undoFailed",
			"the configuration is being read again just now; try again");
	}
	return transaction_undo(&daemon->transaction, client);
}

static json_t *forget(struct daemon *daemon, uint64_t client, const json_t *request)
{
	(void)request;
	transaction_drop(&daemon->transaction, client);
	return answer_good();
}

static const char *describe_begin(enum command command)
{
	if (command == COMMAND_RESET_COUNTERS) {
		return "the counters are zero";
	}
	return command == COMMAND_CLEAR_FAULT
		       ? "what was refused is tried again at once"
		       : "the switchover has begun; its outcome is in the status";
}

/* The engine notes a refusal itself; here it is put where the status shows it. */
static json_t *act(struct daemon *daemon, uint64_t client, const json_t *request)
{
	const char *word = json_string_value(json_object_get(request, "action"));
	enum command command = word != NULL ? change_request_command(word) : 0;
	char text[NODE_TEXT_MAX];
	bool allowed;

	(void)client;
	if (!command) {
		return answer_bad("badRequest",
			"action is one of: switchover, "
			"forceSwitchover, clearFault, resetCounters");
	}
	allowed = allows(daemon, command, text, sizeof(text));
	if (!allowed) {
		snprintf(daemon->status_build.refusal,
			sizeof(daemon->status_build.refusal), "%s", text);
	}
	begin(daemon, command);
	if (!allowed) {
		return answer_bad("refused", "%s", text);
	}
	return answer_said(describe_begin(command));
}

static json_t *reload(struct daemon *daemon, uint64_t client, const json_t *request)
{
	(void)request;
	if (!daemon_reload(daemon, client)) {
		return answer_bad("resourceUnavailable",
			"settings are being changed just now; try again");
	}
	return NULL;
}

static json_t *plan_restart(
	struct daemon *daemon, uint64_t client, const json_t *request)
{
	const json_t *span = json_object_get(request, "span_s");
	json_int_t span_s = json_integer_value(span);
	char text[NODE_TEXT_MAX];

	(void)client;
	if (!json_is_integer(span) || span_s < 0 || span_s > NODE_RESTART_SPAN_MAX_S) {
		return answer_bad("badRequest",
			"span_s is a number of seconds from 0 to %d",
			NODE_RESTART_SPAN_MAX_S);
	}
	if (!node_plan_restart(&daemon->node, (uint32_t)span_s, text, sizeof(text))) {
		refuse(daemon, text);
		return answer_bad("refused", "%s", text);
	}
	server_touch(daemon->server);
	return answer_said(text);
}

/* fipd-web counts, and may die: what it has told is kept here.  No reason to tell the
 * status to everybody each second: that is due anyhow. */
static json_t *count_served(
	struct daemon *daemon, uint64_t client, const json_t *request)
{
	const json_t *requests = json_object_get(request, "requests");
	json_int_t number = json_integer_value(requests);

	(void)client;
	if (!json_is_integer(requests) || number < 0 || number > UINT32_MAX) {
		return answer_bad(
			"badRequest", "requests is a number from 0 to %u", UINT32_MAX);
	}
	daemon->status_build.served += (uint64_t)number;
	return answer_good();
}

static json_t *take_command(
	void *context, uint64_t client, const json_t *request, bool *known)
{
	/* table */
	static const struct {
		const char *op;
		json_t *(*handle)(
			struct daemon *daemon, uint64_t client, const json_t *request);
	} handlers[] = {
		{ "prepare", prepare },
		{ "commit", commit },
		{ "undo", undo },
		{ "free", forget },
		{ "action", act },
		{ "reload", reload },
		{ "restartPlan", plan_restart },
		{ "served", count_served },
	};
	const char *op = json_string_value(json_object_get(request, "op"));

	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		if (strcmp(op, handlers[i].op) == 0) {
			return handlers[i].handle(context, client, request);
		}
	}
	*known = false;
	return NULL;
}

static json_t *tell_status(void *context)
{
	struct daemon *daemon = context;

	return status_to_json(
		status_build_fill(&daemon->status_build, loop_now_us(daemon->loop)));
}

static void on_gone(void *context, uint64_t client)
{
	transaction_drop(&((struct daemon *)context)->transaction, client);
}

void command_init(struct daemon *daemon, struct service *service)
{
	struct transaction_world world = {
		.context = daemon,
		.current = current,
		.check = check,
		.apply = apply,
		.allows = allows,
		.begin = begin,
		.answer = send_answer,
		.refuse = refuse,
	};

	transaction_init(&daemon->transaction, daemon->store.settings_file, &world);
	rereading_init(daemon);
	*service = (struct service){
		.version = daemon->version,
		.reader = listener_reader(),
		.journal = daemon->store.journal,
		.cursors = &daemon->store.cursors,
		.context = daemon,
		.status = tell_status,
		.command = take_command,
		.on_gone = on_gone,
	};
}
