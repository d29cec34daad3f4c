/*
 * network - the links between the two hosts and the segment that joins them to others.
 *
 * Link 1 runs over the segment, where the F-IPs are and ARP is spoken; the further
 * links are wires of their own.  Each is cut, lossy or late by itself, the segment in
 * each direction; a port may begin to forward some time after the carrier.  A frame
 * that arrives is first the kernel's: it answers ARP probes and says that nobody
 * listens on a port; what is the daemon's waits in its socket.
 */
#ifndef FIPD_TESTS_NETWORK_H
#define FIPD_TESTS_NETWORK_H

#include "world/world.h"

/* Return whether a host's cable is in and the port of its switch forwards. */
bool network_is_attached(const struct world *world, int node);

/* Return whether frames pass on the segment from this node to the other. */
bool network_lan_passes(const struct world *world, int from);

/* Return whether the segment joins the two at least one way: one client can see both.
 */
bool network_lan_joins(const struct world *world);

/* Return whether heartbeats pass on a link (from 1) from this node to the other. */
bool network_link_passes(const struct world *world, unsigned path, int from);

/* Return whether ARP passes on the segment from this node to the other. */
bool network_arp_passes(const struct world *world, int from);

/* Send a heartbeat on the link that it names, the way that the action says. */
void network_send(struct world *world, int from, const struct action *action);

/* Ask the segment once who answers for the F-IPs. */
void network_probe(struct world *world, int asker);

/* Ask the reference addresses once. */
void network_ask_references(struct world *world, int asker);

/* Tell the caches of the segment where the F-IPs are. */
void network_announce(struct world *world, int node);

/* The same, as the kernel does it by itself when a bond has got another MAC. */
void network_notify(struct world *world, int node);

/* Put an event on its way to a host's daemon, to arrive after delay_us. */
struct flight *network_post(
	struct world *world, int to, int64_t delay_us, const struct input *input);

/* Forget what is on its way to a host or lies in its sockets: it lost power. */
void network_drop(struct world *world, int to);

/* Forget what lies in the sockets of a host's daemon: it is dead. */
void network_close(struct world *world, int to);

/* Pass on what has arrived by now. */
void network_deliver(struct world *world);

/* Return when the next flight arrives or a daemon can read it, or until_us. */
int64_t network_next_us(const struct world *world, int64_t until_us);

#endif
