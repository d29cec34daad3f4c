#include "incident/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/types.h"

int64_t account_instant(const struct account *account, size_t side, int64_t at_us)
{
	return side == 0 ? at_us : at_us + account->axis.offset_us;
}

static const char *get_text(const json_t *item, const char *name)
{
	const char *text = json_string_value(json_object_get(item, name));

	return text == NULL ? "" : text;
}

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int compare_marks(const void *a, const void *b)
{
	const struct account_mark *first = a;
	const struct account_mark *second = b;

	if (first->at_us != second->at_us) {
		return first->at_us < second->at_us ? -1 : 1;
	}
	if (first->side != second->side) {
		return first->side < second->side ? -1 : 1;
	}
	return (first->order > second->order) - (first->order < second->order);
}

static void add_marks(struct account *account, size_t side)
{
	size_t index;
	json_t *item;

	json_array_foreach(account->sides[side].items, index, item)
	{
		int64_t at_us = json_integer_value(json_object_get(item, "at_us"));

		account->marks[account->mark_count++] = (struct account_mark){
			.at_us = account_instant(account, side, at_us),
			.side = side,
			.order = index,
			.item = item,
			.kind = get_text(item, "kind"),
			.text = get_text(item, "text"),
		};
	}
}

static bool list_marks(struct account *account)
{
	size_t count = 1;

	for (size_t i = 0; i < account->side_count; i++) {
		count += json_array_size(account->sides[i].items);
	}
	account->marks = calloc(count, sizeof(account->marks[0]));
	for (size_t i = 0; account->marks != NULL && i < account->side_count; i++) {
		add_marks(account, i);
	}
	if (account->marks != NULL) {
		qsort(account->marks, account->mark_count, sizeof(account->marks[0]),
			compare_marks);
	}
	return account->marks != NULL;
}

/* A node that was not there missed nothing. */
static bool has_started(const struct account *account, size_t side,
	const struct account_silence *silence)
{
	for (size_t i = 0; i < account->mark_count; i++) {
		const struct account_mark *mark = &account->marks[i];

		if (mark->side == side && is(mark->kind, "start")
			&& mark->at_us > silence->from_us
			&& mark->at_us <= silence->to_us) {
			return true;
		}
	}
	return false;
}

static void add_silence(
	struct account *account, size_t side, const struct account_silence *silence)
{
	const struct side *told = &account->sides[side];
	int64_t span_us = silence->to_us - silence->from_us;
	struct account_silence *list;

	if (told->interval_us <= 0 || span_us < told->interval_us * 3 / 2
		|| has_started(account, side, silence)) {
		return;
	}
	list = realloc(account->silences,
		(account->silence_count + 1) * sizeof(account->silences[0]));
	if (list == NULL) {
		return;
	}
	account->silences = list;
	list[account->silence_count] = *silence;
	list[account->silence_count].side = side;
	list[account->silence_count++].missing =
		(span_us + told->interval_us / 2) / told->interval_us
		- (silence->over ? 1 : 0);
}

/* What a node heard on one link, with its pauses. */
static void list_silences(struct account *account, size_t side, unsigned link)
{
	const struct side *told = &account->sides[side];
	struct account_silence silence = { .link = link };
	bool heard = false;

	for (size_t i = 0; i < told->beat_count; i++) {
		const struct side_beat *beat = &told->beats[i];

		if (beat->link != link) {
			continue;
		}
		silence.from_us = silence.to_us;
		silence.to_us = account_instant(account, side, beat->at_us);
		silence.over = true;
		if (heard) {
			add_silence(account, side, &silence);
		}
		heard = true;
	}
	if (heard) {
		silence.from_us = silence.to_us;
		silence.to_us = account_instant(account, side, told->end_us);
		silence.over = false;
		add_silence(account, side, &silence);
	}
}

static bool is_takeover(const struct account_mark *mark)
{
	return is(get_text(mark->item, "to"), "active")
	       && !is(get_text(mark->item, "event"), "started");
}

/* Find what it is about: the event of a number, or the own last takeover or move. */
static const struct account_mark *find_about(
	const struct account *account, int64_t sequence)
{
	const struct account_mark *found = NULL;

	for (size_t i = 0; i < account->mark_count; i++) {
		const struct account_mark *mark = &account->marks[i];
		int64_t number =
			json_integer_value(json_object_get(mark->item, "sequence"));

		if (sequence > 0 && mark->side == 0 && number == sequence) {
			return mark;
		}
		if (sequence == 0 && is_takeover(mark)) {
			found = mark;
		}
	}
	return found;
}

/* Where it is about an active node's becoming something else, the other one took. */
static bool is_of_giver(const struct account *account, const struct account_mark *mark)
{
	return account->about != NULL && account->side_count == ACCOUNT_SIDES
	       && is(get_text(account->about->item, "from"), "active")
	       && mark->side == account->about->side;
}

