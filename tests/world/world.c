#include "world/world.h"

#include <string.h>

enum {
	/* The kernel checks lifetimes coarsely: measured up to 0.33 s late on
	 * Linux 6.18. */
	EXPIRY_SLACK_US = 330 * MS_US,
};

static int other(int node)
{
	return 1 - node;
}

uint64_t world_random(struct world *world)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return world->random >> 33;
}

bool world_lan_joins(const struct world *world)
{
	return !world->lan_cut && world->hosts[0].powered && world->hosts[1].powered
	       && world->hosts[0].carrier && world->hosts[1].carrier;
}

static void post(
	struct world *world, int to, int64_t arrives_us, const struct event *event)
{
	struct flight *flight;

	/* A full socket buffer drops, as in the kernel. */
	if (world->flight_count == WORLD_FLIGHTS_MAX) {
		return;
	}
	flight = &world->flights[world->flight_count++];
	flight->to = to;
	flight->arrives_us = arrives_us;
	flight->event = *event;
}

static bool happens(struct world *world, unsigned percent)
{
	return percent > 0 && world_random(world) % 100 < percent;
}

static void record(struct world *world, int to, const struct event *event)
{
	struct flight *slot;

	slot = &world->recorded[world->recorded_count++ % WORLD_RECORDED_MAX];
	slot->to = to;
	slot->event = *event;
}

static void send_heartbeat(struct world *world, int from, const struct action *action)
{
	struct event event;
	int to = other(from);

	memset(&event, 0, sizeof(event));
	event.kind = EVENT_HEARTBEAT;
	event.heartbeat = action->heartbeat;
	world->sent++;
	record(world, to, &event);
	if (world->heartbeat_cut[from] || !world_lan_joins(world)
		|| happens(world, world->loss_percent)) {
		return;
	}
	post(world, to, world->now_us + world->delay_us, &event);
	if (happens(world, world->duplicate_percent)) {
		post(world, to, world->now_us + 2 * world->delay_us, &event);
	}
}

static void answer_probe(struct world *world, int asker)
{
	struct host *peer = &world->hosts[other(asker)];
	struct event event;

	memset(&event, 0, sizeof(event));
	if (world_lan_joins(world)) {
		event.kind = EVENT_RIVAL_PROBE;
		post(world, other(asker), world->now_us + world->delay_us, &event);
	}
	event.kind = EVENT_ANSWERED;
	if (world_lan_joins(world) && peer->fips) {
		event.by_peer = true;
		event.mac[5] = (uint8_t)(other(asker) + 1);
		post(world, asker, world->now_us + 2 * world->delay_us, &event);
	} else if (world->intruder && world->hosts[asker].carrier) {
		event.mac[5] = 0x66;
		post(world, asker, world->now_us + 2 * world->delay_us, &event);
	}
}

static void set_fips(struct world *world, int node, bool there, uint32_t lease_s)
{
	struct host *host = &world->hosts[node];

	host->fips = there;
	host->expires_us =
		world->now_us + (int64_t)lease_s * SECOND_US + EXPIRY_SLACK_US;
}

static void keep_note(struct world *world, int node, const struct note *note)
{
	if (world->told_count < WORLD_NOTES_MAX) {
		struct told *told = &world->told[world->told_count];

		told->at_us = world->now_us;
		told->node = node;
		told->note = *note;
	}
	world->told_count++;
}

/* Carry one action out; return the event that is its result, or EVENT_DEADLINE. */
/* flat switch */
static enum event_kind carry_out(
	struct world *world, int node, const struct action *action)
{
	struct host *host = &world->hosts[node];

