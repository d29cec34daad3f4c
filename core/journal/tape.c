#include "journal/tape.h"

#include <assert.h>

int tape_open(struct tape *tape, struct disk *disk, const char *folder)
{
	tape->disk = disk;
	return reels_open(&tape->reels, folder, &tape->reel_bytes);
}

void tape_close(struct tape *tape)
{
	assert(!tape->flying);
	reels_close(&tape->reels);
}

static struct tape_block *filling_block(struct tape *tape)
{
	return &tape->blocks[tape->filling];
}

static struct tape_block *flying_block(struct tape *tape)
{
	return &tape->blocks[1 - tape->filling];
}

static int append(struct reels *reels, struct tape_block *block, size_t end)
{
	int error = 0;

	if (block->written < end) {
		error = reels_append(
			reels, block->bytes + block->written, end - block->written);
	}
	if (!error) {
		block->written = end;
	}
	return error;
}

/* What a failed attempt has written already is not written again. */
static int write_block(void *context)
{
	struct tape *tape = context;
	struct tape_block *block = flying_block(tape);
	int error = 0;

	if (block->cuts) {
		error = append(&tape->reels, block, block->cut);
		if (!error) {
			error = reels_next(&tape->reels);
		}
		block->cuts = error != 0;
	}
	if (!error) {
		error = append(&tape->reels, block, block->length);
	}
	if (!error && block->precious) {
		error = reels_sync(&tape->reels);
	}
	return error;
}

static void clear(struct tape_block *block)
{
	block->length = 0;
	block->cut = 0;
	block->written = 0;
	block->cuts = false;
	block->precious = false;
}

static void submit(struct tape *tape);

static void on_written(void *context, int result)
{
	struct tape *tape = context;
	bool news = (result != 0) != (tape->result != 0);

	tape->flying = false;
	tape->result = result;
	if (result == 0) {
		clear(flying_block(tape));
	}
	if (news && tape->on_trouble) {
		tape->on_trouble(result, tape->context);
	}
	if (tape->finishing && result == 0) {
		submit(tape);
	}
}

/* A block that could not be written is tried again before the next one. */
static void submit(struct tape *tape)
{
	struct disk_job job = {
		.work = write_block,
		.on_done = on_written,
		.context = tape,
	};

	if (tape->flying) {
		return;
	}
	if (flying_block(tape)->length == 0) {
		tape->filling = 1 - tape->filling;
	}
	if (flying_block(tape)->length > 0) {
		tape->flying = disk_submit(tape->disk, &job);
	}
}

static bool has_room(struct tape *tape, size_t length_bytes)
{
	return TAPE_BLOCK_BYTES - filling_block(tape)->length >= length_bytes;
}

uint8_t *tape_room(struct tape *tape, size_t length_bytes)
{
	if (!has_room(tape, length_bytes)) {
		submit(tape);
	}
	if (!has_room(tape, length_bytes)) {
		return NULL;
	}
	return filling_block(tape)->bytes + filling_block(tape)->length;
}

void tape_add(struct tape *tape, size_t length_bytes)
{
	filling_block(tape)->length += length_bytes;
	tape->reel_bytes += length_bytes;
}

bool tape_is_full(const struct tape *tape)
{
	return tape->reel_bytes >= REELS_BYTES;
}

void tape_cut(struct tape *tape)
{
	struct tape_block *block = filling_block(tape);

	assert(!block->cuts);
	block->cut = block->length;
	block->cuts = true;
	tape->reel_bytes = 0;
}

void tape_submit(struct tape *tape, bool precious)
{
	struct tape_block *block = filling_block(tape);

	block->precious = block->precious || precious;
	submit(tape);
}

void tape_finish(struct tape *tape)
{
	tape->finishing = true;
	submit(tape);
}
