#include "world/neighbor.h"

#include <string.h>

#include "world/bond.h"
#include "world/network.h"

void neighbor_mac(const struct world *world, int node, unsigned path, uint8_t mac[6])
{
	const struct host *host = &world->hosts[node];

	memset(mac, 0, 6);
	mac[4] = (uint8_t)(path - 1);
	mac[5] = path == 1 ? host->card : host->link_card;
}

bool neighbor_hears(
	const struct world *world, int node, unsigned path, const uint8_t mac[6])
{
	uint8_t own[6];

	neighbor_mac(world, node, path, own);
	return memcmp(mac, own, sizeof(own)) == 0
	       || (path == 1 && bond_hears(&world->hosts[node], mac[5]));
}

/* Its question and the answer pass; it asks several times, so loss does not matter. */
static bool is_answered(const struct world *world, int from, unsigned path)
{
	const struct link *link = &world->links[path - 1];

	if (path == 1) {
		return network_arp_passes(world, from)
		       && network_arp_passes(world, world_other(from));
	}
	return !link->pulled && world->hosts[world_other(from)].powered;
}

static void answer(struct world *world, int node, unsigned path, uint8_t mac[6])
{
	if (path == 1) {
		bond_speak(world, node, mac);
	} else {
		neighbor_mac(world, node, path, mac);
	}
}

bool neighbor_finds(struct world *world, int from, unsigned path)
{
	struct neighbor *entry = &world->hosts[from].neighbors[path - 1];
	int64_t age_us = world->now_us - entry->confirmed_us;
	int other = world_other(from);

	if (entry->known && age_us < world->neighbor_us * 3 / 4) {
		return neighbor_hears(world, other, path, entry->mac);
	}
	if (is_answered(world, from, path)) {
		entry->known = true;
		answer(world, other, path, entry->mac);
		entry->confirmed_us = world->now_us;
	} else if (age_us >= world->neighbor_us) {
		entry->known = false;
	}
	return entry->known && neighbor_hears(world, other, path, entry->mac);
}

void neighbor_forget(struct world *world, int node, unsigned path)
{
	world->hosts[node].neighbors[path - 1].known = false;
}
