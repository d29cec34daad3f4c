#include "disk/keeper.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk/diskfile.h"

struct content {
	uint64_t number;
	size_t length_bytes;
	char bytes[KEEPER_BYTES_MAX];
};

struct keeper {
	struct disk *disk;
	void (*on_written)(void *context, uint64_t number, int result);
	void *context;
	uint64_t last_number;
	bool writing; /* current belongs to the disk */
	bool waiting; /* next is to be written */
	char path[DISKFILE_PATH_MAX];
	struct content current;
	struct content next;
};

struct keeper *keeper_new(struct disk *disk, const char *folder, const char *name)
{
	struct keeper *keeper = calloc(1, sizeof *keeper);

	if (!keeper) {
		return NULL;
	}
	keeper->disk = disk;
	snprintf(keeper->path, sizeof keeper->path, "%s/%s", folder, name);
	return keeper;
}

void keeper_free(struct keeper *keeper)
{
	assert(!keeper || !keeper->writing);
	free(keeper);
}

void keeper_watch(struct keeper *keeper,
	void (*on_written)(void *context, uint64_t number, int result), void *context)
{
	keeper->on_written = on_written;
	keeper->context = context;
}

const char *keeper_path(const struct keeper *keeper)
{
	return keeper->path;
}

static int write_current(void *context)
{
	struct keeper *keeper = context;

	return diskfile_replace(
		keeper->path, keeper->current.bytes, keeper->current.length_bytes);
}

static void on_done(void *context, int result)
{
	struct keeper *keeper = context;
	uint64_t number = keeper->current.number;

	keeper->writing = false;
	if (result != 0 && !keeper->waiting) {
		keeper->next = keeper->current;
		keeper->waiting = true;
	} else {
		keeper_retry(keeper);
	}
	if (keeper->on_written) {
		keeper->on_written(keeper->context, number, result);
	}
}

void keeper_retry(struct keeper *keeper)
{
	struct disk_job job = {
		.work = write_current,
		.on_done = on_done,
		.context = keeper,
	};

	if (keeper->writing || !keeper->waiting) {
		return;
	}
	keeper->current = keeper->next;
	keeper->writing = disk_submit(keeper->disk, &job);
	keeper->waiting = !keeper->writing;
}

uint64_t keeper_put(struct keeper *keeper, const char *bytes, size_t length_bytes)
{
	if (length_bytes > sizeof keeper->next.bytes) {
		return 0;
	}
	memcpy(keeper->next.bytes, bytes, length_bytes);
	keeper->next.length_bytes = length_bytes;
	keeper->next.number = ++keeper->last_number;
	keeper->waiting = true;
	keeper_retry(keeper);
	return keeper->last_number;
}
