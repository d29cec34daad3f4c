#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "contact/contact.h"
#include "incident/account.h"
#include "incident/export.h"
#include "incident/report.h"
#include "incident/side.h"
#include "model/types.h"
#include "protocol/entry.h"
#include "verbs/verb.h"

enum {
	MARGIN_MS = 30000, /* on both sides of an event, and three detection times */
	DETECTIONS = 3,
};

/* What it is about, and when that was. */
struct choice {
	struct export_span span;
	uint64_t sequence; /* 0: no event in particular */
	int64_t now_ms;
};

static int64_t read_wall_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int complain(const char *what)
{
	fprintf(stderr, "fipctl: %s\n", what);
	return EXIT_REFUSED;
}

static bool is_move(const struct event *event)
{
	return event->from != event->to && event->kind != EVENT_STARTED
	       && event->kind != EVENT_STOPPED
	       && (event->from == ROLE_ACTIVE || event->to == ROLE_ACTIVE);
}

/* Find the event of a number, or the last one that moved the F-IPs to or from here. */
static bool find_event(const json_t *journal, uint64_t sequence, struct entry *found)
{
	bool is_found = false;
	size_t index;
	json_t *json;

	json_array_foreach(journal, index, json)
	{
		struct entry entry;

		if (entry_from_json(&entry, json)
			&& (sequence > 0 ? entry.sequence == sequence
					 : is_move(&entry.event))) {
			*found = entry;
			is_found = true;
		}
	}
	return is_found;
}

static int refuse_sequence(const json_t *journal, const char *word)
{
	const json_t *first = json_array_get(journal, 0);
	const json_t *last = json_array_get(journal, json_array_size(journal) - 1);

	fprintf(stderr,
		"fipctl: there is no event %s; the journal has %" JSON_INTEGER_FORMAT
		" to %" JSON_INTEGER_FORMAT "\n",
		word, json_integer_value(json_object_get(first, "sequence")),
		json_integer_value(json_object_get(last, "sequence")));
	return EXIT_REFUSED;
}

static int choose_event(
	struct choice *choice, const struct options *options, const json_t *journal)
{
	const char *word = options->word_count > 1 ? options->words[1] : NULL;
	struct entry entry;
	int64_t around_ms;

	if (word != NULL
		&& !options_number(
			&choice->sequence, word[0] == '#' ? word + 1 : word)) {
		fprintf(stderr,
			"fipctl: %s: the number of an event is expected, as "
			"`fipctl events` prints it\n",
			word);
		return EXIT_USAGE;
	}
	if (word != NULL && choice->sequence == 0) {
		return refuse_sequence(journal, word);
	}
	if (!find_event(journal, choice->sequence, &entry)) {
		return word != NULL
			       ? refuse_sequence(journal, word)
			       : complain("no event of the journal moved the F-IPs; "
					  "`fipctl incident NUMBER` takes any event");
	}
	choice->sequence = entry.sequence;
	around_ms = MARGIN_MS + DETECTIONS * entry.event.limit_us / MS_US;
	choice->span = (struct export_span){ .from_ms = entry.date_ms - around_ms,
		.to_ms = entry.date_ms + around_ms,
		.about_ms = entry.date_ms };
	return EXIT_DONE;
}

static int choose_span(struct choice *choice, const struct options *options)
{
	bool bounded = (options->given & OPTION_UNTIL) != 0;
	int64_t since_s = (int64_t)options->since_s;
	int64_t until_s = bounded ? (int64_t)options->until_s : 0;

	if (options->word_count > 1 || (options->given & OPTION_LAST) != 0) {
		complain("an event, --last and --since exclude each other");
		return EXIT_USAGE;
	}
	if (since_s > choice->now_ms / 1000 || until_s >= since_s) {
		complain("--since and --until: seconds ago, the first more than the "
			 "second");
		return EXIT_USAGE;
	}
	choice->span.from_ms = choice->now_ms - since_s * 1000;
	choice->span.to_ms = choice->now_ms - until_s * 1000;
	choice->span.about_ms =
		choice->span.from_ms + (choice->span.to_ms - choice->span.from_ms) / 2;
	return EXIT_DONE;
}

static int choose(
	struct choice *choice, const struct options *options, const json_t *journal)
{
	*choice = (struct choice){ .now_ms = read_wall_clock_ms() };
	if ((options->given & OPTION_SINCE) != 0) {
		return choose_span(choice, options);
	}
	if ((options->given & OPTION_UNTIL) != 0) {
		complain("--until is for --since");
		return EXIT_USAGE;
	}
	if (options->word_count > 1 && (options->given & OPTION_LAST) != 0) {
		complain("an event, --last and --since exclude each other");
		return EXIT_USAGE;
	}
	return choose_event(choice, options, journal);
}

