#include "journal/journal_writer.h"

#include <assert.h>

static int sync_archive(void *context)
{
	return journal_file_sync(((struct journal_writer *)context)->file);
}

static int shorten_archive(void *context)
{
	return journal_file_shorten(((struct journal_writer *)context)->file);
}

static int write_page(void *context)
{
	struct journal_writer *writer = context;

	return journal_file_append(writer->file, writer->page, writer->count);
}

static void on_shortened(void *context, int result)
{
	struct journal_writer *writer = context;

	writer->writing = false;
	writer->on_synced(writer->context, result);
}

static bool shorten(struct journal_writer *writer)
{
	struct disk_job job = {
		.work = shorten_archive,
		.on_done = on_shortened,
		.context = writer,
	};

	if (writer->writing || writer->finishing
		|| !journal_file_is_long(writer->file)) {
		return false;
	}
	writer->writing = disk_submit(writer->writer, &job);
	return writer->writing;
}

static void on_synced(void *context, int result)
{
	struct journal_writer *writer = context;

	writer->syncing = false;
	if (result == 0 && writer->unsynced) {
		journal_writer_sync(writer);
	} else if (result != 0 || !shorten(writer)) {
		writer->unsynced = writer->unsynced || result != 0;
		writer->on_synced(writer->context, result);
	}
}

void journal_writer_sync(struct journal_writer *writer)
{
	struct disk_job job = {
		.work = sync_archive,
		.on_done = on_synced,
		.context = writer,
	};

	if (!writer->syncing) {
		writer->syncing = disk_submit(writer->syncer, &job);
		writer->unsynced = writer->unsynced && !writer->syncing;
	}
}

/* Those who wait for the records come first, then the next page, then the sync. */
static void on_written(void *context, int result)
{
	struct journal_writer *writer = context;

	writer->writing = false;
	writer->unsynced = writer->unsynced || result == 0;
	writer->on_written(writer->context, result);
	if (result == 0) {
		journal_writer_sync(writer);
	}
}

bool journal_writer_write(struct journal_writer *writer)
{
	struct disk_job job = {
		.work = write_page,
		.on_done = on_written,
		.context = writer,
	};

	assert(!writer->writing);
	if (!writer->finishing) {
		writer->writing = disk_submit(writer->writer, &job);
	}
	return writer->writing;
}

void journal_writer_finish(struct journal_writer *writer)
{
	writer->finishing = true;
}
