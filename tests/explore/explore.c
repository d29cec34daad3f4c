/*
 * explore - visit every state that the pair can get into, and prove two things of each.
 *
 * The adversary acts at the turn of every slot: a path may spend so many
 * faults, in any order and at any time, and undo them at any time.  Depth first, each
 * state once.  Safety: on a segment that was never split, never two holders at any
 * instant; on one that was, at most 300 ms after it has healed.  Settling: from every
 * state, when all is whole again, exactly one node holds the F-IPs within the detection
 * time and 5 s, the caches point to it, and it stays so; if a service fails on one node
 * only, it is the other one, and where services fail the F-IPs do not move any more.  A
 * violation is printed as a story.
 *
 *   explore [--faults N] [--links N] [--groups
 * basic|links|odd|all|liar|arp|reload|health]
 *           [--slot MS] [--port MS] [--interval MS] [--count N] [--rules]
 *
 * --port: so long after its carrier has come back a port passes no frame.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore/choice.h"
#include "explore/digest.h"
#include "words/narrate.h"
#include "world/network.h"
#include "world/rules.h"

enum {
	HEALING_US = 300 * MS_US,
	DEPTH_MAX = 4000,
	SEEN_BITS = 24,
};

struct seen {
	uint64_t *slots;
	size_t count;
};

struct snapshot {
	struct world *world; /* only up to the last flight */
	unsigned next;       /* choice to try next */
	unsigned made;       /* choice that led here */
	unsigned faults;     /* left to spend */
	bool split;          /* the segment was split on the way */
};

struct search {
	struct world world;
	struct seen visited;
	struct seen settled;
	struct snapshot path[DEPTH_MAX];
	unsigned depth;
	unsigned deepest;
	int64_t slot_us;
	uint64_t transitions;
	bool failed;
	bool rule_used[WORLD_RULES_MAX];
};

static void seen_init(struct seen *seen)
{
	seen->slots = calloc((size_t)1 << SEEN_BITS, sizeof(uint64_t));
	seen->count = 0;
	if (seen->slots == NULL) {
		abort();
	}
}

/* Return whether the digest was new. */
static bool seen_add(struct seen *seen, uint64_t digest)
{
	size_t mask = ((size_t)1 << SEEN_BITS) - 1;
	size_t i = (size_t)digest & mask;

	digest += digest == 0;
	while (seen->slots[i] != 0) {
		if (seen->slots[i] == digest) {
			return false;
		}
		i = (i + 1) & mask;
	}
	if (seen->count > mask / 4 * 3) {
		fprintf(stderr, "more states than there is room for\n");
		exit(1);
	}
	seen->slots[i] = digest;
	seen->count++;
	return true;
}

static size_t used_bytes(const struct world *world)
{
	return offsetof(struct world, flights)
	       + world->flight_count * sizeof(world->flights[0]);
}

static void tell_story(const struct search *search, const char *what)
{
	const struct settings *settings = &search->world.hosts[0].settings;
	unsigned i;

	printf("# %s\n", what);
	printf("given     interval %u ms\ngiven     count %u\ngiven     failback_delay "
	       "%u "
	       "ms\n0 s       start both\n",
		settings->interval_ms, settings->count, settings->failback_delay_ms);
	for (i = 1; i <= search->depth; i++) {
		if (search->path[i].made != 0) {
			printf("%.1f s     %s\n",
				(double)(i - 2) * (double)search->slot_us / SECOND_US,
				choice_name(search->path[i].made));
		}
	}
	printf("# the caches name n%d and n%d; ends at %.3f s: n1 %s%s, n2 %s%s\n",
		search->world.caches[0] + 1, search->world.caches[1] + 1,
		(double)(search->world.now_us - SECOND_US) / SECOND_US,
		narrate_role(search->world.hosts[0].engine.standing.role),
		search->world.hosts[0].fips ? " holding" : "",
		narrate_role(search->world.hosts[1].engine.standing.role),
		search->world.hosts[1].fips ? " holding" : "");
}

static void fail(struct search *search, const char *what)
{
	search->failed = true;
	tell_story(search, what);
}

static bool holds_helplessly(const struct host *host)
{
	return host->fips && (!host->running || host->frozen || host->refuses);
}

/* Nobody can ask its kernel, and nobody in it gives up what it holds. */
static bool is_hidden(const struct host *host)
{
	return !host->carrier && holds_helplessly(host);
}

/*
 * A cable that is out is else no split: who has no carrier, or a port that does not
 * forward yet, must not claim.
 */
