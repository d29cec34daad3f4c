/*
 * reference_watch - do the reference addresses answer this node?
 *
 * The references (a gateway, or listed addresses) are asked about once a second, and
 * again and again while none answers: one frame in three may be lost.  When none has
 * answered for three and a half such spans this node is cut off from the network
 * of its clients; it may not hold the F-IPs, unless the peer is heard and cut off just
 * as much: then it is the references that have gone, and moving would help nobody.
 */
#ifndef FIPD_ENGINE_REFERENCE_WATCH_H
#define FIPD_ENGINE_REFERENCE_WATCH_H

#include "engine/state.h"

/* Begin to watch the references at now_us. */
void reference_watch_start(struct reference_watch *watch, int64_t now_us);

/* Note that a reference has answered: it need not be asked for a while. */
void reference_watch_answer(struct engine *engine, int64_t now_us);

/* Ask when it is time, judge, and tell what has changed. */
void reference_watch_follow(struct step *step);

#endif
