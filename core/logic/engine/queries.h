/*
 * queries - questions to the engine's state that more than one module asks.
 *
 * None of them changes anything.  The facts that the rule table reads (facts.h) are
 * made of these answers, and so are the datagrams, the events and the status.
 */
#ifndef FIPD_ENGINE_QUERIES_H
#define FIPD_ENGINE_QUERIES_H

#include "engine/state.h"

/* Return whether the peer is heard. */
bool query_hears_peer(const struct engine *engine, int64_t now_us);

/* Return the peer's role as this node sees it: unknown while the peer is not heard. */
enum role query_peer_role(const struct engine *engine, int64_t now_us);

/* Return whether this node is standby beside an active peer that it hears. */
bool query_follows(const struct engine *engine, int64_t now_us);

/* Return whether this node is cut off from its clients and must not hold the F-IPs. */
bool query_is_cut_off(const struct engine *engine, int64_t now_us);

/* Return whether this node could hold the F-IPs. */
bool query_is_healthy(const struct engine *engine, int64_t now_us);

/* Return whether the F-IPs are to leave this node: maintenance, or a stop. */
bool query_is_withdrawing(const struct engine *engine);

/*
 * Return whether the last answer for an F-IP may be that of a dead peer's kernel: it
 * came before the lease of a peer that was last heard then is surely over.
 */
bool query_may_have_died(const struct engine *engine);

/* Return whether it could and may, and has not just failed: it tells the peer so. */
bool query_is_fit(const struct engine *engine, int64_t now_us);

/* Return whether the peer has said that it reads version 2 of the heartbeat. */
bool query_peer_reads_2(const struct engine *engine);

/* Return whether the peer is heard and says that a check fails there. */
bool query_peer_is_unwell(const struct engine *engine, int64_t now_us);

/* Return whether all that failback needs holds now. */
bool query_is_stable(const struct engine *engine, int64_t now_us);

/* Return for how long all that failback needs has held, -1 if it does not hold now. */
int64_t query_stable_us(const struct engine *engine, int64_t now_us);

/* Return the interval of the slower node, which sets the pace of what both must do. */
int64_t query_interval_us(const struct engine *engine);

/* Return the time from one asking of the references to the next. */
int64_t query_reference_spacing_us(const struct engine *engine);

/* Return the spacing of probes: that of the slower node, as far as it is known. */
int64_t query_probe_spacing_us(const struct engine *engine);

/* Return the detection time in force. */
int64_t query_detection_us(const struct engine *engine);

/* Return for how long the peer must be silent before this node claims. */
int64_t query_patience_us(const struct engine *engine);

/* Return how long the initial role waits for a peer before it acts alone. */
int64_t query_initial_wait_us(const struct engine *engine);

#endif
