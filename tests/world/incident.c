#include "world/incident.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world/attacker.h"
#include "world/bond.h"
#include "world/setting.h"

enum {
	WORDS_MAX = 8,
};

struct incident_row {
	const char *words; /* N, L, S and P stand for what the incident says */
	void (*happen)(struct world *world, const struct incident *incident);
	void (*configure)(struct settings *settings, const struct incident *incident);
};

static struct host *host_of(struct world *world, const struct incident *incident)
{
	return &world->hosts[incident->node];
}

/* Daemons */

static void start_on(struct world *world, int node)
{
	if (world->hosts[node].powered) {
		world_start(world, node);
	}
}

static void start(struct world *world, const struct incident *incident)
{
	start_on(world, incident->node);
}

static void start_both(struct world *world, const struct incident *incident)
{
	(void)incident;
	start_on(world, 0);
	start_on(world, 1);
}

static void kill_daemon(struct world *world, const struct incident *incident)
{
	world_kill(world, incident->node);
}

static void kill_with_fence(struct world *world, const struct incident *incident)
{
	world->hosts[incident->node].fence_us = 0;
	world_kill(world, incident->node);
}

static void stop(struct world *world, const struct incident *incident)
{
	world_stop(world, incident->node, false);
}

static void stop_to_restart(struct world *world, const struct incident *incident)
{
	world_stop(world, incident->node, true);
}

/* Of a daemon that does not run: it will be of the first release, or of this one. */
static void make_old(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->old = true;
}

static void make_new(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->old = false;
}

static void freeze(struct world *world, const struct incident *incident)
{
	world_freeze(world, incident->node, true);
}

static void thaw(struct world *world, const struct incident *incident)
{
	world_freeze(world, incident->node, false);
}

static void starve(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->starved_us = incident->span_us;
}

static void read_slowly(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->reading_us = incident->span_us;
}

/* Hosts */

static void crash(struct world *world, const struct incident *incident)
{
	world_power(world, incident->node, false);
}

static void boot(struct world *world, const struct incident *incident)
{
	if (!host_of(world, incident)->powered) {
		world_power(world, incident->node, true);
	}
}

static void pause_host(struct world *world, const struct incident *incident)
{
	world_pause(world, incident->node, false);
}

static void pause_with_clock(struct world *world, const struct incident *incident)
{
	world_pause(world, incident->node, true);
}

static void resume(struct world *world, const struct incident *incident)
{
	world_resume(world, incident->node);
}

static void unplug(struct world *world, const struct incident *incident)
{
	world_cable(world, incident->node, false);
}

static void plug(struct world *world, const struct incident *incident)
{
	world_cable(world, incident->node, true);
}

static void lose_real_ip(struct world *world, const struct incident *incident)
{
	world_lack(world, incident->node, true, LACK_REAL_IP);
}

static void lose_route(struct world *world, const struct incident *incident)
{
	world_lack(world, incident->node, true, LACK_ROUTE);
}

static void lack_nothing(struct world *world, const struct incident *incident)
{
	world_lack(world, incident->node, false, LACK_INTERFACE);
}

static void make_unwell(struct world *world, const struct incident *incident)
{
	world_health(world, incident->node, true);
}

static void make_well(struct world *world, const struct incident *incident)
{
	world_health(world, incident->node, false);
}

static void refuse(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->refuses = true;
}

static void obey(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->refuses = false;
}

static void slow(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->slow_us = incident->span_us;
}

static void strip(struct world *world, const struct incident *incident)
{
	world_strip(world, incident->node);
}

static void outsider(struct world *world, const struct incident *incident)
{
	world_copy(world, incident->node, false);
}

static void outsider_bound(struct world *world, const struct incident *incident)
{
	world_copy(world, incident->node, true);
}

static void outsider_leaves(struct world *world, const struct incident *incident)
{
	world_uncopy(world, incident->node);
}

static void forget(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->kept_epoch = 0;
}

/* Both kept it of what one of them once said. */
static void keep_epoch(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->kept_epoch = (uint32_t)incident->number;
}

static void set_clock(struct world *world, const struct incident *incident)
{
	clock_set_rate(&host_of(world, incident)->clock, (int32_t)incident->number,
		world->now_us);
}

/* The network */

static void cut_heartbeat_from(struct world *world, const struct incident *incident)
{
	unsigned i;

	for (i = 0; i < LINKS_MAX; i++) {
		world->links[i].cut[incident->node] = true;
	}
}

static void cut_heartbeat(struct world *world, const struct incident *incident)
{
	struct incident each = *incident;

	for (each.node = 0; each.node < WORLD_NODES; each.node++) {
		cut_heartbeat_from(world, &each);
	}
}

