#include "explore/choice.h"

#include <string.h>

enum act {
	ACT_NOTHING,
	ACT_KILL,
	ACT_STOP,
	ACT_START,
	ACT_CRASH,
	ACT_BOOT,
	ACT_FREEZE,
	ACT_THAW,
	ACT_UNPLUG,
	ACT_PLUG,
	ACT_CUT_FROM,
	ACT_SWITCHOVER,
	ACT_CUT_LAN,
	ACT_MEND,
};

struct choice {
	enum act act;
	int node;
	bool harm;
	const char *name;
};

/* clang-format off */
/* table */
static const struct choice choices[CHOICES] = {
	{ ACT_NOTHING, 0, false, "" },
	{ ACT_KILL, 0, true, "kill n1" },
	{ ACT_KILL, 1, true, "kill n2" },
	{ ACT_STOP, 0, true, "stop n1" },
	{ ACT_STOP, 1, true, "stop n2" },
	{ ACT_START, 0, false, "start n1" },
	{ ACT_START, 1, false, "start n2" },
	{ ACT_CRASH, 0, true, "crash n1" },
	{ ACT_CRASH, 1, true, "crash n2" },
	{ ACT_BOOT, 0, false, "boot n1" },
	{ ACT_BOOT, 1, false, "boot n2" },
	{ ACT_FREEZE, 0, true, "freeze n1" },
	{ ACT_FREEZE, 1, true, "freeze n2" },
	{ ACT_THAW, 0, false, "thaw n1" },
	{ ACT_THAW, 1, false, "thaw n2" },
	{ ACT_UNPLUG, 0, true, "unplug n1" },
	{ ACT_UNPLUG, 1, true, "unplug n2" },
	{ ACT_PLUG, 0, false, "plug n1" },
	{ ACT_PLUG, 1, false, "plug n2" },
	{ ACT_CUT_FROM, 0, true, "cut heartbeat from n1" },
	{ ACT_CUT_FROM, 1, true, "cut heartbeat from n2" },
	{ ACT_SWITCHOVER, 0, true, "switchover n1" },
	{ ACT_SWITCHOVER, 1, true, "switchover n2" },
	{ ACT_CUT_LAN, 0, true, "cut lan" },
	{ ACT_MEND, 0, false, "mend" },
};
/* clang-format on */

static bool is_awake(const struct host *host)
{
	return host->powered && host->running && !host->frozen;
}

/* flat switch */
bool choice_is_open(const struct world *world, unsigned choice)
{
	const struct host *host = &world->hosts[choices[choice].node];

	switch (choices[choice].act) {
	case ACT_NOTHING:
		return true;
	case ACT_KILL:
	case ACT_STOP:
	case ACT_FREEZE:
	case ACT_SWITCHOVER:
		return is_awake(host);
	case ACT_START:
		return host->powered && !host->running;
	case ACT_CRASH:
		return host->powered;
	case ACT_BOOT:
		return !host->powered;
	case ACT_THAW:
		return host->running && host->frozen;
	case ACT_UNPLUG:
		return host->carrier;
	case ACT_PLUG:
		return !host->carrier;
	case ACT_CUT_FROM:
		return !world->heartbeat_cut[choices[choice].node];
	case ACT_CUT_LAN:
		return !world->lan_cut;
	case ACT_MEND:
		return world->lan_cut || world->heartbeat_cut[0]
		       || world->heartbeat_cut[1];
	}
	return false;
}

bool choice_is_harm(unsigned choice)
{
	return choices[choice].harm;
}

const char *choice_name(unsigned choice)
{
	return choices[choice].name;
}

static void mend(struct world *world)
{
	world->lan_cut = false;
	world->heartbeat_cut[0] = false;
	world->heartbeat_cut[1] = false;
}

static void switch_over(struct world *world, int node)
{
	struct event event;

	memset(&event, 0, sizeof(event));
	event.kind = EVENT_COMMAND;
	event.command = COMMAND_SWITCHOVER;
	world_tell(world, node, &event);
}

/* flat switch */
void choice_make(struct world *world, unsigned choice)
{
	int node = choices[choice].node;

	switch (choices[choice].act) {
	case ACT_NOTHING:
		break;
	case ACT_KILL:
		world_kill(world, node);
		break;
	case ACT_STOP:
		world_stop(world, node);
		break;
	case ACT_START:
		world_start(world, node);
		break;
	case ACT_CRASH:
	case ACT_BOOT:
		world_power(world, node, choices[choice].act == ACT_BOOT);
		break;
	case ACT_FREEZE:
	case ACT_THAW:
		world_freeze(world, node, choices[choice].act == ACT_FREEZE);
		break;
	case ACT_UNPLUG:
	case ACT_PLUG:
		world_cable(world, node, choices[choice].act == ACT_PLUG);
		break;
	case ACT_CUT_FROM:
		world->heartbeat_cut[node] = true;
		break;
	case ACT_SWITCHOVER:
		switch_over(world, node);
		break;
	case ACT_CUT_LAN:
		world->lan_cut = true;
		break;
	case ACT_MEND:
		mend(world);
		break;
	}
}

void choice_heal(struct world *world)
{
	int node;

	mend(world);
	for (node = 0; node < WORLD_NODES; node++) {
		struct host *host = &world->hosts[node];

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
}
