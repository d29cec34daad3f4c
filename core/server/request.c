#include "server/request.h"

#include <event2/buffer.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/answer.h"

enum {
	EVENTS_DEFAULT = 100,
	EVENTS_MOST = 1000,
	EVENTS_IN_A_TURN = 16,
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

/* It is newer than what was published last: what changes from there says too little. */
static json_t *make_status(const struct commands *commands, struct client *client)
{
	client->whole_due = true;
	return status_to_json(commands->status(commands->context));
}

static json_t *read_status(const struct request *request)
{
	return json_pack("{s:b,s:o}", "ok", 1, "status",
		make_status(request->commands, request->client));
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

static bool add_text(struct evbuffer *buffer, const char *text)
{
	return evbuffer_add(buffer, text, strlen(text)) == 0;
}

static bool add_json(struct evbuffer *buffer, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
	bool good = text != NULL && add_text(buffer, text);

	free(text);
	json_decref(json);
	return good;
}

/* Return whether there is more to list. */
static bool list_some(const struct journal *journal, struct client *client)
{
	struct draft *draft = &client->draft;
	const struct entry *entry = NULL;

	for (unsigned i = 0; i < EVENTS_IN_A_TURN; i++) {
		entry = draft->wanted > 0 ? journal_after(journal, draft->after) : NULL;
		if (entry == NULL) {
			return false;
		}
		if (!draft->empty) {
			add_text(draft->line, ",");
		}
		if (!add_json(draft->line, entry_to_json(entry))) {
			return false;
		}
		draft->empty = false;
		draft->after = entry->sequence;
		draft->wanted--;
	}
	return true;
}

/* The answer is made in pieces, between which heartbeats leave, and sent whole. */
static void end_list(struct client *client)
{
	struct evbuffer *line = client->draft.line;

	add_text(line, "]");
	if (client->request_id != NULL) {
		add_text(line, ",\"id\":");
		add_json(line, client->request_id);
		client->request_id = NULL;
	}
	add_text(line, "}\n");
	clients_send_draft(client);
}

static json_t *read_events(const struct request *request)
{
	struct draft *draft = &request->client->draft;
	uint64_t after = 0;
	uint64_t most = EVENTS_DEFAULT;

	if (!read_number(request->json, "after", &after)
		|| !read_number(request->json, "max", &most)) {
		return answer_bad("badRequest", "after and max are numbers from 0");
	}
	*draft = (struct draft){
		.line = evbuffer_new(),
		.after = after,
		.wanted = most < EVENTS_MOST ? most : EVENTS_MOST,
		.empty = true,
	};
	if (draft->line == NULL
		|| !add_text(draft->line, "{\"ok\":true,\"events\":[")) {
		return answer_bad("resourceUnavailable", "no memory");
	}
	return NULL;
}

/* The first of them, if they are many, and the others in later turns. */
static void send_events(const struct journal *journal, struct client *client)
{
	const struct entry *entry;
	unsigned count = 0;

	while (!client->over && count++ < EVENTS_IN_A_TURN
		&& (entry = journal_after(journal, client->sent))) {
		client->sent = entry->sequence;
		clients_send(client, json_pack("{s:o}", "event", entry_to_json(entry)));
	}
	client->behind = journal_after(journal, client->sent) != NULL;
}

static void send_status(const struct news *news, struct client *client)
{
	bool whole = client->whole_due || news->change.text == NULL;
	const struct news_line *line = whole ? &news->whole : &news->change;

	/* Without memory for the line he misses this one. */
	client->whole_due = line->text == NULL;
	if (line->text != NULL) {
		clients_send_line(client, line->text, line->length);
	}
}

static void send_news(const struct request_context *context, struct client *client)
{
	send_events(context->commands->journal, client);
	if (!client->behind && client->status_due) {
		client->status_due = false;
		send_status(&context->news, client);
	}
}

void request_go_on(struct client *client, void *context)
{
	const struct request_context *request_context = context;
	const struct journal *journal = request_context->commands->journal;

	if (client->behind) {
		send_news(request_context, client);
	} else if (!list_some(journal, client)) {
		end_list(client);
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
	clients_send(
		client, json_pack("{s:o}", "status", make_status(commands, client)));
	client->clients->subscriber_count += !client->subscribed;
	client->subscribed = true;
	client->takes_changes = json_is_true(json_object_get(request->json, "changes"));
	client->sent = after;
	send_events(commands->journal, client);
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
	request->client->acknowledges = cursor != NULL;
	return send_subscription(request, after);
}

/* Return whether a client may be fipd-exec: root, or who runs fipd for himself. */
static bool may_be_exec(const struct client *client)
{
	return client->uid == 0 || client->uid == geteuid();
}

static json_t *acknowledge(const struct request *request)
{
	struct cursors *cursors = request->commands->cursors;
	bool back = json_is_true(json_object_get(request->json, "back"));
	const char *name = json_string_value(json_object_get(request->json, "cursor"));
	uint64_t sequence = 0;
	enum cursors_outcome outcome;

	if (name == NULL || json_object_get(request->json, "sequence") == NULL
		|| !read_number(request->json, "sequence", &sequence)) {
		return answer_bad(
			"badRequest", "acknowledge needs cursor and sequence");
	}
	if (sequence > journal_newest(request->commands->journal)) {
		return answer_bad(
			"badRequest", "there is no event %" PRIu64 " yet", sequence);
	}
	/* By it commands run as root once, and not again. */
	if (strcmp(name, "hooks") == 0 && (sequence > 0 || back)
		&& !may_be_exec(request->client)) {
		return answer_bad("forbidden", "cursor \"hooks\" is fipd-exec's");
	}
	outcome = cursors_acknowledge(cursors, name, sequence, back,
		journal_oldest(request->commands->journal));
	if (outcome == CURSORS_REFUSED) {
		return answer_bad("badRequest",
			"cursor is a name of 1 to 31 of A-Z a-z 0-9 "
			"- _ . and there are at most %d",
			CURSORS_MAX);
	}
	return json_pack("{s:b, s:I, s:b}", "ok", 1, "sequence",
		(json_int_t)cursors_find(cursors, name), "new", outcome == CURSORS_NEW);
}

static json_t *prepare(const struct request *request)
{
	return transaction_prepare(request->transaction, request->client->id,
		request->json, loop_now_us(request->commands->loop));
}

/* Whoever has changed something wants to know what has come of it. */
static void note_status_wanted(const struct request *request)
{
	request->client->status_wanted =
		json_is_true(json_object_get(request->json, "status"));
}

static json_t *commit(const struct request *request)
{
	note_status_wanted(request);
	return transaction_commit(request->transaction, request->client->id,
		loop_now_us(request->commands->loop));
}

static json_t *undo(const struct request *request)
{
	note_status_wanted(request);
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
	enum command command = word != NULL ? proposal_find_command(word) : 0;
	char text[COMMANDS_TEXT_MAX];

	if (!command) {
		return answer_bad("badRequest",
			"action is one of: switchover, "
			"forceSwitchover, peerIsOff, clearFault, resetCounters");
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

/* Who reports decides where the F-IPs are: nobody else of the group may. */
static json_t *take_report(const struct request *request)
{
	const struct commands *commands = request->commands;
	const struct client *client = request->client;
	char text[COMMANDS_TEXT_MAX];
	const char *error;

	if (!may_be_exec(client)) {
		return answer_bad(
			"forbidden", "checks and hooks are told by fipd-exec, as root");
	}
	error = commands->take_report(
		commands->context, client->id, request->json, text, sizeof(text));
	return error == NULL ? answer_good() : answer_bad(error, "%s", text);
}

static json_t *forbid(const char *op)
{
	return answer_bad("forbidden",
		"%.40s: whoever comes by this socket may only read; the other one is "
		"for root and the group fipd",
		op);
}

/* The answer of what is not done at once comes later; until then the client waits. */
static json_t *carry_out(const struct request *request, const char *op)
{
	/* table */
	static const struct {
		const char *op;
		bool for_reader; /* for clients that may only read, too */
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
		{ "checks", false, take_report },
		{ "hook", false, take_report },
	};
	bool reader = request->client->only_reads;

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
	if (!answer_allows_id(id)) {
		return answer_bad("badRequest",
			"id is an integer or a text of at most %d bytes",
			ANSWER_ID_MAX);
	}
	request->client->request_id = json_incref(id);
	return carry_out(request, op);
}

/* This is short, so nothing that may be in it takes long. */
static json_t *read_short(struct request *request, const char *line, size_t length)
{
	json_error_t error;
	json_t *json = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	json_t *answer;

	if (json == NULL) {
		return answer_bad("badRequest", "this is no JSON: %s (at byte %d)",
			error.text, error.position);
	}
	request->json = json;
	answer = handle(request);
	json_decref(json);
	return answer;
}

/* Who may only read has nothing to say that is long: it is not looked at. */
static json_t *read_long(const struct request *request, const char *line, size_t length)
{
	if (request->client->only_reads) {
		return forbid("a long line");
	}
	return transaction_prepare_line(request->transaction, request->client->id, line,
		length, loop_now_us(request->commands->loop));
}

void request_forget(uint64_t client, void *context)
{
	const struct request_context *request_context = context;
	const struct commands *commands = request_context->commands;

	transaction_drop(request_context->transaction, client);
	commands->forget(commands->context, client);
}

void request_answer(
	const struct request_context *context, struct client *client, json_t *answer)
{
	if (client->status_wanted) {
		client->status_wanted = false;
		json_object_set_new(
			answer, "status", make_status(context->commands, client));
	}
	clients_answer(client, answer);
}

void request_take(struct client *client, const char *line, size_t length, void *context)
{
	const struct request_context *request_context = context;
	const struct commands *commands = request_context->commands;
	struct request request = {
		.commands = commands,
		.transaction = request_context->transaction,
		.client = client,
	};
	json_t *answer;

	client->waiting = true;
	snprintf(commands->actor, ENTRY_ACTOR_MAX + 1, "user %s", client->user);
	answer = length > TRANSACTION_SHORT_BYTES ? read_long(&request, line, length)
						  : read_short(&request, line, length);
	commands->actor[0] = '\0';
	if (answer != NULL) {
		request_answer(request_context, client, answer);
	}
}
