/*
 * script - the proxy auto-configuration script for one client, and whether it may have
 * one.
 *
 * Three lines of data, the proxies in the client's order, the direct networks, and
 * whether plain names are direct, and behind them web/script.js as it is.  All that a
 * setting holds is written from a fixed set of characters, so nothing in one can end
 * its string.  The same order and the same settings give the same bytes on both nodes.
 */
#ifndef FIPD_WEB_SCRIPT_H
#define FIPD_WEB_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/status.h"
#include "web/split.h"
#include "web/tag.h"

enum {
	SCRIPT_SIZE = 12288 /* for web/script.js and the longest settings; asserted */
};

struct script {
	size_t length_bytes;
	size_t head_bytes;      /* before web/script.js */
	char text[SCRIPT_SIZE]; /* a 0 follows it */
};

/* Write the script for the client at an address, and its tag. */
void script_make(struct script *script, char tag[TAG_SIZE], const struct status *status,
	const char *client);

/* For tests: */

/* The same for a client whose split was decided. */
void script_write(struct script *script, char tag[TAG_SIZE],
	const struct config_pac *pac, const struct split *split);

#endif