static bool lan_is_whole(const struct world *world)
{
	return !world->lan_cut[0] && !world->lan_cut[1] && !world->arp_cut[0]
	       && !world->arp_cut[1] && !is_hidden(&world->hosts[0])
	       && !is_hidden(&world->hosts[1]);
}

/* Who never heard the peer needs ARP to reach it; afterwards its MAC is known. */
static bool knows_way(const struct world *world, unsigned path, int from)
{
	const struct host *host = &world->hosts[from];

	return (!world->arp_cut[0] && !world->arp_cut[1])
	       || host->engine.links[path - 1].mac_known;
}

static bool some_link_passes(const struct world *world, int from)
{
	unsigned path;

	for (path = 1; path <= LINKS_MAX; path++) {
		if (path <= world->hosts[0].settings.links
			&& path <= world->hosts[1].settings.links
			&& knows_way(world, path, from)
			&& network_link_passes(world, path, from)) {
			return true;
		}
	}
	return false;
}

/*
 * A split segment without references makes both active; that is known and documented.
 * If the two then meet without being able to hear each other, because heartbeats are
 * still cut, or one of them sleeps or its kernel does not obey, only the lease can end
 * it.
 */
static bool is_beyond_rules(const struct world *world, bool split)
{
	return split
	       && (!some_link_passes(world, 0) || !some_link_passes(world, 1)
		       || holds_helplessly(&world->hosts[0])
		       || holds_helplessly(&world->hosts[1]));
}

static void check_safety(struct search *search, bool split, bool beyond)
{
	struct world *world = &search->world;
	int64_t limit_us = split ? HEALING_US : 0;

	if (world->audit.two_hold_us > limit_us && !beyond) {
		fail(search, "two held the F-IPs");
	}
}

static bool one_serves(const struct world *world)
{
	int holder = world->hosts[0].fips ? 0 : 1;

	return world->hosts[0].fips != world->hosts[1].fips
	       && world->caches[0] == holder && world->caches[1] == holder
	       && world->hosts[holder].engine.standing.role == ROLE_ACTIVE;
}

/* A service that fails on one node only is served by the other. */
static bool serves_well(const struct world *world)
{
	const struct host *hosts = world->hosts;
	int holder = hosts[0].fips ? 0 : 1;

	return hosts[0].unwell == hosts[1].unwell || !hosts[holder].unwell;
}

static void check_whole(struct search *search, bool moved)
{
	const struct world *world = &search->world;

	if (!one_serves(world)) {
		fail(search, "all was whole again, but not one node served");
	} else if (!serves_well(world)) {
		fail(search, "all was whole again, but a node served that is unwell");
	} else if (moved && (world->hosts[0].unwell || world->hosts[1].unwell)) {
		fail(search, "all was settled, and yet the F-IPs moved");
	}
}

static void check_settling(struct search *search)
{
	struct world *world = &search->world;
	const struct settings *settings = &world->hosts[0].settings;
	int64_t limit_us = settings_detection_us(settings) + 5 * SECOND_US
			   + world->hosts[0].late_us;
	int64_t healed_us = world->now_us;
	int64_t quiet_us = healed_us + limit_us + 12 * SECOND_US;
	int64_t limit = limit_us / search->slot_us + 1;

	choice_heal(world);
	while (world->now_us < quiet_us) {
		int64_t slots = (world->now_us - healed_us) / search->slot_us;
		int holder = world->audit.holder;

		/* What was seen to settle from here in time need not be seen again. */
		if (!seen_add(&search->settled,
			    digest_of(world,
				    (uint64_t)(slots < limit ? slots : limit)))) {
			return;
		}
		world_run(world, world->now_us + search->slot_us);
		if (world->now_us - healed_us >= limit_us) {
			check_whole(search,
				slots >= limit && world->audit.holder != holder);
		}
		if (search->failed) {
			return;
		}
	}
}

static void push(struct search *search, unsigned made, unsigned faults, bool split)
{
	struct snapshot *top;

	if (++search->depth == DEPTH_MAX) {
		fprintf(stderr, "a path is longer than there is room for\n");
		exit(1);
	}
	top = &search->path[search->depth];
	top->world = malloc(used_bytes(&search->world));
	if (top->world == NULL) {
		abort();
	}
	memcpy(top->world, &search->world, used_bytes(&search->world));
	top->next = 0;
	top->made = made;
	top->faults = faults;
	top->split = split;
	if (search->depth > search->deepest) {
		search->deepest = search->depth;
	}
}

static void restore(struct search *search, const struct snapshot *from)
{
	memcpy(&search->world, from->world, used_bytes(from->world));
	search->world.audit.two_hold_us = 0;
}

