#include "explain/explanation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "contact/contact.h"
#include "explain/explain_next.h"
#include "output/duration.h"
#include "protocol/fields.h"
#include "words/catalogue.h"
#include "words/narrate.h"

enum {
	PAGE_EVENTS = 100
};

static bool is_move(const struct event *event)
{
	return event->from != event->to && event->kind != EVENT_STARTED
	       && event->kind != EVENT_STOPPED;
}

static void weigh(struct evidence *evidence, const struct entry *entry)
{
	alarms_weigh(&evidence->alarms, entry);
	if (is_move(&entry->event)) {
		evidence->move = *entry;
	}
}

/* Weigh a page; false if there was nothing on it. */
static bool take_page(struct evidence *evidence, const json_t *events, uint64_t *after)
{
	size_t index;
	json_t *event;
	uint64_t before = *after;

	json_array_foreach(events, index, event)
	{
		struct entry entry = { 0 };
		json_int_t sequence;

		/* An event of a kind that is not known here is passed over. */
		if (entry_from_json(&entry, event)) {
			weigh(evidence, &entry);
		}
		sequence = json_integer_value(json_object_get(event, "sequence"));
		*after = sequence > 0 ? (uint64_t)sequence : *after;
	}
	return *after > before;
}

int evidence_gather(struct evidence *evidence, struct client *client,
	const struct options *options, const struct status *status)
{
	uint64_t after = status->oldest_sequence > 0 ? status->oldest_sequence - 1 : 0;
	int end = EXIT_DONE;
	bool more = true;

	memset(evidence, 0, sizeof(*evidence));
	while (more && end == EXIT_DONE && after < status->last_sequence) {
		json_t *answer;

		end = contact_ask(client, options,
			json_pack("{s:s,s:I,s:i}", "op", "events", "after",
				(json_int_t)after, "max", PAGE_EVENTS),
			&answer);
		more = take_page(evidence, json_object_get(answer, "events"), &after);
		json_decref(answer);
	}
	return end;
}

enum {
	SIZE = EXPLAIN_TEXT_BYTES,
	COLUMNS = 78,
};

static char *add_sentence(struct explanation *explanation, const char *head)
{
	/* What no screen shows any more is written over: the last one. */
	struct sentence *sentence = &explanation->list[EXPLANATION_MAX - 1];

	if (explanation->count < EXPLANATION_MAX) {
		sentence = &explanation->list[explanation->count++];
	}
	sentence->head = head;
	sentence->text[0] = '\0';
	return sentence->text;
}

/* flat switch */
static const char *find_place(const struct status *status)
{
	switch ((enum role)status->role) {
	case ROLE_ACTIVE:
		return "The F-IPs are here";
	case ROLE_STANDBY:
	case ROLE_DISABLED:
	case ROLE_FAULT:
		return status->peer_role == ROLE_ACTIVE
			       ? "The F-IPs are on the peer"
			       : "The F-IPs are not here, and nothing is known of "
				 "where they are";
	case ROLE_RELEASING:
		return "The F-IPs are on their way to the peer";
	case ROLE_HELD:
		return "The F-IPs are not here: somebody else answers for them";
	case ROLE_UNKNOWN:
	case ROLE_INITIAL:
	case ROLE_CLAIMING:
		break;
	}
	return "The F-IPs are not here yet";
}

static void explain_place(struct explanation *explanation, const struct status *status)
{
	char age[DURATION_TEXT_BYTES];
	char date[DATE_TEXT_BYTES];

	date_to_text(date, status->role_date_ms);
	snprintf(add_sentence(explanation, "where"), SIZE,
		"%s: %s (%s) has been %s for %s, since %s", find_place(status),
		status->config.node, status->own_address,
		narrate_role((enum role)status->role),
		duration_text(age, status->role_age_ms), date);
}

static void write_event(char *text, const struct entry *entry)
{
	char date[DATE_TEXT_BYTES];

	date_to_text(date, entry->date_ms);
	snprintf(text, SIZE, "#%" PRIu64 " %s %s: %s [FIP-%d]", entry->sequence, date,
		narrate_kind(entry->event.kind), entry->text,
		CATALOGUE_EVENTS + (int)entry->event.kind);
}

static void explain_figures(struct explanation *explanation, const struct event *event)
{
	char silence[DURATION_TEXT_BYTES];
	char limit[DURATION_TEXT_BYTES];
	char duration[DURATION_TEXT_BYTES];

	if (event->silence_us > 0 && event->limit_us > 0) {
		snprintf(add_sentence(explanation, "why"), SIZE,
			"The peer had been silent for %s then; the limit was %s",
			duration_text(silence, event->silence_us / MS_US),
			duration_text(limit, event->limit_us / MS_US));
	}
	if (event->duration_us > 0) {
		snprintf(add_sentence(explanation, "why"), SIZE,
			"From the decision to the kernel's confirmation it took %s",
			duration_text(duration, event->duration_us / MS_US));
	}
}

