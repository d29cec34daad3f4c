/*
 * operator - what the operator wants: may it be begun now, and begin it.
 *
 * A wish is carried out by the rules and the handover, like everything else; what is
 * known to be impossible is refused at once, with the reason.
 */
#ifndef FIPD_ENGINE_OPERATOR_H
#define FIPD_ENGINE_OPERATOR_H

#include "engine/state.h"
#include "model/input.h"

/* Return why a command would be refused now, or REASON_NONE if it would be begun. */
enum reason operator_refusal(
	const struct engine *engine, enum command command, int64_t now_us);

/* Take a command. */
void operator_command(struct step *step, const struct input *input);

/* Return whether a restart within the lease would find everything as it is now. */
bool operator_can_return(const struct engine *engine, int64_t now_us);

/*
 * Take the daemon's stop: with the F-IPs kept for a restart, handed over to a peer that
 * is ready for them, or given up.  Asked a second time, they are given up at once.
 */
void operator_stop(struct step *step, const struct input *input);

/* End a stop whose handover is over, or that has waited for it for a second. */
void operator_notice_time(struct step *step);

/* Return whether the daemon may end: all that a stop has to do is done. */
bool operator_has_stopped(const struct engine *engine);

#endif
