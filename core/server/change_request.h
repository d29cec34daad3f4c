/*
 * change_request - what a client's prepare asks for, read into a configuration.
 *
 * Every fault names the setting, what is wrong and what would be right, and points to
 * the element of "set" that is to blame, as SNMP wants it.
 */
#ifndef FIPD_SERVER_CHANGE_REQUEST_H
#define FIPD_SERVER_CHANGE_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

#include "config/config.h"
#include "model/input.h"

enum {
	CHANGE_REQUEST_TEXT_MAX = 256
};

struct change_request_fault {
	const char *error; /* the protocol's word */
	int index;         /* in "set", -1: none in particular */
	bool in_action;    /* the action is to blame */
	char text[CHANGE_REQUEST_TEXT_MAX];
};

/* Change config as the request's "set" says and check it as a whole. */
bool change_request_read_set(struct config *config, const json_t *request,
	struct change_request_fault *fault);

/* Read the request's "action"; *command is 0 if there is none. */
bool change_request_read_action(enum command *command, const json_t *request,
	struct change_request_fault *fault);

/* Return the word for a command: "switchover". */
const char *change_request_word(enum command command);

/* Return the command that a word names, 0 if it names none. */
enum command change_request_command(const char *word);

/* Return which element of "set" a sentence "setting: ..." speaks of, -1: none. */
int change_request_find_culprit(const json_t *request, const char *text);

/* Say that the action is to blame; the text is there already. */
void change_request_blame_action(struct change_request_fault *fault);

#endif
