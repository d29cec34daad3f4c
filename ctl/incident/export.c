#include "incident/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/entry.h"
#include "protocol/fields.h"
#include "words/narrate.h"

enum {
	TEXT_BYTES = 256,
	SAME_EVENT_MS = 2 * 3600 * 1000, /* a wall clock may be set meanwhile */
};

/* What is known of the F-IPs in this node's kernel. */
struct holding {
	bool held;
	bool announced;
	int64_t from_us;
	int64_t renewed_us;
	int64_t released_us; /* that was begun then, 0: it was not */
	int64_t lease_us;
};

struct exporter {
	const struct export_span *span;
	const json_t *journal;
	bool *told; /* of each entry of the journal: it has its item */
	json_t *items;
	json_t *beats;
	size_t first_beat; /* place of the oldest one: a full list goes round */
	json_t *holds;
	const char *kind;      /* of the last item that is not an event */
	char said[TEXT_BYTES]; /* its text */
	enum role role;
	struct holding holding;
	int64_t shift_us; /* from the clock of this boot to that of the first */
	int64_t last_us;
	int64_t last_ms;
	int64_t about_us; /* of the event that it is about */
	int64_t nearest_ms;
	int64_t interval_us;
	int64_t detection_us;
	unsigned links;
	unsigned boots;
};

static bool is_within(const struct exporter *exporter, int64_t date_ms)
{
	return date_ms >= exporter->span->from_ms && date_ms <= exporter->span->to_ms;
}

/* Keep the instants of a host that was booted anew behind those before. */
static int64_t find_instant(
	struct exporter *exporter, const struct player *player, int64_t at_us)
{
	int64_t date_ms = player_date_ms(player, at_us);
	int64_t about = llabs(date_ms - exporter->span->about_ms);

	if (at_us + exporter->shift_us < exporter->last_us) {
		exporter->shift_us =
			exporter->last_us - at_us
			+ (date_ms > exporter->last_ms
					? (date_ms - exporter->last_ms) * MS_US
					: 0);
		exporter->boots++;
	}
	exporter->last_us = at_us + exporter->shift_us;
	exporter->last_ms = date_ms;
	if (exporter->about_us == 0 || about < exporter->nearest_ms) {
		exporter->nearest_ms = about;
		exporter->about_us = exporter->last_us;
	}
	return exporter->last_us;
}

static json_t *add_item(struct exporter *exporter, const char *kind, const char *text)
{
	json_t *item = json_pack("{s:I,s:s,s:s}", "at_us",
		(json_int_t)exporter->last_us, "kind", kind, "text", text);

	json_array_append_new(exporter->items, item);
	exporter->kind = kind;
	return item;
}

/* The same evidence again is not news, but that of another host is. */
static void add_evidence(struct exporter *exporter, const char *kind, const char *text)
{
	if (is_within(exporter, exporter->last_ms)
		&& (exporter->kind == NULL || strcmp(exporter->kind, kind) != 0
			|| strcmp(exporter->said, text) != 0)) {
		add_item(exporter, kind, text);
		snprintf(exporter->said, sizeof(exporter->said), "%s", text);
	}
}

static void add_words(json_t *item, const struct event *event)
{
	json_object_set_new(item, "event", json_string(narrate_kind(event->kind)));
	json_object_set_new(
		item, "severity", json_string(narrate_severity(event_weight(event))));
	if (event->reason != REASON_NONE) {
		json_object_set_new(
			item, "reason", json_string(narrate_reason(event->reason)));
	}
	if (event->from != event->to) {
		json_object_set_new(
			item, "from", json_string(narrate_role(event->from)));
		json_object_set_new(item, "to", json_string(narrate_role(event->to)));
	}
	if (event->silence_us > 0) {
		json_object_set_new(
			item, "silence_us", json_integer(event->silence_us));
	}
}

static bool is_same(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && a->from == b->from && a->to == b->to
	       && a->reason == b->reason && a->silence_us == b->silence_us
	       && a->link == b->link;
}

