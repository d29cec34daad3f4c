#include "stories/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stories/recorded.h"
#include "words/narrate.h"
#include "world/incident.h"

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
	int64_t two_answer_limit_us; /* with what outsiders have set */
	int64_t gap_limit_us;
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
		return (int64_t)(number * MS_US + 0.5);
	}
	if (is(words, i + 1, "s")) {
		return (int64_t)(number * SECOND_US + 0.5);
	}
	if (is(words, i + 1, "min")) {
		return (int64_t)(number * 60 * SECOND_US + 0.5);
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
		.link_count = LINKS_MAX,
		.links = { "eth0", "cross", "third", "fourth" },
	};

	char line[ORIGINAL_TEXT_SIZE];
	size_t length;

	narrate_event(text, LINE_MAX, &told->event, &names);
	original_write(line, told->line, &names);
	length = strlen(text);
	if (*line) {
		snprintf(text + length, LINE_MAX - length, " | %s", line);
	}
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

/* What is given is set on a node, or on both, before its daemon runs. */
static void give(struct story *story, const struct words *words)
{
	bool one = is(words, 1, "n1") || is(words, 1, "n2");
	unsigned skipped = one ? 2 : 1;
	char set[] = "set";
	char names[WORLD_NODES][4] = { "n1", "n2" };
	char *list[WORDS_MAX] = { set };
	struct incident incident;
	unsigned i;
	int node;

	for (i = skipped; i < words->count && i - skipped + 2 < WORDS_MAX; i++) {
		list[i - skipped + 2] = words->list[i];
	}
	for (node = 0; node < WORLD_NODES; node++) {
		list[1] = names[node];
		if (one && !is(words, 1, names[node])) {
			continue;
		}
		if (!incident_parse(&incident, list, i - skipped + 2)) {
			fail(story, "no such setting: ", word(words, skipped));
			return;
		}
		incident_configure(&incident, &story->world.hosts[node].settings);
	}
}

