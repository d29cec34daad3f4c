#include "server/transaction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_check.h"
#include "server/answer.h"
#include "values/diagnostics.h"

/*
 * Every fault names the setting, what is wrong and what would be right, and points to
 * the element of "set" that is to blame, as SNMP wants it.
 */
struct fault {
	const char *error; /* the protocol's word */
	int index;         /* in "set", -1: none in particular */
	bool in_action;    /* the action is to blame */
	char text[COMMANDS_TEXT_MAX];
};

static bool blame(struct fault *fault, const char *error, int index)
{
	fault->error = error;
	fault->index = index;
	return false;
}

static bool read_setting(
	struct config *config, const json_t *element, int index, struct fault *fault)
{
	const char *name = json_string_value(json_object_get(element, "name"));
	const char *value = json_string_value(json_object_get(element, "value"));

	if (name == NULL || value == NULL) {
		snprintf(fault->text, sizeof(fault->text),
			"set[%d] needs a text \"name\" and a text \"value\"", index);
		return blame(fault, "wrongValue", index);
	}
	if (!config_set(config, name, value, fault->text, sizeof(fault->text))) {
		return blame(fault, "wrongValue", index);
	}
	return true;
}

static bool begins_with_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncmp(text, word, length) == 0 && text[length] == ':';
}

static int find_culprit(const json_t *request, const char *text)
{
	const json_t *set = json_object_get(request, "set");
	size_t count = json_array_size(set);

	for (size_t i = 0; i < count; i++) {
		const json_t *element = json_array_get(set, i);
		const char *name = json_string_value(json_object_get(element, "name"));

		if (name != NULL && begins_with_word(text, name)) {
			return (int)i;
		}
	}
	return count == 1 ? 0 : -1;
}

/* A fault of the whole reads "change: setting: ...", or "change:7:5: links: ...". */
static bool check_whole(
	const struct config *config, const json_t *request, struct fault *fault)
{
	static const char name[] = "change";
	struct diagnostics *diagnostics = calloc(1, sizeof(*diagnostics));
	bool good = diagnostics != NULL && config_check(config, name, diagnostics);

	if (diagnostics == NULL) {
		snprintf(fault->text, sizeof(fault->text), "no memory");
		return blame(fault, "resourceUnavailable", -1);
	}
	if (!good) {
		const char *text = diagnostics->text[0];

		if (begins_with_word(text, name)) {
			text = strstr(text, ": ") + 2;
		}
		snprintf(fault->text, sizeof(fault->text), "%s", text);
		blame(fault, "inconsistentValue", find_culprit(request, text));
	}
	free(diagnostics);
	return good;
}

static bool read_set(struct config *config, const json_t *request, struct fault *fault)
{
	const json_t *set = json_object_get(request, "set");

	if (!json_is_array(set) || json_array_size(set) > CONFIG_SETTINGS_MAX) {
		snprintf(fault->text, sizeof(fault->text),
			"prepare needs \"set\", a list of at most %d settings",
			CONFIG_SETTINGS_MAX);
		return blame(fault, "wrongValue", -1);
	}
	for (size_t i = 0; i < json_array_size(set); i++) {
		if (!read_setting(config, json_array_get(set, i), (int)i, fault)) {
			return false;
		}
	}
	return check_whole(config, request, fault);
}

/* table */
static const struct {
	enum command command;
	const char *word;
} words[] = {
	{ COMMAND_SWITCHOVER, "switchover" },
	{ COMMAND_FORCE_SWITCHOVER, "forceSwitchover" },
	{ COMMAND_CLEAR_FAULT, "clearFault" },
	{ COMMAND_RESET_COUNTERS, "resetCounters" },
	{ COMMAND_FORCE_OUT, "forceMaintenance" },
};

enum command transaction_find_command(const char *word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) == 0) {
			return words[i].command;
		}
	}
	return 0;
}

