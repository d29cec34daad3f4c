/*
 * segment_schedule - what is due towards the segment of the F-IPs: asking who answers
 * for them, telling where they are, and the end of sending packets on after a handover.
 *
 * Asking runs during the peer's silence, so that it ends with the detection time and
 * adds nothing to it.
 */
#ifndef FIPD_ENGINE_SEGMENT_SCHEDULE_H
#define FIPD_ENGINE_SEGMENT_SCHEDULE_H

#include "engine/state.h"
#include "model/action.h"

/* Return when the round of probes has to begin to end with the detection time. */
int64_t segment_schedule_probe_start_us(const struct engine *engine);

/* Ask the segment if it is time. */
void segment_schedule_probe(struct step *step);

/* Announce the F-IPs if it is time. */
void segment_schedule_announce(struct step *step);

/* Stop sending on what still comes for F-IPs that were handed over, if it is time. */
void segment_schedule_end_relay(struct step *step);

#endif
