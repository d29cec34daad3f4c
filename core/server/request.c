#include "server/request.h"

#include <inttypes.h>
#include <string.h>

#include "server/answer.h"

enum {
	EVENTS_DEFAULT = 100,
	EVENTS_MOST = 1000,
	PROTOCOL_VERSION = 1,
};

struct request {
	const struct commands *commands;
	struct transaction *transaction;
	struct client *client;
	const json_t *json;
};

static json_t *hello(const struct request *request)
{
	return json_pack("{s:b,s:s,s:i}", "ok", 1, "version",
		request->commands->version, "protocol", PROTOCOL_VERSION);
}

static json_t *read_status(const struct request *request)
{
	return json_pack("{s:b,s:o}", "ok", 1, "status",
		request->commands->status(request->commands->context));
}

/* Take a number from 0; one that is missing stays as it is.  False if it is none. */
static bool read_number(const json_t *json, const char *name, uint64_t *number)
{
	const json_t *value = json_object_get(json, name);

	if (value == NULL) {
		return true;
	}
	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		return false;
	}
	*number = (uint64_t)json_integer_value(value);
	return true;
}

static json_t *list_events(const struct journal *journal, uint64_t after, uint64_t most)
{
	json_t *list = json_array();
	const struct entry *entry = journal_after(journal, after);

	while (entry != NULL && json_array_size(list) < most) {
		json_array_append_new(list, entry_to_json(entry));
		entry = journal_after(journal, entry->sequence);
	}
	return list;
}

static json_t *read_events(const struct request *request)
{
	uint64_t after = 0;
	uint64_t most = EVENTS_DEFAULT;

	if (!read_number(request->json, "after", &after)
		|| !read_number(request->json, "max", &most)) {
		return answer_bad("badRequest", "after and max are numbers from 0");
	}
	if (most > EVENTS_MOST) {
		most = EVENTS_MOST;
	}
	return json_pack("{s:b,s:o}", "ok", 1, "events",
		list_events(request->commands->journal, after, most));
}

void request_send_events(const struct journal *journal, struct client *client)
{
	const struct entry *entry;

	while (!client->over && (entry = journal_after(journal, client->sent))) {
		client->sent = entry->sequence;
		clients_send(client, json_pack("{s:o}", "event", entry_to_json(entry)));
	}
}

static json_t *send_subscription(const struct request *request, uint64_t after)
{
	const struct commands *commands = request->commands;
	struct client *client = request->client;
	uint64_t newest = journal_newest(commands->journal);
	uint64_t oldest = journal_oldest(commands->journal);
	uint64_t dropped = oldest > after + 1 ? oldest - after - 1 : 0;

	/* A client may come from a life whose numbers were higher: it has missed
	 * nothing. */
	if (after > newest) {
		after = newest;
	}
	clients_answer(
		client, json_pack("{s:b,s:I,s:I}", "ok", 1, "after", (json_int_t)after,
				"dropped", (json_int_t)dropped));
	clients_send(client,
		json_pack("{s:o}", "status", commands->status(commands->context)));
	client->subscribed = true;
	client->sent = after;
	request_send_events(commands->journal, client);
	return NULL;
}

static json_t *subscribe(const struct request *request)
{
	const json_t *cursor = json_object_get(request->json, "cursor");
	uint64_t after = journal_newest(request->commands->journal);

	if (!read_number(request->json, "after", &after) || after > INT64_MAX / 2) {
		return answer_bad("badRequest", "after is a number from 0");
	}
	if (cursor != NULL) {
		const char *name = json_string_value(cursor);

		if (name == NULL || !cursors_allow(name)) {
			return answer_bad("badRequest",
				"cursor is a name of 1 to 31 of "
				"A-Z a-z 0-9 - _ .");
		}
		after = cursors_find(request->commands->cursors, name);
	}
	return send_subscription(request, after);
}

static json_t *acknowledge(const struct request *request)
{
	const char *name = json_string_value(json_object_get(request->json, "cursor"));
	uint64_t sequence = 0;

	if (name == NULL || json_object_get(request->json, "sequence") == NULL
		|| !read_number(request->json, "sequence", &sequence)) {
		return answer_bad(
			"badRequest", "acknowledge needs cursor and sequence");
	}
	if (sequence > journal_newest(request->commands->journal)) {
		return answer_bad(
			"badRequest", "there is no event %" PRIu64 " yet", sequence);
	}
	if (!cursors_acknowledge(request->commands->cursors, name, sequence)) {
		return answer_bad("badRequest",
			"cursor is a name of 1 to 31 of A-Z a-z 0-9 "
			"- _ . and there are at most %d",
			CURSORS_MAX);
	}
	return answer_good();
}

static json_t *prepare(const struct request *request)
{
	return transaction_prepare(request->transaction, request->client->id,
		request->json, loop_now_us(request->commands->loop));
}

