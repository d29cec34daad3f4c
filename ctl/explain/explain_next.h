/*
 * explain_next - what would have to happen for the F-IPs to move, and what keeps them.
 *
 * A table of rules: each that applies to the status writes its sentence.
 */
#ifndef FIPD_EXPLAIN_EXPLAIN_NEXT_H
#define FIPD_EXPLAIN_EXPLAIN_NEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/status.h"

enum {
	EXPLAIN_TEXT_BYTES = 512
};

/*
 * Write the sentence of the first rule, from *rule on, that applies, and move *rule
 * behind it; false if none is left.  Begin with *rule 0.
 */
bool explain_next(
	const struct status *status, size_t *rule, char text[EXPLAIN_TEXT_BYTES]);

#endif
