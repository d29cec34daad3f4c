#include "explore/promise.h"

#include <stdarg.h>
#include <string.h>

#include "words/narrate.h"
#include "world/network.h"

static const int64_t at_once_us = 150 * MS_US;
static const int64_t refusal_us = 11 * SECOND_US; /* until a kernel is asked again */

static const int64_t removal_retry_us = 100 * MS_US;
static const int64_t expelled_us = 1100 * MS_US; /* one removal a second */
static const int64_t alarm_us = 61 * SECOND_US;  /* after the last sign of a conflict */

static int64_t origin_us(int64_t at_us)
{
	return SECOND_US + at_us;
}

static double seconds(const struct trial *trial)
{
	return (double)(trial->world.now_us - SECOND_US) / SECOND_US;
}

__attribute__((format(printf, 2, 3))) static void find(
	struct trial *trial, const char *format, ...)
{
	va_list arguments;

	if (trial->violation[0] != '\0') {
		return;
	}
	trial->found_us = trial->world.now_us - SECOND_US;
	va_start(arguments, format);
	vsnprintf(trial->violation, sizeof(trial->violation), format, arguments);
	va_end(arguments);
}

__attribute__((format(printf, 2, 3))) static void show_by(
	struct trial *trial, const char *format, ...)
{
	va_list arguments;

	if (trial->check[0] != '\0') {
		return;
	}
	va_start(arguments, format);
	vsnprintf(trial->check, sizeof(trial->check), format, arguments);
	va_end(arguments);
}

static bool has(const struct schedule *schedule, const char *words)
{
	unsigned i;

	for (i = 0; i < schedule->count; i++) {
		const struct fault *fault = schedule->list[i].fault;

		if (fault != NULL && strstr(fault->words, words) != NULL) {
			return true;
		}
	}
	return false;
}

/* Return whether a fault of these words hits a node. */
static bool hits(const struct schedule *schedule, int node, const char *words)
{
	unsigned i;

	for (i = 0; i < schedule->count; i++) {
		const struct planned *planned = &schedule->list[i];

		if (planned->fault != NULL && planned->incident.node == node
			&& strstr(planned->fault->words, words) != NULL) {
			return true;
		}
	}
	return false;
}

/* Limits */

static int64_t detection_gap_us(const struct trial *trial)
{
	int64_t detection_us = schedule_detection_us(&trial->world);

	/* Undone before anybody took over: whoever serves then, it is settled soon. */
	if (trial->schedule.fault_us < detection_us + SECOND_US) {
		return detection_us + 5 * SECOND_US;
	}
	return detection_us + schedule_interval_us(&trial->world) / 5 + 20 * MS_US;
}

/* flat switch */
static int64_t gap_limit_us(const struct trial *trial, enum gap gap)
{
	const struct world *world = &trial->world;
	int64_t settling_us = schedule_detection_us(world) + 5 * SECOND_US;

	switch (gap) {
	case NO_GAP:
		return 0;
	case AT_ONCE:
		return at_once_us;
	case TOLD:
		/* What was over before it was told: both wait for each other first. */
		return world->hosts[0].settings.links > 1
				       && trial->schedule.fault_us > at_once_us
			       ? at_once_us
			       : detection_gap_us(trial);
	case DETECTION:
		return detection_gap_us(trial);
	case EXPIRY:
		return settling_us + refusal_us;
	case ANY_GAP:
		break;
	}
	return settling_us;
}

/*
 * A host that stood still together with its clock does not know that it did, and speaks
 * to the MAC that the peer had before, until it hears the peer's next beat.
 */
static bool speaks_to_nobody(const struct schedule *schedule)
{
	return has(schedule, "with its clock")
	       && (schedule->changes_mac || has(schedule, "card "));
}

