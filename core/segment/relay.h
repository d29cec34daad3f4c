/*
 * relay - a client's packets that are on their way to the node that just gave the F-IPs
 * up.
 *
 * Between the removal on the giver and the announcement of the taker, a fraction of a
 * millisecond, clients still send to the giver's MAC, and its kernel drops what is not
 * its own any more.  The relay catches those frames in the queue of a packet socket
 * and, when the taker has said that it holds the F-IPs, sends them on to its MAC.  So a
 * planned move loses no packet, and yet never do two nodes hold or answer.  A frame
 * that came in the very moment of the removal may arrive twice, as on any network.
 */
#ifndef FIPD_SEGMENT_RELAY_H
#define FIPD_SEGMENT_RELAY_H

#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"
#include "model/action.h"
#include "netlink/netlink.h"
#include "schema/config_struct.h"

struct relay;

/* Make it for these F-IPs (copied), not yet on an interface.  0 or -errno. */
int relay_open(struct relay **relay, struct loop *loop, const struct config *config);

/* Free it; NULL is allowed. */
void relay_close(struct relay *relay);

/* Work on this interface from now on; index 0 closes the socket.  0 or -errno. */
int relay_bind(struct relay *relay, const struct netlink_interface *interface);

/*
 * Keep what comes for the F-IPs from now on (RELAY_CATCH, right before their removal),
 * send what was kept and all that still comes on to mac (RELAY_PASS), or forget it and
 * keep no more (RELAY_DROP, or a mac of NULL: not known).
 */
void relay_set(struct relay *relay, enum relay_duty duty, const uint8_t *mac);

#endif
