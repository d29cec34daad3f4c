#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/waiting.h"
#include "protocol/fields.h"
#include "replay/player.h"
#include "replay/story.h"
#include "verbs/verb.h"
#include "wire/input_members.h"
#include "words/catalogue.h"
#include "words/narrate.h"

enum {
	SAME = 0,
	DIFFERENT = 1,
	UNREADABLE = 2,
	SENTENCE_BYTES = 256,
	STEPS_A_LOOK = 256, /* at the clock */
};

static const char STATE_FOLDER[] = "/var/lib/fipd";

/* What is known of what was shown. */
struct show {
	enum role role; /* recorded, of the steps that are not played */
	struct waiting waiting;
};

static void print_date(const struct player *player, int64_t at_us)
{
	char date[DATE_TEXT_BYTES];

	date_to_text(date, player_date_ms(player, at_us));
	printf("%s  ", date);
}

static void print_event(const struct player *player, const struct event *event)
{
	const struct recording_header *header = &player->header;
	struct narrate_names names = {
		.pair = header->pair,
		.node = header->node,
		.own = header->own,
		.peer = header->peer,
		.link_count = header->link_count,
	};
	char sentence[SENTENCE_BYTES];

	for (unsigned i = 0; i < header->link_count; i++) {
		names.links[i] = header->links[i];
	}
	narrate_event(sentence, sizeof(sentence), event, &names);
	print_date(player, player->entry.input.now_us);
	printf("%s: %s [FIP-%d]\n", narrate_kind(event->kind), sentence,
		CATALOGUE_EVENTS + (int)event->kind);
}

static void print_decision(const char *whose, const struct decision *decision,
	const struct decision *other, int64_t now_us)
{
	const char *separator = "";

	printf("    %-12s role %s; ", whose, narrate_role((enum role)decision->role));
	for (unsigned i = 0; i < decision->action_count; i++) {
		printf("%s%s", separator, decision_action(decision->actions[i]));
		separator = ", ";
	}
	printf("%s; wakes after %.6f s", decision->action_count == 0 ? "nothing" : "",
		(double)(decision->wake_us - now_us) / SECOND_US);
	for (unsigned i = 0; i < decision->rule_count; i++) {
		printf("%s%u", i == 0 ? "; rules " : " ", decision->rules[i] + 1u);
	}
	if (decision->digest != other->digest) {
		printf("; figures %016" PRIx64, decision->digest);
	}
	putchar('\n');
}

static void print_difference(const struct player *player)
{
	const struct recording_entry *entry = &player->entry;

	print_date(player, entry->input.now_us);
	printf("DIFFERS at byte %zu of %s, told: %s\n", player->offset,
		player->file->path, input_members_kind(entry->input.kind));
	print_decision(
		"recorded:", &entry->decision, &player->decision, entry->input.now_us);
	print_decision("this fipctl:", &player->decision, &entry->decision,
		entry->input.now_us);
}

static void print_step(const struct player *player)
{
	for (unsigned i = 0; i < player->actions.count; i++) {
		const struct action *action = &player->actions.list[i];

		if (action->kind == ACTION_EMIT) {
			print_event(player, &action->event);
		}
	}
	if (!player->agreed) {
		print_difference(player);
	}
}

static void print_start(const struct player *player)
{
	const struct recording_start *start = &player->entry.start;

	print_date(player, start->now_us);
	printf("-- fipd %s begins on %s (%s) of pair %s, peer %s; "
	       "epoch %" PRIu32 " --\n",
		player->header.version, player->header.node, player->header.own,
		player->header.pair, player->header.peer, start->epoch);
}

static void print_gap(const struct player *player)
{
	if (player->entry.missing > 0) {
		printf("-- %" PRIu64 " steps are missing here: too many to be kept "
		       "--\n",
			player->entry.missing);
	} else {
		puts("-- files are missing here --");
	}
}

static void print_role(const struct player *player)
{
	const struct recording_entry *entry = &player->entry;
	enum role *before = &((struct show *)player->context)->role;

	if (*before != (enum role)entry->decision.role) {
		*before = (enum role)entry->decision.role;
		print_date(player, entry->input.now_us);
		printf("recorded: role %s (not played)\n", narrate_role(*before));
	}
}