/* flat switch */
static int64_t overlap_limit_us(const struct trial *trial, enum overlap overlap)
{
	const struct world *world = &trial->world;
	int64_t beat_us = schedule_interval_us(world);
	/* A beacon may be lost, and the next. */
	int64_t beacons = world->links[0].loss_percent > 0 ? 5 : 1;
	int64_t outage_us = trial->schedule.outage_us;

	switch (overlap) {
	case NO_OVERLAP:
		break;
	case WOKEN:
	case HEALED:
		return (speaks_to_nobody(&trial->schedule) ? beat_us * 9 / 8
							   : beat_us / 8)
			       * beacons
		       + 50 * MS_US + outage_us;
	case ONE_WAY:
		return beat_us * beacons + 600 * MS_US + outage_us;
	}
	return 0;
}

/* What cannot be removed answers until it has left. */
static int64_t outsider_limit_us(
	const struct schedule *schedule, const struct planned *planned)
{
	if (strncmp(planned->fault->words, "outsider", strlen("outsider")) != 0) {
		return 0;
	}
	return planned->fault->undo != NULL ? schedule->healed_us : expelled_us;
}

/*
 * Of redundancy switched off and on within the jitter of the network, the farewell can
 * come behind the first word after it, and is old then (seed 2781781).
 */
static bool is_undone_unheard(const struct trial *trial, const struct fault *fault)
{
	return fault->gap == AT_ONCE && fault->undo != NULL
	       && trial->schedule.fault_us < trial->world.jitter_us;
}

/* The farewell was said while a bond let nothing pass (seed 74577). */
static bool is_swallowed(const struct trial *trial, const struct fault *fault)
{
	const struct host *hosts = trial->world.hosts;

	return fault->gap == AT_ONCE && trial->schedule.settings[0].links == 1
	       && (hosts[0].bond.dead || hosts[1].bond.dead);
}

/* Nobody is heard, and nobody serves, before the port forwards. */
static int64_t port_us(const struct trial *trial, const struct fault *fault)
{
	const struct host *hosts = trial->world.hosts;

	if (strcmp(fault->words, "unplug N") != 0) {
		return 0;
	}
	return hosts[0].late_us > hosts[1].late_us ? hosts[0].late_us
						   : hosts[1].late_us;
}

/*
 * Of a node whose words reach nobody nobody learns that its bond has another MAC: the
 * peer speaks to the one that was, so until the cut is mended the node hears nothing,
 * either (seeds 203492, 1210480).
 */
static int64_t deaf_us(const struct trial *trial, const struct planned *planned)
{
	const struct schedule *schedule = &trial->schedule;
	int64_t untold_us = planned->at_us - schedule_interval_us(&trial->world);

	return planned->fault->overlap == ONE_WAY
			       && schedule_changes_mac(
				       schedule, planned->incident.node, untold_us)
		       ? schedule->healed_us - planned->at_us
		       : 0;
}

/*
 * While ARP is cut in one direction, nobody learns the MACs of two bonds that change at
 * the same time: it is as if all were cut (seed 9047159).
 */
static int64_t set_apart_us(const struct trial *trial, const struct fault *fault)
{
	const struct schedule *schedule = &trial->schedule;

	return strstr(fault->words, "cut arp") != NULL
			       && schedule_changes_mac(schedule, 0, 0)
			       && schedule_changes_mac(schedule, 1, 0)
		       ? overlap_limit_us(trial, HEALED)
				 + schedule_interval_us(&trial->world)
		       : 0;
}

static void allow(struct trial *trial, const struct planned *planned)
{
	const struct fault *fault = planned->fault;
	const struct audit *audit = &trial->world.audit;
	bool hit = fault->everywhere || planned->incident.node == audit->holder;
	bool unheard = is_undone_unheard(trial, fault) || is_swallowed(trial, fault);
	enum gap gap = unheard ? ANY_GAP : fault->gap;
	int64_t gap_us = (hit ? gap_limit_us(trial, gap) + port_us(trial, fault) : 0)
			 + trial->schedule.outage_us;
	int64_t apart_us = set_apart_us(trial, fault);

	trial->two_hold_limit_us += overlap_limit_us(trial, fault->overlap)
				    + deaf_us(trial, planned) + apart_us;
	trial->copies_limit_us += outsider_limit_us(&trial->schedule, planned);
	trial->moves_limit += (hit ? fault->moves : 0) + (apart_us > 0 ? 1 : 0);
	if (gap_us > trial->gap_limit_us) {
		trial->gap_limit_us = gap_us;
	}
}

