#include "stories/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logic/narrate.h"
#include "stories/recorded.h"

enum {
	WORDS_MAX = 24,
	LINE_MAX = 200,
	NEVERS_MAX = 16,
};

struct never {
	int line;
	int node;
	char text[LINE_MAX];
};

struct story {
	const char *path;
	int line;
	bool failed;
	bool started;
	int64_t origin_us;
	int64_t two_hold_limit_us;
	unsigned heard[WORLD_NODES]; /* notes before this were expected already */
	unsigned never_count;
	struct never nevers[NEVERS_MAX];
	struct settings settings;
	struct recorded recorded;
	struct world world;
};

struct words {
	unsigned count;
	char *list[WORDS_MAX];
	char rest[LINE_MAX]; /* behind a colon */
};

static void fail(struct story *story, const char *what, const char *detail)
{
	story->failed = true;
	fprintf(stderr, "%s:%d: %s%s\n", story->path, story->line, what, detail);
}

static const char *word(const struct words *words, unsigned i)
{
	return i < words->count ? words->list[i] : "";
}

static bool is(const struct words *words, unsigned i, const char *text)
{
	return strcmp(word(words, i), text) == 0;
}

static int node_of(struct story *story, const char *name)
{
	if (strcmp(name, "n1") != 0 && strcmp(name, "n2") != 0) {
		fail(story, "a node is n1 or n2, not ", name);
		return 0;
	}
	return name[1] - '1';
}

/* A span is a number and a unit; both words are at i and i + 1. */
static int64_t span_us(struct story *story, const struct words *words, unsigned i)
{
	double number = strtod(word(words, i), NULL);

	if (is(words, i + 1, "ms")) {
		return (int64_t)(number * MS_US);
	}
	if (is(words, i + 1, "s")) {
		return (int64_t)(number * SECOND_US);
	}
	if (is(words, i + 1, "min")) {
		return (int64_t)(number * 60 * SECOND_US);
	}
	fail(story, "a time has a unit: ms, s or min, not ", word(words, i + 1));
	return 0;
}

static void narrate(const struct told *told, char text[LINE_MAX])
{
	const struct narrate_names names = {
		.pair = "web",
		.node = told->node == 0 ? "n1" : "n2",
		.own = told->node == 0 ? "n1" : "n2",
		.peer = told->node == 0 ? "n2" : "n1",
		.path_count = 1,
		.paths = { "eth0" },
	};

	narrate_note(text, LINE_MAX, &told->note, &names);
}

static unsigned told_count(const struct world *world)
{
	return world->told_count < WORLD_NOTES_MAX ? world->told_count
						   : WORLD_NOTES_MAX;
}

static void print_told(const struct story *story)
{
	char text[LINE_MAX];
	unsigned i;

	for (i = 0; i < told_count(&story->world); i++) {
		const struct told *told = &story->world.told[i];

		narrate(told, text);
		fprintf(stderr, "  %10.3f s  n%d: %s\n",
			(double)(told->at_us - story->origin_us) / SECOND_US,
			told->node + 1, text);
	}
}

/* Settings */

static void change_setting(struct story *story, struct settings *settings,
	const struct words *words, unsigned i)
{
	if (is(words, i, "interval")) {
		settings->interval_ms =
			(uint32_t)(span_us(story, words, i + 1) / MS_US);
	} else if (is(words, i, "count")) {
		settings->count = (uint8_t)atoi(word(words, i + 1));
	} else if (is(words, i, "failback_delay")) {
		settings->failback_delay_ms =
			(uint32_t)(span_us(story, words, i + 1) / MS_US);
	} else if (is(words, i, "failback")) {
		settings->automatic_failback = is(words, i + 1, "automatic");
	} else if (is(words, i, "role")) {
		settings->preferred = is(words, i + 1, "active");
	} else if (is(words, i, "redundancy")) {
		settings->enabled = is(words, i + 1, "on");
	} else if (is(words, i, "fips")) {
		settings->digest = is(words, i + 1, "other") ? 2 : 1;
	} else {
		fail(story, "no such setting: ", word(words, i));
	}
}

static void give(struct story *story, const struct words *words)
{
	int node;

	if (is(words, 1, "n1") || is(words, 1, "n2")) {
		node = node_of(story, word(words, 1));
		change_setting(story, &story->world.hosts[node].settings, words, 2);
		return;
	}
	for (node = 0; node < WORLD_NODES; node++) {
		change_setting(story, &story->world.hosts[node].settings, words, 1);
	}
}

static void set(struct story *story, int node, const struct words *words, unsigned i)
{
	struct host *host = &story->world.hosts[node];
	struct event event;

	memset(&event, 0, sizeof(event));
	event.kind = EVENT_SETTINGS;
	change_setting(story, &host->settings, words, i);
	event.settings = host->settings;
	world_tell(&story->world, node, &event);
}

/* What happens */