const char *transaction_command_word(enum command command)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].command == command) {
			return words[i].word;
		}
	}
	return "maintenance";
}

static void blame_action(struct fault *fault)
{
	fault->in_action = true;
	blame(fault, "inconsistentValue", -1);
}

static bool read_action(
	enum command *command, const json_t *request, struct fault *fault)
{
	const json_t *action = json_object_get(request, "action");
	const char *word = json_string_value(action);

	*command = 0;
	if (action == NULL) {
		return true;
	}
	*command = word != NULL ? transaction_find_command(word) : 0;
	if (!*command) {
		snprintf(fault->text, sizeof(fault->text),
			"action: %s is none; switchover, forceSwitchover, clearFault, "
			"resetCounters and forceMaintenance are",
			word != NULL ? word : "what is no text");
		blame_action(fault);
	}
	return *command != 0;
}

bool transaction_is_busy(const struct transaction *transaction)
{
	return transaction->state == TRANSACTION_WRITING
	       || transaction->state == TRANSACTION_REVERTING;
}

static const char reloading_text[] =
	"the configuration is being read again just now; try again";

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

static json_t *refuse_change(
	const struct transaction *transaction, const struct fault *fault)
{
	json_t *answer = answer_bad(fault->error, "%s", fault->text);

	transaction->commands->refuse(transaction->commands->context, fault->text);
	json_object_set_new(answer, "index", json_integer(fault->index));
	if (fault->in_action) {
		json_object_set_new(answer, "member", json_string("action"));
	}
	return answer;
}

/* Whether the command can be begun depends on the moment, so it is asked last. */
static bool examine(
	struct transaction *transaction, const json_t *request, struct fault *fault)
{
	const struct commands *commands = transaction->commands;

	transaction->proposed = *commands->current(commands->context);
	if (!read_set(&transaction->proposed, request, fault)
		|| !read_action(&transaction->command, request, fault)) {
		return false;
	}
	transaction->changes = json_array_size(json_object_get(request, "set")) > 0;
	if (transaction->changes
		&& !commands->check(commands->context, &transaction->proposed,
			transaction->command, fault->text, sizeof(fault->text))) {
		fault->error = "inconsistentValue";
		fault->index = find_culprit(request, fault->text);
		return false;
	}
	if (transaction->command
		&& !commands->allows(commands->context, transaction->command,
			fault->text, sizeof(fault->text))) {
		blame_action(fault);
		return false;
	}
	return true;
}

json_t *transaction_prepare(struct transaction *transaction, uint64_t client,
	const json_t *request, int64_t now_us)
{
	struct fault fault = { .index = -1 };

	if (is_reloading(transaction)) {
		return answer_bad("resourceUnavailable", reloading_text);
	}
	if (is_taken(transaction, client, now_us)) {
		fault.error = "resourceUnavailable";
		snprintf(fault.text, sizeof(fault.text),
			"another client changes settings just now; try again");
		return refuse_change(transaction, &fault);
	}
	transaction->state = TRANSACTION_IDLE;
	if (!examine(transaction, request, &fault)) {
		return refuse_change(transaction, &fault);
	}
	transaction->state = TRANSACTION_PREPARED;
	transaction->client = client;
	transaction->prepared_us = now_us;
	return answer_good();
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
	if (transaction->command) {
		transaction->commands->begin(
			transaction->commands->context, transaction->command);
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
	if (!transaction->changes) {
		transaction->state = TRANSACTION_IDLE;
		begin_command(transaction);
		return answer_good();
	}
	transaction->before = *commands->current(commands->context);
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
	commands->refuse(commands->context, text);
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
	if (put_in_force(transaction, result, &transaction->proposed, "commitFailed")) {
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
	if (transaction->state == TRANSACTION_WRITING) {
		end_commit(transaction, result);
	} else if (transaction->state == TRANSACTION_REVERTING) {
		end_undo(transaction, result);
	}
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
