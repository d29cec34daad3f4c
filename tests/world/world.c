#include "world/world.h"

#include <string.h>

#include "engine/operator.h"
#include "engine/queries.h"
#include "world/attacker.h"
#include "world/bond.h"
#include "world/kernel.h"
#include "world/neighbor.h"
#include "world/network.h"
#include "world/told.h"

enum {
	/* The kernel checks lifetimes coarsely: measured up to 0.33 s late on
	 * Linux 6.18. */
	EXPIRY_SLACK_US = 330 * MS_US,
	NEIGHBOR_US = 38 * SECOND_US, /* 30 s, then 5 s of delay and three questions */
	INTRUDER_CARD = 0x66,
};

int world_other(int node)
{
	return 1 - node;
}

uint64_t world_random(struct world *world)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return world->random >> 33;
}

bool world_happens(struct world *world, unsigned percent)
{
	return percent > 0 && world_random(world) % 100 < percent;
}

bool world_is_awake(const struct host *host)
{
	return host->powered && host->running && !host->frozen && !host->paused;
}

/* The daemon tells of other settings, and not the engine. */
static void note_settings(struct world *world, int node)
{
	const struct host *host = &world->hosts[node];
	int64_t now_us = clock_local_us(&host->clock, world->now_us);
	const struct event event = {
		.kind = EVENT_CONFIG_CHANGED,
		.from = host->engine.standing.role,
		.to = host->engine.standing.role,
		.peer = query_peer_role(&host->engine, now_us),
	};

	told_add(world, node, &event);
}

/* Carry one action out; return the event that is its result, or INPUT_DEADLINE. */
/* flat switch */
static enum input_kind carry_out(
	struct world *world, int node, const struct action *action)
{
	switch (action->kind) {
	case ACTION_SEND:
		network_send(world, node, action);
		break;
	case ACTION_HOLD:
		return kernel_hold(world, node, action);
	case ACTION_RENEW:
		return kernel_renew(world, node, action);
	case ACTION_RELEASE:
		return kernel_release(world, node);
	case ACTION_ANNOUNCE:
		network_announce(world, node);
		break;
	case ACTION_PROBE:
		network_probe(world, node);
		break;
	case ACTION_ASK_REFERENCES:
		network_ask_references(world, node);
		break;
	case ACTION_EMIT:
		audit_tell(&world->audit, &world->hosts[node], node, &action->event);
		told_add(world, node, &action->event);
		break;
	case ACTION_EXPEL:
		return kernel_expel(world, node);
	case ACTION_RELAY:
		break;
	case ACTION_KEEP_EPOCH:
		world->hosts[node].kept_epoch = action->epoch;
		world->hosts[node].kept_pin = action->pinned;
		break;
	}
	return INPUT_DEADLINE;
}

static struct copy copy_of(const struct host *host)
{
	return (struct copy){
		.fip = host->copy ? 1 : 0,
		.prefix_length = host->copy ? 24 : 0,
		.bound = host->copy && host->copy_bound,
	};
}

static void pass_result(struct world *world, int node, enum input_kind kind)
{
	struct host *host = &world->hosts[node];
	struct input input;

	memset(&input, 0, sizeof(input));
	input.kind = kind;
	input.copy = copy_of(host);
	if (host->slow_us > 0) {
		network_post(world, node, host->slow_us, &input)->life = host->life;
	} else {
		world_tell(world, node, &input);
	}
}

void world_tell(struct world *world, int node, const struct input *input)
{
	struct host *host = &world->hosts[node];
	struct actions actions;
	struct input timed = *input;
	enum input_kind results[ACTIONS_MAX];
	enum role before = host->engine.standing.settled;
	unsigned count = 0;
	unsigned i;

	if (!host->running) {
		return; /* it has stopped in this very wake-up */
	}
	timed.now_us = clock_local_us(&host->clock, world->now_us);
	engine_step(&host->engine, &timed, &actions);
	for (i = 0; i < actions.rule_count; i++) {
		world->rule_used[actions.rules[i]] = true;
	}
	host->wake_us = actions.wake_us;
	for (i = 0; i < actions.count; i++) {
		enum input_kind kind = carry_out(world, node, &actions.list[i]);

		if (kind != INPUT_DEADLINE) {
			results[count++] = kind;
		}
	}
	audit_step(&world->audit, host, node);
	for (i = 0; i < count; i++) {
		pass_result(world, node, results[i]);
	}
	told_settle(world, node, before,
		input->kind == INPUT_COMMAND && input->command == COMMAND_CLEAR_FAULT);
	if (host->running && operator_has_stopped(&host->engine)) {
		world_kill(world, node);
	}
}

