#include "explore/choice.h"

#include <stdio.h>
#include <stdlib.h>

#include "world/incident.h"

/* When a choice is possible; of the host that it is about, or of the network. */
enum guard {
	ALWAYS,
	AWAKE,
	POWERED,
	DEAD, /* no power */
	STOPPED,
	FROZEN,
	RUNNING,
	PAUSED,
	PLUGGED,
	UNPLUGGED,
	ADDRESSED,
	LACKING,
	HOLDING,
	UNCOPIED, /* with power, and without an F-IP of an outsider */
	OBEYING,
	REFUSING,
	WELL,
	UNWELL,
	PROMPT,
	SLOW,
	IN_SERVICE,
	IN_MAINTENANCE,
	LAN_WHOLE,
	LINK_WHOLE,
	LINK_PLUGGED,
	LINK_PULLED,
	BROKEN, /* something of the network */
	NO_INTRUDER,
	INTRUDER,
	TRUTHFUL, /* no liar */
	LYING,
	ARP_WHOLE,
	TWO_LINKS,
	ONE_LINK,
};

/* What a search leaves out, another one visits. */
enum {
	BASIC = CHOICE_BASIC,
	LINKS = CHOICE_LINKS,
	ODD = CHOICE_ODD,
	LIAR = CHOICE_LIAR,
	ARP = CHOICE_ARP,
	RELOAD = CHOICE_RELOAD,
	HEALTH = CHOICE_HEALTH,
	EACH = CHOICE_ALL | CHOICE_LIAR | CHOICE_ARP | CHOICE_RELOAD | CHOICE_HEALTH,
};

struct choice {
	const char *words;
	enum guard guard;
	bool harm;
	unsigned groups;
};