/* Find the takeover that is nearest to what it is about. */
static const struct account_mark *find_takeover(const struct account *account)
{
	const struct account_mark *found = NULL;

	for (size_t i = 0; i < account->mark_count; i++) {
		const struct account_mark *mark = &account->marks[i];

		if (is_takeover(mark) && !is_of_giver(account, mark)
			&& (found == NULL
				|| llabs(mark->at_us - account->about_us)
					   < llabs(found->at_us - account->about_us))) {
			found = mark;
		}
	}
	return found;
}

/* The F-IPs are announced in the wake-up in which they are held, or just before. */
static int64_t find_announcement(
	const struct account *account, const struct account_mark *takeover)
{
	for (size_t i = 0; i < account->mark_count; i++) {
		const struct account_mark *mark = &account->marks[i];

		if (mark->side == takeover->side && is(mark->kind, "announced")
			&& llabs(mark->at_us - takeover->at_us) < SECOND_US) {
			return mark->at_us;
		}
	}
	return takeover->at_us;
}

/* Return the last instant at which the taker heard that the other one holds them. */
static int64_t find_last_proof(const struct account *account)
{
	const struct account_outage *outage = &account->outage;
	const struct side *taker = &account->sides[outage->taker];
	int64_t last_us = -1;

	for (size_t i = 0; i < taker->beat_count; i++) {
		int64_t at_us =
			account_instant(account, outage->taker, taker->beats[i].at_us);

		if (at_us < outage->at_us && taker->beats[i].holds) {
			last_us = at_us;
		}
	}
	return last_us;
}

/* Find the last span before the takeover in which the giver held them. */
static bool find_hold(const struct account *account, struct side_hold *hold)
{
	size_t giver = 1 - account->outage.taker;
	bool found = false;

	for (size_t i = 0;
		giver < account->side_count && i < account->sides[giver].hold_count;
		i++) {
		struct side_hold other = account->sides[giver].holds[i];

		other.from_us = account_instant(account, giver, other.from_us);
		other.proven_us = account_instant(account, giver, other.proven_us);
		other.until_us = account_instant(account, giver, other.until_us);
		if (other.from_us < account->outage.at_us) {
			*hold = other;
			found = true;
		}
	}
	return found;
}

static double seconds(int64_t span_us)
{
	return (double)span_us / SECOND_US;
}

/* Nothing of the giver is known but what it said in its heartbeats. */
static void estimate_by_beats(struct account *account, int64_t proof_us)
{
	struct account_outage *outage = &account->outage;

	outage->least_us = 0;
	outage->most_us = proof_us < 0 ? -1 : outage->at_us - proof_us;
	snprintf(outage->how, sizeof(outage->how), "%s",
		proof_us < 0
			? "the other node was not heard holding the F-IPs before"
			: "at most from the last heartbeat in which the other node "
			  "said that it holds the F-IPs to the first announcement; "
			  "when it ended there only its own recording knows");
}

/* The giver held them still, in its kernel at least, when the taker announced them. */
static void estimate_overlap(
	struct account *account, int64_t proof_us, const struct side_hold *hold)
{
	struct account_outage *outage = &account->outage;

	outage->least_us = 0;
	outage->both_us = hold->proven_us - outage->at_us;
	outage->most_us = proof_us < 0 ? -1 : outage->at_us - proof_us;
	snprintf(outage->how, sizeof(outage->how),
		"both nodes held the F-IPs for %.3f s, so each client was served or "
		"not as its way to them was; at most from the last heartbeat that the "
		"taker heard to its first announcement",
		seconds(outage->both_us));
}

static void estimate_by_hold(
	struct account *account, int64_t proof_us, const struct side_hold *hold)
{
	struct account_outage *outage = &account->outage;
	int64_t error_us = account->axis.error_us;
	bool released = is(hold->end, "released");
	int64_t proven_us = hold->proven_us > proof_us ? hold->proven_us : proof_us;

	if (released) {
		proven_us = hold->until_us;
	}
	outage->least_us = outage->at_us - hold->until_us - error_us;
	outage->least_us = outage->least_us < 0 ? 0 : outage->least_us;
	outage->most_us = outage->at_us - proven_us + error_us;
	outage->most_us = outage->most_us < 0 ? 0 : outage->most_us;
	snprintf(outage->how, sizeof(outage->how),
		released ? "from the giver's removal of the F-IPs to the taker's first "
			   "announcement"
			 : "at most from the last instant at which the former holder "
			   "provably held the F-IPs (its last renewal, or the last "
			   "heartbeat heard from it), at least from the end of that "
			   "lease, to the taker's first announcement");
}

