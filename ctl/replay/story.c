#include "replay/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/fields.h"
#include "replay/player.h"
#include "wire/input_members.h"
#include "words/narrate.h"

enum {
	IMAGE_LINE_BYTES = 64,
	LINE_MEMBERS = 6, /* more than that, and the rest goes on another line */
};

/* A stretch goes from a start or an image to the next gap or to another boot. */
struct story {
	unsigned stretch; /* the one at hand, from 1 */
	unsigned last;    /* the one to print, 0: still counting */
	int64_t origin_us;
	int64_t before_us; /* of the record before */
	uint64_t faults;   /* of files, up to now */
	bool whole;        /* the stretch at hand goes on */
	bool begun;
	struct input last_printed; /* its heartbeat and its settings */
};

static bool is_of(const char *name, const char *group)
{
	size_t length = strlen(group);

	return strncmp(name, group, length) == 0 && name[length] == '.';
}

/* Return whether a member means something in an input of this kind. */
static bool concerns(const char *name, enum input_kind kind)
{
	if (is_of(name, "heartbeat")) {
		return kind == INPUT_HEARTBEAT;
	}
	if (is_of(name, "settings")) {
		return kind == INPUT_SETTINGS;
	}
	return strcmp(name, "now_us") != 0;
}

static double seconds(const struct story *story, int64_t at_us)
{
	return (double)(at_us - story->origin_us) / SECOND_US;
}

static unsigned node_of(const struct player *player)
{
	return player->engine.settings.node == 2 ? 2 : 1;
}

/* List the members that differ from what was printed last; return how many. */
static size_t list_changes(const struct story *story, const struct input *input,
	size_t changes[INPUT_MEMBERS_MAX])
{
	struct input base = { .heartbeat = story->last_printed.heartbeat,
		.settings = story->last_printed.settings };
	size_t count = 0;

	for (size_t i = 0; i < input_members_count(); i++) {
		if (concerns(input_members_name(i), input->kind)
			&& input_members_get(input, i) != input_members_get(&base, i)) {
			changes[count++] = i;
		}
	}
	return count;
}

static void keep_printed(struct story *story, const struct input *input)
{
	if (input->kind == INPUT_HEARTBEAT) {
		story->last_printed.heartbeat = input->heartbeat;
	} else if (input->kind == INPUT_SETTINGS) {
		story->last_printed.settings = input->settings;
	}
}

static void print_head(const struct player *player, double at_s, const char *verb)
{
	printf("%.6f s %s n%u", at_s, verb, node_of(player));
}

static void print_member(const struct input *input, size_t index)
{
	const char *dot = strchr(input_members_name(index), '.');

	printf(" %s %" PRIu64, dot == NULL ? input_members_name(index) : dot + 1,
		input_members_get(input, index));
}

/*
 * Print the changed members of an input, a few on a line: all lines but the last, or
 * with a verb of NULL all of them, have the verb "with".
 */
static void print_input(struct story *story, const struct player *player,
	const struct input *input, const char *verb)
{
	size_t changes[INPUT_MEMBERS_MAX];
	size_t left = list_changes(story, input, changes);
	const size_t *change = changes;
	double at_s = seconds(story, input->now_us);

	do {
		size_t number = left > LINE_MEMBERS ? LINE_MEMBERS : left;
		bool last = left == number && verb != NULL;

		print_head(player, at_s, last ? verb : "with");
		printf(" %s", input_members_kind(input->kind));
		for (left -= number; number > 0; number--) {
			print_member(input, *change++);
		}
		putchar('\n');
	} while (left > 0);
	keep_printed(story, input);
}

static void print_title(const struct player *player, int64_t at_us)
{
	const struct recording_header *header = &player->header;
	char date[DATE_TEXT_BYTES];

	date_to_text(date, player_date_ms(player, at_us));
	printf("# Recorded by fipd %s on node %s of pair %s, from %s.\n",
		header->version, header->node, header->pair, date);
}

/* The first instant of a stretch is the story's beginning. */
static void begin_stretch(
	struct story *story, const struct player *player, int64_t at_us)
{
	if (!story->begun) {
		story->begun = true;
		story->origin_us = at_us;
		print_title(player, at_us);
	}
}

