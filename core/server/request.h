/*
 * request - one line of a client, understood and answered (protocol/protocol.md).
 *
 * A line that is no request gets an answer that says what is wrong with it.  The table
 * of requests says which of them the user that may only read may make.
 */
#ifndef FIPD_SERVER_REQUEST_H
#define FIPD_SERVER_REQUEST_H

#include <jansson.h>
#include <stddef.h>

#include "server/clients.h"
#include "server/commands.h"
#include "server/transaction.h"

struct request {
	const struct commands *commands;
	struct transaction *transaction;
	struct client *client;
	const json_t *json; /* set by request_take */
};

/* Carry out what a line asks for, and answer it; an answer may come later. */
void request_take(struct request *request, const char *line, size_t length);

/* Send a subscriber every published event that it has not got. */
void request_send_events(const struct journal *journal, struct client *client);

#endif