/* Checks */

static void check_always(struct trial *trial)
{
	if (trial->world.audit.fault != NULL) {
		find(trial, "%s", trial->world.audit.fault);
	}
	for (int node = 0; node < WORLD_NODES; node++) {
		if (trial->world.alarms[node].fault != NULL) {
			find(trial, "n%d: %s", node + 1,
				trial->world.alarms[node].fault);
		}
	}
}

static void check_overlap(struct trial *trial, int64_t limit_us)
{
	int64_t found_us = trial->world.audit.two_hold_us;

	if (found_us > limit_us) {
		find(trial, "two held the F-IPs for %.3f ms, allowed are %.3f",
			(double)found_us / MS_US, (double)limit_us / MS_US);
		show_by(trial, "never two hold for more than %.3f ms",
			(double)limit_us / MS_US);
	}
}

/* A daemon removes what an outsider sets if it runs, has a say, and is obeyed. */
static bool expels(const struct schedule *schedule)
{
	static const char *const absences[] = { "freeze", "pause", "kill", "stop",
		"refuse", "redundancy" };
	size_t i;

	for (i = 0; i < sizeof(absences) / sizeof(absences[0]); i++) {
		if (has(schedule, absences[i])) {
			return false;
		}
	}
	return !schedule->tells;
}

static void check_copies(struct trial *trial)
{
	const struct audit *audit = &trial->world.audit;
	int64_t found_us = audit->two_answer_us - audit->two_hold_us;

	if (expels(&trial->schedule) && found_us > trial->copies_limit_us) {
		find(trial, "an outsider's F-IP answered beside another for %.3f ms",
			(double)found_us / MS_US);
		show_by(trial, "never two answer for more than %.3f ms",
			(double)(audit->two_hold_us + trial->copies_limit_us) / MS_US);
	}
}

static void check_gap(struct trial *trial)
{
	int64_t found_us = trial->world.audit.longest_gap_us;

	if (found_us > trial->gap_limit_us) {
		find(trial, "nobody held the F-IPs for %.3f ms, allowed are %.3f",
			(double)found_us / MS_US, (double)trial->gap_limit_us / MS_US);
		show_by(trial, "never nobody holds for more than %.3f ms",
			(double)trial->gap_limit_us / MS_US);
	}
}

static void check_moves(struct trial *trial)
{
	unsigned found = trial->world.audit.moves;

	if (found > trial->moves_limit) {
		find(trial, "the F-IPs moved %u times, allowed are %u", found,
			trial->moves_limit);
		show_by(trial, "count moves at most %u", trial->moves_limit);
	}
}

static void check_one_holds(struct trial *trial)
{
	const struct host *hosts = trial->world.hosts;

	if (!hosts[0].fips && !hosts[1].fips) {
		/* They may be on their way home just now. */
		world_run(&trial->world, trial->world.now_us + at_once_us);
	}
	if (hosts[0].fips == hosts[1].fips) {
		find(trial, "all was whole, but %s the F-IPs",
			hosts[0].fips ? "two held" : "nobody held");
		show_by(trial, "check     %.6f s  one holds", seconds(trial));
	}
}

/* Those that an outsider can remove only are gone again, too. */
static void check_outsiders(struct trial *trial)
{
	for (int node = 0; node < WORLD_NODES; node++) {
		if (trial->world.hosts[node].copy) {
			find(trial, "an outsider's F-IP is still on n%d", node + 1);
			show_by(trial, "never two answer");
		}
	}
}

static bool names_the_holder(const struct world *world)
{
	int holder = world->hosts[0].fips ? 0 : 1;

	return world->caches[0] == holder && world->caches[1] == holder;
}