static void command(struct story *story, int node)
{
	struct event event;

	memset(&event, 0, sizeof(event));
	event.kind = EVENT_COMMAND;
	event.command = COMMAND_SWITCHOVER;
	world_tell(&story->world, node, &event);
}

static void cut(struct story *story, const struct words *words, unsigned i)
{
	struct world *world = &story->world;

	if (is(words, i, "lan")) {
		world->lan_cut = true;
	} else if (is(words, i, "heartbeat") && is(words, i + 1, "from")) {
		world->heartbeat_cut[node_of(story, word(words, i + 2))] = true;
	} else if (is(words, i, "heartbeat")) {
		world->heartbeat_cut[0] = true;
		world->heartbeat_cut[1] = true;
	} else {
		fail(story, "what to cut: ", word(words, i));
	}
}

static void mend(struct story *story)
{
	story->world.lan_cut = false;
	story->world.heartbeat_cut[0] = false;
	story->world.heartbeat_cut[1] = false;
}

static bool happen_to_network(
	struct story *story, const struct words *words, unsigned i)
{
	struct world *world = &story->world;

	if (is(words, i, "cut")) {
		cut(story, words, i + 1);
	} else if (is(words, i, "mend")) {
		mend(story);
	} else if (is(words, i, "loss")) {
		world->loss_percent = (unsigned)atoi(word(words, i + 1));
	} else if (is(words, i, "duplicate")) {
		world->duplicate_percent = (unsigned)atoi(word(words, i + 1));
	} else if (is(words, i, "delay")) {
		world->delay_us = span_us(story, words, i + 1);
	} else if (is(words, i, "replay")) {
		world_replay(world);
	} else if (is(words, i, "intruder")) {
		world->intruder = is(words, i + 1, "appears");
	} else {
		return false;
	}
	return true;
}

static bool happen_to_daemon(struct story *story, const struct words *words, unsigned i)
{
	struct world *world = &story->world;
	int node = is(words, i + 1, "both") ? 0 : node_of(story, word(words, i + 1));

	if (is(words, i, "start")) {
		world_start(world, node);
	} else if (is(words, i, "kill")) {
		world_kill(world, node);
	} else if (is(words, i, "stop")) {
		world_stop(world, node);
	} else if (is(words, i, "freeze") || is(words, i, "thaw")) {
		world_freeze(world, node, is(words, i, "freeze"));
	} else if (is(words, i, "switchover")) {
		command(story, node);
	} else if (is(words, i, "set")) {
		set(story, node, words, i + 2);
	} else {
		return false;
	}
	if (is(words, i, "start") && is(words, i + 1, "both")) {
		world_start(world, 1);
	}
	return true;
}

static void happen_to_host(struct story *story, const struct words *words, unsigned i)
{
	struct world *world = &story->world;
	int node = node_of(story, word(words, i + 1));

	if (is(words, i, "crash") || is(words, i, "boot")) {
		world_power(world, node, is(words, i, "boot"));
	} else if (is(words, i, "unplug") || is(words, i, "plug")) {
		world_cable(world, node, is(words, i, "plug"));
	} else if (is(words, i, "refuse") || is(words, i, "obey")) {
		world->hosts[node].refuses = is(words, i, "refuse");
	} else if (is(words, i, "strip")) {
		world_remove_fips(world, node);
	} else {
		fail(story, "not understood: ", word(words, i));
	}
}

/* Expectations */

static bool find_told(struct story *story, int node, const char *text)
{
	const struct world *world = &story->world;
	char told[LINE_MAX];
	unsigned i;

	for (i = story->heard[node]; i < told_count(world); i++) {
		narrate(&world->told[i], told);
		if (world->told[i].node == node && strstr(told, text) != NULL) {
			story->heard[node] = i + 1;
			return true;
		}
	}
	return false;
}

static void expect(struct story *story, const struct words *words)
{
	int node = node_of(story, word(words, 3));

	if (!find_told(story, node, words->rest)) {
		fail(story, "was not told by then: ", words->rest);
	}
}

static void check_cache(struct story *story, const struct words *words)
{
	if (story->world.cache != node_of(story, word(words, 4))) {
		fail(story, "the caches do not point to ", word(words, 4));
	}
}

static void check(struct story *story, const struct words *words)
{
	struct world *world = &story->world;
	int node;

	if (is(words, 3, "nobody")) {
		if (world->hosts[0].fips || world->hosts[1].fips) {
			fail(story, "somebody holds the F-IPs", "");
		}
		return;
	}
	if (is(words, 3, "cache")) {
		check_cache(story, words);
		return;
	}
	node = node_of(story, word(words, 3));
	if (is(words, 4, "holds")) {
		if (!world->hosts[node].fips || world->hosts[1 - node].fips) {
			fail(story, "not the one holder: ", word(words, 3));
		}
		return;
	}
	if (world->hosts[node].engine.role != narrate_role_of(word(words, 4))) {
		fail(story, "the role is ",
			narrate_role(world->hosts[node].engine.role));
	}
}

