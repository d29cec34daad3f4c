#include "world/network.h"

#include <string.h>

#include "world/attacker.h"
#include "world/bond.h"
#include "world/neighbor.h"

bool network_is_attached(const struct world *world, int node)
{
	const struct host *host = &world->hosts[node];

	return host->carrier && !host->bond.dead && world->now_us >= host->forwards_us;
}

bool network_lan_passes(const struct world *world, int from)
{
	const struct host *hosts = world->hosts;

	return !world->lan_cut[from] && hosts[0].powered && hosts[1].powered
	       && network_is_attached(world, 0) && network_is_attached(world, 1);
}

bool network_arp_passes(const struct world *world, int from)
{
	return network_lan_passes(world, from) && !world->arp_cut[from];
}

bool network_lan_joins(const struct world *world)
{
	return network_lan_passes(world, 0) || network_lan_passes(world, 1);
}

bool network_link_passes(const struct world *world, unsigned path, int from)
{
	const struct link *link = &world->links[path - 1];

	if (link->cut[from]) {
		return false;
	}
	if (path == 1) {
		return network_lan_passes(world, from) && !world->hosts[0].lacks
		       && !world->hosts[1].lacks;
	}
	return !link->pulled && world->hosts[0].powered && world->hosts[1].powered;
}

static int64_t delay_us(struct world *world, unsigned path)
{
	int64_t delay = world->links[path - 1].delay_us;

	if (world->jitter_us > 0) {
		delay += (int64_t)(world_random(world) % (uint64_t)world->jitter_us);
	}
	if (world_happens(world, world->spike_percent)) {
		delay += world->spike_us;
	}
	return delay;
}

/* A frame of the segment is lost like a heartbeat on link 1. */
static bool is_lost(struct world *world, unsigned path)
{
	return world_happens(world, world->links[path - 1].loss_percent);
}

struct flight *network_post(
	struct world *world, int to, int64_t delay_us, const struct input *input)
{
	static struct flight dropped;
	struct flight *flight = &dropped;

	/* A full socket buffer drops, as in the kernel. */
	if (world->flight_count < WORLD_FLIGHTS_MAX) {
		flight = &world->flights[world->flight_count++];
	}
	flight->to = to;
	flight->arrives_us = world->now_us + delay_us;
	flight->replayed = false;
	flight->life = 0;
	flight->id = 0;
	flight->input = *input;
	return flight;
}

/* The bytes of version 1 have no room for MACs, and the first release reads no others.
 */
static struct heartbeat encode(
	const struct world *world, int from, const struct heartbeat *heartbeat)
{
	struct heartbeat sent = *heartbeat;

	sent.reads = world->hosts[from].old ? 0 : 2;
	neighbor_mac(world, from, sent.link, sent.link_mac);
	if (sent.version < 2) {
		sent.role_flags &= ROLE_FLAGS_1;
		sent.mac_count = 0;
		memset(sent.link_mac, 0, sizeof(sent.link_mac));
		memset(sent.macs, 0, sizeof(sent.macs));
	}
	if (sent.version < 2
		&& (sent.operation == OPERATION_REQUEST
			|| sent.operation == OPERATION_GRANT)) {
		sent.reads = 0;
	}
	return sent;
}

static bool knows_mac(const struct world *world, int from, const struct action *action)
{
	return action->direct
	       && neighbor_hears(world, world_other(from), action->heartbeat.link,
		       action->peer_mac);
}

static void post_beat(
	struct world *world, int to, const struct heartbeat *heartbeat, uint32_t id)
{
	unsigned path = heartbeat->link;
	struct input input;

	if (is_lost(world, path)) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_HEARTBEAT;
	input.heartbeat = *heartbeat;
	input.link = (uint8_t)path;
	if (world->hosts[to].old) {
		input.heartbeat.reads = 0;
	}
	network_post(world, to, delay_us(world, path), &input)->id = id;
	if (world_happens(world, world->duplicate_percent)) {
		network_post(world, to, 2 * delay_us(world, path), &input)->id = id;
	}
}

void network_send(struct world *world, int from, const struct action *action)
{
	struct heartbeat heartbeat = encode(world, from, &action->heartbeat);
	int to = world_other(from);
	unsigned path = heartbeat.link;
	uint32_t id = attacker_hear(world, to, &heartbeat);
	bool found = !action->direct_only && neighbor_finds(world, from, path);

	world->sent++;
	world->audit.ledgers[from].sent[path - 1]++;
	if (!network_link_passes(world, path, from)
		|| (world->hosts[to].old && heartbeat.version >= 2)) {
		return;
	}
	if (knows_mac(world, from, action)) {
		post_beat(world, to, &heartbeat, id);
	}
	if (found) {
		post_beat(world, to, &heartbeat, id);
	}
}

