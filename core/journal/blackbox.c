#include "journal/blackbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/tape.h"
#include "loop/clock.h"
#include "wire/members.h"

enum {
	DRIFT_MS = 500, /* so far the wall clock may move before a new header */
};

/* What one step may add: header, gap, image, and the step itself. */
_Static_assert(sizeof(struct engine) + 2 * sizeof(struct recording_header)
			       + MEMBERS_BYTES_MAX + DECISION_BYTES_MAX + 256
		       <= (size_t)RECORDING_BYTES_MAX,
	"a step with all that may come with it needs more room");

struct blackbox {
	struct recording_header header;
	uint64_t missing; /* steps that found no room */
	int64_t start_ms; /* Unix time at the instant 0, as the last header told it */
	enum role role;   /* after the last step */
	bool named;       /* the last header holds */
	struct tape tape;
};

int blackbox_new(struct blackbox **result, struct disk *disk, const char *folder,
	const char *version)
{
	struct blackbox *blackbox = calloc(1, sizeof *blackbox);
	int error;

	if (!blackbox) {
		return -ENOMEM;
	}
	snprintf(blackbox->header.version, sizeof blackbox->header.version, "%s",
		version);
	error = tape_open(&blackbox->tape, disk, folder);
	if (error) {
		free(blackbox);
		return error;
	}
	blackbox->header.reel = blackbox->tape.reels.number;
	*result = blackbox;
	return 0;
}

void blackbox_free(struct blackbox *blackbox)
{
	if (blackbox) {
		tape_close(&blackbox->tape);
		free(blackbox);
	}
}

void blackbox_watch(struct blackbox *blackbox,
	void (*on_trouble)(int error, void *context), void *context)
{
	blackbox->tape.on_trouble = on_trouble;
	blackbox->tape.context = context;
}

static void copy_name(char to[RECORDING_NAME_MAX + 1], const char *name)
{
	memset(to, 0, RECORDING_NAME_MAX + 1);
	snprintf(to, RECORDING_NAME_MAX + 1, "%s", name);
}

void blackbox_name(struct blackbox *blackbox, const struct narrate_names *names)
{
	struct recording_header *header = &blackbox->header;

	copy_name(header->pair, names->pair);
	copy_name(header->node, names->node);
	copy_name(header->own, names->own);
	copy_name(header->peer, names->peer);
	header->path_count = (uint8_t)names->path_count;
	for (unsigned i = 0; i < names->path_count; i++) {
		copy_name(header->paths[i], names->paths[i]);
	}
	blackbox->named = false;
}

/* Return where the next record goes; for the whole of a step there is room. */
static uint8_t *place(struct blackbox *blackbox)
{
	return tape_room(&blackbox->tape, 0);
}

static void put_header(struct blackbox *blackbox, int64_t now_us)
{
	struct recording_header *header = &blackbox->header;

	header->now_us = now_us;
	header->date_ms = clock_wall_ms();
	blackbox->start_ms = header->date_ms - now_us / MS_US;
	blackbox->named = true;
	tape_add(&blackbox->tape, recording_put_header(place(blackbox), header));
}

static void put_image(struct blackbox *blackbox, const struct engine *engine)
{
	tape_add(&blackbox->tape,
		recording_put_image(place(blackbox), engine, sizeof *engine));
}

static void begin_reel(struct blackbox *blackbox, int64_t now_us)
{
	tape_cut(&blackbox->tape);
	blackbox->header.reel++;
	put_header(blackbox, now_us);
}

void blackbox_start(struct blackbox *blackbox, const struct recording_start *start)
{
	if (tape_is_full(&blackbox->tape)) {
		begin_reel(blackbox, start->now_us);
	} else {
		put_header(blackbox, start->now_us);
	}
	tape_add(&blackbox->tape, recording_put_start(place(blackbox), start));
}

static void put_step(struct blackbox *blackbox, const struct engine *engine,
	const struct event *event, const struct actions *actions)
{
	struct decision decision;

	decision_take(&decision, actions, engine->role);
	tape_add(
		&blackbox->tape, recording_put_step(place(blackbox), event, &decision));
}

/* Steps were left out, this one with them: what follows begins from the engine now. */
static void put_gap(struct blackbox *blackbox, const struct engine *engine)
{
	tape_add(&blackbox->tape,
		recording_put_gap(place(blackbox), blackbox->missing + 1));
	put_image(blackbox, engine);
	blackbox->missing = 0;
}

void blackbox_step(struct blackbox *blackbox, const struct engine *engine,
	const struct event *event, const struct actions *actions)
{
	if (!tape_room(&blackbox->tape, RECORDING_BYTES_MAX)) {
		blackbox->missing++;
		return;
	}
	if (!blackbox->named) {
		put_header(blackbox, event->now_us);
	}
	if (blackbox->missing > 0) {
		put_gap(blackbox, engine);
	} else {
		put_step(blackbox, engine, event, actions);
	}
	if (tape_is_full(&blackbox->tape)) {
		begin_reel(blackbox, event->now_us);
		put_image(blackbox, engine);
	}
	if (engine->role != blackbox->role) {
		blackbox->role = engine->role;
		tape_submit(&blackbox->tape, true);
	}
}

void blackbox_tick(struct blackbox *blackbox, int64_t now_us)
{
	int64_t drift_ms = clock_wall_ms() - now_us / MS_US - blackbox->start_ms;

	if (drift_ms > DRIFT_MS || drift_ms < -DRIFT_MS) {
		blackbox->named = false;
	}
	tape_submit(&blackbox->tape, false);
}

void blackbox_finish(struct blackbox *blackbox)
{
	tape_finish(&blackbox->tape);
}
