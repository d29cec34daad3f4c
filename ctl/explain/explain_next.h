/*
 * explain_next - what would have to happen for the F-IPs to move, and what keeps them.
 *
 * A table of rules in prospect.c: each that applies to the status says its sentence.
 */
#ifndef FIPD_EXPLAIN_EXPLAIN_NEXT_H
#define FIPD_EXPLAIN_EXPLAIN_NEXT_H

#include "explain/explanation.h"
#include "protocol/status.h"

/* Add what the status says of the next moves, under "next". */
void prospect_tell(struct explanation *explanation, const struct status *status);

#endif
