/*
 * service - what stands behind the control socket, as the server sees it.
 *
 * The server knows lines, clients and subscriptions; what the daemon does about a
 * request it asks for here.  A test puts something simple in the daemon's place.
 */
#ifndef FIPD_SERVER_SERVICE_H
#define FIPD_SERVER_SERVICE_H

#include <jansson.h>
#include <stdint.h>
#include <sys/types.h>

#include "journal/cursor.h"
#include "journal/journal.h"

struct service {
	const char *version;
	uid_t reader; /* the user that may only read, 0: there is none */
	struct journal *journal;
	struct cursors *cursors;
	void *context;
	/* Return a new status object. */
	json_t *(*status)(void *context);
	/*
	 * Do what a client asks for beyond reading: return the answer, a new reference,
	 * or NULL if it will come later through server_answer; an unknown op is for the
	 * server to answer: then set *known to false.
	 */
	json_t *(*command)(
		void *context, uint64_t client, const json_t *request, bool *known);
	/* A client has gone. */
	void (*on_gone)(void *context, uint64_t client);
};

#endif