/* clang-format off */
/* table */
static const struct choice choices[] = {
	{ "", ALWAYS, false, EACH },
	{ "kill n1", RUNNING, true, BASIC | ODD | LIAR | ARP | RELOAD | HEALTH },
	{ "kill n2", RUNNING, true, BASIC | ODD | LIAR | ARP | RELOAD | HEALTH },
	{ "kill n1 with its fence", RUNNING, true, ODD },
	{ "kill n2 with its fence", RUNNING, true, ODD },
	{ "stop n1", AWAKE, true, BASIC },
	{ "stop n2", AWAKE, true, BASIC },
	{ "stop n1 to restart", AWAKE, true, ODD | HEALTH },
	{ "stop n2 to restart", AWAKE, true, ODD | HEALTH },
	{ "start n1", STOPPED, false, EACH },
	{ "start n2", STOPPED, false, EACH },
	{ "crash n1", POWERED, true, EACH },
	{ "crash n2", POWERED, true, EACH },
	{ "boot n1", DEAD, false, EACH },
	{ "boot n2", DEAD, false, EACH },
	{ "freeze n1", AWAKE, true, EACH },
	{ "freeze n2", AWAKE, true, EACH },
	{ "thaw n1", FROZEN, false, EACH },
	{ "thaw n2", FROZEN, false, EACH },
	{ "unplug n1", PLUGGED, true, BASIC | LINKS | ARP | HEALTH },
	{ "unplug n2", PLUGGED, true, BASIC | LINKS | ARP | HEALTH },
	{ "plug n1", UNPLUGGED, false, BASIC | LINKS | ARP | HEALTH },
	{ "plug n2", UNPLUGGED, false, BASIC | LINKS | ARP | HEALTH },
	{ "real ip n1 gone", ADDRESSED, true, ODD },
	{ "real ip n2 gone", ADDRESSED, true, ODD },
	{ "real ip n1 back", LACKING, false, ODD },
	{ "real ip n2 back", LACKING, false, ODD },
	{ "unwell n1", WELL, true, HEALTH },
	{ "unwell n2", WELL, true, HEALTH },
	{ "well n1", UNWELL, false, HEALTH },
	{ "well n2", UNWELL, false, HEALTH },
	{ "refuse n1", OBEYING, true, ODD },
	{ "refuse n2", OBEYING, true, ODD },
	{ "obey n1", REFUSING, false, ODD },
	{ "obey n2", REFUSING, false, ODD },
	{ "slow n1 300 ms", PROMPT, true, ODD },
	{ "slow n2 300 ms", PROMPT, true, ODD },
	{ "slow n1 0 ms", SLOW, false, ODD },
	{ "slow n2 0 ms", SLOW, false, ODD },
	{ "strip n1", HOLDING, true, ODD },
	{ "strip n2", HOLDING, true, ODD },
	{ "outsider on n1", UNCOPIED, true, ODD },
	{ "outsider on n2", UNCOPIED, true, ODD },
	{ "switchover n1", AWAKE, true, EACH },
	{ "switchover n2", AWAKE, true, EACH },
	{ "switchover n1 forced", AWAKE, true, ODD | LIAR },
	{ "switchover n2 forced", AWAKE, true, ODD | LIAR },
	{ "set n1 maintenance on", IN_SERVICE, true, ODD | HEALTH },
	{ "set n2 maintenance on", IN_SERVICE, true, ODD | HEALTH },
	{ "set n1 maintenance off", IN_MAINTENANCE, false, ODD | HEALTH },
	{ "set n2 maintenance off", IN_MAINTENANCE, false, ODD | HEALTH },
	{ "cut heartbeat from n1", LINK_WHOLE, true, BASIC | LIAR | ARP | HEALTH },
	{ "cut heartbeat from n2", LINK_WHOLE, true, BASIC | LIAR | ARP | HEALTH },
	{ "cut link 1", LINK_WHOLE, true, LINKS | RELOAD },
	{ "cut link 2", LINK_WHOLE, true, LINKS | RELOAD },
	{ "cut link 2 from n1", LINK_WHOLE, true, LINKS },
	{ "unplug link 2", LINK_PLUGGED, true, LINKS },
	{ "plug link 2", LINK_PULLED, false, LINKS },
	{ "cut lan", LAN_WHOLE, true, BASIC | LINKS },
	{ "mend", BROKEN, false, EACH },
	{ "intruder appears", NO_INTRUDER, true, ODD },
	{ "intruder goes", INTRUDER, false, ODD },
	{ "liar answers as n1", TRUTHFUL, true, LIAR },
	{ "liar answers as n2", TRUTHFUL, true, LIAR },
	{ "liar answers as n1 from elsewhere", TRUTHFUL, true, LIAR },
	{ "liar answers as n2 from elsewhere", TRUTHFUL, true, LIAR },
	{ "liar asks as n1 each 100 ms", TRUTHFUL, true, LIAR },
	{ "liar asks as n2 each 100 ms", TRUTHFUL, true, LIAR },
	{ "liar claims as n1 each 500 ms", TRUTHFUL, true, LIAR },
	{ "liar claims as n2 each 500 ms", TRUTHFUL, true, LIAR },
	{ "liar is n1", ALWAYS, true, LIAR | ARP },
	{ "liar is n2", ALWAYS, true, LIAR | ARP },
	{ "liar goes", LYING, false, LIAR },
	{ "cut arp", ARP_WHOLE, true, ARP },
	{ "cut arp from n1", ARP_WHOLE, true, ARP },
	{ "cut arp from n2", ARP_WHOLE, true, ARP },
	{ "set n1 links 1", TWO_LINKS, true, RELOAD },
	{ "set n2 links 1", TWO_LINKS, true, RELOAD },
	{ "set n1 links 2", ONE_LINK, false, RELOAD },
	{ "set n2 links 2", ONE_LINK, false, RELOAD },
};
/* clang-format on */

enum {
	CHOICES = sizeof(choices) / sizeof(choices[0]),
};

static struct incident incidents[CHOICES];
static unsigned groups_in_use;

void choice_init(unsigned groups)
{
	unsigned i;

	groups_in_use = groups;
	for (i = 1; i < CHOICES; i++) {
		if (!incident_read(&incidents[i], choices[i].words)) {
			fprintf(stderr, "not understood: %s\n", choices[i].words);
			abort();
		}
	}
}

unsigned choice_count(void)
{
	return CHOICES;
}

static bool is_broken(const struct world *world)
{
	unsigned i;

	for (i = 0; i < LINKS_MAX; i++) {
		if (world->links[i].cut[0] || world->links[i].cut[1]) {
			return true;
		}
	}
	return world->lan_cut[0] || world->lan_cut[1] || world->arp_cut[0]
	       || world->arp_cut[1];
}

static bool lies(const struct world *world)
{
	return world->liar.answers || world->liar.period_us > 0;
}

