#include "server/transaction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/answer.h"

enum {
	NOBODY = 0 /* the number of no client */
};

static bool is_writing(const struct transaction *transaction)
{
	return transaction->state == TRANSACTION_WRITING
	       || transaction->state == TRANSACTION_REVERTING;
}

bool transaction_is_busy(const struct transaction *transaction)
{
	return transaction->reader != NOBODY || is_writing(transaction);
}

static const char reloading_text[] =
	"the configuration is being read again just now; try again";
static const char taken_text[] = "another client changes settings just now; try again";

static bool is_reloading(const struct transaction *transaction)
{
	return transaction->commands->is_reloading(transaction->commands->context);
}

static bool is_expired(const struct transaction *transaction, int64_t now_us)
{
	return now_us - transaction->prepared_us
	       > TRANSACTION_LIFETIME_MS * INT64_C(1000);
}

static bool is_taken(
	const struct transaction *transaction, uint64_t client, int64_t now_us)
{
	if (transaction_is_busy(transaction)) {
		return true;
	}
	return transaction->state == TRANSACTION_PREPARED
	       && transaction->client != client && !is_expired(transaction, now_us);
}

static const char *name_culprit(const struct proposal *proposal)
{
	if (proposal->in_action) {
		return proposal->command ? proposal_command_word(proposal->command)
					 : NULL;
	}
	return proposal->index >= 0 && (size_t)proposal->index < proposal->count
		       ? proposal->names[proposal->index]
		       : NULL;
}

static json_t *refuse_change(const struct transaction *transaction)
{
	const struct proposal *proposal = &transaction->proposal;
	json_t *answer = answer_bad(proposal->error, "%s", proposal->text);

	if (strcmp(proposal->error, "badRequest") == 0) {
		return answer;
	}
	transaction->commands->refuse(
		transaction->commands->context, name_culprit(proposal), proposal->text);
	json_object_set_new(answer, "index", json_integer(proposal->index));
	if (proposal->in_action) {
		json_object_set_new(answer, "member", json_string("action"));
	}
	return answer;
}

/* Whether the command can be begun depends on the moment, so it is asked last. */
static bool examine(struct transaction *transaction)
{
	const struct commands *commands = transaction->commands;
	struct proposal *proposal = &transaction->proposal;

	if (proposal->changes
		&& !commands->check(commands->context, &proposal->config,
			proposal->command, proposal->text, sizeof(proposal->text))) {
		return proposal_refuse(proposal, false);
	}
	if (proposal->command
		&& !commands->allows(commands->context, proposal->command,
			proposal->text, sizeof(proposal->text))) {
		return proposal_refuse(proposal, true);
	}
	return true;
}

static void be_actor(const struct transaction *transaction)
{
	snprintf(transaction->commands->actor, ENTRY_ACTOR_MAX + 1, "%s",
		transaction->actor);
}

static void take_actor(struct transaction *transaction, const char *user)
{
	const char *by = transaction->proposal.by;
	const char *between = by[0] != '\0' ? ": " : "";
	int room = (int)(ENTRY_ACTOR_MAX - strlen(by) - strlen(between));

	snprintf(transaction->actor, sizeof(transaction->actor), "%s%s%.*s", by,
		between, room, user);
	be_actor(transaction);
}

/* The answer says what the commit would change, for who only wants to know that. */
static json_t *answer_changes(const struct transaction *transaction)
{
	const struct commands *commands = transaction->commands;
	char text[COMMANDS_TEXT_MAX];
	json_t *answer = answer_good();

	commands->compare(
		commands->context, &transaction->proposal.config, text, sizeof(text));
	json_object_set_new(answer, "changes", answer_text(text));
	return answer;
}

/* Return the answer to what the actor wants, which is the proposal if it is good. */
static json_t *end_prepare(
	struct transaction *transaction, uint64_t client, bool good, int64_t now_us)
{
	char user[ENTRY_ACTOR_MAX + 1];

	snprintf(user, sizeof(user), "%s", transaction->commands->actor);
	transaction->state = TRANSACTION_IDLE;
	transaction->client = client;
	take_actor(transaction, user);
	if (!good || !examine(transaction)) {
		return refuse_change(transaction);
	}
	transaction->state = TRANSACTION_PREPARED;
	transaction->prepared_us = now_us;
	return answer_changes(transaction);
}

static json_t *refuse_as_taken(void)
{
	json_t *answer = answer_bad("resourceUnavailable", taken_text);

	json_object_set_new(answer, "index", json_integer(-1));
	return answer;
}

/* Return why this client cannot prepare anything now, or NULL: it can. */
static json_t *refuse_prepare(
	const struct transaction *transaction, uint64_t client, int64_t now_us)
{
	const struct commands *commands = transaction->commands;

	if (is_reloading(transaction)) {
		return answer_bad("resourceUnavailable", reloading_text);
	}
	if (is_taken(transaction, client, now_us)) {
		commands->refuse(commands->context, NULL, taken_text);
		return refuse_as_taken();
	}
	return NULL;
}