static void print_life(struct story *story, const struct player *player)
{
	const struct recording_start *start = &player->entry.start;
	struct input input = { .kind = INPUT_SETTINGS,
		.now_us = start->now_us,
		.settings = start->settings };

	begin_stretch(story, player, start->now_us);
	print_input(story, player, &input, NULL);
	print_head(player, seconds(story, start->now_us), "live");
	printf(" now_us %" PRId64 " incarnation %" PRIu64 " epoch %" PRIu32 "\n",
		start->now_us, start->incarnation, start->epoch);
}

static void print_image(struct story *story, const struct player *player)
{
	const uint8_t *bytes = player->entry.image;
	int64_t at_us = player->header.now_us;

	begin_stretch(story, player, at_us);
	for (size_t i = 0; i < player->entry.image_bytes; i++) {
		if (i % IMAGE_LINE_BYTES == 0) {
			print_head(player, seconds(story, at_us), "image");
			putchar(' ');
		}
		printf("%02x%s", bytes[i],
			(i + 1) % IMAGE_LINE_BYTES == 0
					|| i + 1 == player->entry.image_bytes
				? "\n"
				: "");
	}
	print_head(player, seconds(story, at_us), "resume");
	printf(" now_us %" PRId64 " layout %" PRIu64 "\n", at_us, recording_layout());
}

/* A whole millisecond, not before the instant: a story reads times as it likes. */
static double soon_after(const struct story *story, int64_t at_us)
{
	return (double)((at_us - story->origin_us + MS_US - 1) / MS_US) / 1000;
}

static void print_expectations(const struct story *story, const struct player *player)
{
	for (unsigned i = 0; i < player->actions.count; i++) {
		const struct action *action = &player->actions.list[i];
		const struct event *event = &action->event;

		if (action->kind == ACTION_EMIT && event->from != event->to
			&& event->kind != EVENT_STARTED
			&& event->kind != EVENT_STOPPED) {
			printf("expect %.3f s n%u: %s to %s\n",
				soon_after(story, player->entry.input.now_us),
				node_of(player), narrate_role(event->from),
				narrate_role(event->to));
		}
	}
}

static void print_step(struct story *story, const struct player *player)
{
	print_input(story, player, &player->entry.input, "hear");
	print_expectations(story, player);
}

static int64_t time_of(const struct player *player, enum player_news news)
{
	if (news == PLAYER_LIFE) {
		return player->entry.start.now_us;
	}
	return news == PLAYER_STEP ? player->entry.input.now_us : player->header.now_us;
}

static bool opens_stretch(
	const struct story *story, const struct player *player, enum player_news news)
{
	bool playable = news == PLAYER_LIFE || news == PLAYER_RESUMED;

	return playable
	       && (!story->whole || player->faults != story->faults
		       || time_of(player, news) < story->before_us);
}

/* flat switch */
static void on_news(const struct player *player, enum player_news news)
{
	struct story *story = player->context;

	if (opens_stretch(story, player, news)) {
		story->stretch++;
		story->whole = true;
	} else if (news == PLAYER_GAP || news == PLAYER_FOREIGN) {
		story->whole = false;
	}
	story->faults = player->faults;
	story->before_us = time_of(player, news);
	if (story->stretch != story->last) {
		return;
	}
	switch (news) {
	case PLAYER_LIFE:
		print_life(story, player);
		break;
	case PLAYER_RESUMED:
		print_image(story, player);
		break;
	case PLAYER_STEP:
		print_step(story, player);
		break;
	case PLAYER_FOREIGN:
	case PLAYER_GAP:
	case PLAYER_SKIPPED:
		break;
	}
}

/* Play it with a fresh player; the first pass prints the faults of files. */
static bool play_pass(const struct recordings *recordings, struct story *story)
{
	struct player *player = calloc(1, sizeof(*player));

	if (player == NULL) {
		perror("fipctl");
		return false;
	}
	player->on_news = on_news;
	player->context = story;
	player->quiet = story->last > 0;
	player_play(player, recordings);
	free(player);
	return true;
}

bool story_print(const struct recordings *recordings)
{
	struct story counting = { 0 };
	struct story printing;

	if (!play_pass(recordings, &counting)) {
		return false;
	}
	if (counting.stretch == 0) {
		fputs("fipctl: nothing in it can be played by this fipctl\n", stderr);
		return false;
	}
	printing = (struct story){ .last = counting.stretch };
	return play_pass(recordings, &printing);
}
