/*
 * roworder - puts the F-IPs of a status in the order of their rows in the MIB.
 *
 * fipd tells them in the order of its file; SNMP walks them in that of their indexes:
 * kind of address, then its bytes.  With the rows in that order a variable is found by
 * bisection, and a walk of a thousand F-IPs takes no longer for each than one of ten.
 */
#ifndef FIPD_SUBAGENT_ROWORDER_H
#define FIPD_SUBAGENT_ROWORDER_H

#include "control/status.h"

/* Sort the F-IPs of a status. */
void roworder_sort(struct status *status);

#endif