/* Find the entry that an event of the recording became: the nearest by its date. */
static bool find_entry(
	struct exporter *exporter, const struct event *event, struct entry *entry)
{
	int64_t nearest_ms = SAME_EVENT_MS;
	size_t found = json_array_size(exporter->journal);
	size_t index;
	json_t *json;

	json_array_foreach(exporter->journal, index, json)
	{
		struct entry other;
		int64_t distance_ms;

		if (exporter->told[index] || !entry_from_json(&other, json)) {
			continue;
		}
		distance_ms = llabs(other.date_ms - exporter->last_ms);
		if (distance_ms < nearest_ms && is_same(&other.event, event)) {
			nearest_ms = distance_ms;
			found = index;
			*entry = other;
		}
	}
	if (found == json_array_size(exporter->journal)) {
		return false;
	}
	exporter->told[found] = true;
	return true;
}

static void add_entry(json_t *item, const struct entry *entry)
{
	char date[DATE_TEXT_BYTES];

	date_to_text(date, entry->date_ms);
	json_object_set_new(
		item, "sequence", json_integer((json_int_t)entry->sequence));
	json_object_set_new(item, "date", json_string(date));
	json_object_set_new(item, "text", json_string(entry->text));
}

static void narrate(const struct player *player, const struct event *event, char *text)
{
	const struct recording_header *header = &player->header;
	struct narrate_names names = {
		.pair = header->pair,
		.node = header->node,
		.own = header->own,
		.peer = header->peer,
		.link_count = header->link_count,
	};

	for (unsigned i = 0; i < header->link_count; i++) {
		names.links[i] = header->links[i];
	}
	narrate_event(text, TEXT_BYTES, event, &names);
}

/* The rows of another build's rule table have other numbers. */
static void add_rules(json_t *item, const struct player *player)
{
	const struct decision *decision = &player->entry.decision;
	json_t *rules;

	if (decision->rule_count == 0 || player->header.rules != recording_rules()) {
		return;
	}
	rules = json_array();
	for (unsigned i = 0; i < decision->rule_count; i++) {
		json_array_append_new(rules, json_integer(decision->rules[i] + 1));
	}
	json_object_set_new(item, "rules", rules);
}

static void add_event(struct exporter *exporter, const struct player *player,
	const struct event *event)
{
	char text[TEXT_BYTES];
	struct entry entry;
	json_t *item;
	bool found = find_entry(exporter, event, &entry);

	if (!is_within(exporter, exporter->last_ms)) {
		return;
	}
	narrate(player, event, text);
	item = add_item(exporter, "event", text);
	add_words(item, event);
	add_rules(item, player);
	if (found) {
		add_entry(item, &entry);
	}
}

static void add_hold(struct exporter *exporter, int64_t until_us, const char *end)
{
	struct holding *holding = &exporter->holding;

	if (holding->held) {
		json_array_append_new(exporter->holds,
			json_pack("{s:I,s:I,s:I,s:s}", "from_us",
				(json_int_t)holding->from_us, "proven_us",
				(json_int_t)holding->renewed_us, "until_us",
				(json_int_t)until_us, "end", end));
	}
	holding->held = false;
}

/* The kernel ends the lease of a fipd that died, whatever came of its process. */
static int64_t lease_end_us(const struct holding *holding)
{
	return holding->renewed_us + holding->lease_us;
}

static void begin_hold(struct exporter *exporter)
{
	struct holding *holding = &exporter->holding;

	if (!holding->held) {
		holding->held = true;
		holding->announced = false;
		holding->from_us = exporter->last_us;
	}
	holding->renewed_us = exporter->last_us;
	holding->released_us = 0;
}

static void write_mac(char *text, size_t size, const uint8_t mac[6], const char *rest)
{
	snprintf(text, size, "%02x:%02x:%02x:%02x:%02x:%02x %s", mac[0], mac[1], mac[2],
		mac[3], mac[4], mac[5], rest);
}