static bool is_usable(const struct host *host)
{
	return host->carrier && !host->lacks;
}

void world_tell_kind(struct world *world, int node, enum input_kind kind)
{
	struct input input;

	memset(&input, 0, sizeof(input));
	input.kind = kind;
	input.up = is_usable(&world->hosts[node]);
	input.lack =
		world->hosts[node].carrier ? world->hosts[node].lack : LACK_INTERFACE;
	input.mac_count = (uint8_t)bond_list(&world->hosts[node], input.macs);
	input.pinned = world->hosts[node].kept_pin;
	input.remaining_us = kernel_remaining_us(world, node);
	input.copy = copy_of(&world->hosts[node]);
	world_tell(world, node, &input);
}

void world_trouble(struct world *world, int node, unsigned path, enum trouble trouble)
{
	struct host *host = &world->hosts[node];
	struct input input;

	if (host->troubles[path - 1] == trouble || !world_is_awake(host)) {
		return;
	}
	host->troubles[path - 1] = trouble;
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_TROUBLE;
	input.link = (uint8_t)path;
	input.trouble = trouble;
	world_tell(world, node, &input);
}

/* The first release knows of no checks. */
static void tell_health(struct world *world, int node)
{
	const struct host *host = &world->hosts[node];
	struct input input = { .kind = INPUT_HEALTH, .unwell = host->unwell };

	if (!host->old && host->engine.fitness.unwell != host->unwell) {
		world_tell(world, node, &input);
	}
}

void world_health(struct world *world, int node, bool unwell)
{
	world->hosts[node].unwell = unwell;
	if (world_is_awake(&world->hosts[node])) {
		tell_health(world, node);
	}
}

static void init_host(struct world *world, int node, const struct settings *settings)
{
	struct host *host = &world->hosts[node];

	host->settings = *settings;
	host->settings.node = (uint8_t)(node + 1);
	host->settings.preferred = node == 0;
	host->powered = true;
	host->carrier = true;
	host->card = (uint8_t)(node + 1);
	host->link_card = host->card;
	host->clock.world_us = world->now_us;
	host->clock.local_us = world->now_us;
}

void world_init(struct world *world, const struct settings *settings)
{
	unsigned i;

	memset(world, 0, sizeof(*world));
	world->now_us = SECOND_US;
	world->random = 1;
	world->expiry_slack_us = EXPIRY_SLACK_US;
	world->neighbor_us = NEIGHBOR_US;
	world->reference_sides = 3;
	world->recording = true;
	world->intruder_card = INTRUDER_CARD;
	world->socket_max = WORLD_SOCKET_MAX;
	world->caches[0] = -1;
	world->caches[1] = -1;
	for (i = 0; i < LINKS_MAX; i++) {
		world->links[i].delay_us = MS_US / 5;
	}
	audit_init(&world->audit);
	init_host(world, 0, settings);
	init_host(world, 1, settings);
}

void world_start(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (host->running) {
		host->restarts = host->engine.wishes.retiring;
		return;
	}
	host->running = true;
	host->frozen = false;
	host->runs_us = 0;
	world->incarnations++;
	host->life = (uint32_t)world->incarnations;
	memset(host->troubles, 0, sizeof(host->troubles));
	engine_start(&host->engine, &host->settings,
		world->incarnations * 1000 + (uint64_t)node + 1, host->kept_epoch,
		clock_local_us(&host->clock, world->now_us));
	audit_begin_life(&world->audit, host, node);
	world_tell_kind(world, node, INPUT_INTERFACE);
	if (host->fips) {
		world_tell_kind(world, node, INPUT_FIPS_FOUND);
	}
	if (host->copy) {
		world_tell_kind(world, node, INPUT_COPY);
	}
	tell_health(world, node);
}