static json_t *commit(const struct request *request)
{
	return transaction_commit(request->transaction, request->client->id,
		loop_now_us(request->commands->loop));
}

static json_t *undo(const struct request *request)
{
	return transaction_undo(request->transaction, request->client->id);
}

static json_t *free_change(const struct request *request)
{
	transaction_drop(request->transaction, request->client->id);
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

static json_t *act(const struct request *request)
{
	const struct commands *commands = request->commands;
	const char *word = json_string_value(json_object_get(request->json, "action"));
	enum command command = word != NULL ? transaction_find_command(word) : 0;
	char text[COMMANDS_TEXT_MAX];

	if (!command) {
		return answer_bad("badRequest",
			"action is one of: switchover, "
			"forceSwitchover, clearFault, resetCounters");
	}
	if (!commands->act(commands->context, command, text, sizeof(text))) {
		return answer_bad("refused", "%s", text);
	}
	return answer_said(describe_begin(command));
}

static json_t *reload(const struct request *request)
{
	const struct commands *commands = request->commands;

	if (!commands->reload(commands->context, request->client->id)) {
		return answer_bad("resourceUnavailable",
			"settings are being changed just now; try again");
	}
	return NULL;
}

static json_t *plan_restart(const struct request *request)
{
	const struct commands *commands = request->commands;
	const json_t *span = json_object_get(request->json, "span_s");
	json_int_t span_s = json_integer_value(span);
	char text[COMMANDS_TEXT_MAX];

	if (!json_is_integer(span) || span_s < 0
		|| span_s > COMMANDS_RESTART_SPAN_MAX_S) {
		return answer_bad("badRequest",
			"span_s is a number of seconds from 0 to %d",
			COMMANDS_RESTART_SPAN_MAX_S);
	}
	if (!commands->plan_restart(
		    commands->context, (uint32_t)span_s, text, sizeof(text))) {
		return answer_bad("refused", "%s", text);
	}
	return answer_said(text);
}

static json_t *count_served(const struct request *request)
{
	const struct commands *commands = request->commands;
	const json_t *requests = json_object_get(request->json, "requests");
	json_int_t number = json_integer_value(requests);

	if (!json_is_integer(requests) || number < 0 || number > UINT32_MAX) {
		return answer_bad(
			"badRequest", "requests is a number from 0 to %u", UINT32_MAX);
	}
	commands->count_served(commands->context, (uint32_t)number);
	return answer_good();
}

static bool is_reader(const struct request *request)
{
	uid_t reader = request->commands->reader;

	return reader != 0 && request->client->uid == reader;
}

static json_t *forbid(const char *op)
{
	return answer_bad("forbidden",
		"%.40s: this user may only read; fipctl is for root and the group fipd",
		op);
}

/* The answer of what is not done at once comes later; until then the client waits. */
static json_t *carry_out(const struct request *request, const char *op)
{
	/* table */
	static const struct {
		const char *op;
		bool for_reader; /* for the user that may only read, too */
		json_t *(*handle)(const struct request *request);
	} handlers[] = {
		{ "hello", true, hello },
		{ "status", true, read_status },
		{ "events", true, read_events },
		{ "subscribe", true, subscribe },
		{ "acknowledge", false, acknowledge },
		{ "prepare", false, prepare },
		{ "commit", false, commit },
		{ "undo", false, undo },
		{ "free", false, free_change },
		{ "action", false, act },
		{ "reload", false, reload },
		{ "restartPlan", false, plan_restart },
		{ "served", true, count_served },
	};
	bool reader = is_reader(request);

	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		if (strcmp(op, handlers[i].op) == 0) {
			return reader && !handlers[i].for_reader
				       ? forbid(op)
				       : handlers[i].handle(request);
		}
	}
	return reader ? forbid(op)
		      : answer_bad("badRequest", "there is no op \"%.40s\"", op);
}

static json_t *handle(const struct request *request)
{
	const char *op = json_string_value(json_object_get(request->json, "op"));
	json_t *id = json_object_get(request->json, "id");

	if (op == NULL) {
		return answer_bad(
			"badRequest", "a request is an object with a text \"op\"");
	}
	request->client->request_id = json_incref(id);
	request->client->waiting = true;
	return carry_out(request, op);
}

void request_take(struct client *client, const char *line, size_t length, void *context)
{
	const struct request_context *request_context = context;
	json_error_t error;
	json_t *json = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	struct request request = {
		.commands = request_context->commands,
		.transaction = request_context->transaction,
		.client = client,
		.json = json,
	};
	json_t *answer;

	answer = json != NULL
			 ? handle(&request)
			 : answer_bad("badRequest", "this is no JSON: %s (at byte %d)",
				 error.text, error.position);
	if (answer != NULL) {
		clients_answer(client, answer);
	}
	json_decref(json);
}
