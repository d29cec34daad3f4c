#include "journal/recording_buffer.h"

#include <assert.h>

int recording_buffer_open(
	struct recording_buffer *buffer, struct disk *disk, const char *folder)
{
	buffer->disk = disk;
	return recording_files_open(&buffer->files, folder, &buffer->reel_bytes);
}

void recording_buffer_close(struct recording_buffer *buffer)
{
	assert(!buffer->flying);
	recording_files_close(&buffer->files);
}

static struct recording_buffer_block *filling_block(struct recording_buffer *buffer)
{
	return &buffer->blocks[buffer->filling];
}

static struct recording_buffer_block *flying_block(struct recording_buffer *buffer)
{
	return &buffer->blocks[1 - buffer->filling];
}

static int append(
	struct recording_files *files, struct recording_buffer_block *block, size_t end)
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

/* What a failed attempt has written already is not written again. */
static int write_block(void *context)
{
	struct recording_buffer *buffer = context;
	struct recording_buffer_block *block = flying_block(buffer);
	int error = 0;

	if (block->cuts) {
		error = append(&buffer->files, block, block->cut);
		if (!error) {
			error = recording_files_next(&buffer->files);
		}
		block->cuts = error != 0;
	}
	if (!error) {
		error = append(&buffer->files, block, block->length);
	}
	if (!error && block->precious) {
		error = recording_files_sync(&buffer->files);
	}
	return error;
}

static void clear(struct recording_buffer_block *block)
{
	block->length = 0;
	block->cut = 0;
	block->written = 0;
	block->cuts = false;
	block->precious = false;
}

static void submit(struct recording_buffer *buffer);

static void on_written(void *context, int result)
{
	struct recording_buffer *buffer = context;
	bool news = (result != 0) != (buffer->result != 0);

	buffer->flying = false;
	buffer->result = result;
	if (result == 0) {
		clear(flying_block(buffer));
	}
	if (news && buffer->on_trouble != NULL) {
		buffer->on_trouble(result, buffer->context);
	}
	if (buffer->finishing && result == 0) {
		submit(buffer);
	}
}

/* A block that could not be written is tried again before the next one. */
static void submit(struct recording_buffer *buffer)
{
	struct disk_job job = {
		.work = write_block,
		.on_done = on_written,
		.context = buffer,
	};

	if (buffer->flying) {
		return;
	}
	if (flying_block(buffer)->length == 0) {
		buffer->filling = 1 - buffer->filling;
	}
	if (flying_block(buffer)->length > 0) {
		buffer->flying = disk_submit(buffer->disk, &job);
	}
}

static bool has_room(struct recording_buffer *buffer, size_t length_bytes)
{
	return RECORDING_BUFFER_BLOCK_BYTES - filling_block(buffer)->length
	       >= length_bytes;
}

uint8_t *recording_buffer_room(struct recording_buffer *buffer, size_t length_bytes)
{
	if (!has_room(buffer, length_bytes)) {
		submit(buffer);
	}
	if (!has_room(buffer, length_bytes)) {
		return NULL;
	}
	return filling_block(buffer)->bytes + filling_block(buffer)->length;
}

void recording_buffer_add(struct recording_buffer *buffer, size_t length_bytes)
{
	filling_block(buffer)->length += length_bytes;
	buffer->reel_bytes += length_bytes;
}

bool recording_buffer_is_full(const struct recording_buffer *buffer)
{
	return buffer->reel_bytes >= RECORDING_FILES_BYTES;
}

void recording_buffer_cut(struct recording_buffer *buffer)
{
	struct recording_buffer_block *block = filling_block(buffer);

	assert(!block->cuts);
	block->cut = block->length;
	block->cuts = true;
	buffer->reel_bytes = 0;
}

void recording_buffer_submit(struct recording_buffer *buffer, bool precious)
{
	struct recording_buffer_block *block = filling_block(buffer);

	block->precious = block->precious || precious;
	submit(buffer);
}

void recording_buffer_finish(struct recording_buffer *buffer)
{
	buffer->finishing = true;
	submit(buffer);
}
