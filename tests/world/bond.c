#include "world/bond.h"

#include <string.h>

#include "world/network.h"

static void fill_mac(uint8_t mac[6], uint8_t card)
{
	memset(mac, 0, 6);
	mac[5] = card;
}

/* Return the place of a port, the number of ports if there is none of this MAC. */
static unsigned find(const struct bond *bond, uint8_t card)
{
	unsigned i = 0;

	while (i < bond->port_count && bond->ports[i] != card) {
		i++;
	}
	return i;
}

unsigned bond_list(const struct host *host, uint8_t macs[][6])
{
	const struct bond *bond = &host->bond;
	unsigned count = 0;

	fill_mac(macs[count++], host->card);
	for (unsigned i = 0; i < bond->port_count; i++) {
		if (bond->ports[i] != host->card) {
			fill_mac(macs[count++], bond->ports[i]);
		}
	}
	return count;
}

bool bond_hears(const struct host *host, uint8_t card)
{
	const struct bond *bond = &host->bond;

	return card == host->card
	       || (bond->balances && find(bond, card) < bond->port_count);
}

void bond_speak(struct world *world, int node, uint8_t mac[6])
{
	const struct host *host = &world->hosts[node];
	const struct bond *bond = &host->bond;
	uint8_t card = host->card;

	if (bond->balances && bond->port_count > 1) {
		card = bond->ports[world_random(world) % bond->port_count];
	}
	fill_mac(mac, card);
}

static void tell(struct world *world, int node)
{
	if (world_is_awake(&world->hosts[node])) {
		world_tell_kind(world, node, INPUT_INTERFACE);
	}
}

void bond_join(struct world *world, int node, uint8_t card)
{
	struct host *host = &world->hosts[node];
	struct bond *bond = &host->bond;

	if (bond->port_count == 0) {
		bond->ports[bond->port_count++] = host->card;
	}
	if (bond->port_count < WORLD_PORTS_MAX
		&& find(bond, card) == bond->port_count) {
		bond->ports[bond->port_count++] = card;
		tell(world, node);
	}
}

/* The kernel tells the segment by itself where its addresses are from now on. */
static void take_mac(struct world *world, int node, uint8_t card)
{
	struct host *host = &world->hosts[node];

	if (host->card == card) {
		return;
	}
	host->card = card;
	if ((host->fips || host->copy) && !host->paused) {
		network_notify(world, node);
	}
}

void bond_leave(struct world *world, int node, uint8_t card)
{
	struct host *host = &world->hosts[node];
	struct bond *bond = &host->bond;
	unsigned place = find(bond, card);

	if (place == bond->port_count || bond->port_count < 2) {
		return;
	}
	bond->port_count--;
	memmove(bond->ports + place, bond->ports + place + 1, bond->port_count - place);
	if (host->card == card) {
		take_mac(world, node, bond->ports[0]);
	}
	tell(world, node);
}

void bond_lose(struct world *world, int node)
{
	world->hosts[node].bond.dead = true;
}

void bond_fail_over(struct world *world, int node)
{
	struct host *host = &world->hosts[node];
	struct bond *bond = &host->bond;
	unsigned next = find(bond, host->card) + 1;

	bond->dead = false;
	if (bond->port_count > 1 && !bond->balances) {
		take_mac(world, node, bond->ports[next % bond->port_count]);
		tell(world, node);
	}
}
