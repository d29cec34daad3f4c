/*
 * picture - an account of an incident as one HTML file with a drawing in it, to be
 * mailed to a colleague.
 *
 * The nodes are lanes.  Bars show who had the F-IPs in its kernel, pale where only the
 * rest of a lease may have kept them; below them are the silences of each heartbeat
 * link, and marks with what was decided and seen.  There is no script and nothing
 * comes from elsewhere; what comes from a recording or from a peer is escaped.
 */
#ifndef FIPD_INCIDENT_PICTURE_H
#define FIPD_INCIDENT_PICTURE_H

#include "incident/account.h"

/* Print the file on stdout. */
void picture_print(const struct account *account);

#endif
