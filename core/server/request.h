/*
 * request - one line of a client, understood and answered (protocol/protocol.md).
 *
 * What only reads is answered here; everything else goes to the service.  A line that
 * is no request gets an answer that says what is wrong with it.
 */
#ifndef FIPD_SERVER_REQUEST_H
#define FIPD_SERVER_REQUEST_H

#include <stddef.h>

#include "server/connection.h"
#include "server/service.h"

/* Take a line; answer it at once, or leave the connection waiting for server_answer. */
void request_take(const struct service *service, struct connection *connection,
	const char *line, size_t length);

/* Send a subscriber every published event that it has not got. */
void request_feed(const struct service *service, struct connection *connection);

#endif
