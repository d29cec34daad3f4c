#include "incident/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "incident/axis.h"
#include "model/types.h"

enum {
	COLUMNS = 79,
	HEAD = 9,
};

static double seconds(int64_t span_us)
{
	return (double)span_us / SECOND_US;
}

/* Print a text below its head, broken between words. */
static void print_wrapped(const char *head, const char *text)
{
	size_t column = HEAD;

	printf("%-*s", HEAD, head);
	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (column + length > COLUMNS && column > HEAD) {
			printf("\n%-*s", HEAD, "");
			column = HEAD;
		}
		printf("%.*s", (int)length, text);
		column += length;
		text += length;
		if (*text == ' ') {
			text++;
			putchar(' ');
			column++;
		}
	}
	putchar('\n');
}

static void print_what(const struct account *account)
{
	char text[ACCOUNT_TEXT_BYTES];
	int64_t number;

	if (account->about == NULL) {
		print_wrapped("what", "no takeover in this span");
		return;
	}
	number = json_integer_value(json_object_get(account->about->item, "sequence"));
	snprintf(text, sizeof(text), "#%" PRId64 " %s", number, account->about->text);
	print_wrapped("what", number > 0 ? text : account->about->text);
}

static void print_clocks(const struct account *account)
{
	const struct axis *axis = &account->axis;
	char text[ACCOUNT_TEXT_BYTES];

	if (account->side_count < ACCOUNT_SIDES) {
		print_wrapped("sides", "this node's only; what the peer saw and did is "
				       "not in it (--peer or --file)");
		return;
	}
	snprintf(text, sizeof(text),
		"both; %s's clock is put on %s's by the echoes in %zu + %zu "
		"heartbeats, "
		"true to %.3f ms; no wall clock was compared",
		account->sides[1].node, account->sides[0].node, axis->own_pairs,
		axis->peer_pairs, (double)axis->error_us / MS_US);
	print_wrapped("sides", text);
}

static void print_outage(const struct account *account)
{
	const struct account_outage *outage = &account->outage;
	char text[ACCOUNT_TEXT_BYTES];

	if (!outage->known) {
		print_wrapped("outage", "none: no node took the F-IPs over");
		return;
	}
	if (outage->most_us < 0) {
		snprintf(text, sizeof(text), "not known: %s", outage->how);
	} else {
		snprintf(text, sizeof(text), "%.3f s at least, %.3f s at most: %s",
			seconds(outage->least_us), seconds(outage->most_us),
			outage->how);
	}
	print_wrapped("outage", text);
}

static void print_head(const struct account *account)
{
	const struct side *own = &account->sides[0];
	char text[ACCOUNT_TEXT_BYTES];

	print_what(account);
	snprintf(text, sizeof(text), "pair %s; told by %s (%s), its peer is %s",
		own->pair, own->node, own->own, own->peer);
	print_wrapped("where", text);
	snprintf(text, sizeof(text), "%s by the wall clock of %s, which is 0 s below",
		own->date, own->node);
	print_wrapped("when", text);
	snprintf(text, sizeof(text), "a beat each %.3f s, detection %.3f s",
		seconds(own->interval_us), seconds(own->detection_us));
	print_wrapped("timing", text);
	print_clocks(account);
	print_outage(account);
}

static void print_line(const struct account *account, int64_t at_us, size_t side)
{
	printf("%+12.3f  %-8s  ", seconds(at_us - account->about_us),
		account->sides[side].node);
}

static void print_mark(const struct account *account, const struct account_mark *mark)
{
	const json_t *rules = json_object_get(mark->item, "rules");
	const json_t *sequence = json_object_get(mark->item, "sequence");
	size_t index;
	json_t *rule;

	print_line(account, mark->at_us, mark->side);
	fputs(mark->text, stdout);
	if (sequence != NULL) {
		printf(" [#%" JSON_INTEGER_FORMAT "]", json_integer_value(sequence));
	}
	json_array_foreach(rules, index, rule)
	{
		printf("%s%" JSON_INTEGER_FORMAT, index == 0 ? " rule " : ", ",
			json_integer_value(rule));
	}
	putchar('\n');
}

static const char *name_link(const struct side *side, unsigned link)
{
	return link <= side->link_count ? side->links[link - 1] : "?";
}

static void print_silence(
	const struct account *account, const struct account_silence *silence)
{
	print_line(account, silence->from_us, silence->side);
	printf("hears nothing of the peer on %s for %.3f s%s: %" PRId64 " beats\n",
		name_link(&account->sides[silence->side], silence->link),
		seconds(silence->to_us - silence->from_us),
		silence->over ? "" : ", up to the end of its recording",
		silence->missing);
}