	switch (action->kind) {
	case ACTION_SEND:
		send_heartbeat(world, node, action);
		break;
	case ACTION_HOLD:
		if (host->refuses) {
			return EVENT_HOLD_REFUSED;
		}
		set_fips(world, node, true, action->lease_s);
		return EVENT_HELD;
	case ACTION_RENEW:
		if (host->refuses) {
			return EVENT_DEADLINE;
		}
		if (!host->fips) {
			return EVENT_FIPS_GONE;
		}
		set_fips(world, node, true, action->lease_s);
		return EVENT_RENEWED;
	case ACTION_RELEASE:
		if (host->refuses && host->fips) {
			return EVENT_DEADLINE;
		}
		host->fips = false;
		return EVENT_RELEASED;
	case ACTION_ANNOUNCE:
		world->cache = host->carrier ? node : world->cache;
		break;
	case ACTION_PROBE:
		answer_probe(world, node);
		break;
	case ACTION_NOTE:
		keep_note(world, node, &action->note);
		break;
	case ACTION_ASK_REFERENCES:
	case ACTION_RELAY:
		break;
	case ACTION_KEEP_EPOCH:
		host->kept_epoch = action->epoch;
		break;
	}
	return EVENT_DEADLINE;
}

void world_tell(struct world *world, int node, const struct event *event)
{
	struct host *host = &world->hosts[node];
	struct actions actions;
	struct event result = *event;
	enum event_kind results[ACTIONS_MAX];
	unsigned count = 0;
	unsigned i;

	result.now_us = world->now_us;
	engine_step(&host->engine, &result, &actions);
	for (i = 0; i < actions.rule_count; i++) {
		world->rule_used[actions.rules[i]] = true;
	}
	host->wake_us = actions.wake_us;
	for (i = 0; i < actions.count; i++) {
		enum event_kind kind = carry_out(world, node, &actions.list[i]);

		if (kind != EVENT_DEADLINE) {
			results[count++] = kind;
		}
	}
	for (i = 0; i < count; i++) {
		memset(&result, 0, sizeof(result));
		result.kind = results[i];
		world_tell(world, node, &result);
	}
}

static void tell_kind(struct world *world, int node, enum event_kind kind)
{
	struct event event;

	memset(&event, 0, sizeof(event));
	event.kind = kind;
	event.up = world->hosts[node].carrier;
	event.remaining_us =
		world->hosts[node].expires_us - EXPIRY_SLACK_US - world->now_us;
	world_tell(world, node, &event);
}

void world_init(struct world *world, const struct settings *settings)
{
	int node;

	memset(world, 0, sizeof(*world));
	world->now_us = SECOND_US;
	world->delay_us = MS_US / 5;
	world->random = 1;
	world->cache = -1;
	for (node = 0; node < WORLD_NODES; node++) {
		struct host *host = &world->hosts[node];

		host->settings = *settings;
		host->settings.node = (uint8_t)(node + 1);
		host->settings.preferred = node == 0;
		host->powered = true;
		host->carrier = true;
	}
}

void world_start(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	host->running = true;
	host->frozen = false;
	world->incarnations++;
	engine_start(&host->engine, &host->settings,
		world->incarnations * 1000 + (uint64_t)node + 1, host->kept_epoch,
		world->now_us);
	tell_kind(world, node, EVENT_INTERFACE);
	if (host->fips) {
		tell_kind(world, node, EVENT_FIPS_FOUND);
	}
}

void world_kill(struct world *world, int node)
{
	world->hosts[node].running = false;
}

void world_stop(struct world *world, int node)
{
	tell_kind(world, node, EVENT_STOP);
	world_kill(world, node);
}

void world_power(struct world *world, int node, bool on)
{
	struct host *host = &world->hosts[node];

	host->powered = on;
	host->fips = false;
	world_kill(world, node);
	if (on) {
		world_start(world, node);
	}
}

void world_freeze(struct world *world, int node, bool frozen)
{
	struct host *host = &world->hosts[node];

	if (!host->running) {
		return;
	}
	host->frozen = frozen;
	if (!frozen && host->engine.lease.state == LEASE_HELD && !host->fips) {
		/* The kernel's news come before any datagram. */
		tell_kind(world, node, EVENT_FIPS_GONE);
	}
}

