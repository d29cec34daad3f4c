#include "replay/player.h"

#include <stdio.h>
#include <string.h>

static void tell(struct player *player, enum player_news news)
{
	if (player->on_news != NULL) {
		player->on_news(player, news);
	}
}

/* The rows of another rule table have other numbers. */
static bool same_rules(const struct player *player)
{
	const struct decision *a = &player->decision;
	const struct decision *b = &player->entry.decision;

	return player->header.rules != recording_rules()
	       || (a->rule_count == b->rule_count
		       && memcmp(a->rules, b->rules, a->rule_count) == 0);
}

bool player_agrees(const struct player *player)
{
	const struct decision *a = &player->decision;
	const struct decision *b = &player->entry.decision;

	return a->role == b->role && a->action_count == b->action_count
	       && memcmp(a->actions, b->actions, a->action_count) == 0
	       && a->digest == b->digest && a->wake_us == b->wake_us
	       && same_rules(player);
}

int64_t player_date_ms(const struct player *player, int64_t at_us)
{
	return player->header.date_ms + (at_us - player->header.now_us) / MS_US;
}

static void take_header(struct player *player)
{
	const struct recording_header *header = &player->entry.header;
	uint64_t before = player->header.reel;
	bool follows = header->reel == before || header->reel == before + 1;

	if (player->headed && !follows) {
		player->playing = false;
		player->entry.missing = 0;
		tell(player, PLAYER_GAP);
	}
	player->header = *header;
	player->headed = true;
}

static void take_start(struct player *player)
{
	const struct recording_start *start = &player->entry.start;

	engine_start(&player->engine, &start->settings, start->incarnation,
		start->epoch, start->now_us);
	player->now_us = start->now_us;
	player->playing = true;
	player->lives++;
	tell(player, PLAYER_LIFE);
}

/* Where the engine has been followed up to here, another build's image is not needed.
 */
static void take_image(struct player *player)
{
	const struct recording_entry *entry = &player->entry;
	bool before = player->playing;

	if (entry->image != NULL && entry->image_bytes == sizeof(player->engine)) {
		memcpy(&player->engine, entry->image, sizeof(player->engine));
		player->now_us = player->header.now_us;
		player->playing = true;
	}
	if (!before) {
		tell(player, player->playing ? PLAYER_RESUMED : PLAYER_FOREIGN);
	}
}

/* The engine's clock never goes back; in a forged file it may. */
static bool goes_on(struct player *player, int64_t now_us)
{
	bool forward = now_us >= player->now_us;

	player->now_us = now_us;
	return forward;
}

static void take_step(struct player *player)
{
	if (!goes_on(player, player->entry.input.now_us)) {
		player->playing = false;
	}
	if (!player->playing) {
		player->skipped++;
		tell(player, PLAYER_SKIPPED);
		return;
	}
	engine_step(&player->engine, &player->entry.input, &player->actions);
	decision_take(&player->decision, &player->actions, player->engine.standing.role);
	player->steps++;
	player->differences += !player_agrees(player);
	tell(player, PLAYER_STEP);
}

/* flat switch */
static void take(struct player *player)
{
	switch (player->entry.kind) {
	case RECORDING_HEADER:
		take_header(player);
		break;
	case RECORDING_START:
		take_start(player);
		break;
	case RECORDING_IMAGE:
		take_image(player);
		break;
	case RECORDING_STEP:
		take_step(player);
		break;
	case RECORDING_GAP:
		player->playing = false;
		player->missing += player->entry.missing;
		tell(player, PLAYER_GAP);
		break;
	}
}

static void complain(struct player *player, enum recording_fault fault)
{
	/* table */
	static const char *const WORDS[] = {
		[RECORDING_CUT] = "the file ends within a record",
		[RECORDING_DAMAGED] = "a record is damaged: its checksum is wrong",
		[RECORDING_UNKNOWN] = "a record of a newer fipd that this fipctl "
				      "does not know",
		[RECORDING_WRONG] = "a record has a value that cannot be",
	};

	player->playing = false;
	player->faults++;
	if (!player->quiet) {
		fprintf(stderr, "fipctl: %s: byte %zu: %s%s\n", player->file->path,
			player->offset, WORDS[fault],
			player->offset == 0 ? "; is this a recording of fipd?"
					    : "; nothing behind that is played");
	}
}

static void play_file(struct player *player)
{
	const struct recordings_file *file = player->file;

	player->offset = 0;
	while (player->offset < file->length) {
		enum recording_fault fault =
			recording_take(file->bytes + player->offset,
				file->length - player->offset, &player->entry);

		if (fault == RECORDING_CUT && file->live) {
			return;
		}
		if (fault != RECORDING_GOOD) {
			complain(player, fault);
			return;
		}
		take(player);
		player->offset += player->entry.length_bytes;
	}
}

void player_play(struct player *player, const struct recordings *recordings)
{
	for (size_t i = 0; i < recordings->count; i++) {
		player->file = &recordings->files[i];
		play_file(player);
	}
}