/*
 * Where ARP is cut between the nodes, or frames are lost, the active may not hear that
 * the standby's kernel tells the segment of an F-IP that an outsider has set there,
 * when its bond gets another MAC.  The caches are right again when it next announces,
 * within 66 s (seeds 2848405, 9363760).
 */
static bool may_mislead(const struct schedule *schedule)
{
	return (has(schedule, "cut arp") || schedule_loses(schedule))
	       && has(schedule, "outsider")
	       && (schedule_changes_mac(schedule, 0, 0)
		       || schedule_changes_mac(schedule, 1, 0));
}

static void check_caches(struct trial *trial)
{
	struct world *world = &trial->world;
	int holder = world->hosts[0].fips ? 0 : 1;

	if (!names_the_holder(world) && !may_mislead(&trial->schedule)) {
		find(trial, "caches do not name the holder n%d", holder + 1);
		show_by(trial, "check     %.6f s  cache n%d", seconds(trial),
			holder + 1);
	}
}

static void check_home(struct trial *trial)
{
	if (!trial->world.hosts[0].fips) {
		find(trial, "the F-IPs did not return to the preferred node");
		show_by(trial, "check     %.6f s  n1 holds", seconds(trial));
	}
}

/* Who logged the original's (6) has logged (5) when the F-IPs are home. */
static void check_lines(struct trial *trial)
{
	const struct world *world = &trial->world;

	for (int node = 0; node < WORLD_NODES; node++) {
		const struct host *peer = &world->hosts[1 - node];

		if (world->lines[node] == ORIGINAL_FAILOVER && peer->fips
			&& world->hosts[node].engine.standing.role == ROLE_STANDBY
			&& peer->engine.standing.role == ROLE_ACTIVE) {
			find(trial, "the F-IPs are home, and n%d has not logged (5)",
				node + 1);
		}
	}
}

/* An alarm of this reason is right for as long as the settings are such. */
static bool is_contradiction(const struct world *world, enum reason reason)
{
	const struct settings *a = &world->hosts[0].settings;
	const struct settings *b = &world->hosts[1].settings;

	if (reason == REASON_TIMING_DIFFERS) {
		return a->interval_ms != b->interval_ms || a->count != b->count;
	}
	return reason == REASON_FIPS_DIFFER ? a->digest != b->digest
					    : a->preferred == b->preferred;
}

/* The F-IPs stay away where the operator or the damping wants it, and so may this. */
static bool may_be_open(const struct world *world, const struct event *alarm)
{
	if (alarm->kind == EVENT_CONFIG_MISMATCH) {
		return is_contradiction(world, alarm->reason);
	}
	return alarm->kind == EVENT_FAILOVER && !world->hosts[0].fips;
}

static void check_open(struct trial *trial)
{
	for (int node = 0; node < WORLD_NODES; node++) {
		const struct open_alarms *alarms = &trial->world.alarms[node];

		for (unsigned i = 0; i < alarms->count; i++) {
			const struct event *alarm = &alarms->list[i];

			if (!may_be_open(&trial->world, alarm)) {
				find(trial,
					"all was whole, but alarm %s is open on n%d",
					narrate_kind(alarm->kind), node + 1);
			}
		}
	}
}

static bool is_link_down(const struct host *host)
{
	for (unsigned i = 0; i < host->settings.links; i++) {
		if (host->engine.links[i].state != LINK_WATCH_UP) {
			return true;
		}
	}
	return false;
}

/* Its host or its kernel may keep a node from ending its claim; nobody else may. */
static bool ends_claims(const struct schedule *schedule, int node)
{
	static const char *const delays[] = { "freeze", "pause", "starve", "slow",
		"refuse" };
	unsigned i;

	for (i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		if (hits(schedule, node, delays[i])) {
			return false;
		}
	}
	return !has(schedule, "set N");
}

