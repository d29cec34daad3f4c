/*
 * links - the heartbeat links together: which of them work, and when to report it.
 *
 * A link that is not up while the peer is heard on another one is an event of its own:
 * redundancy of the watch itself is gone.  When the peer is silent on all of them that
 * is told as the loss of the peer, not link by link.
 */
#ifndef FIPD_ENGINE_LINKS_H
#define FIPD_ENGINE_LINKS_H

#include "engine/state.h"

/* Begin a life on every link with a random incarnation that is not 0. */
void links_start(struct engine *engine, uint64_t incarnation, int64_t now_us);

/* Forget the peer on every link, so that it must prove itself again. */
void links_forget(struct engine *engine, int64_t now_us);

/*
 * Have as many links as the settings say, after there were former_count: those that
 * stay are left alone, and what was told of the others is over.
 */
void links_fit(struct step *step, unsigned former_count);

/* Return how many links there are: at least 1. */
unsigned links_count(const struct engine *engine);

/* Return the link with this number, or NULL. */
struct link_watch *links_find(struct engine *engine, unsigned number);

/*
 * Note that the peer has begun a life with this incarnation on one link: on the others
 * it must prove it, and what its former life still has under way is void.
 */
void links_meet(struct engine *engine, uint64_t incarnation, int64_t now_us);

/* Note that the peer is back: each link has the detection time to come up. */
void links_watch(struct engine *engine, int64_t now_us);

/* Judge every link by the clock, and tell what has changed. */
void links_notice(struct step *step);

/* Return why the peer is silent, as the links' sockets see it. */
enum reason links_silence_reason(const struct engine *engine);

#endif