static void forbid(struct story *story, const struct words *words)
{
	struct never *never = &story->nevers[story->never_count];

	if (is(words, 1, "two")) {
		story->two_hold_limit_us =
			words->count > 3 ? span_us(story, words, 6) : 0;
		return;
	}
	if (story->never_count == NEVERS_MAX) {
		fail(story, "too many nevers", "");
		return;
	}
	never->line = story->line;
	never->node = node_of(story, word(words, 1));
	snprintf(never->text, sizeof(never->text), "%s", words->rest);
	story->never_count++;
}

static void count(struct story *story, const struct words *words)
{
	int node = node_of(story, word(words, 1));
	enum note_kind kind = narrate_kind_of(word(words, 2));
	int found = 0;
	unsigned i;

	for (i = 0; i < told_count(&story->world); i++) {
		found += story->world.told[i].node == node
			 && story->world.told[i].note.kind == kind;
	}
	if (kind == 0 || found != atoi(word(words, 3))) {
		char text[32];

		snprintf(text, sizeof(text), "%d", found);
		fail(story, "the number of these events is ", text);
	}
}

static void split(char *line, struct words *words)
{
	char *colon = strstr(line, ": ");
	char *save;
	char *token;

	words->count = 0;
	words->rest[0] = '\0';
	if (colon != NULL) {
		*colon = '\0';
		snprintf(words->rest, sizeof(words->rest), "%s",
			colon + 2 + strspn(colon + 2, " "));
	}
	for (token = strtok_r(line, " \t,", &save);
		token != NULL && words->count < WORDS_MAX;
		token = strtok_r(NULL, " \t,", &save)) {
		words->list[words->count++] = token;
	}
}

static void run_to(struct story *story, const struct words *words, unsigned i)
{
	int64_t until_us = story->origin_us + span_us(story, words, i);

	if (until_us < story->world.now_us) {
		fail(story, "is earlier than the line before", "");
		return;
	}
	world_run(&story->world, until_us);
}

static void perform(struct story *story, const struct words *words)
{
	if (is(words, 0, "given")) {
		give(story, words);
	} else if (is(words, 0, "never")) {
		forbid(story, words);
	} else if (is(words, 0, "count")) {
		count(story, words);
	} else if (is(words, 0, "expect")) {
		run_to(story, words, 1);
		expect(story, words);
	} else if (is(words, 0, "check")) {
		run_to(story, words, 1);
		check(story, words);
	} else {
		run_to(story, words, 0);
		if (!happen_to_network(story, words, 2)
			&& !happen_to_daemon(story, words, 2)) {
			happen_to_host(story, words, 2);
		}
	}
}

static void judge(struct story *story)
{
	const struct never *never = story->nevers;
	unsigned left = story->never_count;

	if (story->world.two_hold_us > story->two_hold_limit_us) {
		char text[32];

		snprintf(text, sizeof(text), "%.3f ms",
			(double)story->world.two_hold_us / MS_US);
		fail(story, "two held the F-IPs for ", text);
	}
	for (; left > 0; left--, never++) {
		story->line = never->line;
		story->heard[never->node] = 0;
		if (find_told(story, never->node, never->text)) {
			fail(story, "was told: ", never->text);
		}
	}
}

static struct story *begin(const char *path)
{
	struct story *story = calloc(1, sizeof(*story));
	struct settings settings = {
		.enabled = true,
		.automatic_failback = true,
		.count = 5,
		.interval_ms = 2000,
		.failback_delay_ms = 20000,
		.pair = 1,
		.digest = 1,
	};

	if (story == NULL) {
		abort();
	}
	story->path = path;
	world_init(&story->world, &settings);
	story->origin_us = story->world.now_us;
	return story;
}

/* Return whether the line is of a recording: those have a grammar of their own. */
static bool perform_recorded(struct story *story, const char *line)
{
	const char *fault = NULL;
	bool performed = recorded_perform(
		&story->recorded, &story->world, story->origin_us, line, &fault);

	if (fault != NULL) {
		fail(story, fault, "");
	}
	return performed;
}

static void read_lines(struct story *story, FILE *file)
{
	char line[LINE_MAX];
	struct words words;

	while (fgets(line, sizeof(line), file) != NULL) {
		story->line++;
		line[strcspn(line, "#\n")] = '\0';
		if (perform_recorded(story, line)) {
			continue;
		}
		split(line, &words);
		if (words.count > 0) {
			perform(story, &words);
		}
	}
	judge(story);
}

bool script_play(const char *path, bool used[128])
{
	struct story *story = begin(path);
	FILE *file = fopen(path, "r");
	bool passed;
	unsigned i;

	if (file == NULL) {
		fail(story, "cannot be read", "");
	} else {
		read_lines(story, file);
		fclose(file);
	}
	passed = !story->failed;
	if (!passed || getenv("STORY_TOLD") != NULL) {
		print_told(story);
	}
	for (i = 0; used != NULL && i < 128; i++) {
		used[i] = used[i] || story->world.rule_used[i];
	}
	free(story);
	return passed;
}