/* Print the silences that began before an instant and after the one before. */
static void print_silences(
	const struct account *account, int64_t after_us, int64_t until_us)
{
	for (size_t i = 0; i < account->silence_count; i++) {
		const struct account_silence *silence = &account->silences[i];

		if (silence->from_us > after_us && silence->from_us <= until_us) {
			print_silence(account, silence);
		}
	}
}

static void print_timeline(const struct account *account)
{
	int64_t before_us = INT64_MIN;

	fputs("\n   seconds  node      what it decided, did and saw\n", stdout);
	for (size_t i = 0; i < account->mark_count; i++) {
		int64_t at_us = account->marks[i].at_us;

		print_silences(account, before_us, at_us);
		print_mark(account, &account->marks[i]);
		before_us = at_us;
	}
	print_silences(account, before_us, INT64_MAX);
}

void report_print(const struct account *account)
{
	print_head(account);
	print_timeline(account);
	fputs("\nWhat would have prevented it?\n", stdout);
	for (size_t i = 0; i < account->answer_count; i++) {
		print_wrapped("", account->answers[i]);
	}
}

static json_t *list_timeline(const struct account *account)
{
	json_t *list = json_array();

	for (size_t i = 0; i < account->mark_count; i++) {
		const struct account_mark *mark = &account->marks[i];
		json_t *item = json_copy(mark->item);

		json_object_set_new(
			item, "at_us", json_integer(mark->at_us - account->about_us));
		json_object_set_new(
			item, "node", json_string(account->sides[mark->side].node));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *list_silences(const struct account *account)
{
	json_t *list = json_array();

	for (size_t i = 0; i < account->silence_count; i++) {
		const struct account_silence *silence = &account->silences[i];
		const struct side *side = &account->sides[silence->side];

		json_array_append_new(list,
			json_pack("{s:s,s:s,s:I,s:I,s:I}", "node", side->node, "link",
				name_link(side, silence->link), "from_us",
				(json_int_t)(silence->from_us - account->about_us),
				"to_us",
				(json_int_t)(silence->to_us - account->about_us),
				"missing", (json_int_t)silence->missing));
	}
	return list;
}

static void add_holds(const struct account *account, size_t side, json_t *list)
{
	for (size_t i = 0; i < account->sides[side].hold_count; i++) {
		const struct side_hold *hold = &account->sides[side].holds[i];
		int64_t shift_us =
			account_instant(account, side, 0) - account->about_us;

		json_array_append_new(list,
			json_pack("{s:s,s:I,s:I,s:I,s:s}", "node",
				account->sides[side].node, "from_us",
				(json_int_t)(hold->from_us + shift_us), "proven_us",
				(json_int_t)(hold->proven_us + shift_us), "until_us",
				(json_int_t)(hold->until_us + shift_us), "end",
				hold->end));
	}
}

static json_t *list_holds(const struct account *account)
{
	json_t *list = json_array();

	for (size_t i = 0; i < account->side_count; i++) {
		add_holds(account, i, list);
	}
	return list;
}

static json_t *list_answers(const struct account *account)
{
	json_t *list = json_array();

	for (size_t i = 0; i < account->answer_count; i++) {
		json_array_append_new(list, json_string(account->answers[i]));
	}
	return list;
}

static json_t *describe_outage(const struct account *account)
{
	const struct account_outage *outage = &account->outage;

	if (!outage->known) {
		return json_null();
	}
	return json_pack("{s:s,s:b,s:I,s:I,s:I,s:I,s:s}", "taker",
		account->sides[outage->taker].node, "planned", outage->planned, "at_us",
		(json_int_t)(outage->at_us - account->about_us), "least_us",
		(json_int_t)outage->least_us, "most_us", (json_int_t)outage->most_us,
		"both_us", (json_int_t)outage->both_us, "how", outage->how);
}

static json_t *describe_clocks(const struct account *account)
{
	const struct axis *axis = &account->axis;

	if (account->side_count < ACCOUNT_SIDES) {
		return json_null();
	}
	return json_pack("{s:I,s:I,s:I,s:I}", "offset_us", (json_int_t)axis->offset_us,
		"error_us", (json_int_t)axis->error_us, "own_pairs",
		(json_int_t)axis->own_pairs, "peer_pairs",
		(json_int_t)axis->peer_pairs);
}

void report_print_json(const struct account *account)
{
	const struct side *own = &account->sides[0];
	json_t *json = json_pack("{s:s,s:s,s:s,s:I,s:I,s:o,s:o,s:o,s:o,s:o,s:o}",
		"pair", own->pair, "node", own->node, "date", own->date, "interval_us",
		(json_int_t)own->interval_us, "detection_us",
		(json_int_t)own->detection_us, "clocks", describe_clocks(account),
		"outage", describe_outage(account), "holds", list_holds(account),
		"silences", list_silences(account), "timeline", list_timeline(account),
		"prevented_by", list_answers(account));

	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}