static void take_kernel(struct exporter *exporter, enum input_kind kind)
{
	if (kind == INPUT_HELD || kind == INPUT_RENEWED || kind == INPUT_FIPS_FOUND) {
		begin_hold(exporter);
	} else if (kind == INPUT_RELEASED) {
		exporter->holding.renewed_us = exporter->last_us;
		add_hold(exporter, exporter->last_us, "released");
	} else if (kind == INPUT_FIPS_GONE) {
		add_hold(exporter, exporter->last_us, "removed");
	}
}

/* Whether a MAC is the one that the engine knows as the peer's. */
static bool is_of_peer(const struct player *player, const uint8_t mac[6])
{
	const uint8_t *known = liveness_mac(&player->engine.liveness);

	return known != NULL && memcmp(known, mac, 6) == 0;
}

/*
 * What another host on the segment was seen to do; false for other inputs.  That the
 * peer has its real IP is as it should be.
 */
static bool take_stranger(struct exporter *exporter, const struct player *player)
{
	/* table */
	static const struct {
		enum input_kind input;
		const char *kind;
		const char *words;
		const char *peer_kind; /* NULL: nothing to tell */
		const char *peer_words;
	} ROWS[] = {
		{ INPUT_ANSWERED, "answered", "answers for an F-IP", "peerAnswered",
			"(the peer) answers for an F-IP" },
		{ INPUT_RIVAL_PROBE, "rival", "asks for an F-IP too", "peerRival",
			"(the peer) asks for an F-IP too" },
		{ INPUT_NEIGHBOR, "neighbor", "says that the peer's real IP is its own",
			NULL, NULL },
	};
	const struct input *input = &player->entry.input;
	bool peer = is_of_peer(player, input->mac);
	char text[TEXT_BYTES];
	size_t i = 0;

	while (i < sizeof(ROWS) / sizeof(ROWS[0]) && ROWS[i].input != input->kind) {
		i++;
	}
	if (i == sizeof(ROWS) / sizeof(ROWS[0])) {
		return false;
	}
	if (!peer || ROWS[i].peer_kind != NULL) {
		write_mac(text, sizeof(text), input->mac,
			peer ? ROWS[i].peer_words : ROWS[i].words);
		add_evidence(exporter, peer ? ROWS[i].peer_kind : ROWS[i].kind, text);
	}
	return true;
}

static void take_evidence(struct exporter *exporter, const struct player *player)
{
	const struct input *input = &player->entry.input;

	if (take_stranger(exporter, player)) {
		return;
	}
	if (input->kind == INPUT_INTERFACE) {
		add_evidence(exporter, input->up ? "up" : "down",
			input->up ? "the interface of the F-IPs is ready"
				  : "the interface of the F-IPs is not ready");
	} else if (input->kind == INPUT_COMMAND) {
		add_evidence(exporter, "command", "an operator commands");
	} else if (input->kind == INPUT_STOP) {
		add_evidence(exporter, "stop",
			input->keep ? "fipd is told to stop for a restart"
				    : "fipd is told to stop");
	}
}

/* 63 bits of an incarnation are as good as 64, and JSON has no more. */
static json_int_t cut_life(uint64_t incarnation)
{
	return (json_int_t)(incarnation & INT64_MAX);
}

/* Keep the rows that are nearest to what it is about. */
static void keep_beat(struct exporter *exporter, json_t *row)
{
	const json_t *oldest = json_array_get(exporter->beats, exporter->first_beat);
	int64_t oldest_us = json_integer_value(json_array_get(oldest, 0));

	if (json_array_size(exporter->beats) < EXPORT_BEATS_MAX) {
		json_array_append_new(exporter->beats, row);
	} else if (exporter->about_us - oldest_us
		   > exporter->last_us - exporter->about_us) {
		json_array_set_new(exporter->beats, exporter->first_beat, row);
		exporter->first_beat = (exporter->first_beat + 1) % EXPORT_BEATS_MAX;
	} else {
		json_decref(row);
	}
}

