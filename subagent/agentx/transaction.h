/*
 * transaction - a SET of snmpd's together with its own connection to fipd.
 *
 * A connection of its own, because fipd drops what was prepared when its connection
 * closes: however a SET ends, nothing of it stays behind.
 */
#ifndef FIPD_AGENTX_TRANSACTION_H
#define FIPD_AGENTX_TRANSACTION_H

#include "protocol/client.h"
#include "set/set.h"

struct transaction {
	struct set set;
	const char *control;        /* fipd's control socket */
	struct client *client;      /* NULL until fipd is needed */
	struct transaction **owner; /* is set to NULL at the end */
};

/* Return a new transaction, and put it in *owner; NULL: no memory. */
struct transaction *transaction_new(const struct view *view, struct agent *agent,
	const char *control, struct transaction **owner);

/* Close the connection: what was prepared and not committed is forgotten. */
void transaction_close(struct transaction *transaction);

/* Ask fipd for its status after a commit; NULL if it does not come in time. */
json_t *transaction_status(struct transaction *transaction);

/* Close and free; the argument is a struct transaction. */
void transaction_free(void *transaction);

#endif
