#include "world/audit.h"

#include <string.h>

#include "world/attacker.h"
#include "world/network.h"

static void find_fault(struct audit *audit, const char *what)
{
	if (audit->fault == NULL) {
		audit->fault = what;
	}
}

void audit_init(struct audit *audit)
{
	memset(audit, 0, sizeof(*audit));
	audit->holder = -1;
}

void audit_begin_life(struct audit *audit, const struct host *host, int node)
{
	struct ledger *ledger = &audit->ledgers[node];

	ledger->role = host->engine.standing.settled;
	memset(ledger->open, 0, sizeof(ledger->open));
	memset(ledger->link_down, 0, sizeof(ledger->link_down));
}

static bool is_reachable(const struct world *world, int node)
{
	const struct host *host = &world->hosts[node];

	return host->powered && !host->paused && network_is_attached(world, node);
}

/* A kernel whose host has lost its real IP answers ARP all the same. */
static bool holds(const struct world *world, int node)
{
	return world->hosts[node].fips && is_reachable(world, node);
}

static bool serves(const struct world *world, int node)
{
	return holds(world, node) && !world->hosts[node].lacks;
}

static bool answers(const struct world *world, int node)
{
	const struct host *host = &world->hosts[node];

	return (host->fips || host->copy) && is_reachable(world, node);
}

void audit_pass(struct world *world, int64_t next_us)
{
	struct audit *audit = &world->audit;
	bool first = serves(world, 0);
	bool second = serves(world, 1);
	int64_t span_us = next_us - world->now_us;

	/* Two holders matter where one client could reach both. */
	if (holds(world, 0) && holds(world, 1) && network_lan_joins(world)) {
		audit->two_hold_us += span_us;
	}
	if (answers(world, 0) && answers(world, 1) && network_lan_joins(world)) {
		audit->two_answer_us += span_us;
	}
	if (first || second) {
		audit->gap_us = 0;
		return;
	}
	audit->none_holds_us += span_us;
	audit->gap_us += span_us;
	if (audit->holder >= 0 && audit->gap_us > audit->longest_gap_us) {
		audit->longest_gap_us = audit->gap_us;
	}
}

void audit_take(struct audit *audit, int node)
{
	if (audit->holder >= 0 && audit->holder != node) {
		audit->moves++;
	}
	audit->holder = node;
}

static bool is_role_event(const struct event *event)
{
	return event->kind == EVENT_SWITCHOVER || event->kind == EVENT_ROLE_CHANGE
	       || event->kind == EVENT_FAILBACK || event->kind == EVENT_FAILOVER;
}

static void follow_role(struct audit *audit, int node, const struct event *event)
{
	struct ledger *ledger = &audit->ledgers[node];

	if (event->from != ledger->role) {
		find_fault(audit, "a role event leaves a role that none entered");
	}
	if (is_role_event(event) && event->to == event->from) {
		find_fault(audit, "a role event tells of no change");
	}
	ledger->role = event->to;
}

static void toggle(struct audit *audit, bool *open, bool begins)
{
	if (*open == begins) {
		find_fault(audit, begins ? "an alarm began twice"
					 : "an alarm ended that was not on");
	}
	*open = begins;
}

static bool begins_alarm(enum event_kind kind)
{
	return kind == EVENT_PEER_LOST || kind == EVENT_SPLIT_BRAIN
	       || kind == EVENT_ADDRESS_CONFLICT || kind == EVENT_CHECK_FAILED
	       || kind == EVENT_OUTSIDER || kind == EVENT_THIRD_NODE;
}

/* What was told as removed, and stays after all, is told anew. */
static bool turns_graver(const struct ledger *ledger, const struct event *event)
{
	return event->kind == EVENT_OUTSIDER && ledger->open[event->kind]
	       && event->reason != REASON_OUTSIDER_REMOVED
	       && ledger->outsider == REASON_OUTSIDER_REMOVED;
}

