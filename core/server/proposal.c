#include "server/proposal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_check.h"
#include "schema/schema.h"
#include "values/diagnostics.h"
#include "values/plain.h"

static bool blame(struct proposal *proposal, const char *error, int index)
{
	proposal->error = error;
	proposal->index = index;
	return false;
}

/* Note which setting an element of "set" is about, for proposal_culprit. */
static void note_name(struct proposal *proposal, const char *name)
{
	const struct schema_row *row = schema_find(name);

	proposal->names[proposal->count++] = row != NULL ? row->name : NULL;
}

static bool read_setting(struct proposal *proposal, const json_t *element, int index)
{
	const char *name = json_string_value(json_object_get(element, "name"));
	const char *value = json_string_value(json_object_get(element, "value"));

	if (name == NULL || value == NULL) {
		snprintf(proposal->text, sizeof(proposal->text),
			"set[%d] needs a text \"name\" and a text \"value\"", index);
		return blame(proposal, "wrongValue", index);
	}
	note_name(proposal, name);
	if (!config_set(&proposal->config, name, value, proposal->text,
		    sizeof(proposal->text))) {
		return blame(proposal, "wrongValue", index);
	}
	return true;
}

static bool begins_with_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncmp(text, word, length) == 0 && text[length] == ':';
}

static int find_culprit(const struct proposal *proposal, const char *text)
{
	for (size_t i = 0; i < proposal->count; i++) {
		const char *name = proposal->names[i];

		if (name != NULL && begins_with_word(text, name)) {
			return (int)i;
		}
	}
	return proposal->count == 1 ? 0 : -1;
}

bool proposal_refuse(struct proposal *proposal, bool in_action)
{
	proposal->in_action = in_action;
	return blame(proposal, "inconsistentValue",
		in_action ? -1 : find_culprit(proposal, proposal->text));
}

/* A fault of the whole reads "change: setting: ...", or "change:7:5: links: ...". */
static bool check_whole(struct proposal *proposal)
{
	static const char name[] = "change";
	struct diagnostics *diagnostics = calloc(1, sizeof(*diagnostics));
	bool good = diagnostics != NULL
		    && config_check(&proposal->config, name, diagnostics);

	if (diagnostics == NULL) {
		snprintf(proposal->text, sizeof(proposal->text), "no memory");
		return blame(proposal, "resourceUnavailable", -1);
	}
	if (!good) {
		const char *text = diagnostics->text[0];

		if (begins_with_word(text, name)) {
			text = strstr(text, ": ") + 2;
		}
		snprintf(proposal->text, sizeof(proposal->text), "%s", text);
		proposal_refuse(proposal, false);
	}
	free(diagnostics);
	return good;
}

static bool names_setting(const struct proposal *proposal, const char *name)
{
	for (size_t i = 0; i < proposal->count; i++) {
		if (proposal->names[i] != NULL
			&& strcmp(proposal->names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* The end of an earlier maintenance is none of one that is begun without. */
static bool take_end_back(struct proposal *proposal)
{
	static const char name[] = "maintenance_until";

	return proposal->config.maintenance_until == 0
	       || !names_setting(proposal, "maintenance")
	       || names_setting(proposal, name)
	       || config_set(&proposal->config, name, "0", proposal->text,
		       sizeof(proposal->text));
}

static bool read_set(struct proposal *proposal, const json_t *request)
{
	const json_t *set = json_object_get(request, "set");

	if (!json_is_array(set) || json_array_size(set) > CONFIG_SETTINGS_MAX) {
		snprintf(proposal->text, sizeof(proposal->text),
			"prepare needs \"set\", a list of at most %d settings",
			CONFIG_SETTINGS_MAX);
		return blame(proposal, "wrongValue", -1);
	}
	for (size_t i = 0; i < json_array_size(set); i++) {
		if (!read_setting(proposal, json_array_get(set, i), (int)i)) {
			return false;
		}
	}
	return take_end_back(proposal) && check_whole(proposal);
}

/* table */
static const struct {
	enum command command;
	const char *word;
} words[] = {
	{ COMMAND_SWITCHOVER, "switchover" },
	{ COMMAND_FORCE_SWITCHOVER, "forceSwitchover" },
	{ COMMAND_VOUCH, "peerIsOff" },
	{ COMMAND_CLEAR_FAULT, "clearFault" },
	{ COMMAND_RESET_COUNTERS, "resetCounters" },
	{ COMMAND_FORCE_OUT, "forceMaintenance" },
};

enum command proposal_find_command(const char *word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) == 0) {
			return words[i].command;
		}
	}
	return 0;
}

const char *proposal_command_word(enum command command)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].command == command) {
			return words[i].word;
		}
	}
	return "maintenance";
}

static bool read_action(struct proposal *proposal, const json_t *request)
{
	const json_t *action = json_object_get(request, "action");
	const char *word = json_string_value(action);

	if (action == NULL) {
		return true;
	}
	proposal->command = word != NULL ? proposal_find_command(word) : 0;
	/* Who vouches stands before the host, and not at a management station. */
	if (!proposal->command || proposal->command == COMMAND_VOUCH) {
		snprintf(proposal->text, sizeof(proposal->text),
			"action: %.40s is none; switchover, forceSwitchover, "
			"clearFault, resetCounters and forceMaintenance are",
			word != NULL ? word : "what is no text");
		return proposal_refuse(proposal, true);
	}
	return true;
}

/* It is shown wherever an actor is. */
static bool read_by(struct proposal *proposal, const json_t *request)
{
	const char *by = json_string_value(json_object_get(request, "by"));

	if (by == NULL && json_object_get(request, "by") == NULL) {
		return true;
	}
	if (by == NULL || strlen(by) > PROPOSAL_BY_MAX || !plain_is(by)) {
		snprintf(proposal->text, sizeof(proposal->text),
			"\"by\" is a plain text of at most %d octets", PROPOSAL_BY_MAX);
		return blame(proposal, "badRequest", -1);
	}
	snprintf(proposal->by, sizeof(proposal->by), "%s", by);
	return true;
}

bool proposal_read(struct proposal *proposal, const json_t *request)
{
	memset(proposal, 0, offsetof(struct proposal, config));
	proposal->index = -1;
	if (!read_by(proposal, request) || !read_set(proposal, request)
		|| !read_action(proposal, request)) {
		return false;
	}
	proposal->changes = proposal->count > 0;
	return true;
}