/* A claim leads to a holder, or to role held and its event, within the time promised,
 * whether the peer lives or not. */
static void check_claims(struct trial *trial)
{
	const struct ledger *ledger = trial->world.audit.ledgers;
	int64_t limit_us = 2 * schedule_detection_us(&trial->world) + SECOND_US;
	int node;

	for (node = 0; node < WORLD_NODES; node++) {
		if (ends_claims(&trial->schedule, node)
			&& ledger[node].longest_claim_us > limit_us) {
			find(trial, "n%d was claiming for %.3f ms", node + 1,
				(double)ledger[node].longest_claim_us / MS_US);
		}
		if (trial->world.hosts[node].engine.wishes.forcing) {
			find(trial, "a wish on n%d has not ended", node + 1);
		}
	}
}

static void check_alarms(struct trial *trial)
{
	const struct ledger *ledger = trial->world.audit.ledgers;
	unsigned path;
	int node;

	for (node = 0; node < WORLD_NODES; node++, ledger++) {
		bool down = false;

		for (path = 0; path <= LINKS_MAX; path++) {
			down = down || ledger->link_down[path];
		}
		down = down || is_link_down(&trial->world.hosts[node]);
		if (down || ledger->open[EVENT_PEER_LOST]
			|| ledger->open[EVENT_SPLIT_BRAIN]) {
			find(trial, "all was whole, but n%d did not say so", node + 1);
			show_by(trial, "count n%d linkUp 1", node + 1);
		}
	}
}

/* Return a node on which such an alarm stands, -1: on none. */
static int node_with(const struct world *world, enum event_kind kind)
{
	const struct ledger *ledgers = world->audit.ledgers;

	return ledgers[0].open[kind] ? 0 : ledgers[1].open[kind] ? 1 : -1;
}

/* These stand for a while after the last sign of what they tell. */
static void check_lasting(
	struct trial *trial, enum event_kind kind, const char *end_word)
{
	struct world *world = &trial->world;
	int node = node_with(world, kind);

	if (node >= 0) {
		world_run(world, world->now_us + alarm_us);
		check_always(trial);
		node = node_with(world, kind);
	}
	if (node >= 0) {
		find(trial, "nobody else has the F-IP, but an alarm stands on n%d",
			node + 1);
		show_by(trial, "count n%d %s 1", node + 1, end_word);
	}
}

/*
 * A node whose peer damps it asks to go home for a second after each failback delay,
 * fifty times.
 */
static uint64_t requests(const struct trial *trial, int64_t window_us)
{
	const struct schedule *schedule = &trial->schedule;
	int64_t delay_us = (int64_t)schedule->settings[0].failback_delay_ms * MS_US;

	return schedule->restarts < 2 ? 0 : (uint64_t)(window_us / delay_us + 1) * 52;
}

/* Frames of a quiet window. */
static void check_frames(struct trial *trial, const struct ledger *before, int node)
{
	const struct host *host = &trial->world.hosts[node];
	const struct ledger *after = &trial->world.audit.ledgers[node];
	/* A standby may answer a beat of a faster active when its own is near. */
	int64_t own_us = settings_interval_us(&host->settings)
			 * (host->engine.standing.role == ROLE_STANDBY ? 3 : 4) / 4;
	int64_t window_us = 10 * schedule_interval_us(&trial->world);
	uint64_t most = (uint64_t)(window_us / own_us) + 2 + requests(trial, window_us);
	unsigned i;

	for (i = 0; i < host->settings.links; i++) {
		if (after->sent[i] - before->sent[i] > most) {
			find(trial, "n%d sent %llu heartbeats on link %u in %lld ms",
				node + 1,
				(unsigned long long)(after->sent[i] - before->sent[i]),
				i + 1, (long long)(window_us / MS_US));
			show_by(trial, "count n%d sent at most 0", node + 1);
		}
	}
	/* Its back-off may end just now. */
	if (after->announced - before->announced > 2 && trial->schedule.restarts < 2) {
		find(trial, "n%d announced without need", node + 1);
		show_by(trial, "count n%d announced at most 0", node + 1);
	}
}

