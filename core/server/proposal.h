/*
 * proposal - a change of settings as a client asks for it: read, and checked by itself.
 *
 * Nothing here looks at what is in force but at the copy that it was given, so a long
 * one is read on the disk's thread, where it delays no heartbeat.  Every fault names
 * the setting, what is wrong and what would be right, and points to the element of
 * "set" that is to blame, as SNMP wants it.
 */
#ifndef FIPD_SERVER_PROPOSAL_H
#define FIPD_SERVER_PROPOSAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "model/input.h"
#include "server/commands.h"

enum {
	PROPOSAL_BY_MAX = 24, /* octets */
};

struct proposal {
	bool changes;                 /* there are settings in it */
	enum command command;         /* to be begun by the commit, 0: none */
	char by[PROPOSAL_BY_MAX + 1]; /* which way it came: "snmp"; "": by itself */
	const char *error;            /* the protocol's word for what is wrong */
	int index;      /* of what is to blame in "set", -1: none in particular */
	bool in_action; /* the action is to blame */
	size_t count;
	const char *names[CONFIG_SETTINGS_MAX]; /* of the settings; NULL: none is so */
	char text[COMMANDS_TEXT_MAX];           /* what is wrong */
	struct config config;
};

/*
 * Take over what a request asks for into config, which is what is in force; false with
 * the fault in proposal.
 */
bool proposal_read(struct proposal *proposal, const json_t *request);

/*
 * Say that its text is why it cannot be: it begins with the name of the setting that is
 * to blame, or it is about the action.  False, so that a check can end with it.
 */
bool proposal_refuse(struct proposal *proposal, bool in_action);

/* Return the word for a command: "switchover". */
const char *proposal_command_word(enum command command);

/* Return the command that a word names, 0 if it names none. */
enum command proposal_find_command(const char *word);

#endif
