/*
 * report - an account of an incident as text for a terminal and as JSON.
 */
#ifndef FIPD_INCIDENT_REPORT_H
#define FIPD_INCIDENT_REPORT_H

#include "incident/account.h"

/* Print the account on stdout: a head, the timeline of both nodes, the open question.
 */
void report_print(const struct account *account);

/* Print the same facts on stdout as one JSON object. */
void report_print_json(const struct account *account);

/*
 * Print them on stdout as one HTML file with a drawing in it (picture.c), to be mailed
 * to a colleague.  The nodes are lanes.  Bars show who had the F-IPs in its kernel,
 * pale where only the rest of a lease may have kept them; below them are the silences
 * of each heartbeat link, and marks with what was decided and seen.  There is no
 * script, nothing comes from elsewhere, and what comes from a recording or a peer is
 * escaped.
 */
void report_print_html(const struct account *account);

#endif
