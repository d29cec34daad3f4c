/*
 * player - a recording read from its files, and played through the engine that is built
 * into this fipctl.
 *
 * The engine is pure (engine/engine.h): the same inputs give the same decisions.  So
 * this program, a client in every other respect, carries the engine and the format of
 * recordings too, and compares each decision with the recorded one.  The player passes
 * over, and reports, steps that it cannot play: some are missing before them, or the
 * only image of the engine is another build's.
 */
#ifndef FIPD_REPLAY_PLAYER_H
#define FIPD_REPLAY_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "wire/recording.h"

enum {
	RECORDINGS_MAX = 64
};

struct recordings_file {
	char *path;
	uint8_t *bytes;
	size_t length;
	uint64_t file_number; /* its number, as its header says; 0: it has none */
	bool live;            /* fipd may be writing it at this moment */
};

/* The files in the order in which they were written. */
struct recordings {
	size_t count;
	struct recordings_file files[RECORDINGS_MAX];
};

/* The kinds of what the player meets at a record of the file; the record lies in the
 * player. */
enum player_news {
	PLAYER_LIFE,    /* fipd started: entry is the start */
	PLAYER_RESUMED, /* play begins with an image of the engine */
	PLAYER_FOREIGN, /* the image is another build's: steps are passed over */
	PLAYER_GAP,     /* steps are missing, or files */
	PLAYER_STEP,    /* played: event, decision and actions can be read */
	PLAYER_SKIPPED, /* a step that cannot be played */
};

struct player {
	/* called for what happened; may be NULL */
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
	bool quiet;     /* print no faults */
	bool agreed;    /* the last step was decided as the recording says */
	bool playing;   /* the engine is where the recorded one was */
	bool headed;    /* a header was met */
	uint64_t lives;
	uint64_t steps;
	uint64_t skipped;
	uint64_t missing;
	uint64_t differences;
	uint64_t faults; /* of files */
};

/*
 * Read the files of paths; a folder stands for every recording in it, the newest of
 * which may end within a record, for fipd may be writing it.  Return false, and print
 * a line on stderr, if one cannot be read or there is none.  Free with recordings_free
 * in both cases.
 */
bool recordings_load(struct recordings *recordings, char **paths, int count);

/* Free what was read. */
void recordings_free(struct recordings *recordings);

/* Play every file, printing faults of files on stderr. */
void player_play(struct player *player, const struct recordings *recordings);

/* Return the Unix time of an instant of the recording. */
int64_t player_date_ms(const struct player *player, int64_t at_us);

#endif