void world_kill(struct world *world, int node)
{
	world->hosts[node].running = false;
	network_close(world, node);
}

void world_stop(struct world *world, int node, bool keep)
{
	struct input input;

	if (!world_is_awake(&world->hosts[node])) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_STOP;
	input.keep = keep;
	world_tell(world, node, &input);
}

void world_power(struct world *world, int node, bool on)
{
	struct host *host = &world->hosts[node];

	host->powered = on;
	host->fips = false;
	host->copy = false;
	host->fence_us = 0;
	host->paused = false;
	memset(host->neighbors, 0, sizeof(host->neighbors));
	host->lacks = false;
	host->clock.stopped = false;
	host->restarts = false;
	network_drop(world, node);
	world_kill(world, node);
	if (on) {
		world_start(world, node);
	}
}

void world_set(struct world *world, int node)
{
	struct host *host = &world->hosts[node];
	struct input input;

	if (!world_is_awake(host)
		|| settings_equal(&host->settings, &host->engine.settings)) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_SETTINGS;
	input.settings = host->settings;
	world_tell(world, node, &input);
	note_settings(world, node);
}

static bool is_copy_news(const struct host *host)
{
	const struct copy *known = &host->engine.outsider.copy;
	struct copy copy = copy_of(host);

	return known->fip != copy.fip || known->bound != copy.bound;
}

static bool is_mac_news(const struct host *host)
{
	const struct exchange *known = &host->engine.exchange;
	uint8_t macs[WORLD_PORTS_MAX][6];
	unsigned count = bond_list(host, macs);

	return count != known->mac_count
	       || memcmp(macs, known->macs, count * sizeof(macs[0])) != 0;
}

static void tell_interface_lost(struct world *world, int node)
{
	struct input input = {
		.kind = INPUT_INTERFACE,
		.lack = LACK_INTERFACE,
	};

	input.mac_count = (uint8_t)bond_list(&world->hosts[node], input.macs);
	world_tell(world, node, &input);
}

/* The kernel's news come before any datagram; what a client asked for has waited. */
static void wake_up(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (!world_is_awake(host)) {
		return;
	}
	if (host->interrupted && host->engine.fitness.interface_up) {
		tell_interface_lost(world, node);
	}
	host->interrupted = false;
	if (host->engine.fitness.interface_up != is_usable(host) || is_mac_news(host)) {
		world_tell_kind(world, node, INPUT_INTERFACE);
	}
	if (host->engine.lease.state == LEASE_HELD && !host->fips) {
		world_tell_kind(world, node, INPUT_FIPS_GONE);
	}
	if (is_copy_news(host)) {
		world_tell_kind(world, node, INPUT_COPY);
	}
	world_set(world, node);
	tell_health(world, node);
}

void world_freeze(struct world *world, int node, bool frozen)
{
	struct host *host = &world->hosts[node];

	if (!host->running) {
		return;
	}
	host->frozen = frozen;
	if (!frozen) {
		wake_up(world, node);
	}
}

void world_pause(struct world *world, int node, bool with_clock)
{
	struct host *host = &world->hosts[node];

	if (!host->powered || host->paused) {
		return;
	}
	host->paused = true;
	clock_stop(&host->clock, with_clock, world->now_us);
}

void world_resume(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (!host->paused) {
		return;
	}
	host->paused = false;
	clock_stop(&host->clock, false, world->now_us);
	/* What the lease should have ended meanwhile goes now, before the daemon runs.
	 */
	kernel_expire(world, node);
	wake_up(world, node);
}

void world_cable(struct world *world, int node, bool plugged)
{
	struct host *host = &world->hosts[node];

	if (plugged && !host->carrier) {
		host->forwards_us = world->now_us + host->late_us;
		/* A kernel that stands still does not see it. */
		host->interrupted |= !host->paused && !world_is_awake(host);
	}
	host->carrier = plugged;
	neighbor_forget(world, node, 1);
	if (world_is_awake(&world->hosts[node])) {
		world_tell_kind(world, node, INPUT_INTERFACE);
	}
}

