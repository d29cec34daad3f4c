#include "disk/state_file.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk/disk_file.h"

struct content {
	uint64_t number;
	size_t length_bytes;
	char bytes[STATE_FILE_BYTES_MAX];
};

struct state_file {
	struct disk *disk;
	void (*on_written)(void *context, uint64_t number, int result);
	void *context;
	uint64_t last_number;
	bool writing; /* current belongs to the disk */
	bool waiting; /* next is to be written */
	char path[DISK_FILE_PATH_MAX];
	struct content current;
	struct content next;
};

struct state_file *state_file_new(
	struct disk *disk, const char *folder, const char *name)
{
	struct state_file *file = calloc(1, sizeof(*file));

	if (file == NULL) {
		return NULL;
	}
	file->disk = disk;
	snprintf(file->path, sizeof(file->path), "%s/%s", folder, name);
	return file;
}

void state_file_free(struct state_file *file)
{
	assert(file == NULL || !file->writing);
	free(file);
}

void state_file_watch(struct state_file *file,
	void (*on_written)(void *context, uint64_t number, int result), void *context)
{
	file->on_written = on_written;
	file->context = context;
}

const char *state_file_path(const struct state_file *file)
{
	return file->path;
}

static int write_current(void *context)
{
	struct state_file *file = context;

	return disk_file_replace(
		file->path, file->current.bytes, file->current.length_bytes);
}

static void on_done(void *context, int result)
{
	struct state_file *file = context;
	uint64_t number = file->current.number;

	file->writing = false;
	if (result != 0 && !file->waiting) {
		file->next = file->current;
		file->waiting = true;
	} else {
		state_file_retry(file);
	}
	if (file->on_written != NULL) {
		file->on_written(file->context, number, result);
	}
}

void state_file_retry(struct state_file *file)
{
	struct disk_job job = {
		.work = write_current,
		.on_done = on_done,
		.context = file,
	};

	if (file->writing || !file->waiting) {
		return;
	}
	file->current = file->next;
	file->writing = disk_submit(file->disk, &job);
	file->waiting = !file->writing;
}

uint64_t state_file_put(struct state_file *file, const char *bytes, size_t length_bytes)
{
	if (length_bytes > sizeof(file->next.bytes)) {
		return 0;
	}
	memcpy(file->next.bytes, bytes, length_bytes);
	file->next.length_bytes = length_bytes;
	file->next.number = ++file->last_number;
	file->waiting = true;
	state_file_retry(file);
	return file->last_number;
}
