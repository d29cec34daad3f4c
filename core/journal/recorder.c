#include "journal/recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal/recording_files.h"
#include "loop/clock.h"
#include "wire/input_members.h"

enum {
	DRIFT_MS = 500, /* so far the wall clock may move before a new header */
	BLOCK_BYTES = 256 * 1024,
	GAP_BYTES = RECORDING_FRAME_BYTES + 8,
	DAY_S = 86400,
};

/* One step may add a header, a gap, an image, and the step itself. */
_Static_assert(sizeof(struct engine) + 2 * sizeof(struct recording_header)
			       + INPUT_MEMBERS_BYTES_MAX + DECISION_BYTES_MAX + 256
		       <= (size_t)RECORDING_BYTES_MAX,
	"a step with all that may come with it needs more room");

/* The bytes up to cut belong to the file before, if the block has a cut. */
struct block {
	size_t length;
	size_t cut;
	size_t written;
	size_t begin;     /* where its first record is, behind room for a gap, or 0 */
	uint64_t steps;   /* that are in it, or that it says are missing */
	uint64_t dropped; /* before it */
	bool cuts;
	bool precious; /* sync it */
	uint8_t bytes[BLOCK_BYTES];
};

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
	bool thrifty;      /* only what is worth it is written */
	unsigned owed;     /* so many blocks are, although it is thrifty */
	bool writing;
	bool finishing;
	unsigned filling; /* which of the blocks is being filled */
	struct block blocks[2];
};

static int sync_file(const struct recording_files *files)
{
	return files->fd < 0 || fdatasync(files->fd) == 0 ? 0 : -errno;
}

static struct block *filling_block(struct recorder *recorder)
{
	return &recorder->blocks[recorder->filling];
}

static struct block *written_block(struct recorder *recorder)
{
	return &recorder->blocks[1 - recorder->filling];
}

static int append_block(struct recording_files *files, struct block *block, size_t end)
{
	int error = 0;

	if (block->written < end) {
		error = recording_files_append(
			files, block->bytes + block->written, end - block->written);
	}
	if (!error) {
		block->written = end;
	}
	return error;
}

/* The bytes that a failed attempt has written already are not written again. */
static int write_block(void *context)
{
	struct recorder *recorder = context;
	struct block *block = written_block(recorder);
	int error = 0;

	if (block->cuts) {
		error = append_block(&recorder->files, block, block->cut);
		if (!error) {
			error = recording_files_begin(&recorder->files);
		}
		block->cuts = error != 0;
	}
	if (!error) {
		error = append_block(&recorder->files, block, block->length);
	}
	if (!error && block->precious) {
		error = sync_file(&recorder->files);
	}
	return error;
}

static void clear_block(struct block *block)
{
	block->length = 0;
	block->cut = 0;
	block->written = 0;
	block->begin = 0;
	block->steps = 0;
	block->dropped = 0;
	block->cuts = false;
	block->precious = false;
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
		clear_block(written_block(recorder));
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
		recorder->filling = 1 - recorder->filling;
	}
	if (written_block(recorder)->length > 0) {
		recorder->writing = disk_submit(recorder->disk, &job);
	}
}

static bool has_room(struct recorder *recorder, size_t length_bytes)
{
	return BLOCK_BYTES - filling_block(recorder)->length >= length_bytes;
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
	filling_block(recorder)->length += length_bytes;
	recorder->file_bytes += length_bytes;
}

static bool file_is_full(const struct recorder *recorder)
{
	return recorder->file_bytes >= RECORDING_FILE_BYTES;
}

/* Let what follows go to the next file. */
static void cut_block(struct recorder *recorder)
{
	struct block *block = filling_block(recorder);

	assert(!block->cuts);
	block->cut = block->length;
	block->cuts = true;
	recorder->file_bytes = 0;
}

int recorder_new(struct recorder **result, struct disk *disk, const char *folder,
	const char *version)
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
	error = recording_files_open(&recorder->files, folder, &recorder->file_bytes);
	if (error) {
		free(recorder);
		return error;
	}
	recorder->header.file_number = recorder->files.number;
	*result = recorder;
	return 0;
}

void recorder_free(struct recorder *recorder)
{
	if (recorder != NULL) {
		assert(!recorder->writing);
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

/* Return where what is to be written of a block begins. */
static size_t first_byte(const struct block *block)
{
	return block->dropped > 0 ? 0 : block->begin;
}

/*
 * Drop the block that waits behind the one being filled, which then says how many steps
 * are missing before it.  False if something of it is in a file, or belongs there.
 */
static bool drop_block(struct recorder *recorder)
{
	struct block *old = written_block(recorder);
	struct block *next = filling_block(recorder);

	if (old->cuts || old->written != first_byte(old) || next->begin == 0) {
		return false;
	}
	next->dropped += old->dropped + old->steps;
	next->written = 0;
	recording_put_gap(next->bytes, next->dropped);
	/* Bytes before a cut are not of the present file. */
	recorder->file_bytes -= next->cuts ? 0 : old->length;
	clear_block(old);
	return true;
}

/* Begin a block that can be read without the one before it. */
static void begin_block(
	struct recorder *recorder, const struct engine *engine, int64_t now_us)
{
	struct block *block;

	recorder->filling = 1 - recorder->filling;
	block = filling_block(recorder);
	block->begin = GAP_BYTES;
	block->written = GAP_BYTES;
	add_bytes(recorder, GAP_BYTES);
	put_header(recorder, now_us);
	put_image(recorder, engine);
}

/* While it is thrifty: the last half of what there is room for stays in memory. */
static void pass_on(
	struct recorder *recorder, const struct engine *engine, int64_t now_us)
{
	if (recorder->writing || filling_block(recorder)->length < BLOCK_BYTES / 2) {
		return;
	}
	if (written_block(recorder)->length > 0 && !drop_block(recorder)) {
		recorder->owed = 1;
		submit_block(recorder);
	} else {
		begin_block(recorder, engine, now_us);
	}
}

/* Write what led to this; while it is thrifty, if the allowance lasts. */
static void write_worthy(struct recorder *recorder)
{
	size_t old = written_block(recorder)->length;
	size_t length = old + filling_block(recorder)->length;

	if (recorder->thrifty && recorder->allowance < (int64_t)length) {
		return;
	}
	recorder->owed = !recorder->thrifty ? 0 : old > 0 ? 2 : 1;
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

void recorder_tick(struct recorder *recorder, int64_t now_us)
{
	int64_t drift_ms = (clock_wall_us() - now_us) / MS_US - recorder->start_ms;

	if (drift_ms > DRIFT_MS || drift_ms < -DRIFT_MS) {
		recorder->named = false;
	}
	reckon(recorder, now_us);
	if (!recorder->thrifty || recorder->owed > 0) {
		submit_block(recorder);
	}
}

void recorder_finish(struct recorder *recorder)
{
	recorder->finishing = true;
	submit_block(recorder);
}