static void explain_reason(struct explanation *explanation, const struct status *status,
	const struct entry *move)
{
	if (move->sequence == 0 || move->event.to != (enum role)status->role) {
		snprintf(add_sentence(explanation, "why"), SIZE, "%s",
			status->reason_text);
		return;
	}
	write_event(add_sentence(explanation, "why"), move);
	explain_figures(explanation, &move->event);
}

static void explain_link(
	struct explanation *explanation, const struct link_status *link)
{
	char age[DURATION_TEXT_BYTES];
	char heard[DURATION_TEXT_BYTES];
	bool troubled = link->trouble > LINK_TROUBLE_NONE;

	snprintf(add_sentence(explanation, "peer"), SIZE,
		"On %s it is %s for %s, heard %s%s%s%s", link->name,
		words_text(&words_link_state, link->state),
		duration_text(age, link->state_age_ms),
		duration_text(heard, link->heard_age_ms),
		link->heard_age_ms < 0 ? "" : " ago", troubled ? "; trouble: " : "",
		troubled ? words_text(&words_link_trouble, link->trouble) : "");
}

/* flat switch */
static const char *describe_peer(uint32_t state)
{
	switch ((enum peer_state)state) {
	case PEER_NEVER_SEEN:
		return "has never been heard";
	case PEER_UP:
		return "is up";
	case PEER_DEGRADED:
		return "is heard, but does not hear this node or is unwell";
	case PEER_COMMUNICATION_ERROR:
		return "is silent beyond the limit";
	case PEER_LEFT:
		return "has said that it stops";
	}
	return "is in a state that this fipctl does not know";
}

static void explain_peer(struct explanation *explanation, const struct status *status)
{
	char age[DURATION_TEXT_BYTES];

	snprintf(add_sentence(explanation, "peer"), SIZE,
		"%s %s, for %s; its role is %s%s", status->peer_address,
		describe_peer(status->peer_state),
		duration_text(age, status->peer_state_age_ms),
		narrate_role((enum role)status->peer_role),
		status->outlook.peer_maintenance ? ", and it is in maintenance" : "");
	for (uint32_t i = 0; i < status->link_count; i++) {
		explain_link(explanation, &status->links[i]);
	}
}

static void explain_conflicts(
	struct explanation *explanation, const struct status *status)
{
	for (uint32_t i = 0; i < status->fip_count; i++) {
		const struct fip_status *fip = &status->fips[i];

		if (status->outlook.conflict && fip->conflict_mac[0] != '\0') {
			snprintf(add_sentence(explanation, "alarm"), SIZE,
				"%s answers for %s too", fip->conflict_mac,
				fip->address);
		}
	}
}

static void explain_alarms(struct explanation *explanation, const struct status *status,
	const struct evidence *evidence)
{
	size_t before = explanation->count;

	for (uint32_t i = 0; i < evidence->alarms.count; i++) {
		write_event(
			add_sentence(explanation, "alarm"), &evidence->alarms.list[i]);
	}
	explain_conflicts(explanation, status);
	if (explanation->count == before) {
		snprintf(add_sentence(explanation, "alarm"), SIZE, "none is open");
	}
}

static void explain_moves(struct explanation *explanation, const struct status *status)
{
	char text[EXPLAIN_TEXT_BYTES];
	size_t rule = 0;

	while (explain_next(status, &rule, text)) {
		snprintf(add_sentence(explanation, "next"), SIZE, "%s", text);
	}
}

void explanation_make(struct explanation *explanation, const struct status *status,
	const struct evidence *evidence)
{
	explanation->count = 0;
	explain_place(explanation, status);
	explain_reason(explanation, status, &evidence->move);
	explain_peer(explanation, status);
	explain_moves(explanation, status);
	explain_alarms(explanation, status, evidence);
}

static void print_wrapped(const char *head, const char *text)
{
	size_t column = 8;

	printf("%-8s", head);
	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (column + 1 + length > COLUMNS && column > 8) {
			printf("\n%-8s", "");
			column = 8;
		}
		printf(" %.*s", (int)length, text);
		column += 1 + length;
		text += length + strspn(text + length, " ");
	}
	putchar('\n');
}

void explanation_print(const struct explanation *explanation)
{
	const char *before = "";

	for (size_t i = 0; i < explanation->count; i++) {
		const struct sentence *sentence = &explanation->list[i];
		bool same = strcmp(sentence->head, before) == 0;

		print_wrapped(same ? "" : sentence->head, sentence->text);
		before = sentence->head;
	}
}

json_t *explanation_to_json(const struct explanation *explanation)
{
	json_t *json = json_object();

	for (size_t i = 0; i < explanation->count; i++) {
		const struct sentence *sentence = &explanation->list[i];
		json_t *list = json_object_get(json, sentence->head);

		if (list == NULL) {
			list = json_array();
			json_object_set_new(json, sentence->head, list);
		}
		json_array_append_new(list, json_string(sentence->text));
	}
	return json;
}
