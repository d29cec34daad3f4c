#include "server/change_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_check.h"
#include "values/diagnostics.h"

static bool blame(struct change_request_fault *fault, const char *error, int index)
{
	fault->error = error;
	fault->index = index;
	return false;
}

static bool read_one(struct config *config, const json_t *element, int index,
	struct change_request_fault *fault)
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

int change_request_find_culprit(const json_t *request, const char *text)
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
static bool check_whole(const struct config *config, const json_t *request,
	struct change_request_fault *fault)
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
		blame(fault, "inconsistentValue",
			change_request_find_culprit(request, text));
	}
	free(diagnostics);
	return good;
}

bool change_request_read_set(struct config *config, const json_t *request,
	struct change_request_fault *fault)
{
	const json_t *set = json_object_get(request, "set");

	if (!json_is_array(set) || json_array_size(set) > CONFIG_SETTINGS_MAX) {
		snprintf(fault->text, sizeof(fault->text),
			"prepare needs \"set\", a list of at most %d settings",
			CONFIG_SETTINGS_MAX);
		return blame(fault, "wrongValue", -1);
	}
	for (size_t i = 0; i < json_array_size(set); i++) {
		if (!read_one(config, json_array_get(set, i), (int)i, fault)) {
			return false;
		}
	}
	return check_whole(config, request, fault);
}

/* table */
static const struct {
	enum command command;
	const char *word;
} commands[] = {
	{ COMMAND_SWITCHOVER, "switchover" },
	{ COMMAND_FORCE_SWITCHOVER, "forceSwitchover" },
	{ COMMAND_CLEAR_FAULT, "clearFault" },
	{ COMMAND_RESET_COUNTERS, "resetCounters" },
	{ COMMAND_FORCE_OUT, "forceMaintenance" },
};

enum command change_request_command(const char *word)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].word, word) == 0) {
			return commands[i].command;
		}
	}
	return 0;
}

const char *change_request_word(enum command command)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].command == command) {
			return commands[i].word;
		}
	}
	return "maintenance";
}

void change_request_blame_action(struct change_request_fault *fault)
{
	fault->in_action = true;
	blame(fault, "inconsistentValue", -1);
}

bool change_request_read_action(enum command *command, const json_t *request,
	struct change_request_fault *fault)
{
	const json_t *action = json_object_get(request, "action");
	const char *word = json_string_value(action);

	*command = 0;
	if (action == NULL) {
		return true;
	}
	*command = word != NULL ? change_request_command(word) : 0;
	if (!*command) {
		snprintf(fault->text, sizeof(fault->text),
			"action: %s is none; switchover, forceSwitchover, clearFault, "
			"resetCounters and forceMaintenance are",
			word != NULL ? word : "what is no text");
		change_request_blame_action(fault);
	}
	return *command != 0;
}
