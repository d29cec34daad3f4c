/*
 * reason - why a role was taken, an alarm raised or an action refused.
 *
 * Each reason is a row of reasons.def, from which its number and its words follow.
 */
#ifndef FIPD_MODEL_REASON_H
#define FIPD_MODEL_REASON_H

enum reason {
#define REASON(name, number, ...) REASON_##name = number,
#include "model/reasons.def"
#undef REASON
	/* The greatest number: as many as there are rows. */
	REASON_LAST = 0
#define REASON(...) +1
#include "model/reasons.def"
#undef REASON
};

#endif
