/*
 * bond - the ports of the interface that has the F-IPs, if that is a bond.
 *
 * A bond has the MAC of one of its ports (card of struct host).  Where it balances, as
 * in mode balance-alb, each ARP frame leaves from any port, with the MAC of that one,
 * and what comes to the MAC of any port is heard.  Else, as in mode active-backup with
 * fail_over_mac=active, only the port speaks and hears whose MAC the bond has.  A bond
 * whose ports all have one MAC is to everybody else one card.
 */
#ifndef FIPD_TESTS_BOND_H
#define FIPD_TESTS_BOND_H

#include "world/world.h"

/*
 * Put the MACs of a host's interface into macs, the bond's own first and each once;
 * return how many, WORLD_PORTS_MAX at most.
 */
unsigned bond_list(const struct host *host, uint8_t macs[][6]);

/* Return whether a host hears what is sent to the MAC with this last octet. */
bool bond_hears(const struct host *host, uint8_t card);

/* Fill in the MAC from which the next ARP frame of a host leaves. */
void bond_speak(struct world *world, int node, uint8_t mac[6]);

/* Make a port of this MAC one of a host's bond; its daemon sees it. */
void bond_join(struct world *world, int node, uint8_t card);

/* Take it out again; with its MAC the bond loses its own one, if it has that. */
void bond_leave(struct world *world, int node, uint8_t card);

/* Let no frame pass until bond_fail_over: the host does not notice. */
void bond_lose(struct world *world, int node);

/* Go on with another port, whose MAC the bond gets unless it balances. */
void bond_fail_over(struct world *world, int node);

#endif