/* While it knows no MAC of its peer a node asks for it with each probe. */
static void ask_peer(struct world *world, int asker)
{
	int other = world_other(asker);
	struct input input;

	if (liveness_mac(&world->hosts[asker].engine.liveness) != NULL
		|| !network_arp_passes(world, asker)
		|| !network_arp_passes(world, other) || is_lost(world, 1)) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_NEIGHBOR;
	bond_speak(world, other, input.mac);
	network_post(world, asker, 2 * delay_us(world, 1), &input);
}

void network_probe(struct world *world, int asker)
{
	struct input input;

	memset(&input, 0, sizeof(input));
	if (network_arp_passes(world, asker) && !is_lost(world, 1)) {
		input.kind = INPUT_RIVAL_PROBE;
		bond_speak(world, asker, input.mac);
		network_post(world, world_other(asker), delay_us(world, 1), &input);
	}
	if (world->intruder && network_is_attached(world, asker)) {
		input.kind = INPUT_ANSWERED;
		input.consistent = true;
		input.mac[5] = world->intruder_card;
		network_post(world, asker, 2 * delay_us(world, 1), &input);
	}
	attacker_answer(world, asker);
	ask_peer(world, asker);
}

/* Tell the other node that this one has the F-IPs. */
static void claim(struct world *world, int claimer)
{
	struct input input;

	memset(&input, 0, sizeof(input));
	input.kind = INPUT_ANSWERED;
	input.consistent = true;
	bond_speak(world, claimer, input.mac);
	network_post(world, world_other(claimer), delay_us(world, 1), &input);
}

static void answer_probe(struct world *world, int answerer)
{
	const struct host *host = &world->hosts[answerer];

	if ((host->fips || host->copy) && network_arp_passes(world, answerer)
		&& !is_lost(world, 1)) {
		claim(world, answerer);
	}
}

static bool reaches_reference(const struct world *world, int asker)
{
	unsigned own_side = 1u << asker;
	bool whole = !world->lan_cut[0] && !world->lan_cut[1];
	unsigned sides = world->reference_sides;

	return network_is_attached(world, asker)
	       && (whole ? sides : sides & own_side) != 0;
}

void network_ask_references(struct world *world, int asker)
{
	struct input input;

	if (!reaches_reference(world, asker) || is_lost(world, 1)
		|| is_lost(world, 1)) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_REFERENCE;
	network_post(world, asker, 2 * delay_us(world, 1), &input);
}

void network_notify(struct world *world, int node)
{
	int other = world_other(node);

	if (!network_is_attached(world, node) || is_lost(world, 1)) {
		return;
	}
	world->caches[node] = node;
	if (!world->lan_cut[node]) {
		world->caches[other] = node;
	}
	if (network_arp_passes(world, node)) {
		claim(world, node);
	}
}

void network_announce(struct world *world, int node)
{
	world->audit.ledgers[node].announced++;
	network_notify(world, node);
}

static void drop(struct world *world, int to, unsigned from)
{
	unsigned kept = from;
	unsigned i;

	for (i = from; i < world->flight_count; i++) {
		if (world->flights[i].to != to) {
			world->flights[kept++] = world->flights[i];
		}
	}
	world->flight_count = kept;
}

void network_close(struct world *world, int to)
{
	unsigned kept = 0;
	unsigned i;

	for (i = 0; i < world->flight_count; i++) {
		if (i >= world->waiting_count || world->flights[i].to != to) {
			world->flights[kept++] = world->flights[i];
		}
	}
	world->flight_count = kept;
	world->waiting_count -= world->hosts[to].waiting;
	world->hosts[to].waiting = 0;
}

void network_drop(struct world *world, int to)
{
	network_close(world, to);
	drop(world, to, world->waiting_count);
}

/* The host says that nobody listens: an ICMP error for the sender's socket. */
static void refuse(struct world *world, const struct flight *flight)
{
	struct input input;
	unsigned path = flight->input.heartbeat.link;

	if (!network_link_passes(world, path, flight->to)) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_TROUBLE;
	input.link = (uint8_t)path;
	input.trouble = TROUBLE_REFUSED;
	network_post(world, world_other(flight->to), delay_us(world, path), &input);
}

/* A wake-up's events come in this order: kernel, probe replies, heartbeats. */
static int rank_of(enum input_kind kind)
{
	if (kind == INPUT_HEARTBEAT) {
		return 2;
	}
	return kind == INPUT_ANSWERED || kind == INPUT_RIVAL_PROBE
			       || kind == INPUT_REFERENCE || kind == INPUT_NEIGHBOR
		       ? 1
		       : 0;
}

static bool comes_before(const struct flight *a, const struct flight *b)
{
	int rank = rank_of(a->input.kind);
	int rank_b = rank_of(b->input.kind);

	return rank < rank_b || (rank == rank_b && a->arrives_us < b->arrives_us);
}

static bool can_read(const struct world *world, int node)
{
	const struct host *host = &world->hosts[node];

	return host->waiting > 0 && host->runs_us <= world->now_us
	       && world_is_awake(host);
}