static void follow_alarm(struct audit *audit, int node, const struct event *event)
{
	struct ledger *ledger = &audit->ledgers[node];
	enum event_kind cleared = event_clears(event->kind);

	if (event->kind == EVENT_LINK_DOWN || event->kind == EVENT_LINK_UP) {
		toggle(audit, &ledger->link_down[event->link],
			event->kind == EVENT_LINK_DOWN);
	} else if (begins_alarm(event->kind) && !turns_graver(ledger, event)) {
		toggle(audit, &ledger->open[event->kind], true);
	} else if (event->kind == EVENT_PEER_LEFT) {
		/* No alarm; what follows is the same as after a loss. */
		toggle(audit, &ledger->open[EVENT_PEER_LOST], true);
	} else if (cleared != 0 && begins_alarm(cleared)) {
		toggle(audit, &ledger->open[cleared], false);
	}
	if (event->kind == EVENT_OUTSIDER) {
		ledger->outsider = event->reason;
	}
}

static bool is_sealed(const struct heartbeat *last, const uint8_t mac[6])
{
	for (unsigned i = 0; i < last->mac_count; i++) {
		if (memcmp(last->macs[i], mac, sizeof(last->macs[i])) == 0) {
			return true;
		}
	}
	return false;
}

/* Any port of the peer's bond answers for the peer, and for nobody else. */
static void check_conflict(
	struct audit *audit, const struct host *host, const struct event *event)
{
	const struct heartbeat *last = &host->engine.liveness.last;

	if (event->kind != EVENT_ADDRESS_CONFLICT || last->mac_count == 0) {
		return;
	}
	if (event->reason == REASON_ADDRESS_CONFLICT && is_sealed(last, event->mac)) {
		find_fault(audit, "a MAC of the peer was told as a third host's");
	}
	if (event->reason == REASON_ANSWERED_BY_PEER && !is_sealed(last, event->mac)) {
		find_fault(audit, "a third host's MAC was told as the peer's");
	}
}

void audit_tell(struct audit *audit, const struct host *host, int node,
	const struct event *event)
{
	audit->ledgers[node].counts[event->kind]++;
	if (is_role_event(event)) {
		follow_role(audit, node, event);
	}
	if (event->kind == EVENT_PEER_RECOVERED && event->peer == ROLE_UNKNOWN) {
		find_fault(audit, "a peer was called heard that is silent");
	}
	follow_alarm(audit, node, event);
	check_conflict(audit, host, event);
}

/* A role on the way to another is not told by itself. */
static bool is_passage(enum role role)
{
	return role == ROLE_CLAIMING || role == ROLE_RELEASING;
}

void audit_step(struct audit *audit, const struct host *host, int node)
{
	const struct engine *engine = &host->engine;
	struct ledger *ledger = &audit->ledgers[node];
	int64_t span_us = engine->counters.counted_us - engine->standing.since_us;

	if (engine->standing.role == ROLE_CLAIMING
		&& span_us > ledger->longest_claim_us) {
		ledger->longest_claim_us = span_us;
	}
	if (!is_passage(engine->standing.role) && !engine->wishes.stopping
		&& engine->standing.role != audit->ledgers[node].role) {
		find_fault(audit, "a change of role was not told");
	}
}

void audit_hear(struct world *world, const struct flight *flight, bool accepted)
{
	const struct host *host = &world->hosts[flight->to];
	struct overheard *overheard = attacker_recall(world, flight->id);

	if (overheard == NULL) {
		return;
	}
	if (accepted && overheard->accepted_life == host->life) {
		find_fault(&world->audit, "a datagram counted twice");
	}
	if (accepted && overheard->meant_life != host->life) {
		find_fault(&world->audit, "a datagram of a former life counted");
	}
	if (accepted && overheard->to != flight->to) {
		find_fault(&world->audit, "a node believed its own words");
	}
	if (accepted) {
		overheard->accepted_life = host->life;
	}
}