/* The course of a trial */

static void run_to(struct trial *trial, int64_t at_us)
{
	world_run(&trial->world, origin_us(at_us));
	check_always(trial);
}

static void begin(struct trial *trial)
{
	struct world *world = &trial->world;

	trial->two_hold_limit_us = 0;
	trial->copies_limit_us = trial->schedule.cleared_us + expelled_us;
	/* What a bond loses itself nobody serves. */
	trial->gap_limit_us = trial->schedule.outage_us;
	trial->moves_limit = 0;
	trial->violation[0] = '\0';
	trial->check[0] = '\0';
	world_init(world, &trial->schedule.settings[0]);
	world->hosts[1].settings = trial->schedule.settings[1];
}

static void settle(struct trial *trial)
{
	struct audit *audit = &trial->world.audit;

	run_to(trial, trial->schedule.settled_us);
	check_one_holds(trial);
	check_copies(trial);
	check_outsiders(trial);
	trial->copies_limit_us = 0;
	audit->two_answer_us = audit->two_hold_us;
	audit->moves = 0;
	audit->longest_gap_us = 0;
}

static void suffer(struct trial *trial)
{
	const struct schedule *schedule = &trial->schedule;
	bool settled = false;
	unsigned i;

	for (i = 0; i < schedule->count; i++) {
		const struct planned *planned = &schedule->list[i];

		if (!settled && planned->at_us >= schedule->settled_us) {
			settled = true;
			settle(trial);
		}
		run_to(trial, planned->at_us);
		if (planned->fault != NULL) {
			allow(trial, planned);
		}
		incident_happen(&planned->incident, &trial->world);
	}
}

/* The first release reaches its peer only as long as ARP goes both ways. */
static bool needs_arp(const struct schedule *schedule)
{
	return schedule->released
	       && (has(schedule, "cut arp") || has(schedule, "cut lan from"));
}

/*
 * A cable out, the heartbeats cut, and at the same time a daemon that does not notice
 * (or is being restarted, unheard) or a kernel that does not obey: a full partition for
 * which nobody can do anything.
 * So it is where the peer was down when that daemon got a longer interval: it cannot
 * know for how long the lease runs (seed 954705).  And so where a liar has the real IP
 * of a peer that was not heard in this life, and the operator overrules what answers
 * then (seed 8149709).
 */
static bool is_beyond_rules(const struct schedule *schedule)
{
	bool longer = has(schedule, "set N interval") || has(schedule, "set N count");
	bool down = has(schedule, "crash") || has(schedule, "stop");

	if (has(schedule, "liar is N") && has(schedule, "forced")
		&& (down || has(schedule, "kill"))) {
		return true;
	}
	return has(schedule, "unplug N") && (has(schedule, "cut ") || (longer && down))
	       && (has(schedule, "freeze") || has(schedule, "kill")
		       || has(schedule, "to restart") || has(schedule, "refuse")
		       || has(schedule, "starve"));
}

static void check_limits(struct trial *trial)
{
	enum schedule_kind kind = trial->schedule.kind;

	if (needs_arp(&trial->schedule)) {
		return;
	}
	if (kind != KIND_TEMPEST && !is_beyond_rules(&trial->schedule)) {
		check_overlap(trial, trial->two_hold_limit_us);
	}
	if (kind == KIND_NOISE || kind == KIND_SINGLE) {
		check_moves(trial);
		check_gap(trial);
	}
}

/* Where the operator or the damping has a say, the F-IPs may stay away from home. */
static bool goes_home(const struct trial *trial)
{
	const struct schedule *schedule = &trial->schedule;

	return schedule->settings[0].automatic_failback && schedule->restarts < 2
	       && !has(schedule, "switchover") && !has(schedule, "strip");
}

