#include "explore/schedule.h"

#include <stdlib.h>
#include <string.h>

enum {
	FAULTS_MAX = 64,
};

/* The rows of incidents, looked up once. */
struct prepared {
	struct incident incident;
	struct incident undo;
};

static struct prepared prepared[FAULTS_MAX];

/* Noise and repair, looked up once. */
static struct {
	struct incident seed, clock, jitter, spike, loss, duplicate, delay, late, age,
		port;
	struct incident start, mend;
	struct incident old, renewed, outsider, bound, leaves;
	struct incident unwell, well;
	struct incident balances, joins, parts, loses, fails_over;
} words;

static void look_up(struct incident *incident, const char *text)
{
	char concrete[INCIDENT_TEXT_MAX];
	size_t at = 0;

	for (; *text != '\0'; text++) {
		const char *value = (const char[]){ *text, '\0' };

		value = *text == 'N' ? "n1" : value;
		value = *text == 'L' ? "1" : value;
		value = *text == 'P' ? "1" : value;
		value = *text == 'S' ? "1 ms" : value;
		at += (size_t)snprintf(
			concrete + at, sizeof(concrete) - at, "%s", value);
	}
	if (!incident_read(incident, concrete)) {
		fprintf(stderr, "not understood: %s\n", concrete);
		abort();
	}
}

void schedule_init(void)
{
	size_t count;
	const struct fault *faults = fault_table(&count);
	size_t i;

	for (i = 0; i < count && i < FAULTS_MAX; i++) {
		look_up(&prepared[i].incident, faults[i].words);
		if (faults[i].undo != NULL) {
			look_up(&prepared[i].undo, faults[i].undo);
		}
	}
	look_up(&words.seed, "seed P");
	look_up(&words.clock, "clock N P ppm");
	look_up(&words.jitter, "jitter S");
	look_up(&words.spike, "spike P of S");
	look_up(&words.loss, "loss P");
	look_up(&words.duplicate, "duplicate P");
	look_up(&words.delay, "delay S");
	look_up(&words.late, "leases end S late");
	look_up(&words.port, "port N forwards S late");
	look_up(&words.age, "neighbors last S");
	look_up(&words.start, "start N");
	look_up(&words.mend, "mend");
	look_up(&words.old, "old N");
	look_up(&words.renewed, "new N");
	look_up(&words.unwell, "unwell N");
	look_up(&words.well, "well N");
	look_up(&words.outsider, "outsider on N");
	look_up(&words.bound, "outsider on N bound");
	look_up(&words.leaves, "outsider leaves N");
	look_up(&words.balances, "bond N balances");
	look_up(&words.joins, "port N P joins");
	look_up(&words.parts, "port N P leaves");
	look_up(&words.loses, "bond N loses a port");
	look_up(&words.fails_over, "bond N fails over");
}

