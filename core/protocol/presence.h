/*
 * presence - whether an F-IP really is in this host's kernel, asked of the kernel
 * itself.
 *
 * fipd says what it holds; this is the second opinion.  It is given only where the
 * caller sees the same network as fipd: in another network namespace it would be wrong,
 * so it is unknown unless fipd's own real IP is here.  Of a resident F-IP, which is on
 * the loopback interface of both nodes, it says whether it is anywhere else.
 */
#ifndef FIPD_PROTOCOL_PRESENCE_H
#define FIPD_PROTOCOL_PRESENCE_H

#include "protocol/status.h"

enum presence {
	PRESENCE_UNKNOWN,
	PRESENCE_YES,
	PRESENCE_NO,
};

/* Fill in list, parallel to the F-IPs of status. */
void presence_read(enum presence list[STATUS_FIPS_MAX], const struct status *status);

#endif
