#include "server/transaction.h"

#include <stdio.h>
#include <string.h>

#include "server/answer.h"
#include "server/change_request.h"

static void on_written(void *context, uint64_t number, int result);

void transaction_init(struct transaction *transaction, struct state_file *file,
	const struct transaction_world *world)
{
	*transaction = (struct transaction){ .world = *world, .file = file };
	state_file_watch(file, on_written, transaction);
}

bool transaction_is_busy(const struct transaction *transaction)
{
	return transaction->state == TRANSACTION_WRITING
	       || transaction->state == TRANSACTION_REVERTING;
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

static json_t *refuse(
	const struct transaction *transaction, const struct change_request_fault *fault)
{
	json_t *answer = answer_bad(fault->error, "%s", fault->text);

	transaction->world.refuse(transaction->world.context, fault->text);
	json_object_set_new(answer, "index", json_integer(fault->index));
	if (fault->in_action) {
		json_object_set_new(answer, "member", json_string("action"));
	}
	return answer;
}

/* Whether the command can be begun depends on the moment, so it is asked last. */
static bool examine(struct transaction *transaction, const json_t *request,
	struct change_request_fault *fault)
{
	const struct transaction_world *world = &transaction->world;

	transaction->proposed = *world->current(world->context);
	if (!change_request_read_set(&transaction->proposed, request, fault)
		|| !change_request_read_action(&transaction->command, request, fault)) {
		return false;
	}
	transaction->changes = json_array_size(json_object_get(request, "set")) > 0;
	if (transaction->changes
		&& !world->check(world->context, &transaction->proposed,
			transaction->command, fault->text, sizeof(fault->text))) {
		fault->error = "inconsistentValue";
		fault->index = change_request_find_culprit(request, fault->text);
		return false;
	}
	if (transaction->command
		&& !world->allows(world->context, transaction->command, fault->text,
			sizeof(fault->text))) {
		change_request_blame_action(fault);
		return false;
	}
	return true;
}

json_t *transaction_prepare(struct transaction *transaction, uint64_t client,
	const json_t *request, int64_t now_us)
{
	struct change_request_fault fault = { .index = -1 };

	if (is_taken(transaction, client, now_us)) {
		fault.error = "resourceUnavailable";
		snprintf(fault.text, sizeof(fault.text),
			"another client changes settings just now; try again");
		return refuse(transaction, &fault);
	}
	transaction->state = TRANSACTION_IDLE;
	if (!examine(transaction, request, &fault)) {
		return refuse(transaction, &fault);
	}
	transaction->state = TRANSACTION_PREPARED;
	transaction->client = client;
	transaction->prepared_us = now_us;
	return answer_good();
}

static uint64_t write_settings(
	struct transaction *transaction, const struct config *config)
{
	char text[STATE_FILE_BYTES_MAX];
	size_t length = config_write_set(config, text, sizeof(text));

	return length < sizeof(text) ? state_file_put(transaction->file, text, length)
				     : 0;
}

/* The command follows the settings: it may be these that make it possible. */
static void begin_command(struct transaction *transaction)
{
	if (transaction->command) {
		transaction->world.begin(
			transaction->world.context, transaction->command);
	}
}

json_t *transaction_commit(
	struct transaction *transaction, uint64_t client, int64_t now_us)
{
	const struct transaction_world *world = &transaction->world;

	if (transaction->state != TRANSACTION_PREPARED || transaction->client != client
		|| is_expired(transaction, now_us)) {
		return answer_bad("commitFailed",
			"there is nothing prepared, or it is more "
			"than 2 s old");
	}
	if (!transaction->changes) {
		transaction->state = TRANSACTION_IDLE;
		begin_command(transaction);
		return answer_good();
	}
	transaction->before = *world->current(world->context);
	transaction->awaited = write_settings(transaction, &transaction->proposed);
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
	if (transaction->client == client
		&& transaction->state == TRANSACTION_PREPARED) {
		transaction->state = TRANSACTION_IDLE;
	}
	if (transaction->client != client || transaction->state != TRANSACTION_DONE) {
		return answer_good();
	}
	transaction->awaited = write_settings(transaction, &transaction->before);
	transaction->state = TRANSACTION_REVERTING;
	return NULL;
}

void transaction_drop(struct transaction *transaction, uint64_t client)
{
	if (transaction->client == client && !transaction_is_busy(transaction)) {
		transaction->state = TRANSACTION_IDLE;
	}
}

void transaction_overtake(struct transaction *transaction)
{
	if (!transaction_is_busy(transaction)) {
		transaction->state = TRANSACTION_IDLE;
	}
}

/* The disk is to hold what is in force, also if the write failed half way. */
static void fail(struct transaction *transaction, const char *error, const char *text)
{
	const struct transaction_world *world = &transaction->world;

	write_settings(transaction, world->current(world->context));
	transaction->state = TRANSACTION_IDLE;
	world->refuse(world->context, text);
	world->answer(
		world->context, transaction->client, answer_bad(error, "%s", text));
}

/* Put a configuration in force that is on disk, or say why not; true if it is. */
static bool put_in_force(struct transaction *transaction, int result,
	const struct config *config, const char *error)
{
	const struct transaction_world *world = &transaction->world;
	char text[TRANSACTION_TEXT_MAX];

	if (result != 0) {
		snprintf(text, sizeof(text),
			"the settings could not be written to %s: %s",
			state_file_path(transaction->file), strerror(-result));
	} else if (world->apply(world->context, config, text, sizeof(text))) {
		return true;
	}
	fail(transaction, error, text);
	return false;
}

static void end_commit(struct transaction *transaction, int result)
{
	const struct transaction_world *world = &transaction->world;

	if (put_in_force(transaction, result, &transaction->proposed, "commitFailed")) {
		transaction->state = TRANSACTION_DONE;
		begin_command(transaction);
		world->answer(world->context, transaction->client, answer_good());
	}
}

static void end_undo(struct transaction *transaction, int result)
{
	const struct transaction_world *world = &transaction->world;

	if (put_in_force(transaction, result, &transaction->before, "undoFailed")) {
		transaction->state = TRANSACTION_IDLE;
		world->answer(world->context, transaction->client, answer_good());
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
	if (transaction->state == TRANSACTION_WRITING) {
		end_commit(transaction, result);
	} else if (transaction->state == TRANSACTION_REVERTING) {
		end_undo(transaction, result);
	}
}