static void cut_link(struct world *world, const struct incident *incident)
{
	world->links[incident->link - 1].cut[0] = true;
	world->links[incident->link - 1].cut[1] = true;
}

static void cut_link_from(struct world *world, const struct incident *incident)
{
	world->links[incident->link - 1].cut[incident->node] = true;
}

static void cut_lan(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->lan_cut[0] = true;
	world->lan_cut[1] = true;
}

static void cut_lan_from(struct world *world, const struct incident *incident)
{
	world->lan_cut[incident->node] = true;
}

static void cut_arp_from(struct world *world, const struct incident *incident)
{
	world->arp_cut[incident->node] = true;
}

static void cut_arp(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->arp_cut[0] = true;
	world->arp_cut[1] = true;
}

static void age_neighbors(struct world *world, const struct incident *incident)
{
	world->neighbor_us = incident->span_us;
}

static void change_card(struct world *world, const struct incident *incident)
{
	world_card(world, incident->node, (uint8_t)incident->number);
}

static void balance(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->bond.balances = true;
}

static void join_port(struct world *world, const struct incident *incident)
{
	bond_join(world, incident->node, (uint8_t)incident->number);
}

static void leave_port(struct world *world, const struct incident *incident)
{
	bond_leave(world, incident->node, (uint8_t)incident->number);
}

static void lose_port(struct world *world, const struct incident *incident)
{
	bond_lose(world, incident->node);
}

static void fail_over(struct world *world, const struct incident *incident)
{
	bond_fail_over(world, incident->node);
}

static void set_link_cable(
	struct world *world, const struct incident *incident, bool pulled)
{
	enum trouble trouble = pulled ? TROUBLE_UNUSABLE : TROUBLE_NONE;

	world->links[incident->link - 1].pulled = pulled;
	world_trouble(world, 0, incident->link, trouble);
	world_trouble(world, 1, incident->link, trouble);
}

static void unplug_link(struct world *world, const struct incident *incident)
{
	set_link_cable(world, incident, true);
}

static void plug_link(struct world *world, const struct incident *incident)
{
	set_link_cable(world, incident, false);
}

void incident_mend(struct world *world)
{
	unsigned i;
	int node;

	for (node = 0; node < WORLD_NODES; node++) {
		world->lan_cut[node] = false;
		world->arp_cut[node] = false;
		for (i = 0; i < LINKS_MAX; i++) {
			world->links[i].cut[node] = false;
		}
	}
}

static void mend(struct world *world, const struct incident *incident)
{
	(void)incident;
	incident_mend(world);
}

static void mend_lan(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->lan_cut[0] = false;
	world->lan_cut[1] = false;
}

static void mend_link(struct world *world, const struct incident *incident)
{
	world->links[incident->link - 1].cut[0] = false;
	world->links[incident->link - 1].cut[1] = false;
}

static void forward_late(struct world *world, const struct incident *incident)
{
	host_of(world, incident)->late_us = incident->span_us;
}

static void lose(struct world *world, const struct incident *incident)
{
	unsigned i;

	for (i = 0; i < LINKS_MAX; i++) {
		world->links[i].loss_percent = (unsigned)incident->number;
	}
}

static void lose_on_link(struct world *world, const struct incident *incident)
{
	world->links[incident->link - 1].loss_percent = (unsigned)incident->number;
}

static void delay(struct world *world, const struct incident *incident)
{
	unsigned i;

	for (i = 0; i < LINKS_MAX; i++) {
		world->links[i].delay_us = incident->span_us;
	}
}

static void delay_link(struct world *world, const struct incident *incident)
{
	world->links[incident->link - 1].delay_us = incident->span_us;
}

static void jitter(struct world *world, const struct incident *incident)
{
	world->jitter_us = incident->span_us;
}

static void spike(struct world *world, const struct incident *incident)
{
	world->spike_percent = (unsigned)incident->number;
	world->spike_us = incident->span_us;
}

static void duplicate(struct world *world, const struct incident *incident)
{
	world->duplicate_percent = (unsigned)incident->number;
}

static void seed(struct world *world, const struct incident *incident)
{
	world->random = (uint64_t)incident->number;
}

static void end_leases_late(struct world *world, const struct incident *incident)
{
	world->expiry_slack_us = incident->span_us;
}

/* Others on the segment */

static void intruder_appears(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->intruder = true;
}

static void intruder_appears_with(struct world *world, const struct incident *incident)
{
	world->intruder = true;
	world->intruder_card = (uint8_t)incident->number;
}

