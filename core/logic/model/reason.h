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
	REASON_END, /* rows ascend, and there may be numbers without one */
	REASON_LAST = REASON_END - 1,
};

#endif
