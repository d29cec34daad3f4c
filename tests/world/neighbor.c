#include "world/neighbor.h"

#include <string.h>

#include "world/network.h"

void neighbor_mac(const struct world *world, int node, unsigned path, uint8_t mac[6])
{
	memset(mac, 0, 6);
	mac[4] = (uint8_t)(path - 1);
	mac[5] = world->hosts[node].card;
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

bool neighbor_finds(struct world *world, int from, unsigned path)
{
	struct neighbor *entry = &world->hosts[from].neighbors[path - 1];
	int64_t age_us = world->now_us - entry->confirmed_us;
	uint8_t card = world->hosts[world_other(from)].card;

	if (entry->known && age_us < world->neighbor_us * 3 / 4) {
		return entry->card == card;
	}
	if (is_answered(world, from, path)) {
		entry->known = true;
		entry->card = card;
		entry->confirmed_us = world->now_us;
	} else if (age_us >= world->neighbor_us) {
		entry->known = false;
	}
	return entry->known && entry->card == card;
}

void neighbor_forget(struct world *world, int node, unsigned path)
{
	world->hosts[node].neighbors[path - 1].known = false;
}