static void happen(struct story *story, struct words *words, unsigned i)
{
	struct incident incident;

	if (!incident_parse(&incident, words->list + i, words->count - i)) {
		fail(story, "not understood: ", word(words, i));
		return;
	}
	incident_happen(&incident, &story->world);
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

static void check_holder(struct story *story, const struct words *words, int node)
{
	const struct host *hosts = story->world.hosts;

	if (!hosts[node].fips || hosts[world_other(node)].fips) {
		fail(story, "not the one holder: ", word(words, 3));
	}
}

static void check_anybody(struct story *story, const struct words *words)
{
	const struct host *hosts = story->world.hosts;

	if (is(words, 3, "nobody") && (hosts[0].fips || hosts[1].fips)) {
		fail(story, "somebody holds the F-IPs", "");
	}
	if (is(words, 3, "one") && hosts[0].fips == hosts[1].fips) {
		fail(story, hosts[0].fips ? "two hold" : "nobody holds", " the F-IPs");
	}
}

static void check_cache(struct story *story, const struct words *words)
{
	int node = node_of(story, word(words, 4));
	const int *caches = story->world.caches;

	if (caches[0] != node || caches[1] != node) {
		fail(story, "the caches do not all name ", word(words, 4));
	}
}

static void check_link(struct story *story, const struct words *words, int node)
{
	unsigned link = (unsigned)(word(words, 5)[0] - '1');

	if (link >= LINKS_MAX
		|| story->world.hosts[node].engine.links[link].state != LINK_WATCH_UP) {
		fail(story, "the link is not up: ", word(words, 5));
	}
}

static void check(struct story *story, const struct words *words)
{
	int node;

	if (is(words, 3, "nobody") || is(words, 3, "one")) {
		check_anybody(story, words);
		return;
	}
	if (is(words, 3, "cache")) {
		check_cache(story, words);
		return;
	}
	node = node_of(story, word(words, 3));
	if (is(words, 4, "holds")) {
		check_holder(story, words, node);
		return;
	}
	if (is(words, 4, "link")) {
		check_link(story, words, node);
		return;
	}
	if (story->world.hosts[node].engine.standing.role
		!= narrate_role_of(word(words, 4))) {
		fail(story, "the role is ",
			narrate_role(story->world.hosts[node].engine.standing.role));
	}
}

static void forbid(struct story *story, const struct words *words)
{
	struct never *never = &story->nevers[story->never_count];

	if (is(words, 1, "two")) {
		int64_t limit_us = words->count > 3 ? span_us(story, words, 6) : 0;

		if (is(words, 2, "answer")) {
			story->two_answer_limit_us = limit_us;
		} else {
			story->two_hold_limit_us = limit_us;
		}
		return;
	}
	if (is(words, 1, "nobody")) {
		story->gap_limit_us = span_us(story, words, 6);
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

static void compare(struct story *story, const struct words *words, unsigned i,
	uint64_t found, const char *what)
{
	bool at_most = is(words, i, "at") && is(words, i + 1, "most");
	uint64_t expected = strtoull(word(words, at_most ? i + 2 : i), NULL, 10);
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)found);
	if (at_most ? found > expected : found != expected) {
		fail(story, what, text);
	}
}

static uint64_t sent_by(const struct ledger *ledger)
{
	uint64_t sent = 0;
	unsigned i;

	for (i = 0; i < LINKS_MAX; i++) {
		sent += ledger->sent[i];
	}
	return sent;
}

static void count(struct story *story, const struct words *words)
{
	const struct audit *audit = &story->world.audit;
	const struct ledger *ledger;
	enum event_kind kind;

	if (is(words, 1, "moves")) {
		compare(story, words, 2, audit->moves, "the F-IPs moved so often: ");
		return;
	}
	ledger = &audit->ledgers[node_of(story, word(words, 1))];
	kind = narrate_kind_of(word(words, 2));
	if (is(words, 2, "sent")) {
		compare(story, words, 3, sent_by(ledger), "so many were sent: ");
	} else if (is(words, 2, "announced")) {
		compare(story, words, 3, ledger->announced, "so often announced: ");
	} else if (kind == 0) {
		fail(story, "no such kind of event: ", word(words, 2));
	} else {
		compare(story, words, 3, ledger->counts[kind],
			"the number of these events is ");
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

static void perform(struct story *story, struct words *words)
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
		happen(story, words, 2);
	}
}

static void fail_for(struct story *story, const char *what, int64_t span_us)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3f ms", (double)span_us / MS_US);
	fail(story, what, text);
}

static void judge(struct story *story)
{
	const struct audit *audit = &story->world.audit;
	const struct never *never = story->nevers;
	unsigned left = story->never_count;

	if (audit->two_hold_us > story->two_hold_limit_us) {
		fail_for(story, "two held the F-IPs for ", audit->two_hold_us);
	}
	if (audit->two_answer_us > story->two_answer_limit_us) {
		fail_for(
			story, "two answered for the F-IPs for ", audit->two_answer_us);
	}
	if (audit->longest_gap_us > story->gap_limit_us) {
		fail_for(story, "nobody held the F-IPs for ", audit->longest_gap_us);
	}
	if (audit->fault != NULL) {
		fail(story, audit->fault, "");
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
		.expels = true,
		.count = 5,
		.links = 1,
		.interval_ms = 2000,
		.failback_delay_ms = 20000,
		.pair = 1,
		.digest = 1,
	};

	if (story == NULL) {
		abort();
	}
	story->path = path;
	story->gap_limit_us = INT64_MAX;
	story->two_answer_limit_us = INT64_MAX;
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

bool script_play(const char *path, bool used[WORLD_RULES_MAX])
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
	for (i = 0; used != NULL && i < WORLD_RULES_MAX; i++) {
		used[i] = used[i] || story->world.rule_used[i];
	}
	free(story);
	return passed;
}