void world_card(struct world *world, int node, uint8_t card)
{
	struct host *host = &world->hosts[node];

	for (unsigned i = 0; i < host->bond.port_count; i++) {
		if (host->bond.ports[i] == host->card) {
			host->bond.ports[i] = card;
		}
	}
	host->card = card;
	host->link_card = card;
	memset(host->neighbors, 0, sizeof(host->neighbors));
	if (world_is_awake(host)) {
		world_tell_kind(world, node, INPUT_INTERFACE);
	}
}

/* What is put back within a moment is not told (core/node/addressing.h). */
void world_lack(struct world *world, int node, bool lacks, enum lack lack)
{
	struct host *host = &world->hosts[node];
	struct input input;
	int64_t hold_us = settings_interval_us(&host->settings) * 3 / 4;

	host->lacks = lacks;
	host->lack = lack;
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_INTERFACE;
	if (lacks) {
		network_post(
			world, node, hold_us < SECOND_US ? hold_us : SECOND_US, &input)
			->life = host->life;
	} else if (world_is_awake(host)) {
		world_tell_kind(world, node, INPUT_INTERFACE);
	}
}

void world_strip(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (!host->fips) {
		return;
	}
	host->fips = false;
	if (world_is_awake(host)) {
		world_tell_kind(world, node, INPUT_FIPS_GONE);
	}
}

static void change_copy(struct world *world, int node, bool there, bool bound)
{
	struct host *host = &world->hosts[node];

	if (!host->powered) {
		return;
	}
	host->copy = there;
	host->copy_bound = bound;
	if (world_is_awake(host)) {
		world_tell_kind(world, node, INPUT_COPY);
	}
}

void world_copy(struct world *world, int node, bool bound)
{
	change_copy(world, node, true, bound);
}

void world_uncopy(struct world *world, int node)
{
	change_copy(world, node, false, false);
}

static int64_t next_instant_us(const struct world *world, int64_t until_us)
{
	int64_t next_us = attacker_next_us(world, network_next_us(world, until_us));
	int node;

	for (node = 0; node < WORLD_NODES; node++) {
		const struct host *host = &world->hosts[node];
		int64_t wake_us = INT64_MAX;

		if (world_is_awake(host)) {
			wake_us = clock_world_us(&host->clock, host->wake_us);
			wake_us = wake_us > host->runs_us ? wake_us : host->runs_us;
		}
		next_us = wake_us < next_us ? wake_us : next_us;
		if (host->forwards_us > world->now_us && host->forwards_us < next_us) {
			next_us = host->forwards_us;
		}
		next_us = kernel_next_us(world, node, next_us);
	}
	return next_us > world->now_us ? next_us : world->now_us;
}

static void wake_when_due(struct world *world, int node)
{
	struct host *host = &world->hosts[node];
	int64_t now_us = world->now_us;

	if (!world_is_awake(host) || host->runs_us > now_us
		|| host->wake_us > clock_local_us(&host->clock, now_us)) {
		return;
	}
	if (host->starved_us > 0 && host->runs_us < now_us) {
		host->runs_us =
			now_us
			+ (int64_t)(world_random(world) % (uint64_t)host->starved_us);
		if (host->runs_us > now_us) {
			return;
		}
	}
	world_tell_kind(world, node, INPUT_DEADLINE);
}

static void restart_when_stopped(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	if (host->restarts && !host->running) {
		host->restarts = false;
		world_start(world, node);
	}
}

void world_run(struct world *world, int64_t until_us)
{
	int node;

	while (world->now_us < until_us) {
		int64_t next_us = next_instant_us(world, until_us);

		audit_pass(world, next_us);
		world->now_us = next_us;
		for (node = 0; node < WORLD_NODES; node++) {
			kernel_expire(world, node);
		}
		attacker_speak(world);
		network_deliver(world);
		for (node = 0; node < WORLD_NODES; node++) {
			wake_when_due(world, node);
			restart_when_stopped(world, node);
		}
	}
}
