#include "journal/recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal/recording_blocks.h"
#include "journal/recording_files.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "wire/input_members.h"

enum {
	DRIFT_MS = 500, /* so far the wall clock may move before a new header */
	GAP_BYTES = RECORDING_FRAME_BYTES + 8,
	FLUSH_US = 60 * SECOND_US, /* so long what a power loss takes waits at most */
	DAY_S = 86400,
};

/* One step may add a header, a gap, an image, and the step itself. */
_Static_assert(sizeof(struct engine) + 2 * sizeof(struct recording_header)
			       + INPUT_MEMBERS_BYTES_MAX + DECISION_BYTES_MAX + 256
		       <= (size_t)RECORDING_BYTES_MAX,
	"a step with all that may come with it needs more room");

/*
 * One block is filled in the loop while the other is written.  When the disk fails, its
 * block is written again later, and when both are full there is no room: the recorder
 * never waits and never allocates.  The block that is not filled and the files are the
 * disk's while it is writing.
 */
struct recorder {
	struct recording_header header;
	uint64_t missing; /* steps that found no room */
	int64_t start_ms; /* Unix time at the instant 0, as the last header told it */
	enum role role;   /* after the last step */
	bool named;       /* the last header holds */
	struct disk *disk;
	void (*on_trouble)(int error, void *context);
	void *context;
	struct recording_files files;
	size_t file_bytes; /* of the newest file, with what is still in memory */
	int result;        /* of the last write */
	int64_t allowance; /* bytes that may be written now */
	int64_t filled_us; /* when that was reckoned last */
	int64_t flushed_us;
	bool thrifty;  /* only what is worth it is written */
	unsigned owed; /* so many blocks are to be written, also while it is thrifty */
	bool writing;
	bool finishing;
	bool kept; /* a process that is killed leaves the blocks to the next one */
	struct recording_blocks blocks;
};

static struct recording_block *filling_block(struct recorder *recorder)
{
	struct recording_content *content = recorder->blocks.content;

	return &content->list[content->filling];
}

static struct recording_block *written_block(struct recorder *recorder)
{
	struct recording_content *content = recorder->blocks.content;

	return &content->list[1 - content->filling];
}

/* Fill the other block. */
static void turn_blocks(struct recorder *recorder)
{
	struct recording_content *content = recorder->blocks.content;

	recording_blocks_order();
	content->filling = 1 - content->filling;
	recording_blocks_order();
}

static int write_block(void *context)
{
	struct recorder *recorder = context;

	return recording_files_write(&recorder->files, written_block(recorder));
}

static void submit_block(struct recorder *recorder);

static void on_written(void *context, int result)
{
	struct recorder *recorder = context;
	bool news = (result != 0) != (recorder->result != 0);

	recorder->writing = false;
	recorder->result = result;
	if (result == 0) {
		recorder->allowance -= (int64_t)written_block(recorder)->length;
		recorder->owed -= recorder->owed > 0;
		recording_block_clear(written_block(recorder));
	}
	if (news && recorder->on_trouble != NULL) {
		recorder->on_trouble(result, recorder->context);
	}
	if ((recorder->finishing || recorder->owed > 0) && result == 0) {
		submit_block(recorder);
	}
}

/* A block that could not be written is tried again before the next one. */
static void submit_block(struct recorder *recorder)
{
	struct disk_job job = {
		.work = write_block,
		.on_done = on_written,
		.context = recorder,
	};

	if (recorder->writing) {
		return;
	}
	if (written_block(recorder)->length == 0) {
		turn_blocks(recorder);
	}
	if (written_block(recorder)->length > 0) {
		recorder->writing = disk_submit(recorder->disk, &job);
	}
}

static bool has_room(struct recorder *recorder, size_t length_bytes)
{
	return RECORDING_BLOCK_BYTES - filling_block(recorder)->length >= length_bytes;
}

