/*
 * check - do the reference addresses answer this node?
 *
 * The references (a gateway, or listed addresses) are asked about once a second, and
 * again and again while none answers: one frame in three may be lost.  When none has
 * answered for three and a half such spans this node is cut off from the network
 * of its clients; it may not hold the F-IPs, unless the peer is heard and cut off just
 * as much: then it is the references that have gone, and moving would help nobody.
 */
#ifndef FIPD_ENGINE_CHECK_H
#define FIPD_ENGINE_CHECK_H

#include "engine/engine.h"

/* Begin to watch the references at now_us. */
void check_start(struct check *check, int64_t now_us);

/* Note that a reference has answered: it need not be asked for a while. */
void check_answer(struct engine *engine, int64_t now_us);

/* Ask when it is time, judge, and tell what has changed. */
void check_follow(struct engine *engine, int64_t now_us, struct actions *actions);

/* Return whether the references answer, or none is configured. */
bool check_is_passed(const struct engine *engine);

/* Return whether this node is cut off and must not hold the F-IPs. */
bool check_has_failed(const struct engine *engine, int64_t now_us);

/* Return when check_follow is due next. */
int64_t check_next_us(const struct engine *engine);

#endif