static void intruder_goes(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->intruder = false;
}

static void liar_answers(struct world *world, const struct incident *incident)
{
	world->liar.answers = true;
	world->liar.elsewhere = false;
	world->liar.as = incident->node;
}

static void liar_answers_elsewhere(struct world *world, const struct incident *incident)
{
	liar_answers(world, incident);
	world->liar.elsewhere = true;
}

static void speak(
	struct world *world, const struct incident *incident, enum input_kind kind)
{
	world->liar.says = kind;
	world->liar.as = incident->node;
	world->liar.period_us = incident->span_us;
	world->liar.next_us = world->now_us;
}

static void liar_asks(struct world *world, const struct incident *incident)
{
	speak(world, incident, INPUT_RIVAL_PROBE);
}

static void liar_claims(struct world *world, const struct incident *incident)
{
	speak(world, incident, INPUT_ANSWERED);
}

/* Its datagrams are read once a second, whatever its interval is. */
static void third_speaks(struct world *world, const struct incident *incident)
{
	world->liar.says = INPUT_THIRD;
	world->liar.as = world_other(incident->node);
	world->liar.period_us = SECOND_US;
	world->liar.next_us = world->now_us;
}

static void liar_impersonates(struct world *world, const struct incident *incident)
{
	attacker_impersonate(world, incident->node);
}

static void liar_goes(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->liar.answers = false;
	world->liar.period_us = 0;
}

static void reference_beside(struct world *world, const struct incident *incident)
{
	world->reference_sides = 1u << incident->node;
}

static void reference_beside_both(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->reference_sides = 3;
}

static void reference_dies(struct world *world, const struct incident *incident)
{
	(void)incident;
	world->reference_sides = 0;
}

static void replay(struct world *world, const struct incident *incident)
{
	(void)incident;
	attacker_replay(world);
}

static void replay_some(struct world *world, const struct incident *incident)
{
	attacker_replay_some(world, (unsigned)incident->number);
}

static void reflect(struct world *world, const struct incident *incident)
{
	(void)incident;
	attacker_reflect(world);
}

static void tell_trouble(
	struct world *world, const struct incident *incident, enum trouble trouble)
{
	world_trouble(world, incident->node, incident->link, trouble);
}

static void break_seals(struct world *world, const struct incident *incident)
{
	tell_trouble(world, incident, TROUBLE_UNAUTHENTIC);
}

/* The operator */

static void command(
	struct world *world, const struct incident *incident, enum command command)
{
	struct input input;

	if (!world_is_awake(host_of(world, incident))) {
		return;
	}
	memset(&input, 0, sizeof(input));
	input.kind = INPUT_COMMAND;
	input.command = command;
	world_tell(world, incident->node, &input);
}

static void switch_over(struct world *world, const struct incident *incident)
{
	command(world, incident, COMMAND_SWITCHOVER);
}

static void switch_over_forced(struct world *world, const struct incident *incident)
{
	command(world, incident, COMMAND_FORCE_SWITCHOVER);
}

static void switch_over_vouched(struct world *world, const struct incident *incident)
{
	command(world, incident, COMMAND_VOUCH);
}

static void force_out(struct world *world, const struct incident *incident)
{
	command(world, incident, COMMAND_FORCE_OUT);
}

static void clear_fault(struct world *world, const struct incident *incident)
{
	command(world, incident, COMMAND_CLEAR_FAULT);
}

static void set(struct world *world, const struct incident *incident)
{
	incident_configure(incident, &host_of(world, incident)->settings);
	world_set(world, incident->node);
}

