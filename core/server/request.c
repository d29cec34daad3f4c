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
	const struct service *service;
	struct connection *connection;
	const json_t *json;
};

static json_t *tell_version(const struct request *request)
{
	return json_pack("{s:b,s:s,s:i}", "ok", 1, "version", request->service->version,
		"protocol", PROTOCOL_VERSION);
}

static json_t *tell_status(const struct request *request)
{
	return json_pack("{s:b,s:o}", "ok", 1, "status",
		request->service->status(request->service->context));
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

static json_t *tell_events(const struct request *request)
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
		list_events(request->service->journal, after, most));
}

static json_t *send_subscription(const struct request *request, uint64_t after)
{
	const struct service *service = request->service;
	struct connection *connection = request->connection;
	uint64_t newest = journal_newest(service->journal);
	uint64_t oldest = journal_oldest(service->journal);
	uint64_t dropped = oldest > after + 1 ? oldest - after - 1 : 0;

	/* A client may come from a life whose numbers were higher: it has missed
	 * nothing. */
	if (after > newest) {
		after = newest;
	}
	connection_answer(
		connection, json_pack("{s:b,s:I,s:I}", "ok", 1, "after",
				    (json_int_t)after, "dropped", (json_int_t)dropped));
	connection_send(connection,
		json_pack("{s:o}", "status", service->status(service->context)));
	connection->subscribed = true;
	connection->told = after;
	request_feed(service, connection);
	return NULL;
}

static json_t *subscribe(const struct request *request)
{
	const json_t *cursor = json_object_get(request->json, "cursor");
	uint64_t after = journal_newest(request->service->journal);

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
		after = cursors_find(request->service->cursors, name);
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
	if (sequence > journal_newest(request->service->journal)) {
		return answer_bad(
			"badRequest", "there is no event %" PRIu64 " yet", sequence);
	}
	if (!cursors_acknowledge(request->service->cursors, name, sequence)) {
		return answer_bad("badRequest",
			"cursor is a name of 1 to 31 of A-Z a-z 0-9 "
			"- _ . and there are at most %d",
			CURSORS_MAX);
	}
	return answer_good();
}

/* Leave the answer to the service; NULL from it means later. */
static json_t *pass_on(const struct request *request, const char *op)
{
	const struct service *service = request->service;
	bool known = true;
	json_t *answer;

	request->connection->waiting = true;
	answer = service->command(
		service->context, request->connection->id, request->json, &known);
	if (!known) {
		answer = answer_bad("badRequest", "there is no op \"%.40s\"", op);
	}
	request->connection->waiting = answer == NULL;
	return answer;
}

/* What a user that may only read may ask for beyond reading. */
static const char reader_op[] = "served";

static bool is_reader(const struct request *request)
{
	uid_t reader = request->service->reader;

	return reader != 0 && request->connection->uid == reader;
}

static json_t *forbid(const char *op)
{
	return answer_bad("forbidden",
		"%.40s: this user may only read; fipctl is for root and the group fipd",
		op);
}

static json_t *carry_out(const struct request *request, const char *op)
{
	/* table */
	static const struct {
		const char *op;
		bool reads;
		json_t *(*handle)(const struct request *request);
	} handlers[] = {
		{ "hello", true, tell_version },
		{ "status", true, tell_status },
		{ "events", true, tell_events },
		{ "subscribe", true, subscribe },
		{ "acknowledge", false, acknowledge },
	};
	bool reader = is_reader(request);

	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		if (strcmp(op, handlers[i].op) == 0) {
			return reader && !handlers[i].reads
				       ? forbid(op)
				       : handlers[i].handle(request);
		}
	}
	return reader && strcmp(op, reader_op) != 0 ? forbid(op) : pass_on(request, op);
}

static json_t *handle(struct request *request, const json_t *json)
{
	const char *op = json_string_value(json_object_get(json, "op"));
	json_t *id = json_object_get(json, "id");

	if (op == NULL) {
		return answer_bad(
			"badRequest", "a request is an object with a text \"op\"");
	}
	request->connection->request_id = json_incref(id);
	return carry_out(request, op);
}

void request_take(const struct service *service, struct connection *connection,
	const char *line, size_t length)
{
	struct request request = { .service = service, .connection = connection };
	json_error_t error;
	json_t *json = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	json_t *answer;

	request.json = json;
	answer = json != NULL
			 ? handle(&request, json)
			 : answer_bad("badRequest", "this is no JSON: %s (at byte %d)",
				 error.text, error.position);
	if (answer != NULL) {
		connection_answer(connection, answer);
	}
	json_decref(json);
}

void request_feed(const struct service *service, struct connection *connection)
{
	const struct entry *entry;

	while (!connection->over
		&& (entry = journal_after(service->journal, connection->told))) {
		connection->told = entry->sequence;
		connection_send(
			connection, json_pack("{s:o}", "event", entry_to_json(entry)));
	}
}