/* Return where to put so many bytes, or NULL: there is no room now. */
static uint8_t *find_room(struct recorder *recorder, size_t length_bytes)
{
	if (!has_room(recorder, length_bytes) && !recorder->thrifty) {
		submit_block(recorder);
	}
	if (!has_room(recorder, length_bytes)) {
		return NULL;
	}
	return filling_block(recorder)->bytes + filling_block(recorder)->length;
}

/* Count bytes that were put there. */
static void add_bytes(struct recorder *recorder, size_t length_bytes)
{
	recording_blocks_order();
	filling_block(recorder)->length += length_bytes;
	recording_blocks_order();
	recorder->file_bytes += length_bytes;
}

static bool file_is_full(const struct recorder *recorder)
{
	return recorder->file_bytes >= RECORDING_FILE_BYTES;
}

/* Let what follows go to the next file. */
static void cut_block(struct recorder *recorder)
{
	struct recording_block *block = filling_block(recorder);

	assert(!block->cuts);
	block->cut = block->length;
	recording_blocks_order();
	block->cuts = true;
	recording_blocks_order();
	recorder->file_bytes = 0;
}

/* Write what a former process has left.  What cannot be written is lost. */
static void bring_back(struct recorder *recorder, const char *folder)
{
	struct recording_block *order[] = { written_block(recorder),
		filling_block(recorder) };
	uint64_t bytes = order[0]->length + order[1]->length;
	int error = 0;

	for (unsigned i = 0; i < 2; i++) {
		if (!error && order[i]->length > 0) {
			error = recording_files_restore(&recorder->files, order[i]);
		}
		recording_block_clear(order[i]);
	}
	if (error) {
		log_message(MESSAGE_WARNING, 348,
			"what a former fipd left of its recording in %s is lost: %s",
			recorder->blocks.path, strerror(-error));
	} else {
		log_message(MESSAGE_INFO, 347,
			"the recording in %s has what a former fipd had not yet "
			"written when it ended: %llu bytes",
			folder, (unsigned long long)bytes);
	}
}

static void log_blocks(const struct recording_blocks *blocks)
{
	if (blocks->odd) {
		log_message(MESSAGE_WARNING, 348,
			"what was in %s is no part of this recording and is gone",
			blocks->path);
	}
	if (blocks->error) {
		log_message(MESSAGE_INFO, 349,
			"the recording is written each second, for %s cannot be used "
			"to keep what is not yet written: %s",
			blocks->path,
			blocks->error == -EMEDIUMTYPE ? "it is not on a tmpfs"
						      : strerror(-blocks->error));
	}
}

static int open_blocks(struct recorder *recorder, const struct recorder_place *place)
{
	int error =
		recording_blocks_open(&recorder->blocks, place->kept, place->folder);

	if (error) {
		return error;
	}
	recorder->kept = recording_blocks_are_kept(&recorder->blocks);
	log_blocks(&recorder->blocks);
	if (recorder->blocks.left) {
		bring_back(recorder, place->folder);
		recording_files_close(&recorder->files);
		error = recording_files_open(
			&recorder->files, place->folder, &recorder->file_bytes);
	}
	recorder->header.file_number = recorder->files.number;
	return error;
}

int recorder_new(struct recorder **result, struct disk *disk,
	const struct recorder_place *place, const char *version)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));
	int error;

	if (recorder == NULL) {
		return -ENOMEM;
	}
	recorder->disk = disk;
	recorder->allowance = RECORDER_ALLOWANCE_BYTES;
	snprintf(recorder->header.version, sizeof(recorder->header.version), "%s",
		version);
	error = recording_files_open(
		&recorder->files, place->folder, &recorder->file_bytes);
	if (!error) {
		error = open_blocks(recorder, place);
	}
	if (error) {
		free(recorder);
		return error;
	}
	*result = recorder;
	return 0;
}

void recorder_free(struct recorder *recorder)
{
	if (recorder != NULL) {
		assert(!recorder->writing);
		recording_blocks_close(&recorder->blocks);
		recording_files_close(&recorder->files);
		free(recorder);
	}
}