/* Many steps print nothing; what prints something takes their line away. */
static void show_waiting(const struct player *player)
{
	struct waiting *waiting = &((struct show *)player->context)->waiting;

	if ((player->steps + player->skipped) % STEPS_A_LOOK == 0) {
		waiting_tell(waiting, "fipctl: playing the recording");
	}
}

static bool is_quiet(const struct player *player, enum player_news news)
{
	const struct show *show = player->context;
	bool quiet = player->agreed;

	if (news == PLAYER_SKIPPED) {
		return show->role == (enum role)player->entry.decision.role;
	}

	for (unsigned i = 0; i < player->actions.count; i++) {
		quiet = quiet && player->actions.list[i].kind != ACTION_EMIT;
	}
	return news == PLAYER_STEP && quiet;
}

/* flat switch */
static void print_news(const struct player *player, enum player_news news)
{
	switch (news) {
	case PLAYER_LIFE:
		print_start(player);
		break;
	case PLAYER_RESUMED:
		print_date(player, player->header.now_us);
		printf("-- in the middle of a life of fipd %s on %s: role %s --\n",
			player->header.version, player->header.node,
			narrate_role(player->engine.standing.role));
		break;
	case PLAYER_FOREIGN:
		print_date(player, player->header.now_us);
		printf("-- in the middle of a life of another build, fipd %s: "
		       "not played up to its next start --\n",
			player->header.version);
		break;
	case PLAYER_GAP:
		print_gap(player);
		break;
	case PLAYER_STEP:
		print_step(player);
		break;
	case PLAYER_SKIPPED:
		print_role(player);
		break;
	}
}

static void on_news(const struct player *player, enum player_news news)
{
	if (is_quiet(player, news)) {
		show_waiting(player);
	} else {
		waiting_end(&((struct show *)player->context)->waiting);
		print_news(player, news);
	}
}

static int sum_up(const struct player *player)
{
	if (player->steps == 0) {
		fputs("fipctl: nothing in it can be played by this fipctl\n", stderr);
		return UNREADABLE;
	}
	printf("%" PRIu64 " steps of %" PRIu64 " %s played: ", player->steps,
		player->lives, player->lives == 1 ? "life" : "lives");
	if (player->differences == 0) {
		puts("every decision as recorded");
	} else {
		printf("%" PRIu64 " decided otherwise\n", player->differences);
	}
	if (player->skipped + player->missing > 0) {
		printf("%" PRIu64 " steps were not played, %" PRIu64 " are missing\n",
			player->skipped, player->missing);
	}
	if (player->faults > 0) {
		return UNREADABLE;
	}
	return player->differences > 0 ? DIFFERENT : SAME;
}

static int print_story(const struct recordings *recordings)
{
	return story_print(recordings) ? SAME : UNREADABLE;
}

static int play(const struct recordings *recordings)
{
	struct player *player = calloc(1, sizeof(*player));
	struct show show = { .role = ROLE_UNKNOWN };
	int end;

	if (player == NULL) {
		perror("fipctl");
		return UNREADABLE;
	}
	player->on_news = on_news;
	player->context = &show;
	waiting_begin(&show.waiting);
	player_play(player, recordings);
	waiting_end(&show.waiting);
	end = sum_up(player);
	free(player);
	return end;
}

static int run_replay(const struct options *options)
{
	char *standard = strdup(STATE_FOLDER);
	int count = options->word_count - 1;
	struct recordings *recordings = calloc(1, sizeof(*recordings));
	int end = UNREADABLE;

	if (standard != NULL && recordings != NULL
		&& recordings_load(recordings,
			count > 0 ? options->words + 1 : &standard,
			count > 0 ? count : 1)) {
		end = (options->given & OPTION_AS_STORY) != 0 ? print_story(recordings)
							      : play(recordings);
	}
	if (recordings != NULL) {
		recordings_free(recordings);
	}
	free(recordings);
	free(standard);
	return end;
}

const struct verb verb_replay = {
	.name = "replay",
	.arguments = "[--as-story] [FILE...]",
	.options = OPTION_AS_STORY,
	.most = 64,
	.help = "play a recording again, and compare",
	.run = run_replay,
};
