/*
 * player - a recording played through the engine that is built into this fipctl.
 *
 * The engine is pure (logic/engine.h): told the same events it decides the same.  So
 * this program, a client in every other respect, carries the engine and the format of
 * recordings too, decides with them, and touches nothing.  Each decision is compared
 * with the recorded one.  What cannot be played, because steps are missing or because
 * there is only another build's image of the engine, is passed over and told.
 */
#ifndef FIPD_REPLAY_PLAYER_H
#define FIPD_REPLAY_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"
#include "replay/recordings.h"
#include "wire/recording.h"

/* What happened to the recording at a record; where it lies is in the player. */
enum player_news {
	PLAYER_LIFE,    /* fipd started: entry is the start */
	PLAYER_RESUMED, /* play begins with an image of the engine */
	PLAYER_FOREIGN, /* the image is another build's: steps are passed over */
	PLAYER_GAP,     /* steps are missing, or files */
	PLAYER_STEP,    /* played: event, decision and actions can be read */
	PLAYER_SKIPPED, /* a step that cannot be played */
};

struct player {
	/* told what happened; may be NULL */
	void (*on_news)(const struct player *player, enum player_news news);
	void *context;
	struct engine engine;
	struct actions actions;   /* of the last step played */
	struct decision decision; /* its, to be compared with the entry's */
	struct recording_entry entry;
	struct recording_header header; /* the last one */
	const struct recordings_file *file;
	size_t offset;  /* of the entry in the file */
	int64_t now_us; /* of the last step or start */
	bool quiet;     /* tell no faults */
	bool playing;   /* the engine is where the recorded one was */
	bool headed;    /* a header was met */
	uint64_t lives;
	uint64_t steps;
	uint64_t skipped;
	uint64_t missing;
	uint64_t differences;
	uint64_t faults; /* of files */
};

/* Play every file, telling faults of files on stderr. */
void player_play(struct player *player, const struct recordings *recordings);

/* Return whether the step was decided as the recording says. */
bool player_agrees(const struct player *player);

/* Return the Unix time of an instant of the recording. */
int64_t player_date_ms(const struct player *player, int64_t at_us);

#endif