static json_t *make_export(const struct options *options, const json_t *journal,
	const struct choice *choice)
{
	char *folder = strdup(export_folder(options));
	struct recordings *recordings = calloc(1, sizeof(*recordings));
	json_t *document = NULL;

	if (folder != NULL && recordings != NULL
		&& recordings_load(recordings, &folder, 1)) {
		document = export_make(recordings, journal, &choice->span);
	}
	if (recordings != NULL) {
		recordings_free(recordings);
	}
	free(recordings);
	free(folder);
	return document;
}

/* Whole seconds ago, as both nodes can tell whatever their clocks show. */
static json_t *fetch_peer(const struct options *options, const struct choice *choice)
{
	int64_t now_ms = read_wall_clock_ms();
	int64_t until_s = (now_ms - choice->span.to_ms) / 1000;

	if ((options->given & OPTION_FILE) != 0) {
		return side_fetch_file(options->file);
	}
	return side_fetch_by_ssh(options->peer,
		(now_ms - choice->span.from_ms) / 1000 + 1, until_s > 0 ? until_s : 0);
}

static bool is_peer(const struct side *own, const struct side *peer)
{
	if (strcmp(own->pair, peer->pair) != 0) {
		fprintf(stderr,
			"fipctl: the other side is of pair %s, and this node of "
			"pair %s\n",
			peer->pair, own->pair);
		return false;
	}
	if (strcmp(own->peer, peer->own) != 0) {
		fprintf(stderr,
			"fipctl: the other side is %s (%s), and the peer of %s is %s\n",
			peer->node, peer->own, own->node, own->peer);
		return false;
	}
	return true;
}

/* Read the peer's side; how many sides there are then, 0: none, and it was said. */
static size_t read_sides(struct side sides[ACCOUNT_SIDES],
	const struct options *options, const struct choice *choice, json_t *own)
{
	char fault[SIDE_FAULT_BYTES];
	json_t *peer;

	if (!side_read(&sides[0], own, fault)) {
		complain(fault);
		return 0;
	}
	if ((options->given & (OPTION_PEER | OPTION_FILE)) == 0) {
		return 1;
	}
	peer = fetch_peer(options, choice);
	if (peer == NULL) {
		return 0;
	}
	if (!side_read(&sides[1], peer, fault)) {
		fprintf(stderr, "fipctl: %s: %s\n",
			options->file != NULL ? options->file : options->peer, fault);
		return 0;
	}
	return is_peer(&sides[0], &sides[1]) ? ACCOUNT_SIDES : 0;
}

static void print_account(const struct account *account, unsigned given)
{
	if ((given & OPTION_HTML) != 0) {
		report_print_html(account);
	} else if ((given & OPTION_JSON) != 0) {
		report_print_json(account);
	} else {
		report_print(account);
	}
}

static int tell(
	const struct options *options, const struct choice *choice, json_t *document)
{
	struct side sides[ACCOUNT_SIDES] = { { 0 } };
	size_t count = read_sides(sides, options, choice, document);

	if (count > 0) {
		struct account account;

		if (!account_make(&account, sides, count, (int64_t)choice->sequence)) {
			complain("the nodes' clocks cannot be related: no heartbeat "
				 "and its echo are in both recordings of this span; "
				 "this is the side of this node only");
		}
		print_account(&account, options->given);
		account_free(&account);
	}
	side_free(&sides[0]);
	side_free(&sides[1]);
	return count > 0 ? EXIT_DONE : EXIT_REFUSED;
}

static int run_chosen(
	const struct options *options, const struct choice *choice, json_t *journal)
{
	json_t *document = make_export(options, journal, choice);

	if (document == NULL) {
		return EXIT_REFUSED;
	}
	if ((options->given & OPTION_EXPORT) == 0) {
		return tell(options, choice, document);
	}
	json_dumpf(document, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(document);
	return EXIT_DONE;
}

static bool excludes(const struct options *options, unsigned marks)
{
	unsigned given = options->given & marks;

	return (given & (given - 1)) == 0;
}

static int run_incident(const struct options *options)
{
	json_t *journal;
	struct choice choice;
	int end;

	if (!excludes(options, OPTION_JSON | OPTION_HTML | OPTION_EXPORT)
		|| !excludes(options, OPTION_PEER | OPTION_FILE | OPTION_EXPORT)) {
		complain("incident: of --json, --html and --export only one, and so "
			 "of --peer, --file and --export");
		return EXIT_USAGE;
	}
	journal = json_array();
	end = export_read_journal(options, journal);
	if (end == EXIT_DONE) {
		end = choose(&choice, options, journal);
	}
	if (end == EXIT_DONE) {
		end = run_chosen(options, &choice, journal);
	}
	json_decref(journal);
	return end;
}

const struct verb verb_incident = {
	.name = "incident",
	.arguments = "[NUMBER]",
	.options = OPTION_JSON | OPTION_HTML | OPTION_EXPORT | OPTION_PEER | OPTION_FILE
		   | OPTION_LAST | OPTION_SINCE | OPTION_UNTIL | OPTION_STATE,
	.most = 1,
	.help = "what happened, as both nodes recorded it",
	.run = run_incident,
};
