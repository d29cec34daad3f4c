/*
 * due - what is due by the clock: beats, asks, beacons, renewals, probes,
 * announcements, and the repetitions of a handover.
 *
 * Level-triggered like the rules: each step looks what is due now, and each duty says
 * when it wants to be looked at again.
 */
#ifndef FIPD_ENGINE_DUE_H
#define FIPD_ENGINE_DUE_H

#include "engine/state.h"

/* Do what is due. */
void due_perform(struct step *step);

/* Renew the lease a last time without a fence, and ask the peer to expect us back. */
void due_depart(struct step *step);

/* Return when the next duty or verdict falls due; always later than now_us. */
int64_t due_next_us(const struct engine *engine, int64_t now_us);

/* For tests: the duties towards the segment of the F-IPs. */

/* Ask the segment, if it is time to: in a round, or again and again while held. */
void due_probe(struct step *step);

/* Announce the F-IPs, if it is time to. */
void due_announce(struct step *step);

/* Stop sending packets on, once the taker must be known to everybody. */
void due_end_relay(struct step *step);

/* Return when the round of probes begins that ends with the detection time. */
int64_t due_probe_start_us(const struct engine *engine);

#endif