static void pop(struct search *search)
{
	free(search->path[search->depth].world);
	search->depth--;
}

static void enter(struct search *search, unsigned choice)
{
	struct snapshot *from = &search->path[search->depth];
	struct world *world = &search->world;
	unsigned faults = from->faults - choice_is_harm(choice);
	bool split = from->split;
	bool beyond;

	restore(search, from);
	choice_make(world, choice);
	split = split || !lan_is_whole(world);
	beyond = is_beyond_rules(world, split);
	world_run(world, world->now_us + search->slot_us);
	search->transitions++;
	if (!seen_add(&search->visited, digest_of(world, faults * 2 + split))) {
		return;
	}
	push(search, choice, faults, split);
	check_safety(search, split, beyond);
	check_settling(search);
}

static void note_rules(struct search *search)
{
	unsigned i;

	for (i = 0; i < WORLD_RULES_MAX; i++) {
		search->rule_used[i] =
			search->rule_used[i] || search->world.rule_used[i];
	}
}

static void explore(struct search *search)
{
	while (search->depth > 0 && !search->failed) {
		struct snapshot *top = &search->path[search->depth];
		unsigned choice = top->next++;

		if (choice == choice_count()) {
			pop(search);
		} else if (choice_is_in_use(choice)
			   && choice_is_open(top->world, choice)
			   && (top->faults > 0 || !choice_is_harm(choice))) {
			enter(search, choice);
			note_rules(search);
		}
	}
}

static long option(int argc, char **argv, const char *name, long otherwise)
{
	int i;

	for (i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], name) == 0) {
			return strtol(argv[i + 1], NULL, 10);
		}
	}
	return otherwise;
}

static unsigned groups_of(int argc, char **argv)
{
	/* table */
	static const struct {
		const char *name;
		unsigned groups;
	} names[] = {
		{ "basic", CHOICE_BASIC },
		{ "links", CHOICE_LINKS },
		{ "odd", CHOICE_ODD },
		{ "all", CHOICE_ALL },
		{ "liar", CHOICE_LIAR },
		{ "arp", CHOICE_ARP },
		{ "reload", CHOICE_RELOAD },
		{ "health", CHOICE_HEALTH },
	};
	size_t i;
	int at;

	for (at = 1; at + 1 < argc; at++) {
		for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			if (strcmp(argv[at], "--groups") == 0
				&& strcmp(argv[at + 1], names[i].name) == 0) {
				return names[i].groups;
			}
		}
	}
	return CHOICE_ALL;
}

static void begin(struct search *search, int argc, char **argv)
{
	struct settings settings = {
		.enabled = true,
		.automatic_failback = true,
		.expels = true,
		.count = (uint8_t)option(argc, argv, "--count", 5),
		.links = (uint8_t)option(argc, argv, "--links", 1),
		.interval_ms = (uint32_t)option(argc, argv, "--interval", 2000),
		.failback_delay_ms = 3000,
		.pair = 1,
		.digest = 1,
	};

	unsigned groups = groups_of(argc, argv);

	search->slot_us = option(argc, argv, "--slot", 2000) * MS_US;
	seen_init(&search->visited);
	seen_init(&search->settled);
	choice_init(groups);
	world_init(&search->world, &settings);
	if (groups == CHOICE_ARP) {
		search->world.neighbor_us = 3 * search->slot_us;
	}
	search->world.hosts[0].late_us = option(argc, argv, "--port", 0) * MS_US;
	search->world.hosts[1].late_us = search->world.hosts[0].late_us;
	search->world.recording = false;
	search->world.socket_max = 32;
	world_start(&search->world, 0);
	world_start(&search->world, 1);
	push(search, 0, (unsigned)option(argc, argv, "--faults", 2), false);
}

int main(int argc, char **argv)
{
	struct search *search = calloc(1, sizeof(*search));
	size_t rules;
	unsigned used;

	if (search == NULL) {
		abort();
	}
	begin(search, argc, argv);
	explore(search);
	used = rules_count_used(search->rule_used, &rules);
	if (strcmp(argv[argc - 1], "--rules") == 0) {
		rules_tell_unused(search->rule_used);
	}
	printf("%zu states, %llu transitions, longest path %u slots, %u of %zu rules "
	       "needed\n",
		search->visited.count, (unsigned long long)search->transitions,
		search->deepest, used, rules);
	printf("%d passed, %d failed\n", search->failed ? 0 : 1,
		search->failed ? 1 : 0);
	return search->failed ? 1 : 0;
}