/* flat switch */
static bool is_open_at(const struct host *host, enum guard guard)
{
	switch (guard) {
	case AWAKE:
		return world_is_awake(host);
	case POWERED:
		return host->powered;
	case DEAD:
		return !host->powered;
	case STOPPED:
		return host->powered && !host->running;
	case RUNNING:
		return host->running;
	case FROZEN:
		return host->running && host->frozen;
	case PAUSED:
		return host->paused;
	case PLUGGED:
		return host->carrier;
	case UNPLUGGED:
		return !host->carrier;
	case ADDRESSED:
		return !host->lacks;
	case LACKING:
		return host->lacks;
	case HOLDING:
		return host->fips;
	case UNCOPIED:
		return host->powered && !host->copy;
	case OBEYING:
		return !host->refuses;
	case REFUSING:
		return host->refuses;
	case WELL:
		return !host->unwell;
	case UNWELL:
		return host->unwell;
	case PROMPT:
		return host->slow_us == 0;
	case SLOW:
		return host->slow_us > 0;
	case TWO_LINKS:
		return host->settings.links == 2;
	case ONE_LINK:
		return host->settings.links == 1;
	case IN_SERVICE:
		return !host->settings.maintenance;
	case IN_MAINTENANCE:
		return host->settings.maintenance;
	case ALWAYS:
	case LAN_WHOLE:
	case LINK_WHOLE:
	case LINK_PLUGGED:
	case LINK_PULLED:
	case BROKEN:
	case NO_INTRUDER:
	case INTRUDER:
	case TRUTHFUL:
	case LYING:
	case ARP_WHOLE:
	default:
		return true;
	}
}

bool choice_is_in_use(unsigned choice)
{
	return (choices[choice].groups & groups_in_use) != 0;
}

static bool has_link(const struct world *world, unsigned link)
{
	return link <= world->hosts[0].settings.links
	       && link <= world->hosts[1].settings.links;
}

static bool is_link_whole(const struct world *world, const struct incident *incident)
{
	unsigned link = incident->link > 0 ? incident->link : 1;

	return has_link(world, link) && !world->links[link - 1].cut[incident->node];
}

/* flat switch */
bool choice_is_open(const struct world *world, unsigned choice)
{
	const struct incident *incident = &incidents[choice];
	const struct host *host = &world->hosts[incident->node];
	const struct link *link =
		&world->links[incident->link > 0 ? incident->link - 1 : 0];

	switch (choices[choice].guard) {
	case LAN_WHOLE:
		return !world->lan_cut[0];
	case LINK_WHOLE:
		return is_link_whole(world, incident);
	case LINK_PLUGGED:
		return has_link(world, incident->link) && !link->pulled;
	case LINK_PULLED:
		return link->pulled;
	case BROKEN:
		return is_broken(world);
	case NO_INTRUDER:
		return !world->intruder;
	case INTRUDER:
		return world->intruder;
	case TRUTHFUL:
		return !lies(world);
	case LYING:
		return lies(world);
	case ARP_WHOLE:
		return !world->arp_cut[0] && !world->arp_cut[1];
	case ALWAYS:
	case AWAKE:
	case POWERED:
	case DEAD:
	case STOPPED:
	case FROZEN:
	case RUNNING:
	case PAUSED:
	case PLUGGED:
	case UNPLUGGED:
	case ADDRESSED:
	case LACKING:
	case HOLDING:
	case UNCOPIED:
	case OBEYING:
	case REFUSING:
	case WELL:
	case UNWELL:
	case PROMPT:
	case SLOW:
	case IN_SERVICE:
	case IN_MAINTENANCE:
	case TWO_LINKS:
	case ONE_LINK:
	default:
		return is_open_at(host, choices[choice].guard);
	}
}

bool choice_is_harm(unsigned choice)
{
	return choices[choice].harm;
}

const char *choice_name(unsigned choice)
{
	return choices[choice].words;
}

void choice_make(struct world *world, unsigned choice)
{
	if (choice > 0) {
		incident_happen(&incidents[choice], world);
	}
}

static void heal_host(struct world *world, int node)
{
	struct host *host = &world->hosts[node];

	host->refuses = false;
	host->slow_us = 0;
	world_resume(world, node);
	if (host->lacks) {
		world_lack(world, node, false, LACK_INTERFACE);
	}
	if (!host->carrier) {
		world_cable(world, node, true);
	}
	if (!host->powered) {
		world_power(world, node, true);
	} else if (!host->running) {
		world_start(world, node);
	} else if (host->frozen) {
		world_freeze(world, node, false);
	}
}

/* Whatever can be undone has a choice that undoes it.  Services may stay as they are.
 */
void choice_heal(struct world *world)
{
	unsigned i;

	incident_mend(world);
	heal_host(world, 0);
	heal_host(world, 1);
	for (i = 1; i < CHOICES; i++) {
		if (choice_is_in_use(i) && !choices[i].harm
			&& choices[i].guard != UNWELL && choice_is_open(world, i)) {
			choice_make(world, i);
		}
	}
}
