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
#include "server/news.h"
#include "server/transaction.h"

/* The parts of the daemon that stand behind the requests of all clients. */
struct request_context {
	const struct commands *commands;
	struct transaction *transaction;
	struct news news; /* for subscribers */
};

/*
 * Carry out what a client's line asks for, and answer it; an answer may come later.
 * The clients call this for each line; context is a struct request_context.
 */
void request_take(
	struct client *client, const char *line, size_t length, void *context);

/*
 * Send a client its outstanding answer, with the status if it asked for that too; takes
 * over the reference.
 */
void request_answer(
	const struct request_context *context, struct client *client, json_t *answer);

/* Forget a client that is gone, and let the daemon do so. */
void request_forget(uint64_t client, void *context);

/* Go on with what takes a client more than one turn: a list of events, a subscription.
 */
void request_go_on(struct client *client, void *context);

#endif