/* clang-format off */
/* table */
static const struct incident_row rows[] = {
	{ "start N", start, NULL },
	{ "start both", start_both, NULL },
	{ "kill N", kill_daemon, NULL },
	{ "kill N with its fence", kill_with_fence, NULL },
	{ "stop N", stop, NULL },
	{ "stop N to restart", stop_to_restart, NULL },
	{ "freeze N", freeze, NULL },
	{ "thaw N", thaw, NULL },
	{ "starve N S", starve, NULL },
	{ "read N S", read_slowly, NULL },
	{ "crash N", crash, NULL },
	{ "boot N", boot, NULL },
	{ "pause N", pause_host, NULL },
	{ "pause N with its clock", pause_with_clock, NULL },
	{ "unpause N", resume, NULL },
	{ "unplug N", unplug, NULL },
	{ "plug N", plug, NULL },
	{ "port N forwards S late", forward_late, NULL },
	{ "real ip N gone", lose_real_ip, NULL },
	{ "real ip N back", lack_nothing, NULL },
	{ "route N gone", lose_route, NULL },
	{ "route N back", lack_nothing, NULL },
	{ "unplug link L", unplug_link, NULL },
	{ "plug link L", plug_link, NULL },
	{ "unwell N", make_unwell, NULL },
	{ "well N", make_well, NULL },
	{ "refuse N", refuse, NULL },
	{ "obey N", obey, NULL },
	{ "slow N S", slow, NULL },
	{ "strip N", strip, NULL },
	{ "outsider on N", outsider, NULL },
	{ "outsider on N bound", outsider_bound, NULL },
	{ "outsider leaves N", outsider_leaves, NULL },
	{ "clock N P ppm", set_clock, NULL },
	{ "forget N", forget, NULL },
	{ "epoch N P", keep_epoch, NULL },
	{ "cut heartbeat", cut_heartbeat, NULL },
	{ "cut heartbeat from N", cut_heartbeat_from, NULL },
	{ "cut link L", cut_link, NULL },
	{ "cut link L from N", cut_link_from, NULL },
	{ "cut lan", cut_lan, NULL },
	{ "cut lan from N", cut_lan_from, NULL },
	{ "cut arp", cut_arp, NULL },
	{ "cut arp from N", cut_arp_from, NULL },
	{ "neighbors last S", age_neighbors, NULL },
	{ "card N P", change_card, NULL },
	{ "port N P joins", join_port, NULL },
	{ "port N P leaves", leave_port, NULL },
	{ "bond N balances", balance, NULL },
	{ "bond N loses a port", lose_port, NULL },
	{ "bond N fails over", fail_over, NULL },
	{ "old N", make_old, NULL },
	{ "new N", make_new, NULL },
	{ "mend", mend, NULL },
	{ "mend lan", mend_lan, NULL },
	{ "mend link L", mend_link, NULL },
	{ "loss P", lose, NULL },
	{ "loss P on link L", lose_on_link, NULL },
	{ "delay S", delay, NULL },
	{ "delay S on link L", delay_link, NULL },
	{ "jitter S", jitter, NULL },
	{ "spike P of S", spike, NULL },
	{ "duplicate P", duplicate, NULL },
	{ "seed P", seed, NULL },
	{ "leases end S late", end_leases_late, NULL },
	{ "intruder appears", intruder_appears, NULL },
	{ "intruder appears with card P", intruder_appears_with, NULL },
	{ "intruder goes", intruder_goes, NULL },
	{ "liar answers as N", liar_answers, NULL },
	{ "liar answers as N from elsewhere", liar_answers_elsewhere, NULL },
	{ "liar asks as N each S", liar_asks, NULL },
	{ "liar claims as N each S", liar_claims, NULL },
	{ "liar is N", liar_impersonates, NULL },
	{ "liar goes", liar_goes, NULL },
	{ "third speaks to N", third_speaks, NULL },
	{ "third goes", liar_goes, NULL },
	{ "reference beside N", reference_beside, NULL },
	{ "reference beside both", reference_beside_both, NULL },
	{ "reference dies", reference_dies, NULL },
	{ "replay", replay, NULL },
	{ "replay P", replay_some, NULL },
	{ "reflect", reflect, NULL },
	{ "unauthentic N link L", break_seals, NULL },
	{ "switchover N", switch_over, NULL },
	{ "switchover N forced", switch_over_forced, NULL },
	{ "switchover N vouched", switch_over_vouched, NULL },
	{ "force out N", force_out, NULL },
	{ "clear N", clear_fault, NULL },
	{ "set N interval S", set, setting_interval },
	{ "set N count P", set, setting_count },
	{ "set N failback_delay S", set, setting_failback_delay },
	{ "set N failback automatic", set, setting_failback_automatic },
	{ "set N failback manual", set, setting_failback_manual },
	{ "set N outsiders remove", set, setting_outsiders_remove },
	{ "set N outsiders tell", set, setting_outsiders_tell },
	{ "set N role active", set, setting_role_active },
	{ "set N role standby", set, setting_role_standby },
	{ "set N redundancy on", set, setting_redundancy_on },
	{ "set N redundancy off", set, setting_redundancy_off },
	{ "set N maintenance on", set, setting_maintenance_on },
	{ "set N maintenance off", set, setting_maintenance_off },
	{ "set N references on", set, setting_references_on },
	{ "set N references off", set, setting_references_off },
	{ "set N links P", set, setting_links },
	{ "set N fips other", set, setting_fips_other },
	{ "set N fips same", set, setting_fips_same },
};
/* clang-format on */