void world_cable(struct world *world, int node, bool plugged)
{
	world->hosts[node].carrier = plugged;
	if (world->hosts[node].running && !world->hosts[node].frozen) {
		tell_kind(world, node, EVENT_INTERFACE);
	}
}

void world_remove_fips(struct world *world, int node)
{
	if (!world->hosts[node].fips) {
		return;
	}
	world->hosts[node].fips = false;
	tell_kind(world, node, EVENT_FIPS_GONE);
}

void world_replay(struct world *world)
{
	unsigned count = world->recorded_count;
	unsigned i;

	if (count > WORLD_RECORDED_MAX) {
		count = WORLD_RECORDED_MAX;
	}
	for (i = 0; i < count; i++) {
		struct host *host = &world->hosts[world->recorded[i].to];

		if (host->running && !host->frozen) {
			world_tell(world, world->recorded[i].to,
				&world->recorded[i].event);
		}
	}
}

static bool is_awake(const struct host *host)
{
	return host->powered && host->running && !host->frozen;
}

/* A frozen process finds its datagrams in the socket when it goes on. */
static bool is_waiting(const struct world *world, const struct flight *flight)
{
	return flight->arrives_us <= world->now_us && world->hosts[flight->to].frozen;
}

static int64_t next_instant_us(const struct world *world, int64_t until_us)
{
	int64_t next_us = until_us;
	unsigned i;

	for (i = 0; i < WORLD_NODES; i++) {
		const struct host *host = &world->hosts[i];

		if (is_awake(host) && host->wake_us < next_us) {
			next_us = host->wake_us;
		}
		if (host->fips && host->expires_us < next_us) {
			next_us = host->expires_us;
		}
	}
	for (i = 0; i < world->flight_count; i++) {
		if (!is_waiting(world, &world->flights[i])
			&& world->flights[i].arrives_us < next_us) {
			next_us = world->flights[i].arrives_us;
		}
	}
	return next_us > world->now_us ? next_us : world->now_us;
}

static void pass_time(struct world *world, int64_t next_us)
{
	bool first = world->hosts[0].fips && world->hosts[0].powered;
	bool second = world->hosts[1].fips && world->hosts[1].powered;
	int64_t span_us = next_us - world->now_us;

	/* Two holders matter where one client could reach both. */
	if (first && second && world_lan_joins(world)) {
		world->two_hold_us += span_us;
	}
	if (!first && !second) {
		world->none_holds_us += span_us;
	}
	world->now_us = next_us;
}

static void expire(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (!host->fips || world->now_us < host->expires_us) {
		return;
	}
	host->fips = false;
	if (is_awake(host)) {
		tell_kind(world, node, EVENT_FIPS_GONE);
	}
}

static void deliver(struct world *world)
{
	unsigned i = 0;

	while (i < world->flight_count) {
		struct flight flight = world->flights[i];

		if (flight.arrives_us > world->now_us || is_waiting(world, &flight)) {
			i++;
			continue;
		}
		world->flight_count--;
		memmove(&world->flights[i], &world->flights[i + 1],
			(world->flight_count - i) * sizeof(world->flights[0]));
		if (is_awake(&world->hosts[flight.to])) {
			flight.event.age_us = world->now_us - flight.arrives_us;
			world_tell(world, flight.to, &flight.event);
		}
	}
}

void world_run(struct world *world, int64_t until_us)
{
	int node;

	while (world->now_us < until_us) {
		pass_time(world, next_instant_us(world, until_us));
		for (node = 0; node < WORLD_NODES; node++) {
			expire(world, node);
		}
		deliver(world);
		for (node = 0; node < WORLD_NODES; node++) {
			struct host *host = &world->hosts[node];

			if (is_awake(host) && host->wake_us <= world->now_us) {
				tell_kind(world, node, EVENT_DEADLINE);
			}
		}
	}
}