json_t *transaction_prepare(struct transaction *transaction, uint64_t client,
	const json_t *request, int64_t now_us)
{
	const struct commands *commands = transaction->commands;
	json_t *answer = refuse_prepare(transaction, client, now_us);

	if (answer != NULL) {
		return answer;
	}
	transaction->proposal.config = *commands->current(commands->context);
	return end_prepare(transaction, client,
		proposal_read(&transaction->proposal, request), now_us);
}

/* A line that the disk's thread reads; what it has found goes to the transaction. */
struct reading {
	struct transaction *transaction;
	uint64_t client;
	json_t *id;
	bool prepares;
	bool good;
	struct proposal proposal;
	char user[ENTRY_ACTOR_MAX + 1];
	size_t length;
	char line[];
};

/* Only settings are worth a line of this length. */
static bool read_request(struct reading *reading, const json_t *json)
{
	const char *op = json_string_value(json_object_get(json, "op"));
	json_t *id = json_object_get(json, "id");

	if (op == NULL || strcmp(op, "prepare") != 0 || !answer_allows_id(id)) {
		snprintf(reading->proposal.text, sizeof(reading->proposal.text),
			"only a prepare may have more than %d bytes, and its \"id\" "
			"is an integer or a text of at most %d",
			TRANSACTION_SHORT_BYTES, ANSWER_ID_MAX);
		reading->proposal.error = "badRequest";
		return false;
	}
	reading->id = json_copy(id);
	reading->prepares = true;
	return proposal_read(&reading->proposal, json);
}

/* The thread frees what it has parsed, too: that takes a third of the time. */
static int read_line(void *context)
{
	struct reading *reading = context;
	json_error_t error;
	json_t *json = json_loadb(
		reading->line, reading->length, JSON_REJECT_DUPLICATES, &error);

	if (json == NULL) {
		snprintf(reading->proposal.text, sizeof(reading->proposal.text),
			"this is no JSON: %s (at byte %d)", error.text, error.position);
		reading->proposal.error = "badRequest";
	} else {
		reading->good = read_request(reading, json);
	}
	json_decref(json);
	return 0;
}

/* An undo that came meanwhile, or its client's end, has taken the line's place. */
static json_t *end_reading(const struct reading *reading)
{
	struct transaction *transaction = reading->transaction;
	bool counts = transaction->reader == reading->client;

	if (counts) {
		transaction->reader = NOBODY;
	}
	if (!reading->prepares) {
		return answer_bad(
			reading->proposal.error, "%s", reading->proposal.text);
	}
	if (!counts) {
		return refuse_as_taken();
	}
	transaction->proposal = reading->proposal;
	return end_prepare(transaction, reading->client, reading->good,
		loop_now_us(transaction->commands->loop));
}

static void on_read(void *context, int result)
{
	struct reading *reading = context;
	struct transaction *transaction = reading->transaction;
	json_t *answer;

	(void)result;
	snprintf(
		transaction->commands->actor, ENTRY_ACTOR_MAX + 1, "%s", reading->user);
	answer = end_reading(reading);
	transaction->commands->actor[0] = '\0';
	if (reading->id != NULL) {
		json_object_set_new(answer, "id", reading->id);
	}
	transaction->on_answer(reading->client, answer, transaction->context);
	free(reading);
}

json_t *transaction_prepare_line(struct transaction *transaction, uint64_t client,
	const char *line, size_t length, int64_t now_us)
{
	const struct commands *commands = transaction->commands;
	json_t *answer = refuse_prepare(transaction, client, now_us);
	struct reading *reading;
	struct disk_job job = { .work = read_line, .on_done = on_read };

	if (answer != NULL) {
		return answer;
	}
	reading = calloc(1, sizeof(*reading) + length);
	if (reading == NULL) {
		return answer_bad("resourceUnavailable", "no memory");
	}
	reading->transaction = transaction;
	reading->client = client;
	reading->proposal.config = *commands->current(commands->context);
	snprintf(reading->user, sizeof(reading->user), "%s", commands->actor);
	reading->length = length;
	memcpy(reading->line, line, length);
	job.context = reading;
	if (!disk_submit(commands->disk, &job)) {
		free(reading);
		return answer_bad("resourceUnavailable", "the disk is busy; try again");
	}
	transaction->reader = client;
	return NULL;
}

static uint64_t write_settings(
	const struct transaction *transaction, const struct config *config)
{
	char text[STATE_FILE_BYTES_MAX];
	size_t length = config_write_set(config, text, sizeof(text));

	if (length >= sizeof(text)) {
		return 0;
	}
	return state_file_put(transaction->commands->settings_file, text, length);
}

/* The command follows the settings: it may be these that make it possible. */
static void begin_command(struct transaction *transaction)
{
	if (transaction->proposal.command) {
		transaction->commands->begin(
			transaction->commands->context, transaction->proposal.command);
	}
}