static void estimate(struct account *account)
{
	struct account_outage *outage = &account->outage;
	const struct account_mark *takeover = find_takeover(account);
	struct side_hold hold;
	int64_t proof_us;
	const char *reason;

	if (takeover == NULL) {
		return;
	}
	reason = get_text(takeover->item, "reason");
	outage->known = true;
	outage->taker = takeover->side;
	outage->planned = is(reason, "switchover") || is(reason, "failback")
			  || is(reason, "peerMaintenance");
	outage->at_us = find_announcement(account, takeover);
	proof_us = find_last_proof(account);
	if (!find_hold(account, &hold)) {
		estimate_by_beats(account, proof_us);
	} else if (hold.proven_us > outage->at_us + account->axis.error_us) {
		estimate_overlap(account, proof_us, &hold);
	} else {
		estimate_by_hold(account, proof_us, &hold);
	}
}

/* Return whether the giver has such a mark since the taker last knew it well. */
static bool has_mark(const struct account *account, size_t side, const char *kind)
{
	int64_t since_us = account->outage.at_us - account->outage.most_us;

	for (size_t i = 0; i < account->mark_count; i++) {
		const struct account_mark *mark = &account->marks[i];

		if (mark->side == side && mark->at_us > since_us
			&& is(mark->kind, kind)) {
			return true;
		}
	}
	return false;
}

static bool has_reason(const struct account *account, const char *reason)
{
	const struct account_mark *takeover = find_takeover(account);

	return takeover != NULL && is(get_text(takeover->item, "reason"), reason);
}

static void answer(struct account *account, const char *text)
{
	if (account->answer_count < ACCOUNT_ANSWERS_MAX) {
		account->answers[account->answer_count++] = text;
	}
}

/* The giver's fipd went on: what failed was the way between the nodes. */
static void answer_cut(struct account *account)
{
	if (account->sides[account->outage.taker].link_count < 2) {
		answer(account,
			"A second heartbeat link on another way: the peer's fipd went "
			"on while it was not heard on the only link.");
	}
	if (account->outage.both_us > 0) {
		answer(account,
			"references: a node that reaches none of them gives the F-IPs "
			"up, and both did not hold them then.");
	}
}

static void answer_silence(struct account *account)
{
	const struct account_outage *outage = &account->outage;
	size_t giver = 1 - outage->taker;

	if (giver >= account->side_count) {
		answer(account,
			"Open: whether the peer died or only the way to it, its own "
			"recording tells (--peer or --file).");
	} else if (outage->both_us > 0) {
		answer_cut(account);
	} else if (has_mark(account, giver, "stop")) {
		answer(account, "Open: the peer's fipd was told to stop.");
	} else if (has_mark(account, giver, "start")) {
		answer(account,
			"Open: the peer's fipd, or its host, ended without a word. Its "
			"log and its kernel's may tell why.");
	}
	if (account->sides[outage->taker].detection_us > 0) {
		answer(account,
			"A shorter interval or count would not have prevented it, but "
			"made it shorter: most of it is the detection time.");
	}
}

static bool has_event(const struct account *account, const char *event)
{
	for (size_t i = 0; i < account->mark_count; i++) {
		if (is(get_text(account->marks[i].item, "event"), event)) {
			return true;
		}
	}
	return false;
}

/* Simple rules that claim no more than is known. */
static void find_answers(struct account *account)
{
	if (account->outage.known && account->outage.planned) {
		answer(account, "Nothing was to be prevented: it was a planned move.");
	}
	if (has_reason(account, "peerSilent")) {
		answer_silence(account);
	}
	if (has_event(account, "addressConflict")) {
		answer(account,
			"Another host spoke for an address of the pair: find its MAC "
			"at the switch, and let the switch refuse it (port security, "
			"ARP inspection).");
	}
	if (account->answer_count == 0) {
		answer(account, "Open: nothing that was recorded tells.");
	}
}

bool account_make(struct account *account, const struct side *sides, size_t side_count,
	int64_t sequence)
{
	bool related = side_count < ACCOUNT_SIDES;

	*account = (struct account){ .sides = sides, .side_count = 1 };
	if (!related) {
		related = axis_relate(
			&account->axis, &sides[0], &sides[1], sides[0].about_us);
		account->side_count = related ? ACCOUNT_SIDES : 1;
	}
	if (!list_marks(account)) {
		return false;
	}
	account->about = find_about(account, sequence);
	account->about_us =
		account->about == NULL ? sides[0].about_us : account->about->at_us;
	for (size_t i = 0; i < account->side_count; i++) {
		for (unsigned link = 1; link <= SIDE_LINKS_MAX; link++) {
			list_silences(account, i, link);
		}
	}
	estimate(account);
	find_answers(account);
	return related;
}

void account_free(struct account *account)
{
	free(account->marks);
	free(account->silences);
	*account = (struct account){ 0 };
}
