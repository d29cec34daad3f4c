#include "journal/journal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk/disk_file.h"
#include "journal/journal_writer.h"
#include "journal/ring.h"

/* Indices of the ring: written <= its count, published <= its count. */
struct journal {
	struct journal_writer writer;
	struct journal_watcher watcher;
	uint64_t last; /* number given last */
	uint64_t published;
	uint64_t written;
	uint64_t flight_end; /* what the batch under way reaches to */
	int64_t flight_since_us;
	bool troubled;
	/* What may be cleared, by kind and heartbeat path. */
	uint64_t open[EVENT_LAST + 1][LINKS_MAX + 1];
	struct ring ring;
};

static void submit_page(struct journal *journal, int64_t now_us);

static uint64_t *open_of(struct journal *journal, enum event_kind kind, uint32_t path)
{
	return &journal->open[kind][path <= LINKS_MAX ? path : 0];
}

/* What a record clears can be cleared once only. */
static uint64_t close_cleared(struct journal *journal, const struct event *event)
{
	enum event_kind cleared = event_clears(event->kind);
	uint64_t *open = open_of(journal, cleared, event->path);
	uint64_t sequence = cleared ? *open : 0;

	if (cleared) {
		*open = 0;
	}
	return sequence;
}

void journal_watch(struct journal *journal, const struct journal_watcher *watcher)
{
	journal->watcher = *watcher;
}

void journal_skip_to(struct journal *journal, uint64_t sequence)
{
	if (journal->last < sequence) {
		journal->last = sequence;
	}
}

static void publish_up_to(struct journal *journal, uint64_t end)
{
	while (journal->published < end) {
		const struct entry *entry =
			ring_at(&journal->ring, journal->published++);

		if (journal->watcher.on_published != NULL) {
			journal->watcher.on_published(entry, journal->watcher.context);
		}
	}
}

static void tell_trouble(struct journal *journal, int error)
{
	bool troubled = error != 0;

	if (troubled == journal->troubled) {
		return;
	}
	journal->troubled = troubled;
	if (journal->watcher.on_trouble != NULL) {
		journal->watcher.on_trouble(error, journal->watcher.context);
	}
}

/* Only now is all well: a disk may take a write and fail to keep it. */
static void on_synced(void *context, int result)
{
	struct journal *journal = context;

	if (result != 0 || journal->written == journal->ring.count) {
		tell_trouble(journal, result);
	}
	submit_page(journal, journal->flight_since_us);
}

static void on_written(void *context, int result)
{
	struct journal *journal = context;

	if (result != 0) {
		tell_trouble(journal, result);
		publish_up_to(journal, journal->ring.count);
		return;
	}
	journal->written = journal->flight_end;
	publish_up_to(journal, journal->written);
	submit_page(journal, journal->flight_since_us);
}

/* What the ring has overwritten while the disk failed is lost to the archive. */
static void fill_page(struct journal *journal)
{
	struct journal_writer *writer = &journal->writer;
	uint64_t first = ring_first(&journal->ring);
	uint64_t start = journal->written > first ? journal->written : first;

	writer->count = 0;
	while (start < journal->ring.count && writer->count < JOURNAL_WRITER_PAGE_MAX) {
		writer->page[writer->count++] = *ring_at(&journal->ring, start++);
	}
	journal->flight_end = start;
}

static void submit_page(struct journal *journal, int64_t now_us)
{
	if (!journal->writer.writing && journal->written != journal->ring.count) {
		fill_page(journal);
		journal->flight_since_us = now_us;
		journal_writer_write(&journal->writer);
	}
}

static void on_loaded(const struct entry *entry, void *context)
{
	struct journal *journal = context;

	close_cleared(journal, &entry->event);
	*open_of(journal, entry->event.kind, entry->event.path) = entry->sequence;
	ring_add(&journal->ring, entry);
	journal->last = entry->sequence;
}

int journal_open(struct journal **result, const struct journal_disks *disks,
	const char *folder, struct journal_file_findings *findings)
{
	struct journal *journal = calloc(1, sizeof(*journal));
	char path[DISK_FILE_PATH_MAX];
	int error;

	if (journal == NULL) {
		return -ENOMEM;
	}
	snprintf(path, sizeof(path), "%s/events.jsonl", folder);
	error = journal_file_open(
		&journal->writer.file, path, on_loaded, journal, findings);
	if (error) {
		free(journal);
		return error;
	}
	journal->writer.writer = disks->writer;
	journal->writer.syncer = disks->syncer;
	journal->writer.on_written = on_written;
	journal->writer.on_synced = on_synced;
	journal->writer.context = journal;
	journal->published = journal->ring.count;
	journal->written = journal->ring.count;
	*result = journal;
	return 0;
}

void journal_finish(struct journal *journal)
{
	journal_writer_finish(&journal->writer);
}

void journal_close(struct journal *journal)
{
	if (journal != NULL) {
		assert(!journal->writer.writing && !journal->writer.syncing);
		journal_file_close(journal->writer.file);
		free(journal);
	}
}

static void write_text(struct entry *entry, const struct journal_draft *draft)
{
	size_t length;

	narrate_event(entry->text, sizeof(entry->text), draft->event, draft->names);
	length = strlen(entry->text);
	if (draft->detail != NULL && *draft->detail) {
		snprintf(entry->text + length, sizeof(entry->text) - length, ": %s",
			draft->detail);
	}
}

const struct entry *journal_append(
	struct journal *journal, const struct journal_draft *draft)
{
	enum event_kind kind = draft->event->kind;
	struct entry entry = {
		.sequence = ++journal->last,
		.clears = close_cleared(journal, draft->event),
		.date_ms = draft->date_ms,
		.severity = event_severity(kind),
		.event = *draft->event,
	};
	const struct entry *place;

	write_text(&entry, draft);
	*open_of(journal, kind, draft->event->path) = entry.sequence;
	/* The ring must not overwrite what nobody has seen. */
	if (journal->ring.count - journal->published >= RING_RECORDS_MAX) {
		publish_up_to(journal, journal->published + 1);
	}
	place = ring_add(&journal->ring, &entry);
	submit_page(journal, draft->now_us);
	return place;
}

void journal_tick(struct journal *journal, int64_t now_us)
{
	int64_t waited_us = now_us - journal->flight_since_us;

	if (journal->writer.writing && waited_us > (int64_t)JOURNAL_PATIENCE_MS * 1000
		&& journal->published < journal->ring.count) {
		tell_trouble(journal, -ETIMEDOUT);
		publish_up_to(journal, journal->ring.count);
	}
	submit_page(journal, now_us);
	if (journal->troubled || journal->writer.unsynced) {
		journal_writer_sync(&journal->writer);
	}
}

uint64_t journal_newest(const struct journal *journal)
{
	return journal->published == 0
		       ? 0
		       : ring_at(&journal->ring, journal->published - 1)->sequence;
}

uint64_t journal_oldest(const struct journal *journal)
{
	uint64_t first = ring_first(&journal->ring);

	return first < journal->published ? ring_at(&journal->ring, first)->sequence
					  : 0;
}

const struct entry *journal_after(const struct journal *journal, uint64_t sequence)
{
	return ring_after(&journal->ring, sequence, journal->published);
}

const struct entry *journal_find(const struct journal *journal, uint64_t sequence)
{
	const struct entry *entry =
		sequence ? journal_after(journal, sequence - 1) : NULL;

	return entry != NULL && entry->sequence == sequence ? entry : NULL;
}