void recorder_watch(struct recorder *recorder,
	void (*on_trouble)(int error, void *context), void *context)
{
	recorder->on_trouble = on_trouble;
	recorder->context = context;
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
	header->link_count = (uint8_t)names->link_count;
	for (unsigned i = 0; i < names->link_count; i++) {
		copy_name(header->links[i], names->links[i]);
	}
	recorder->named = false;
}

/* Return where the next record goes; for the whole of a step there is room. */
static uint8_t *place(struct recorder *recorder)
{
	return find_room(recorder, 0);
}

static void put_header(struct recorder *recorder, int64_t now_us)
{
	struct recording_header *header = &recorder->header;

	header->now_us = now_us;
	header->date_ms = clock_wall_ms();
	recorder->start_ms = header->date_ms - now_us / MS_US;
	recorder->named = true;
	add_bytes(recorder, recording_put_header(place(recorder), header));
}

static void put_image(struct recorder *recorder, const struct engine *engine)
{
	add_bytes(recorder,
		recording_put_image(place(recorder), engine, sizeof(*engine)));
}

static void begin_next_file(struct recorder *recorder, int64_t now_us)
{
	cut_block(recorder);
	recorder->header.file_number++;
	put_header(recorder, now_us);
}

void recorder_start(struct recorder *recorder, const struct recording_start *start)
{
	if (file_is_full(recorder)) {
		begin_next_file(recorder, start->now_us);
	} else {
		put_header(recorder, start->now_us);
	}
	add_bytes(recorder, recording_put_start(place(recorder), start));
}

static void put_step(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions)
{
	struct decision decision;

	decision_take(&decision, actions, engine->standing.role);
	filling_block(recorder)->steps++;
	add_bytes(recorder, recording_put_step(place(recorder), input, &decision));
}

/* Steps were left out, this one with them: what follows begins from the engine now. */
static void put_gap(struct recorder *recorder, const struct engine *engine)
{
	add_bytes(recorder, recording_put_gap(place(recorder), recorder->missing + 1));
	put_image(recorder, engine);
	filling_block(recorder)->steps += recorder->missing + 1;
	recorder->missing = 0;
}

/*
 * Drop the block that waits behind the one being filled, which then says how many steps
 * are missing before it.  False if something of it is in a file, or belongs there.
 */
static bool drop_block(struct recorder *recorder)
{
	struct recording_block *old = written_block(recorder);
	struct recording_block *next = filling_block(recorder);
	uint64_t dropped = old->dropped + old->steps;

	if (old->cuts || old->written != recording_block_first(old)
		|| next->begin == 0) {
		return false;
	}
	recording_put_gap(next->bytes, next->dropped + dropped);
	recording_blocks_order();
	next->dropped += dropped;
	next->written = 0;
	/* Bytes before a cut are not of the present file. */
	recorder->file_bytes -= next->cuts ? 0 : old->length;
	recording_block_clear(old);
	return true;
}

/* Begin a block that can be read without the one before it. */
static void begin_block(
	struct recorder *recorder, const struct engine *engine, int64_t now_us)
{
	struct recording_block *block;

	turn_blocks(recorder);
	block = filling_block(recorder);
	block->begin = GAP_BYTES;
	block->written = GAP_BYTES;
	add_bytes(recorder, GAP_BYTES);
	put_header(recorder, now_us);
	put_image(recorder, engine);
}

static bool is_half_full(struct recorder *recorder)
{
	return filling_block(recorder)->length >= RECORDING_BLOCK_BYTES / 2;
}

/* While it is thrifty: the last half of what there is room for stays in memory. */
static void pass_on(
	struct recorder *recorder, const struct engine *engine, int64_t now_us)
{
	if (recorder->writing || !is_half_full(recorder)) {
		return;
	}
	if (written_block(recorder)->length > 0 && !drop_block(recorder)) {
		recorder->owed = 1;
		submit_block(recorder);
	} else {
		begin_block(recorder, engine, now_us);
	}
}

