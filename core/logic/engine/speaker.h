/*
 * speaker - what the engine says: datagrams to the peer, notes to the journal.
 *
 * Both are composed from the engine's state alone, so that every datagram tells the
 * whole truth, whatever occasion it is sent for.
 */
#ifndef FIPD_ENGINE_SPEAKER_H
#define FIPD_ENGINE_SPEAKER_H

#include "engine/engine.h"

/* Send the peer this word about a handover: one datagram on each path. */
void speaker_send(struct engine *engine, enum operation operation, int64_t now_us,
	struct actions *actions);

/* Answer a path's last unproven datagram, so that an honest peer can prove itself. */
void speaker_answer(
	struct engine *engine, unsigned path, int64_t now_us, struct actions *actions);

/* Note an event of a kind that leaves the role as it is; return it to be filled in. */
struct event *speaker_note(const struct engine *engine, enum event_kind kind,
	enum reason reason, int64_t now_us, struct actions *actions);

#endif
