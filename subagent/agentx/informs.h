/*
 * informs - the receivers to which fipd-agentx sends informs itself.
 *
 * snmpd's own informs come in any order after the receiver was away, are held in its
 * memory, and freeze it while it asks a receiver that is down for its engine ID.  Here
 * one inform is under way for each receiver, and fipd's cursor moves on only when the
 * receiver has confirmed it; so the journal is the queue, and the order is its order.
 *
 * The file has one receiver a line, in the words of snmpinform(1).  The receiver's
 * engine ID is asked for without waiting, and again after each failure.
 */
#ifndef FIPD_AGENTX_INFORMS_H
#define FIPD_AGENTX_INFORMS_H

#include <stdint.h>

#include "agentx/options.h"
#include "mib/getter.h"
#include "protocol/report.h"
#include "traps/core_client.h"

struct receiver;

/* The receivers, and what they are served with; the owner fills in all above `count`.
 */
struct informs {
	const struct options *options;
	const struct report *report;
	const struct view *view;
	struct core_client *client;
	struct agent *agent;
	size_t count;
	size_t faults; /* of the file, that were reported */
	char *text;    /* of the file */
	struct receiver *receivers[CORE_RECEIVERS_MAX];
};

/*
 * Read the file and add a receiver for each line; a line that is wrong is reported and
 * left out, and so is told who else could read or write the file.  The library must be
 * set up.
 */
void informs_read(struct informs *informs);

#endif