static json_t *list_beats(const struct exporter *exporter)
{
	size_t count = json_array_size(exporter->beats);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		json_array_append(list, json_array_get(exporter->beats,
						(exporter->first_beat + i) % count));
	}
	return list;
}

/* The instants behind a boot are not on the steady clock of those before. */
static void add_beat(struct exporter *exporter, const struct input *input)
{
	const struct heartbeat *heartbeat = &input->heartbeat;

	if (!is_within(exporter, exporter->last_ms) || exporter->boots > 0) {
		return;
	}
	keep_beat(exporter,
		json_pack("[I,I,i,I,I,I,I,I,i,b]", (json_int_t)exporter->last_us,
			(json_int_t)input->age_us, (int)heartbeat->link,
			(json_int_t)heartbeat->sequence,
			cut_life(heartbeat->incarnation),
			(json_int_t)heartbeat->acknowledged,
			(json_int_t)heartbeat->acknowledged_age_us,
			cut_life(heartbeat->echo), (int)heartbeat->role,
			(heartbeat->role_flags & ROLE_FLAG_HOLDS) != 0));
}

static void take_settings(struct exporter *exporter, const struct settings *settings)
{
	exporter->interval_us = settings_interval_us(settings);
	exporter->detection_us = settings_detection_us(settings);
	exporter->links = settings->links;
	exporter->holding.lease_us =
		settings_fence_us(settings) > 0
			? settings_fence_us(settings)
			: settings_lease_s(settings) * (int64_t)SECOND_US;
}

static void take_action(struct exporter *exporter, const struct player *player,
	const struct action *action)
{
	struct holding *holding = &exporter->holding;

	if (action->kind == ACTION_EMIT) {
		add_event(exporter, player, &action->event);
	} else if (action->kind == ACTION_RELEASE) {
		holding->released_us = exporter->last_us;
	} else if (action->kind == ACTION_PROBE) {
		add_evidence(exporter, "probe", "asks the segment who has the F-IPs");
	} else if (action->kind == ACTION_ANNOUNCE && holding->held
		   && !holding->announced) {
		holding->announced = true;
		add_evidence(exporter, "announced", "announces the F-IPs");
	}
}

static void take_actions(struct exporter *exporter, const struct player *player)
{
	for (unsigned i = 0; i < player->actions.count; i++) {
		take_action(exporter, player, &player->actions.list[i]);
	}
}

/* A step that cannot be played still tells its input and its role. */
static void take_unplayed(struct exporter *exporter, const struct decision *decision)
{
	char text[TEXT_BYTES];

	if (exporter->role != (enum role)decision->role) {
		snprintf(text, sizeof(text), "role %s",
			narrate_role((enum role)decision->role));
		exporter->kind = NULL;
		add_evidence(exporter, "role", text);
	}
}

static void take_step(
	struct exporter *exporter, const struct player *player, bool played)
{
	const struct input *input = &player->entry.input;

	find_instant(exporter, player, input->now_us);
	if (input->kind == INPUT_SETTINGS) {
		take_settings(exporter, &input->settings);
	}
	if (input->kind == INPUT_HEARTBEAT) {
		add_beat(exporter, input);
	}
	take_kernel(exporter, input->kind);
	take_evidence(exporter, player);
	if (played) {
		take_actions(exporter, player);
	} else {
		take_unplayed(exporter, &player->entry.decision);
	}
	exporter->role = (enum role)player->entry.decision.role;
}

/* Whatever the process before held goes with its lease, or is found again. */
static void take_life(struct exporter *exporter, const struct player *player)
{
	const struct recording_start *start = &player->entry.start;
	int64_t now_us = find_instant(exporter, player, start->now_us);
	int64_t end_us = lease_end_us(&exporter->holding);

	add_hold(exporter, end_us < now_us ? end_us : now_us, "lease");
	take_settings(exporter, &start->settings);
	exporter->kind = NULL;
	add_evidence(exporter, "start", "fipd starts");
}

