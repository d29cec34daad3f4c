#include "journal/recorder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/recording_buffer.h"
#include "loop/clock.h"
#include "wire/input_members.h"

enum {
	DRIFT_MS = 500, /* so far the wall clock may move before a new header */
};

/* What one step may add: header, gap, image, and the step itself. */
_Static_assert(sizeof(struct engine) + 2 * sizeof(struct recording_header)
			       + INPUT_MEMBERS_BYTES_MAX + DECISION_BYTES_MAX + 256
		       <= (size_t)RECORDING_BYTES_MAX,
	"a step with all that may come with it needs more room");

struct recorder {
	struct recording_header header;
	uint64_t missing; /* steps that found no room */
	int64_t start_ms; /* Unix time at the instant 0, as the last header told it */
	enum role role;   /* after the last step */
	bool named;       /* the last header holds */
	struct recording_buffer buffer;
};

int recorder_new(struct recorder **result, struct disk *disk, const char *folder,
	const char *version)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));
	int error;

	if (recorder == NULL) {
		return -ENOMEM;
	}
	snprintf(recorder->header.version, sizeof(recorder->header.version), "%s",
		version);
	error = recording_buffer_open(&recorder->buffer, disk, folder);
	if (error) {
		free(recorder);
		return error;
	}
	recorder->header.reel = recorder->buffer.files.number;
	*result = recorder;
	return 0;
}

void recorder_free(struct recorder *recorder)
{
	if (recorder != NULL) {
		recording_buffer_close(&recorder->buffer);
		free(recorder);
	}
}

void recorder_watch(struct recorder *recorder,
	void (*on_trouble)(int error, void *context), void *context)
{
	recorder->buffer.on_trouble = on_trouble;
	recorder->buffer.context = context;
}

static void copy_name(char to[RECORDING_NAME_MAX + 1], const char *name)
{
	memset(to, 0, RECORDING_NAME_MAX + 1);
	snprintf(to, RECORDING_NAME_MAX + 1, "%s", name);
}

void recorder_name(struct recorder *recorder, const struct narrate_names *names)
{
	struct recording_header *header = &recorder->header;

	copy_name(header->pair, names->pair);
	copy_name(header->node, names->node);
	copy_name(header->own, names->own);
	copy_name(header->peer, names->peer);
	header->path_count = (uint8_t)names->path_count;
	for (unsigned i = 0; i < names->path_count; i++) {
		copy_name(header->paths[i], names->paths[i]);
	}
	recorder->named = false;
}

/* Return where the next record goes; for the whole of a step there is room. */
static uint8_t *place(struct recorder *recorder)
{
	return recording_buffer_room(&recorder->buffer, 0);
}

static void put_header(struct recorder *recorder, int64_t now_us)
{
	struct recording_header *header = &recorder->header;

	header->now_us = now_us;
	header->date_ms = clock_wall_ms();
	recorder->start_ms = header->date_ms - now_us / MS_US;
	recorder->named = true;
	recording_buffer_add(
		&recorder->buffer, recording_put_header(place(recorder), header));
}

static void put_image(struct recorder *recorder, const struct engine *engine)
{
	recording_buffer_add(&recorder->buffer,
		recording_put_image(place(recorder), engine, sizeof(*engine)));
}

static void begin_reel(struct recorder *recorder, int64_t now_us)
{
	recording_buffer_cut(&recorder->buffer);
	recorder->header.reel++;
	put_header(recorder, now_us);
}

void recorder_start(struct recorder *recorder, const struct recording_start *start)
{
	if (recording_buffer_is_full(&recorder->buffer)) {
		begin_reel(recorder, start->now_us);
	} else {
		put_header(recorder, start->now_us);
	}
	recording_buffer_add(
		&recorder->buffer, recording_put_start(place(recorder), start));
}

static void put_step(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions)
{
	struct decision decision;

	decision_take(&decision, actions, engine->role);
	recording_buffer_add(&recorder->buffer,
		recording_put_step(place(recorder), input, &decision));
}

/* Steps were left out, this one with them: what follows begins from the engine now. */
static void put_gap(struct recorder *recorder, const struct engine *engine)
{
	recording_buffer_add(&recorder->buffer,
		recording_put_gap(place(recorder), recorder->missing + 1));
	put_image(recorder, engine);
	recorder->missing = 0;
}

void recorder_step(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions)
{
	if (recording_buffer_room(&recorder->buffer, RECORDING_BYTES_MAX) == NULL) {
		recorder->missing++;
		return;
	}
	if (!recorder->named) {
		put_header(recorder, input->now_us);
	}
	if (recorder->missing > 0) {
		put_gap(recorder, engine);
	} else {
		put_step(recorder, engine, input, actions);
	}
	if (recording_buffer_is_full(&recorder->buffer)) {
		begin_reel(recorder, input->now_us);
		put_image(recorder, engine);
	}
	if (engine->role != recorder->role) {
		recorder->role = engine->role;
		recording_buffer_submit(&recorder->buffer, true);
	}
}

void recorder_tick(struct recorder *recorder, int64_t now_us)
{
	int64_t drift_ms = clock_wall_ms() - now_us / MS_US - recorder->start_ms;

	if (drift_ms > DRIFT_MS || drift_ms < -DRIFT_MS) {
		recorder->named = false;
	}
	recording_buffer_submit(&recorder->buffer, false);
}

void recorder_finish(struct recorder *recorder)
{
	recording_buffer_finish(&recorder->buffer);
}
