#include "verbs/verb.h"

#include <string.h>

#include "values/nearest.h"

enum {
	NEAR_ENOUGH = 2
};

/* clang-format off */
/* table */
static const struct verb VERBS[] = {
	{ "status", "[--json]", "how the pair is (also without a verb)",
		OPTION_JSON, 0, 0, verb_status },
	{ "check", "", "is the pair as it should be? for monitoring",
		0, 0, 0, verb_check },
	{ "events", "[-n N] [--json]", "the last N events (20)",
		OPTION_JSON | OPTION_NUMBER, 0, 0, verb_events },
	{ "watch", "[--after N] [--json]", "follow the events until interrupted",
		OPTION_JSON | OPTION_AFTER, 0, 0, verb_watch },
	{ "switchover", "[--force] [--no-wait]", "move the F-IPs to the other node",
		OPTION_FORCE | OPTION_NO_WAIT, 0, 0, verb_switchover },
	{ "maintenance", "on|off [--force] [--no-wait]",
		"keep the F-IPs off this node, also after a restart",
		OPTION_FORCE | OPTION_NO_WAIT, 1, 1, verb_maintenance },
	{ "clear-fault", "", "try again at once what was refused",
		0, 0, 0, verb_clear_fault },
	{ "set", "NAME=VALUE...", "change settings, all or none of them",
		0, 1, 64, verb_set },
	{ "show", "config [--json]", "the settings in force",
		OPTION_JSON, 1, 1, verb_show },
	{ "reload", "", "read the configuration file again",
		0, 0, 0, verb_reload },
	{ "restart-plan", "[--within N]", "let the next stop of fipd keep the F-IPs",
		OPTION_WITHIN, 0, 0, verb_restart_plan },
	{ "keygen", "[ID]", "print a new line for the key file",
		0, 0, 1, verb_keygen },
	{ "explain", "[FIP-nnn|all]", "why the F-IPs are there; or a message",
		OPTION_JSON, 0, 1, verb_explain },
	{ "doctor", "[--json]", "what keeps SNMP from working, and what to do",
		OPTION_JSON | OPTION_SNMPD | OPTION_LOCK, 0, 0, verb_doctor },
	{ "replay", "[--as-story] [FILE...]", "play a recording again, and compare",
		OPTION_AS_STORY, 0, 64, verb_replay },
};
/* clang-format on */

enum {
	VERB_COUNT = sizeof(VERBS) / sizeof(VERBS[0])
};

const struct verb *verb_all(size_t *count)
{
	*count = VERB_COUNT;
	return VERBS;
}

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (strcmp(VERBS[i].name, name) == 0) {
			return &VERBS[i];
		}
	}
	return NULL;
}

/* A verb cut short is as near as can be. */
static size_t find_distance(const char *name, const char *verb)
{
	bool cut_short = name[0] != '\0' && strncmp(verb, name, strlen(name)) == 0;

	return cut_short ? 0 : nearest_typos(name, verb, NULL);
}

const struct verb *verb_nearest(const char *name)
{
	const struct verb *nearest = NULL;
	size_t least = NEAR_ENOUGH + 1;

	for (size_t i = 0; i < VERB_COUNT; i++) {
		size_t distance = find_distance(name, VERBS[i].name);

		if (distance < least && distance < strlen(VERBS[i].name)) {
			least = distance;
			nearest = &VERBS[i];
		}
	}
	return nearest;
}