static bool read_span(
	struct incident *incident, char *const *words, unsigned count, unsigned *used)
{
	static const struct {
		const char *name;
		int64_t us;
	} units[] = { { "us", 1 }, { "ms", MS_US }, { "s", SECOND_US },
		{ "min", (int64_t)60 * SECOND_US } };
	size_t i;

	if (count < 2) {
		return false;
	}
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(words[1], units[i].name) == 0) {
			double span = strtod(words[0], NULL) * (double)units[i].us;

			incident->span_us = (int64_t)(span + 0.5);
			*used = 2;
			return true;
		}
	}
	return false;
}

static bool read_number(long *number, const char *word)
{
	char *end;

	*number = strtol(word, &end, 10);
	return end != word && *end == '\0';
}

/* Read what one word of a row stands for, with so many words left. */
static bool read_word(struct incident *incident, const char *pattern,
	char *const *words, unsigned count, unsigned *used)
{
	long number;

	*used = 1;
	if (count == 0) {
		return false;
	}
	if (strcmp(pattern, "S") == 0) {
		return read_span(incident, words, count, used);
	}
	if (strcmp(pattern, "N") == 0) {
		incident->node = words[0][0] == 'n' ? words[0][1] - '1' : -1;
		return incident->node >= 0 && incident->node < WORLD_NODES
		       && words[0][2] == '\0';
	}
	if (strcmp(pattern, "P") == 0) {
		return read_number(&incident->number, words[0]);
	}
	if (strcmp(pattern, "L") == 0) {
		incident->link = 0;
		if (read_number(&number, words[0]) && number >= 1
			&& number <= LINKS_MAX) {
			incident->link = (unsigned)number;
		}
		return incident->link != 0;
	}
	return strcmp(pattern, words[0]) == 0;
}

static bool matches(struct incident *incident, char *const *words, unsigned count)
{
	char pattern[INCIDENT_TEXT_MAX];
	char *save;
	char *word;
	unsigned at = 0;
	unsigned used;

	snprintf(pattern, sizeof(pattern), "%s", incident->row->words);
	for (word = strtok_r(pattern, " ", &save); word != NULL;
		word = strtok_r(NULL, " ", &save)) {
		if (!read_word(incident, word, words + at, count - at, &used)) {
			return false;
		}
		at += used;
	}
	return at == count;
}

bool incident_parse(struct incident *incident, char *const *words, unsigned count)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(incident, 0, sizeof(*incident));
		incident->row = &rows[i];
		if (matches(incident, words, count)) {
			return true;
		}
	}
	return false;
}

bool incident_read(struct incident *incident, const char *text)
{
	char copy[INCIDENT_TEXT_MAX];
	char *words[WORDS_MAX];
	unsigned count = 0;
	char *save;
	char *word;

	snprintf(copy, sizeof(copy), "%s", text);
	for (word = strtok_r(copy, " ", &save); word != NULL && count < WORDS_MAX;
		word = strtok_r(NULL, " ", &save)) {
		words[count++] = word;
	}
	return incident_parse(incident, words, count);
}

static int write_word(
	const struct incident *incident, const char *word, char *text, size_t size)
{
	if (strcmp(word, "N") == 0) {
		return snprintf(text, size, "n%d", incident->node + 1);
	}
	if (strcmp(word, "L") == 0) {
		return snprintf(text, size, "%u", incident->link);
	}
	if (strcmp(word, "P") == 0) {
		return snprintf(text, size, "%ld", incident->number);
	}
	if (strcmp(word, "S") == 0) {
		return snprintf(
			text, size, "%.3f ms", (double)incident->span_us / MS_US);
	}
	return snprintf(text, size, "%s", word);
}

void incident_write(const struct incident *incident, char text[INCIDENT_TEXT_MAX])
{
	char pattern[INCIDENT_TEXT_MAX];
	char *save;
	char *word;
	size_t at = 0;

	snprintf(pattern, sizeof(pattern), "%s", incident->row->words);
	for (word = strtok_r(pattern, " ", &save); word != NULL;
		word = strtok_r(NULL, " ", &save)) {
		if (at > 0) {
			text[at++] = ' ';
		}
		at += (size_t)write_word(
			incident, word, text + at, INCIDENT_TEXT_MAX - at);
	}
}

void incident_happen(const struct incident *incident, struct world *world)
{
	incident->row->happen(world, incident);
}

bool incident_configure(const struct incident *incident, struct settings *settings)
{
	if (incident->row->configure == NULL) {
		return false;
	}
	incident->row->configure(settings, incident);
	return true;
}