static int64_t longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t shorter(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t schedule_detection_us(const struct world *world)
{
	return longer(settings_detection_us(&world->hosts[0].settings),
		settings_detection_us(&world->hosts[1].settings));
}

int64_t schedule_interval_us(const struct world *world)
{
	return longer(settings_interval_us(&world->hosts[0].settings),
		settings_interval_us(&world->hosts[1].settings));
}

static int64_t detection_us(const struct schedule *schedule)
{
	return longer(settings_detection_us(&schedule->settings[0]),
		settings_detection_us(&schedule->settings[1]));
}

static int64_t interval_us(const struct schedule *schedule)
{
	return longer(settings_interval_us(&schedule->settings[0]),
		settings_interval_us(&schedule->settings[1]));
}

/* Put an incident in, behind those of the same instant. */
static struct planned *put(
	struct schedule *schedule, int64_t at_us, const struct incident *incident)
{
	unsigned i = schedule->count;

	if (i == SCHEDULE_MAX) {
		fprintf(stderr, "a schedule is longer than there is room for\n");
		abort();
	}
	for (; i > 0 && schedule->list[i - 1].at_us > at_us; i--) {
		schedule->list[i] = schedule->list[i - 1];
	}
	schedule->count++;
	schedule->list[i].at_us = at_us;
	schedule->list[i].incident = *incident;
	schedule->list[i].fault = NULL;
	return &schedule->list[i];
}

static void put_span(struct schedule *schedule, int64_t at_us,
	const struct incident *which, int64_t span_us)
{
	struct incident incident = *which;

	incident.span_us = span_us;
	put(schedule, at_us, &incident);
}

static void put_number(struct schedule *schedule, int64_t at_us,
	const struct incident *which, long number)
{
	struct incident incident = *which;

	incident.number = number;
	put(schedule, at_us, &incident);
}

/* Settings */

struct timing {
	unsigned weight;
	struct {
		uint32_t interval_ms;
		uint8_t count;
	} nodes[WORLD_NODES];
};

static const struct timing *draw_timing(struct chance *chance)
{
	/* table */
	static const struct timing timings[] = {
		{ 60, { { 2000, 5 }, { 2000, 5 } } },
		{ 8, { { 1000, 5 }, { 1000, 5 } } },
		{ 10, { { 100, 3 }, { 100, 3 } } },
		{ 3, { { 10, 3 }, { 10, 3 } } },
		{ 9, { { 2000, 5 }, { 1000, 5 } } },
		{ 4, { { 1000, 10 }, { 2000, 4 } } },
		{ 4, { { 100, 3 }, { 200, 4 } } },
		{ 2, { { 10, 3 }, { 100, 3 } } },
	};
	int64_t drawn = chance_between(chance, 0, 99);
	const struct timing *timing = timings;

	for (; drawn >= timing->weight; timing++) {
		drawn -= timing->weight;
	}
	return timing;
}

static void draw_settings(struct schedule *schedule, struct chance *chance)
{
	const struct timing *timing = draw_timing(chance);
	uint8_t links = chance_of(chance, 50) ? 2 : chance_of(chance, 10) ? 3 : 1;
	bool automatic = chance_of(chance, 90);
	bool references = chance_of(chance, 20);
	uint32_t delay_ms = (uint32_t)chance_between(chance, 500, 5000);
	int node;

	for (node = 0; node < WORLD_NODES; node++) {
		schedule->settings[node] = (struct settings){
			.enabled = true,
			.automatic_failback = automatic,
			.expels = true,
			.references = references,
			.node = (uint8_t)(node + 1),
			.preferred = node == 0,
			.count = timing->nodes[node].count,
			.interval_ms = timing->nodes[node].interval_ms,
			.links = links,
			.pair = 1,
			.digest = 1,
			.failback_delay_ms = delay_ms,
		};
	}
}

/* Noise */

static void draw_clocks(struct schedule *schedule, struct chance *chance)
{
	struct incident incident = words.clock;

	for (incident.node = 0; incident.node < WORLD_NODES; incident.node++) {
		incident.number = chance_between(chance, -500, 500);
		put(schedule, 0, &incident);
	}
	put_span(schedule, 0, &words.late, chance_between(chance, 10000, 330000));
	/* Shorter than most faults, so that what is not asked again is forgotten. */
	put_span(schedule, 0, &words.age,
		chance_between(
			chance, interval_us(schedule) / 4, detection_us(schedule)));
}

/*
 * A switch without fast ports: less than the detection time, else it is a cut.  A node
 * that has not heard the peer yet knows its own detection time only.
 */
static void draw_ports(struct schedule *schedule, struct chance *chance)
{
	struct incident incident = words.port;

	for (incident.node = 0; incident.node < WORLD_NODES; incident.node++) {
		incident.span_us =
			shorter(chance_between(chance, 1, detection_us(schedule) / 2),
				shorter(settings_detection_us(&schedule->settings[0]),
					settings_detection_us(&schedule->settings[1]))
					/ 2);
		schedule->late_us = longer(schedule->late_us, incident.span_us);
		put(schedule, 0, &incident);
	}
}

static bool has_few_beats(const struct schedule *schedule)
{
	return schedule->settings[0].count < 5 || schedule->settings[1].count < 5;
}

/* The promise of 30 % is made for five beats; three bear less. */
static long draw_loss(const struct schedule *schedule, struct chance *chance)
{
	if (schedule->kind == KIND_NOISE) {
		return (long)chance_between(
			chance, 0, has_few_beats(schedule) ? 8 : 30);
	}
	return chance_of(chance, 30) ? (long)chance_between(chance, 0, 3) : 0;
}

static void draw_noise(struct schedule *schedule, struct chance *chance)
{
	bool loud = schedule->kind == KIND_NOISE;
	int64_t beat_us = interval_us(schedule);
	int64_t most_us = loud ? beat_us / 2 : beat_us / 40;

	put_number(schedule, 0, &words.seed, (long)chance_between(chance, 1, 1 << 30));
	draw_clocks(schedule, chance);
	if (chance_of(chance, 50)) {
		put_span(schedule, 0, &words.jitter,
			chance_between(chance, 1, beat_us / 200));
	}
	if (chance_of(chance, 30)) {
		struct incident spike = words.spike;

		spike.number = (long)chance_between(chance, 1, 10);
		spike.span_us = chance_between(chance, 1, most_us);
		put(schedule, schedule->settled_us, &spike);
	}
	put_number(schedule, schedule->settled_us, &words.loss,
		draw_loss(schedule, chance));
	put_number(schedule, schedule->settled_us, &words.duplicate,
		chance_of(chance, 30) ? (long)chance_between(chance, 1, 50) : 0);
	if (chance_of(chance, 30)) {
		draw_ports(schedule, chance);
	}
}

/* What was there before the start */

static void put_on(struct schedule *schedule, int64_t at_us,
	const struct incident *which, int node)
{
	struct incident incident = *which;

	incident.node = node;
	put(schedule, at_us, &incident);
}

/*
 * A former keepalived, or an administrator, set the F-IPs on one node or on both. Where
 * nobody may or can remove them, they leave in time for the pair to settle.
 */
static void draw_outsiders(struct schedule *schedule, struct chance *chance)
{
	int64_t which = chance_between(chance, 1, 3);
	bool bound = chance_of(chance, 25);
	bool stays = bound || schedule->tells;
	int64_t leaves_us = chance_between(chance, 0, detection_us(schedule));
	int node;

	for (node = 0; node < WORLD_NODES; node++) {
		if ((which & (1 << node)) == 0) {
			continue;
		}
		put_on(schedule, 0, bound ? &words.bound : &words.outsider, node);
		if (stays) {
			put_on(schedule, leaves_us, &words.leaves, node);
		}
	}
	schedule->cleared_us = stays ? leaves_us : 0;
	schedule->settled_us += schedule->cleared_us;
}

static void draw_old(struct schedule *schedule, struct chance *chance)
{
	int64_t which = chance_between(chance, 1, 3);
	int node;

	for (node = 0; node < WORLD_NODES; node++) {
		if ((which & (1 << node)) != 0) {
			schedule->released = true;
			schedule->old[node] = true;
			put_on(schedule, 0, &words.old, node);
		}
	}
}

/*
 * Drawn by a chance of their own, so that a seed means the same with them or without,
 * and most seeds are without.
 */
static void draw_heritage(struct schedule *schedule)
{
	struct chance chance = { .state = schedule->seed * 0x9e3779b97f4a7c15u };
	int node;

	schedule->tells = chance_of(&chance, 8);
	for (node = 0; node < WORLD_NODES; node++) {
		schedule->settings[node].expels =
			!schedule->tells || chance_of(&chance, 30);
	}
	if (chance_of(&chance, 8)) {
		draw_outsiders(schedule, &chance);
	}
	if (chance_of(&chance, 8)) {
		draw_old(schedule, &chance);
	}
}

/* Bonds */

enum {
	BOND_PORTS = 2,   /* beside the one that every host has */
	BOND_CHANGES = 4, /* at most, of one bond */
};

/* These are the MACs of no card. */
static long port_of(int node, int64_t i)
{
	return 16 * (long)i + node + 1;
}

static void put_port(struct schedule *schedule, int64_t at_us,
	const struct incident *which, const struct incident *port)
{
	struct incident incident = *which;

	incident.node = port->node;
	incident.number = port->number;
	put(schedule, at_us, &incident);
}

/* A bond notices within a tenth of an interval: else its failure is one of the node. */
static void draw_failover(
	struct schedule *schedule, struct chance *chance, int node, int64_t at_us)
{
	int64_t outage_us = chance_between(chance, 1, interval_us(schedule) / 10);

	put_on(schedule, at_us, &words.loses, node);
	put_on(schedule, at_us + outage_us, &words.fails_over, node);
	schedule->outage_us += outage_us;
}

/* One of its ports leaves and comes back, or only one of both. */
static void draw_port(
	struct schedule *schedule, struct chance *chance, int node, int64_t at_us)
{
	struct incident port = {
		.node = node,
		.number = port_of(node, chance_between(chance, 0, BOND_PORTS)),
	};
	int64_t end_us = schedule->settled_us + schedule->length_us;

	put_port(schedule, at_us, &words.parts, &port);
	put_port(schedule, chance_between(chance, at_us, end_us), &words.joins, &port);
}

bool schedule_changes_mac(const struct schedule *schedule, int node, int64_t from_us)
{
	for (unsigned i = 0; i < schedule->count; i++) {
		const struct planned *planned = &schedule->list[i];
		const struct incident *incident = &planned->incident;

		if (planned->at_us >= from_us && incident->node == node
			&& (incident->row == words.parts.row
				|| incident->row == words.fails_over.row)) {
			return true;
		}
	}
	return false;
}

bool schedule_loses(const struct schedule *schedule)
{
	for (unsigned i = 0; i < schedule->count; i++) {
		const struct incident *incident = &schedule->list[i].incident;

		if (incident->row == words.loss.row && incident->number > 0) {
			return true;
		}
	}
	return false;
}

static void draw_bond(struct schedule *schedule, struct chance *chance, int node)
{
	struct incident port = { .node = node };
	bool balances = chance_of(chance, 50);
	int64_t left = chance_between(chance, 1, BOND_CHANGES);

	if (balances) {
		put_on(schedule, 0, &words.balances, node);
	}
	for (int64_t i = 1; i <= BOND_PORTS; i++) {
		port.number = port_of(node, i);
		put_port(schedule, 0, &words.joins, &port);
	}
	for (; left > 0; left--) {
		int64_t at_us = schedule->settled_us
				+ chance_between(chance, 0, schedule->length_us);

		if (chance_of(chance, 50)) {
			draw_failover(schedule, chance, node, at_us);
		} else {
			draw_port(schedule, chance, node, at_us);
		}
	}
	schedule->changes_mac = schedule->changes_mac || !balances;
}

/*
 * The F-IPs are on a bond, on one node or on both: drawn by a chance of their own, too.
 * A daemon of the first release says none of its MACs, so it is to have one.
 */
static void draw_bonds(struct schedule *schedule)
{
	struct chance chance = { .state = schedule->seed * 0xc2b2ae3d27d4eb4fu };
	int64_t which = chance_between(&chance, 1, 3);
	int node;

	if (!chance_of(&chance, 8) || schedule->released) {
		return;
	}
	for (node = 0; node < WORLD_NODES; node++) {
		if ((which & (1 << node)) != 0) {
			draw_bond(schedule, &chance, node);
		}
	}
}

/* Faults */

static size_t draw_fault(const struct schedule *schedule, struct chance *chance)
{
	size_t count;
	const struct fault *faults = fault_table(&count);
	size_t i;

	for (;;) {
		i = (size_t)chance_between(chance, 0, (int64_t)count - 1);
		if ((faults[i].kinds & (unsigned)schedule->kind) != 0
			&& faults[i].links <= schedule->settings[0].links
			&& chance_between(chance, 1, 5) <= faults[i].weight) {
			return i;
		}
	}
}

/* flat switch */
static void draw_numbers(struct schedule *schedule, struct chance *chance,
	enum draw draw, struct incident *incident)
{
	int64_t beat_us = settings_interval_us(&schedule->settings[incident->node]);
	/* However it is set, ports stay within the detection time (draw_ports). */
	int64_t least_ms = longer(INTERVAL_MIN_MS, schedule->late_us / 2 / MS_US + 1);
	int64_t least_count = longer(3, schedule->late_us / beat_us + 1);

	switch (draw) {
	case DRAW_LATENESS:
		incident->span_us = chance_between(chance, 1, beat_us / 10);
		break;
	case DRAW_INTERVAL:
		incident->span_us =
			chance_between(chance, beat_us / 3000, beat_us * 3 / 1000);
		incident->span_us = longer(incident->span_us, least_ms) * MS_US;
		break;
	case DRAW_COUNT:
		incident->number =
			(long)longer(chance_between(chance, 3, 8), least_count);
		break;
	case DRAW_PERIOD:
		incident->span_us = chance_between(chance, 2 * MS_US, beat_us);
		break;
	case DRAW_REPLAYS:
		incident->number = (long)chance_between(chance, 1, 50);
		break;
	case DRAW_LINKS:
		incident->number = schedule->settings[0].links - 1;
		break;
	case DRAW_NOTHING:
		break;
	}
}

/* How long a fault lasts: a moment, some beats, around the detection time, long. */
static int64_t draw_span_us(const struct schedule *schedule, struct chance *chance)
{
	int64_t detection = detection_us(schedule);
	int64_t most_us[] = { interval_us(schedule) / 4, interval_us(schedule) * 2,
		detection * 3 / 2, detection * 3 };

	return chance_between(chance, 1, most_us[chance_between(chance, 0, 3)]);
}

/* A daemon of the first release that was ended comes back as this one, now and then. */
static void upgrade(
	struct schedule *schedule, int64_t at_us, const struct fault *fault, int node)
{
	bool starts = strcmp(fault->undo, "start N") == 0
		      || strcmp(fault->undo, "boot N") == 0;

	if (starts && schedule->old[node] && at_us % 2 == 0) {
		schedule->old[node] = false;
		put_on(schedule, at_us, &words.renewed, node);
	}
}

static int64_t add_fault(
	struct schedule *schedule, struct chance *chance, int64_t at_us)
{
	size_t count;
	size_t which = draw_fault(schedule, chance);
	const struct fault *fault = fault_table(&count) + which;
	struct incident incident = prepared[which].incident;
	int64_t span_us = draw_span_us(schedule, chance);

	if (strstr(fault->words, "maintenance") != NULL) {
		/* Ended within its own handover it is a switchover. */
		span_us += HANDOVER_WINDOW_US;
	}
	incident.node = (int)chance_between(chance, 0, 1);
	incident.link = (unsigned)chance_between(
		chance, fault->links, schedule->settings[0].links);
	if (fault->links == 2 && strchr(fault->words, 'L') != NULL) {
		incident.link = (unsigned)chance_between(
			chance, 1, schedule->settings[0].links);
	}
	draw_numbers(schedule, chance, fault->draw, &incident);
	put(schedule, at_us, &incident)->fault = fault;
	schedule->fault_us = span_us;
	if (fault->undo != NULL) {
		struct incident undo = prepared[which].undo;

		undo.node = incident.node;
		undo.link = incident.link;
		undo.span_us = 0;
		undo.number = schedule->settings[0].links;
		upgrade(schedule, at_us + span_us, fault, undo.node);
		put(schedule, at_us + span_us, &undo);
		schedule->restarts += fault->gap != NO_GAP;
		return at_us + span_us;
	}
	return at_us;
}

/* A service fails, and is well again: drawn by a chance of its own, too. */
static int64_t draw_ailment(struct schedule *schedule, struct chance *chance, int node)
{
	struct incident incident = words.unwell;
	int64_t at_us =
		schedule->settled_us + chance_between(chance, 0, schedule->length_us);
	int64_t well_us = at_us + draw_span_us(schedule, chance);

	incident.node = node;
	put(schedule, at_us, &incident)->fault = fault_of_health();
	put_on(schedule, well_us, &words.well, node);
	return well_us;
}

static int64_t draw_ailments(struct schedule *schedule)
{
	struct chance chance = { .state = schedule->seed * 0x9fb21c651e98df25u };
	int64_t last_us = 0;
	int64_t left;

	schedule->ails = chance_of(&chance, 10) && schedule->kind != KIND_NOISE;
	if (!schedule->ails) {
		return 0;
	}
	left = schedule->kind == KIND_SINGLE ? 1 : chance_between(&chance, 1, 4);
	for (; left > 0; left--) {
		int node = (int)chance_between(&chance, 0, 1);

		last_us = longer(last_us, draw_ailment(schedule, &chance, node));
	}
	return last_us;
}

static unsigned draw_number(const struct schedule *schedule, struct chance *chance)
{
	if (schedule->kind == KIND_SINGLE) {
		return 1;
	}
	if (schedule->kind == KIND_NOISE) {
		return (unsigned)chance_between(chance, 0, 4);
	}
	return (unsigned)chance_between(chance, 2, 10);
}

static void draw_faults(struct schedule *schedule, struct chance *chance)
{
	unsigned left = draw_number(schedule, chance);
	int64_t last_us = longer(schedule->settled_us, draw_ailments(schedule));

	/* A single fault has limits of its own. */
	left = schedule->ails && schedule->kind == KIND_SINGLE ? 0 : left;
	for (; left > 0; left--) {
		int64_t at_us = schedule->settled_us
				+ chance_between(chance, 0, schedule->length_us);
		int64_t ends_us = add_fault(schedule, chance, at_us);

		last_us = longer(last_us, ends_us);
	}
	schedule->healed_us =
		schedule->outage_us
		+ longer(last_us, schedule->settled_us + schedule->length_us);
	put_number(schedule, schedule->healed_us, &words.loss, 0);
	put_number(schedule, schedule->healed_us, &words.duplicate, 0);
	put_number(schedule, schedule->healed_us, &words.spike, 0);
	put(schedule, schedule->healed_us, &words.mend);
	if (schedule->ails) {
		put_on(schedule, schedule->healed_us, &words.well, 0);
		put_on(schedule, schedule->healed_us, &words.well, 1);
	}
	if (schedule->tells) {
		put_on(schedule, schedule->healed_us, &words.leaves, 0);
		put_on(schedule, schedule->healed_us, &words.leaves, 1);
	}
}

static enum schedule_kind draw_kind(struct chance *chance)
{
	int64_t drawn = chance_between(chance, 0, 99);

	if (drawn < 15) {
		return KIND_NOISE;
	}
	return drawn < 50 ? KIND_SINGLE : drawn < 80 ? KIND_STORM : KIND_TEMPEST;
}

void schedule_plan(struct schedule *schedule, uint64_t seed, unsigned length)
{
	struct chance chance = { .state = seed * 0x2545f4914f6cdd1du };
	int64_t detection;
	int64_t second_us;
	struct incident start = words.start;

	memset(schedule, 0, offsetof(struct schedule, list));
	schedule->seed = seed;
	schedule->kind = draw_kind(&chance);
	draw_settings(schedule, &chance);
	detection = detection_us(schedule);
	/* Whoever started first, the F-IPs are at home by then. */
	schedule->settled_us =
		detection + interval_us(schedule) + 4 * SECOND_US
		+ (int64_t)schedule->settings[0].failback_delay_ms * MS_US;
	draw_heritage(schedule);
	schedule->length_us =
		detection * (length > 0 ? length : chance_between(&chance, 1, 6));
	draw_bonds(schedule);
	draw_noise(schedule, &chance);
	start.node = (int)chance_between(&chance, 0, 1);
	put(schedule, 0, &start);
	start.node = world_other(start.node);
	second_us = chance_between(&chance, 0, 2 * SECOND_US);
	put(schedule, second_us, &start);
	schedule->cleared_us = longer(schedule->cleared_us, second_us);
	draw_faults(schedule, &chance);
}

const char *schedule_kind_name(enum schedule_kind kind)
{
	switch (kind) {
	case KIND_NOISE:
		return "noise";
	case KIND_SINGLE:
		return "single fault";
	case KIND_STORM:
		return "storm";
	case KIND_TEMPEST:
		return "tempest";
	}
	return "?";
}

static void write_settings(const struct schedule *schedule, int node, FILE *file)
{
	const struct settings *settings = &schedule->settings[node];

	fprintf(file, "given     n%d interval %u ms\n", node + 1,
		settings->interval_ms);
	fprintf(file, "given     n%d count %u\n", node + 1, settings->count);
	fprintf(file, "given     n%d failback_delay %u ms\n", node + 1,
		settings->failback_delay_ms);
	fprintf(file, "given     n%d links %u\n", node + 1, settings->links);
	if (settings->references) {
		fprintf(file, "given     n%d references on\n", node + 1);
	}
	if (!settings->automatic_failback) {
		fprintf(file, "given     n%d failback manual\n", node + 1);
	}
	if (!settings->expels) {
		fprintf(file, "given     n%d outsiders tell\n", node + 1);
	}
}

void schedule_write(const struct schedule *schedule, int64_t until_us, FILE *file)
{
	char text[INCIDENT_TEXT_MAX];
	unsigned i;

	write_settings(schedule, 0, file);
	write_settings(schedule, 1, file);
	for (i = 0; i < schedule->count && schedule->list[i].at_us <= until_us; i++) {
		incident_write(&schedule->list[i].incident, text);
		fprintf(file, "%.6f s  %s\n",
			(double)schedule->list[i].at_us / SECOND_US, text);
	}
}