json_t *transaction_commit(
	struct transaction *transaction, uint64_t client, int64_t now_us)
{
	const struct commands *commands = transaction->commands;

	if (is_reloading(transaction)) {
		return answer_bad("commitFailed", reloading_text);
	}
	if (transaction->state != TRANSACTION_PREPARED || transaction->client != client
		|| is_expired(transaction, now_us)) {
		return answer_bad("commitFailed",
			"there is nothing prepared, or it is more "
			"than 2 s old");
	}
	if (!transaction->proposal.changes) {
		transaction->state = TRANSACTION_IDLE;
		be_actor(transaction);
		begin_command(transaction);
		return answer_good();
	}
	transaction->before = *commands->current(commands->context);
	transaction->awaited =
		write_settings(transaction, &transaction->proposal.config);
	if (!transaction->awaited) {
		transaction->state = TRANSACTION_IDLE;
		return answer_bad(
			"commitFailed", "the settings are too long to be kept");
	}
	transaction->state = TRANSACTION_WRITING;
	return NULL;
}

json_t *transaction_undo(struct transaction *transaction, uint64_t client)
{
	const struct commands *commands = transaction->commands;

	if (is_reloading(transaction)) {
		return answer_bad("undoFailed", reloading_text);
	}
	if (transaction->client == client
		&& transaction->state == TRANSACTION_PREPARED) {
		transaction->state = TRANSACTION_IDLE;
	}
	if (transaction->client != client || transaction->state != TRANSACTION_DONE) {
		return answer_good();
	}
	transaction->awaited = write_settings(transaction, &transaction->before);
	transaction->state = TRANSACTION_REVERTING;
	if (transaction->reader != NOBODY) {
		transaction->reader = NOBODY;
		commands->refuse(commands->context, NULL, taken_text);
	}
	return NULL;
}

void transaction_drop(struct transaction *transaction, uint64_t client)
{
	if (transaction->reader == client) {
		transaction->reader = NOBODY;
	}
	if (transaction->client == client && !is_writing(transaction)) {
		transaction->state = TRANSACTION_IDLE;
	}
}

void transaction_overtake(struct transaction *transaction)
{
	if (!is_writing(transaction)) {
		transaction->state = TRANSACTION_IDLE;
	}
}

static void answer_client(const struct transaction *transaction, json_t *json)
{
	transaction->on_answer(transaction->client, json, transaction->context);
}

/* The disk is to hold what is in force, also if the write failed half way. */
static void fail_change(
	struct transaction *transaction, const char *error, const char *text)
{
	const struct commands *commands = transaction->commands;

	write_settings(transaction, commands->current(commands->context));
	transaction->state = TRANSACTION_IDLE;
	commands->refuse(commands->context, NULL, text);
	answer_client(transaction, answer_bad(error, "%s", text));
}

/* Put a configuration in force that is on disk, or say why not; true if it is. */
static bool put_in_force(struct transaction *transaction, int result,
	const struct config *config, const char *error)
{
	const struct commands *commands = transaction->commands;
	char text[COMMANDS_TEXT_MAX];

	if (result != 0) {
		snprintf(text, sizeof(text),
			"the settings could not be written to %s: %s",
			state_file_path(commands->settings_file), strerror(-result));
	} else if (commands->apply(commands->context, config, text, sizeof(text))) {
		return true;
	}
	fail_change(transaction, error, text);
	return false;
}

static void end_commit(struct transaction *transaction, int result)
{
	if (put_in_force(transaction, result, &transaction->proposal.config,
		    "commitFailed")) {
		transaction->state = TRANSACTION_DONE;
		begin_command(transaction);
		answer_client(transaction, answer_good());
	}
}

static void end_undo(struct transaction *transaction, int result)
{
	if (put_in_force(transaction, result, &transaction->before, "undoFailed")) {
		transaction->state = TRANSACTION_IDLE;
		answer_client(transaction, answer_good());
	}
}

/* Writes that nobody waits for only mend the file after a failure. */
static void on_written(void *context, uint64_t number, int result)
{
	struct transaction *transaction = context;

	if (number != transaction->awaited) {
		return;
	}
	transaction->awaited = 0;
	be_actor(transaction);
	if (transaction->state == TRANSACTION_WRITING) {
		end_commit(transaction, result);
	} else if (transaction->state == TRANSACTION_REVERTING) {
		end_undo(transaction, result);
	}
	transaction->commands->actor[0] = '\0';
}

void transaction_init(struct transaction *transaction, const struct commands *commands,
	void (*on_answer)(uint64_t client, json_t *answer, void *context),
	void *context)
{
	*transaction = (struct transaction){
		.commands = commands,
		.on_answer = on_answer,
		.context = context,
	};
	state_file_watch(commands->settings_file, on_written, transaction);
}