/*
 * Write what led to this, behind what is being written; while it is thrifty, if the
 * allowance lasts.
 */
static void write_worthy(struct recorder *recorder)
{
	uint64_t old = written_block(recorder)->length;
	uint64_t length = old + filling_block(recorder)->length;

	if (recorder->thrifty && recorder->allowance < (int64_t)length) {
		return;
	}
	recorder->owed = old > 0 ? 2 : 1;
	filling_block(recorder)->precious = true;
	submit_block(recorder);
}

/* Another role is worth to be written at once; while it is thrifty, an event too. */
static bool is_worthy(const struct recorder *recorder, const struct engine *engine,
	const struct actions *actions)
{
	bool worthy = engine->standing.role != recorder->role;

	for (unsigned i = 0; i < actions->count && recorder->thrifty; i++) {
		worthy = worthy || actions->list[i].kind == ACTION_EMIT;
	}
	return worthy;
}

static void put_news(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions)
{
	if (!recorder->named) {
		put_header(recorder, input->now_us);
	}
	if (recorder->missing > 0) {
		put_gap(recorder, engine);
	} else {
		put_step(recorder, engine, input, actions);
	}
}

void recorder_step(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions)
{
	bool worthy = is_worthy(recorder, engine, actions);

	if (recorder->thrifty && !has_room(recorder, RECORDING_BYTES_MAX)) {
		/* A disk that hung has left a full block behind. */
		pass_on(recorder, engine, input->now_us);
	}
	if (find_room(recorder, RECORDING_BYTES_MAX) == NULL) {
		recorder->missing++;
		return;
	}
	put_news(recorder, engine, input, actions);
	recorder->role = engine->standing.role;
	if (file_is_full(recorder) && (worthy || !recorder->thrifty)) {
		begin_next_file(recorder, input->now_us);
		put_image(recorder, engine);
	}
	if (worthy) {
		write_worthy(recorder);
	} else if (recorder->thrifty) {
		pass_on(recorder, engine, input->now_us);
	} else if (is_half_full(recorder) && recorder->result == 0) {
		submit_block(recorder);
	}
}

/* The two ends are far apart, so that it does not go to and fro. */
static void reckon(struct recorder *recorder, int64_t now_us)
{
	int64_t span_s = (now_us - recorder->filled_us) / SECOND_US;

	recorder->filled_us += span_s * SECOND_US;
	recorder->allowance += span_s < DAY_S ? span_s * RECORDER_DAY_BYTES / DAY_S
					      : RECORDER_DAY_BYTES;
	if (recorder->allowance >= RECORDER_ALLOWANCE_BYTES) {
		recorder->allowance = RECORDER_ALLOWANCE_BYTES;
		recorder->thrifty = false;
	} else if (recorder->allowance < RECORDER_ALLOWANCE_BYTES / 2) {
		recorder->thrifty = true;
	}
}

/* Return whether what has come is to be written now, however little it is. */
static bool is_due(const struct recorder *recorder, int64_t now_us)
{
	return !recorder->kept || recorder->owed > 0 || recorder->result != 0
	       || now_us - recorder->flushed_us >= FLUSH_US;
}

bool recorder_tick(struct recorder *recorder, int64_t now_us)
{
	int64_t drift_ms = (clock_wall_us() - now_us) / MS_US - recorder->start_ms;

	if (drift_ms > DRIFT_MS || drift_ms < -DRIFT_MS) {
		recorder->named = false;
	}
	reckon(recorder, now_us);
	recorder->kept = recording_blocks_are_kept(&recorder->blocks);
	if (is_due(recorder, now_us) && (!recorder->thrifty || recorder->owed > 0)) {
		recorder->flushed_us = now_us;
		submit_block(recorder);
	}
	return !recorder->kept || recorder->result != 0;
}

void recorder_finish(struct recorder *recorder)
{
	recorder->finishing = true;
	submit_block(recorder);
}
