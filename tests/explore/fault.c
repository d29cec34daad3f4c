#include "explore/fault.h"

enum {
	SINGLE = KIND_SINGLE,
	STORM = KIND_STORM,
	TEMPEST = KIND_TEMPEST,
	QUIET = KIND_NOISE | KIND_SINGLE | KIND_STORM | KIND_TEMPEST,
	MOST = KIND_SINGLE | KIND_STORM | KIND_TEMPEST,
	WILD = KIND_SINGLE | KIND_TEMPEST,
};

/* clang-format off */
/* table */
static const struct fault faults[] = {
	/* A node, its daemon. */
	{ "crash N", "boot N", MOST, 4, 1, DRAW_NOTHING, DETECTION, 2, NO_OVERLAP, false },
	{ "kill N", "start N", MOST, 4, 1, DRAW_NOTHING, DETECTION, 2, NO_OVERLAP, false },
	{ "kill N with its fence", "start N", WILD, 2, 1, DRAW_NOTHING, DETECTION, 2, NO_OVERLAP, false },
	{ "stop N", "start N", MOST, 2, 1, DRAW_NOTHING, AT_ONCE, 2, NO_OVERLAP, false },
	{ "stop N to restart", "start N", MOST, 2, 1, DRAW_NOTHING, DETECTION, 2, NO_OVERLAP, false },
	{ "freeze N", "thaw N", MOST, 5, 1, DRAW_NOTHING, DETECTION, 2, NO_OVERLAP, false },
	{ "pause N", "unpause N", WILD, 3, 1, DRAW_NOTHING, DETECTION, 2, WOKEN, false },
	{ "pause N with its clock", "unpause N", WILD, 2, 1, DRAW_NOTHING, DETECTION, 2, WOKEN, false },
	{ "starve N S", "starve N S", QUIET, 2, 1, DRAW_LATENESS, NO_GAP, 0, NO_OVERLAP, true },

	/* Its cable and its kernel. */
	{ "unplug N", "plug N", MOST, 3, 1, DRAW_NOTHING, TOLD, 2, NO_OVERLAP, false },
	{ "real ip N gone", "real ip N back", MOST, 2, 1, DRAW_NOTHING, DETECTION, 2, NO_OVERLAP, false },
	{ "route N gone", "route N back", MOST, 2, 1, DRAW_NOTHING, DETECTION, 2, NO_OVERLAP, false },
	{ "refuse N", "obey N", MOST, 2, 1, DRAW_NOTHING, EXPIRY, 2, NO_OVERLAP, false },
	{ "slow N S", "slow N S", MOST, 1, 1, DRAW_LATENESS, NO_GAP, 0, NO_OVERLAP, true },
	{ "strip N", NULL, MOST, 2, 1, DRAW_NOTHING, AT_ONCE, 0, NO_OVERLAP, false },
	{ "outsider on N", NULL, MOST, 2, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "outsider on N bound", "outsider leaves N", MOST, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "intruder appears", "intruder goes", SINGLE, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },

	/* The network: the segment alive. */
	{ "cut heartbeat", "mend", MOST, 3, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "cut heartbeat from N", "mend", MOST, 4, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "cut link L", "mend link L", MOST, 3, 2, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "cut link L from N", "mend link L", MOST, 3, 2, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "set N links P", "set N links P", MOST, 2, 2, DRAW_LINKS, NO_GAP, 0, NO_OVERLAP, true },
	{ "unplug link 2", "plug link 2", MOST, 2, 2, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },

	/* The network: the segment cut. */
	{ "cut lan", "mend lan", SINGLE, 2, 2, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "cut lan", "mend lan", WILD, 2, 1, DRAW_NOTHING, AT_ONCE, 3, HEALED, true },
	{ "cut lan from N", "mend lan", WILD, 2, 1, DRAW_NOTHING, AT_ONCE, 3, ONE_WAY, true },

	/* The neighbour tables; how fast they age is drawn with the noise. */
	{ "cut arp", "mend", WILD, 3, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "cut arp from N", "mend", WILD, 2, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "card N P", NULL, WILD, 2, 1, DRAW_COUNT, NO_GAP, 0, NO_OVERLAP, true },

	{ "reference dies", "reference beside both", MOST, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },

	/* The operator. */
	{ "switchover N", NULL, MOST, 4, 1, DRAW_NOTHING, AT_ONCE, 1, NO_OVERLAP, true },
	{ "switchover N forced", NULL, STORM | TEMPEST, 1, 1, DRAW_NOTHING, AT_ONCE, 1, NO_OVERLAP, true },
	{ "switchover N vouched", NULL, TEMPEST, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "set N interval S", NULL, QUIET, 2, 1, DRAW_INTERVAL, NO_GAP, 0, NO_OVERLAP, true },
	{ "set N count P", NULL, QUIET, 1, 1, DRAW_COUNT, NO_GAP, 0, NO_OVERLAP, true },
	{ "set N maintenance on", "set N maintenance off", MOST, 2, 1, DRAW_NOTHING, AT_ONCE, 2, NO_OVERLAP, false },
	{ "set N redundancy off", "set N redundancy on", MOST, 1, 1, DRAW_NOTHING, AT_ONCE, 2, NO_OVERLAP, false },
	{ "set N fips other", "set N fips same", MOST, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },

	/* The attacker. */
	{ "replay", NULL, QUIET, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "replay P", NULL, QUIET, 3, 1, DRAW_REPLAYS, NO_GAP, 0, NO_OVERLAP, true },
	{ "reflect", NULL, QUIET, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "liar answers as N", "liar goes", MOST, 2, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "liar answers as N from elsewhere", "liar goes", MOST, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
	{ "liar asks as N each S", "liar goes", MOST, 2, 1, DRAW_PERIOD, NO_GAP, 0, NO_OVERLAP, true },
	{ "liar claims as N each S", "liar goes", MOST, 2, 1, DRAW_PERIOD, NO_GAP, 0, NO_OVERLAP, true },
	{ "liar is N", NULL, MOST, 1, 1, DRAW_NOTHING, NO_GAP, 0, NO_OVERLAP, true },
};
/* clang-format on */

/* It costs what a handover does, there and back. */
static const struct fault health = {
	.words = "unwell N",
	.undo = "well N",
	.weight = 1,
	.links = 1,
	.gap = AT_ONCE,
	.moves = 2,
};

const struct fault *fault_of_health(void)
{
	return &health;
}

const struct fault *fault_table(size_t *count)
{
	*count = sizeof(faults) / sizeof(faults[0]);
	return faults;
}
