/*
 * outbox - the datagrams to the peer.
 *
 * Each is composed from the engine's state alone, so that every datagram tells the
 * whole truth, whatever occasion it is sent for.
 */
#ifndef FIPD_ENGINE_OUTBOX_H
#define FIPD_ENGINE_OUTBOX_H

#include "engine/state.h"

/* Send the peer this operation of a handover: one datagram on each link. */
void outbox_send(struct step *step, enum operation operation);

/* Answer a link's last unproven datagram, so that an honest peer can prove itself. */
void outbox_answer(struct step *step, unsigned link);

#endif