static void heal(struct trial *trial)
{
	struct world *world = &trial->world;
	int64_t limit_us = schedule_detection_us(world) + 5 * SECOND_US;
	int64_t two_us = world->audit.two_hold_us;
	bool refused = has(&trial->schedule, "refuse");

	if (refused || has(&trial->schedule, "strip")) {
		limit_us += refusal_us;
	}
	run_to(trial, trial->schedule.healed_us + limit_us);
	check_one_holds(trial);
	check_limits(trial);
	check_copies(trial);
	check_claims(trial);
	if (trial->schedule.kind == KIND_TEMPEST) {
		check_overlap(trial, two_us + overlap_limit_us(trial, HEALED)
					     + (refused ? removal_retry_us : 0));
	}
}

static void go_home(struct trial *trial)
{
	struct world *world = &trial->world;
	int64_t delay_us =
		(int64_t)trial->schedule.settings[0].failback_delay_ms * MS_US;

	world_run(world, world->now_us + schedule_detection_us(world) + 2 * delay_us
				 + 4 * SECOND_US);
	check_always(trial);
	check_one_holds(trial);
	check_outsiders(trial);
	check_caches(trial);
	check_alarms(trial);
	check_lines(trial);
	if (goes_home(trial)) {
		check_home(trial);
	}
}

static void rest(struct trial *trial)
{
	struct world *world = &trial->world;
	struct ledger before[WORLD_NODES];

	memcpy(before, world->audit.ledgers, sizeof(before));
	world_run(world, world->now_us + 10 * schedule_interval_us(world));
	check_always(trial);
	check_frames(trial, &before[0], 0);
	check_frames(trial, &before[1], 1);
	check_lasting(trial, EVENT_ADDRESS_CONFLICT, "addressConflictEnd");
	check_lasting(trial, EVENT_OUTSIDER, "outsiderEnd");
	check_open(trial);
}

/* Let a service fail or be well; who holds the F-IPs a moment later, -1: not one node.
 */
static int holder_after(struct trial *trial, int node, bool unwell)
{
	struct world *world = &trial->world;

	world_health(world, node, unwell);
	world_run(world, world->now_us + schedule_detection_us(world) + SECOND_US);
	check_always(trial);
	check_one_holds(trial);
	return world->hosts[0].fips ? 0 : 1;
}

/* The first release can neither be unwell nor hear of it. */
static bool knows_health(const struct world *world)
{
	return !world->hosts[0].old && !world->hosts[1].old;
}

/*
 * The one node that is well serves, without a gap or two holders; where none is,
 * nothing moves; and the one that is well again first gets the F-IPs.
 */
static void ail(struct trial *trial)
{
	struct audit *audit = &trial->world.audit;
	int holder = trial->world.hosts[0].fips ? 0 : 1;
	int64_t two_us = audit->two_hold_us;

	audit->moves = 0;
	audit->longest_gap_us = 0;
	if (holder_after(trial, holder, true) == holder) {
		find(trial, "n%d is unwell and kept the F-IPs", holder + 1);
	}
	if (holder_after(trial, 1 - holder, true) == holder) {
		find(trial, "both are unwell, and the F-IPs moved");
	}
	if (holder_after(trial, holder, false) != holder) {
		find(trial, "n%d is well and did not get the F-IPs", holder + 1);
	}
	if (holder_after(trial, 1 - holder, false) != holder && holder == 0) {
		find(trial, "n1 was well, and the F-IPs moved");
	}
	/* Those that an operator had put on n2 go home. */
	if (audit->moves > (holder == 0 ? 2 : 3)) {
		find(trial, "the F-IPs moved %u times", audit->moves);
	}
	check_overlap(trial, two_us);
	trial->gap_limit_us = at_once_us;
	check_gap(trial);
}

bool promise_try(struct trial *trial)
{
	begin(trial);
	suffer(trial);
	heal(trial);
	go_home(trial);
	rest(trial);
	if (trial->schedule.ails && knows_health(&trial->world)) {
		ail(trial);
	}
	return trial->violation[0] == '\0';
}
