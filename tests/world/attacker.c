#include "world/attacker.h"

#include <string.h>

#include "world/network.h"

enum {
	RING = WORLD_OVERHEARD_MAX * 3 / 4, /* the rest is for memories of long ago */
	KEPT_ONE_IN = 8,
};

static void keep_for_long(struct world *world, const struct overheard *old)
{
	unsigned slot =
		RING + (unsigned)(world_random(world) % (WORLD_OVERHEARD_MAX - RING));

	world->overheard[slot] = *old;
}

uint32_t attacker_hear(struct world *world, int to, const struct heartbeat *heartbeat)
{
	struct overheard *slot = &world->overheard[world->overheard_count % RING];
	uint32_t id = ++world->overheard_count;

	if (!world->recording) {
		return id;
	}
	if (slot->id != 0 && world_random(world) % KEPT_ONE_IN == 0) {
		keep_for_long(world, slot);
	}
	slot->to = to;
	slot->id = id;
	slot->meant_life = world->hosts[to].life;
	slot->accepted_life = 0;
	slot->heartbeat = *heartbeat;
	return id;
}

struct overheard *attacker_recall(struct world *world, uint32_t id)
{
	struct overheard *slot = &world->overheard[(id - 1) % RING];
	unsigned i;

	if (id == 0 || slot->id == id) {
		return id == 0 ? NULL : slot;
	}
	for (i = RING; i < WORLD_OVERHEARD_MAX; i++) {
		if (world->overheard[i].id == id) {
			return &world->overheard[i];
		}
	}
	return NULL;
}

static void send_again(struct world *world, const struct overheard *overheard, int to)
{
	struct input input;
	struct flight *flight;

	memset(&input, 0, sizeof(input));
	input.kind = INPUT_HEARTBEAT;
	input.heartbeat = overheard->heartbeat;
	input.link = overheard->heartbeat.link;
	flight = network_post(world, to, 0, &input);
	flight->id = overheard->id;
	flight->replayed = true;
	network_deliver(world);
}

void attacker_replay(struct world *world)
{
	unsigned i;

	for (i = 0; i < WORLD_OVERHEARD_MAX; i++) {
		if (world->overheard[i].id != 0) {
			send_again(world, &world->overheard[i], world->overheard[i].to);
		}
	}
}

void attacker_reflect(struct world *world)
{
	unsigned i;

	for (i = 0; i < WORLD_OVERHEARD_MAX; i++) {
		if (world->overheard[i].id != 0) {
			send_again(world, &world->overheard[i],
				world_other(world->overheard[i].to));
		}
	}
}

void attacker_replay_some(struct world *world, unsigned count)
{
	for (; count > 0; count--) {
		uint64_t random = world_random(world);
		const struct overheard *overheard =
			&world->overheard[random % WORLD_OVERHEARD_MAX];
		bool back = (random >> 16) % 4 == 0;

		if (overheard->id != 0) {
			send_again(world, overheard,
				back ? world_other(overheard->to) : overheard->to);
		}
	}
}