/* flat switch */
static void on_news(const struct player *player, enum player_news news)
{
	struct exporter *exporter = player->context;

	switch (news) {
	case PLAYER_LIFE:
		take_life(exporter, player);
		break;
	case PLAYER_RESUMED:
		take_settings(exporter, &player->engine.settings);
		exporter->role = player->engine.standing.role;
		break;
	case PLAYER_FOREIGN:
	case PLAYER_GAP:
		exporter->kind = NULL;
		add_evidence(exporter, "gap", "steps are missing in the recording");
		break;
	case PLAYER_STEP:
		take_step(exporter, player, true);
		break;
	case PLAYER_SKIPPED:
		take_step(exporter, player, false);
		break;
	}
}

/* What fipd itself tells is in no recording: its date is all that is known. */
static void add_untold(struct exporter *exporter, const struct player *player)
{
	size_t index;
	json_t *json;

	json_array_foreach(exporter->journal, index, json)
	{
		struct entry entry;
		json_t *item;

		if (exporter->told[index] || !entry_from_json(&entry, json)
			|| !is_within(exporter, entry.date_ms)) {
			continue;
		}
		exporter->last_us = player->header.now_us + exporter->shift_us
				    + (entry.date_ms - player->header.date_ms) * MS_US;
		item = add_item(exporter, "event", entry.text);
		add_words(item, &entry.event);
		add_entry(item, &entry);
	}
}

/* The last step that was written may be the one that removes them. */
static void end_hold(struct exporter *exporter)
{
	struct holding *holding = &exporter->holding;

	if (holding->released_us > 0) {
		holding->renewed_us = holding->released_us;
		add_hold(exporter, holding->released_us, "released");
	} else {
		add_hold(exporter, lease_end_us(holding), "open");
	}
}

static json_t *list_links(const struct recording_header *header)
{
	json_t *links = json_array();

	for (unsigned i = 0; i < header->link_count; i++) {
		json_array_append_new(links, json_string(header->links[i]));
	}
	return links;
}

static json_t *make_document(struct exporter *exporter, const struct player *player)
{
	const struct recording_header *header = &player->header;
	int64_t end_us = exporter->last_us;
	char date[DATE_TEXT_BYTES];

	end_hold(exporter);
	add_untold(exporter, player);
	date_to_text(date, exporter->span->about_ms);
	return json_pack(
		"{s:s,s:i,s:s,s:s,s:s,s:s,s:s,s:o,s:s,s:I,s:I,s:I,s:I,s:O,s:o,s:O}",
		"format", "fipd-incident", "version", EXPORT_VERSION, "fipd",
		header->version, "pair", header->pair, "node", header->node, "own",
		header->own, "peer", header->peer, "links", list_links(header), "date",
		date, "about_us", (json_int_t)exporter->about_us, "end_us",
		(json_int_t)end_us, "interval_us", (json_int_t)exporter->interval_us,
		"detection_us", (json_int_t)exporter->detection_us, "items",
		exporter->items, "beats", list_beats(exporter), "holds",
		exporter->holds);
}

json_t *export_make(const struct recordings *recordings, const json_t *journal,
	const struct export_span *span)
{
	struct exporter exporter = { .span = span,
		.journal = journal,
		.told = calloc(json_array_size(journal) + 1, sizeof(bool)),
		.items = json_array(),
		.beats = json_array(),
		.holds = json_array() };
	struct player *player = calloc(1, sizeof(*player));
	json_t *document = NULL;

	if (player != NULL && exporter.told != NULL) {
		player->on_news = on_news;
		player->context = &exporter;
		player_play(player, recordings);
		document = make_document(&exporter, player);
	}
	json_decref(exporter.items);
	json_decref(exporter.beats);
	json_decref(exporter.holds);
	free(exporter.told);
	free(player);
	return document;
}
