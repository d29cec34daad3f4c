#include "journal/scribe.h"

#include <assert.h>

static int sync_archive(void *context)
{
	return archive_sync(((struct scribe *)context)->archive);
}

static int shorten_archive(void *context)
{
	return archive_shorten(((struct scribe *)context)->archive);
}

static int write_page(void *context)
{
	struct scribe *scribe = context;

	return archive_append(scribe->archive, scribe->page, scribe->count);
}

static void on_shortened(void *context, int result)
{
	struct scribe *scribe = context;

	scribe->writing = false;
	scribe->on_synced(scribe->context, result);
}

static bool shorten(struct scribe *scribe)
{
	struct disk_job job = {
		.work = shorten_archive,
		.on_done = on_shortened,
		.context = scribe,
	};

	if (scribe->writing || scribe->finishing || !archive_is_long(scribe->archive)) {
		return false;
	}
	scribe->writing = disk_submit(scribe->writer, &job);
	return scribe->writing;
}

static void on_synced(void *context, int result)
{
	struct scribe *scribe = context;

	scribe->syncing = false;
	if (result == 0 && scribe->unsynced) {
		scribe_sync(scribe);
	} else if (result != 0 || !shorten(scribe)) {
		scribe->unsynced = scribe->unsynced || result != 0;
		scribe->on_synced(scribe->context, result);
	}
}

void scribe_sync(struct scribe *scribe)
{
	struct disk_job job = {
		.work = sync_archive,
		.on_done = on_synced,
		.context = scribe,
	};

	if (!scribe->syncing) {
		scribe->syncing = disk_submit(scribe->syncer, &job);
		scribe->unsynced = scribe->unsynced && !scribe->syncing;
	}
}

/* Those who wait for the records come first, then the next page, then the sync. */
static void on_written(void *context, int result)
{
	struct scribe *scribe = context;

	scribe->writing = false;
	scribe->unsynced = scribe->unsynced || result == 0;
	scribe->on_written(scribe->context, result);
	if (result == 0) {
		scribe_sync(scribe);
	}
}

bool scribe_write(struct scribe *scribe)
{
	struct disk_job job = {
		.work = write_page,
		.on_done = on_written,
		.context = scribe,
	};

	assert(!scribe->writing);
	if (!scribe->finishing) {
		scribe->writing = disk_submit(scribe->writer, &job);
	}
	return scribe->writing;
}

void scribe_finish(struct scribe *scribe)
{
	scribe->finishing = true;
}