/* What waits in the sockets comes first in the array. */
static struct flight *first_readable(struct world *world)
{
	bool reads[WORLD_NODES] = { can_read(world, 0), can_read(world, 1) };
	struct flight *first = NULL;
	unsigned i;

	if (!reads[0] && !reads[1]) {
		return NULL;
	}
	for (i = 0; i < world->waiting_count; i++) {
		struct flight *flight = &world->flights[i];

		if (reads[flight->to]
			&& (first == NULL || comes_before(flight, first))) {
			first = flight;
		}
	}
	return first;
}

static void take_out(struct world *world, struct flight *flight)
{
	size_t index = (size_t)(flight - world->flights);

	world->flight_count--;
	memmove(flight, flight + 1,
		(world->flight_count - index) * sizeof(world->flights[0]));
}

static void starve(struct world *world, struct host *host)
{
	if (host->starved_us > 0 && host->runs_us <= world->now_us) {
		host->runs_us =
			world->now_us
			+ (int64_t)(world_random(world) % (uint64_t)host->starved_us);
	}
}

/* The kernel's part; return whether the daemon has a socket with room for the rest. */
static bool arrive(struct world *world, struct flight *flight)
{
	struct host *host = &world->hosts[flight->to];

	if (!host->powered || host->paused) {
		return false;
	}
	if (flight->input.kind == INPUT_RIVAL_PROBE) {
		answer_probe(world, flight->to);
	}
	if (flight->input.kind == INPUT_HEARTBEAT && !host->running) {
		refuse(world, flight);
	}
	if (!host->running || (flight->life != 0 && flight->life != host->life)) {
		return false;
	}
	starve(world, host);
	return host->waiting < world->socket_max;
}

/* Move a flight from the air behind all that waits already. */
static void put_in_socket(struct world *world, unsigned i)
{
	struct flight flight = world->flights[i];
	struct flight *end = &world->flights[world->waiting_count];

	memmove(end + 1, end, (i - world->waiting_count) * sizeof(*end));
	*end = flight;
	world->waiting_count++;
	world->hosts[flight.to].waiting++;
}

static void arrive_all(struct world *world)
{
	unsigned i = world->waiting_count;

	while (i < world->flight_count) {
		struct flight *flight = &world->flights[i];

		if (flight->arrives_us > world->now_us) {
			i++;
		} else if (arrive(world, flight)) {
			put_in_socket(world, i);
			i++;
		} else {
			take_out(world, flight);
		}
	}
}

static uint64_t count_accepted(const struct engine *engine)
{
	uint64_t accepted = 0;
	unsigned i;

	for (i = 0; i < LINKS_MAX; i++) {
		accepted += engine->links[i].received;
	}
	return accepted;
}

static void pass_on(struct world *world, struct flight *flight)
{
	struct host *host = &world->hosts[flight->to];
	uint64_t before = count_accepted(&host->engine);

	flight->input.age_us = world->now_us - flight->arrives_us;
	/* A daemon looks at the kernel when it hears of these, and tells what is. */
	if (flight->input.kind == INPUT_INTERFACE || flight->input.kind == INPUT_COPY) {
		world_tell_kind(world, flight->to, flight->input.kind);
		return;
	}
	if (flight->input.kind == INPUT_TROUBLE) {
		world_trouble(
			world, flight->to, flight->input.link, flight->input.trouble);
		return;
	}
	if (flight->input.kind == INPUT_HEARTBEAT) {
		world_trouble(world, flight->to, flight->input.link, TROUBLE_NONE);
	}
	world_tell(world, flight->to, &flight->input);
	if (flight->input.kind == INPUT_HEARTBEAT) {
		audit_hear(world, flight, count_accepted(&host->engine) != before);
	}
}

static void linger(const struct world *world, struct host *host)
{
	if (host->reading_us > 0) {
		host->runs_us = world->now_us + host->reading_us;
	}
}

void network_deliver(struct world *world)
{
	struct flight *first;
	struct flight flight;

	arrive_all(world);
	while ((first = first_readable(world)) != NULL) {
		flight = *first;
		world->waiting_count--;
		world->hosts[flight.to].waiting--;
		take_out(world, first);
		pass_on(world, &flight);
		linger(world, &world->hosts[flight.to]);
	}
}

int64_t network_next_us(const struct world *world, int64_t until_us)
{
	int64_t next_us = until_us;
	unsigned i;
	int node;

	for (i = world->waiting_count; i < world->flight_count; i++) {
		if (world->flights[i].arrives_us < next_us) {
			next_us = world->flights[i].arrives_us;
		}
	}
	for (node = 0; node < WORLD_NODES; node++) {
		const struct host *host = &world->hosts[node];

		if (host->waiting > 0 && world_is_awake(host)
			&& host->runs_us < next_us) {
			next_us = host->runs_us;
		}
	}
	return next_us;
}
