#include "world/attacker.h"

#include <string.h>

#include "world/network.h"

enum {
	RING = WORLD_OVERHEARD_MAX * 3 / 4, /* the rest is for memories of long ago */
	KEPT_ONE_IN = 8,
	OWN_MAC = 0x66, /* its last byte */
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

static void send_to(
	struct world *world, int to, enum input_kind kind, uint8_t mac, bool consistent)
{
	struct input input;

	if (!network_is_attached(world, to)) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = kind;
	input.mac[5] = mac;
	input.consistent = consistent;
	network_post(world, to, world->links[0].delay_us, &input);
}

/* Frames with a node's own MAC mean nothing to it: only the other one hears them. */
void attacker_answer(struct world *world, int asker)
{
	const struct liar *liar = &world->liar;
	uint8_t mac = liar->elsewhere ? OWN_MAC : world->hosts[liar->as].card;

	if (liar->answers && asker != liar->as) {
		send_to(world, asker, INPUT_ANSWERED, mac, !liar->elsewhere);
	}
}

void attacker_impersonate(struct world *world, int node)
{
	send_to(world, world_other(node), INPUT_NEIGHBOR, OWN_MAC, true);
}

void attacker_speak(struct world *world)
{
	struct liar *liar = &world->liar;

	if (liar->period_us == 0 || world->now_us < liar->next_us) {
		return;
	}
	liar->next_us = world->now_us + liar->period_us;
	send_to(world, world_other(liar->as), liar->says, world->hosts[liar->as].card,
		true);
}

int64_t attacker_next_us(const struct world *world, int64_t until_us)
{
	const struct liar *liar = &world->liar;

	return liar->period_us > 0 && liar->next_us < until_us ? liar->next_us
							       : until_us;
}
