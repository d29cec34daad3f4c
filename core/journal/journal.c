#include "journal/journal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk/disk_file.h"
#include "words/original.h"

enum {
	LOOK_US = 10000000 /* so often the file is looked for when nothing is written */
};

/*
 * The newest entries, in memory taken once.  An entry has an index, counted from 0
 * since the start, by which its place is found; its sequence number only grows, but may
 * have gaps where the file was damaged.
 */
struct ring {
	uint64_t count; /* entries that ever were in it */
	struct entry list[JOURNAL_ENTRIES_MAX];
};

/* Indices of the ring: written <= its count, published <= its count. */
struct journal {
	struct journal_file file;
	struct journal_watcher watcher;
	uint64_t last; /* number given last */
	uint64_t published;
	uint64_t written;
	uint64_t page_end; /* what the page under way reaches to */
	int64_t page_since_us;
	int64_t looked_us; /* whether the file is there */
	bool troubled;
	bool doubtful;           /* a sync failed, and only that was written since */
	struct alarms alarms;    /* that are open */
	enum original_line line; /* of the original, logged last */
	struct ring ring;
};

/* Put an entry behind the newest, in place of the oldest, and return its place. */
static struct entry *ring_add(struct ring *ring, const struct entry *entry)
{
	struct entry *place = &ring->list[ring->count++ % JOURNAL_ENTRIES_MAX];

	*place = *entry;
	return place;
}

/* Return the index of the oldest entry. */
static uint64_t ring_first(const struct ring *ring)
{
	return ring->count > JOURNAL_ENTRIES_MAX ? ring->count - JOURNAL_ENTRIES_MAX
						 : 0;
}

/* Return the entry with an index that is still in the ring. */
static const struct entry *ring_at(const struct ring *ring, uint64_t index)
{
	assert(index < ring->count && index >= ring_first(ring));
	return &ring->list[index % JOURNAL_ENTRIES_MAX];
}

/* Return the oldest entry below index end whose number is above sequence, or NULL. */
static const struct entry *ring_after(
	const struct ring *ring, uint64_t sequence, uint64_t end)
{
	uint64_t low = ring_first(ring);
	uint64_t high = end;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (ring_at(ring, middle)->sequence > sequence) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low < end ? ring_at(ring, low) : NULL;
}

static void submit_page(struct journal *journal, int64_t now_us);

static void keep_line(struct journal *journal, const struct entry *entry)
{
	if (entry->original != ORIGINAL_NONE) {
		journal->line = (enum original_line)entry->original;
	}
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

static void report_trouble(struct journal *journal, int error)
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

/*
 * Only now is all well: a disk may take a write and fail to keep it.  The kernel tells
 * that once, so a later sync with nothing new to keep does not show the contrary.
 */
static void on_synced(void *context, int result)
{
	struct journal *journal = context;

	/* The writer finds out that the file is another one when it has something to
	 * write: the event of the trouble, or the last entry once more. */
	if (result == -ENOENT && journal->troubled && journal->written > 0
		&& journal->written == journal->ring.count) {
		journal->written--;
	}
	journal->doubtful = journal->doubtful || (result != 0 && result != -ENOENT);
	if (result != 0
		|| (journal->written == journal->ring.count && !journal->doubtful)) {
		report_trouble(journal, result);
	}
	submit_page(journal, journal->page_since_us);
}

/* What is told of the journal's disk is no cause to tell more of it. */
static bool is_about_disk(const struct entry *entry)
{
	enum event_kind kind = entry->event.kind;

	return kind == EVENT_JOURNAL_FAILED || kind == EVENT_JOURNAL_WRITTEN;
}

/* Return whether the page tells of something else than its disk. */
static bool is_page_of_others(const struct journal_file *file)
{
	for (size_t i = 0; i < file->count; i++) {
		if (!is_about_disk(&file->page[i])) {
			return true;
		}
	}
	return false;
}

static void on_written(void *context, int result)
{
	struct journal *journal = context;

	if (result == JOURNAL_FILE_BEGUN_ANEW) {
		journal->written = 0;
		submit_page(journal, journal->page_since_us);
		return;
	}
	if (result != 0) {
		report_trouble(journal, result);
		publish_up_to(journal, journal->ring.count);
		return;
	}
	journal->written = journal->page_end;
	/* Else the event of a failed sync would end its own alarm at once. */
	journal->doubtful = journal->doubtful && !is_page_of_others(&journal->file);
	publish_up_to(journal, journal->written);
	submit_page(journal, journal->page_since_us);
}

/* Entries that the ring has overwritten while the disk failed are lost to the file. */
static void fill_page(struct journal *journal)
{
	struct journal_file *file = &journal->file;
	uint64_t first = ring_first(&journal->ring);
	uint64_t start = journal->written > first ? journal->written : first;

	file->count = 0;
	while (start < journal->ring.count && file->count < JOURNAL_FILE_PAGE_MAX) {
		file->page[file->count++] = *ring_at(&journal->ring, start++);
	}
	journal->page_end = start;
}

static void submit_page(struct journal *journal, int64_t now_us)
{
	if (!journal->file.writing && journal->written != journal->ring.count) {
		fill_page(journal);
		journal->page_since_us = now_us;
		journal_file_write(&journal->file);
	}
}

static void on_loaded(const struct entry *entry, void *context)
{
	struct journal *journal = context;

	alarms_weigh(&journal->alarms, entry);
	keep_line(journal, entry);
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
	error = journal_file_open(&journal->file, path, on_loaded, journal, findings);
	if (error) {
		free(journal);
		return error;
	}
	journal->file.writer = disks->writer;
	journal->file.syncer = disks->syncer;
	journal->file.on_written = on_written;
	journal->file.on_synced = on_synced;
	journal->file.context = journal;
	journal->published = journal->ring.count;
	journal->written = journal->ring.count;
	*result = journal;
	return 0;
}

const struct alarms *journal_alarms(const struct journal *journal)
{
	return &journal->alarms;
}

uint32_t journal_line(const struct journal *journal)
{
	return journal->line;
}

void journal_finish(struct journal *journal)
{
	journal_file_finish(&journal->file);
}

void journal_close(struct journal *journal)
{
	if (journal != NULL) {
		journal_file_close(&journal->file);
		free(journal);
	}
}

/* A text may hold what a user wrote, and SNMPTT leaves `>` out of what it passes on. */
static void spare_angles(char *text)
{
	while ((text = strchr(text, '>')) != NULL) {
		*text = ' ';
	}
}

static void write_sentence(struct entry *entry, const struct journal_draft *draft)
{
	size_t length;

	narrate_event(entry->text, sizeof(entry->text), draft->event, draft->names);
	length = strlen(entry->text);
	if (draft->detail != NULL && *draft->detail) {
		snprintf(entry->text + length, sizeof(entry->text) - length, ": %s",
			draft->detail);
	}
	spare_angles(entry->text);
}

/* As the settings are called in fipd.yaml; interval and count are compared together. */
static const char *name_setting(enum reason reason)
{
	if (reason == REASON_FIPS_DIFFER) {
		return "fips";
	}
	if (reason == REASON_TIMING_DIFFERS) {
		return "timing";
	}
	return reason == REASON_BOTH_PREFERRED || reason == REASON_NONE_PREFERRED
		       ? "role"
		       : NULL;
}

static const char *name_link(
	const struct event *event, const struct narrate_names *names)
{
	return event->link > 0 && event->link <= names->link_count
		       ? names->links[event->link - 1]
		       : NULL;
}

static const char *name_third(
	const struct event *event, const struct narrate_names *names)
{
	if (event->reason == REASON_PEER_OF_OTHERS) {
		return names->peer;
	}
	return event->reason == REASON_THIRD_HERE ? names->third : NULL;
}

/* Return what an event is about, NULL: nothing in particular, or it is not known. */
/* flat switch */
static const char *name_subject(
	const struct event *event, const struct narrate_names *names)
{
	switch (event_subject(event->kind)) {
	case SUBJECT_NOTHING:
		break;
	case SUBJECT_PEER:
		return names->peer;
	case SUBJECT_LINK:
		return name_link(event, names);
	case SUBJECT_ANSWERED:
		return names->answered;
	case SUBJECT_LOST:
		return names->lost;
	case SUBJECT_COPY:
		return names->copy;
	case SUBJECT_THIRD:
		return name_third(event, names);
	case SUBJECT_SETTING:
		return name_setting(event->reason);
	case SUBJECT_ACTION:
		return event->reason != REASON_NONE ? "switchover" : NULL;
	case SUBJECT_REFERENCES:
		return "references";
	case SUBJECT_JOURNAL:
		return "journal";
	case SUBJECT_TASK:
		return names->task;
	case SUBJECT_CHECKS:
		return "checks";
	}
	return NULL;
}

static void write_who(struct entry *entry, const struct journal_draft *draft)
{
	const char *subject;

	if (draft->actor != NULL) {
		snprintf(entry->actor, sizeof(entry->actor), "%s", draft->actor);
	}
	subject = draft->subject != NULL ? draft->subject
					 : name_subject(draft->event, draft->names);
	if (subject != NULL) {
		snprintf(entry->subject, sizeof(entry->subject), "%s", subject);
	}
}

static const struct entry *find_ended(
	const struct journal *journal, const struct journal_draft *draft)
{
	const struct alarms *alarms = &journal->alarms;

	for (uint32_t i = 0; i < alarms->count; i++) {
		if (alarms->list[i].sequence == draft->clears) {
			return &alarms->list[i];
		}
	}
	return alarms_ended_by(alarms, draft->event);
}

/*
 * What an alarm was about may have another name by now, or none, and the two must pair.
 * A failback that ends no failover is no end.
 */
static void end_alarm(const struct journal *journal, struct entry *entry,
	const struct journal_draft *draft)
{
	const struct entry *alarm = find_ended(journal, draft);

	if (alarm != NULL) {
		entry->clears = alarm->sequence;
		memcpy(entry->subject, alarm->subject, sizeof(entry->subject));
	} else if (entry->severity == SEVERITY_CLEARED) {
		entry->severity = SEVERITY_INDETERMINATE;
	}
}

const struct entry *journal_append(
	struct journal *journal, const struct journal_draft *draft)
{
	struct entry entry = {
		.sequence = ++journal->last,
		.date_ms = draft->date_ms,
		.severity = event_weight(draft->event),
		.event = *draft->event,
		.original =
			original_line_of(draft->event, journal->line, draft->preferred),
	};
	const struct entry *place;

	write_sentence(&entry, draft);
	write_who(&entry, draft);
	end_alarm(journal, &entry, draft);
	alarms_weigh(&journal->alarms, &entry);
	keep_line(journal, &entry);
	/* The ring must not overwrite what nobody has seen. */
	if (journal->ring.count - journal->published >= JOURNAL_ENTRIES_MAX) {
		publish_up_to(journal, journal->published + 1);
	}
	place = ring_add(&journal->ring, &entry);
	submit_page(journal, draft->now_us);
	return place;
}

/* Publish from memory what the disk has kept waiting for too long. */
static void pass_slow_disk(struct journal *journal)
{
	uint64_t i = journal->published;

	while (i < journal->ring.count && is_about_disk(ring_at(&journal->ring, i))) {
		i++;
	}
	if (i < journal->ring.count) {
		report_trouble(journal, -ETIMEDOUT);
	}
	publish_up_to(journal, journal->ring.count);
}

bool journal_waits(const struct journal *journal)
{
	const struct journal_file *file = &journal->file;

	return file->writing || file->unsynced || journal->troubled
	       || journal->written != journal->ring.count;
}

void journal_tick(struct journal *journal, int64_t now_us)
{
	int64_t waited_us = now_us - journal->page_since_us;

	if (journal->file.writing && waited_us > (int64_t)JOURNAL_PATIENCE_MS * 1000
		&& journal->published < journal->ring.count) {
		pass_slow_disk(journal);
	}
	submit_page(journal, now_us);
	if (journal->troubled || journal->file.unsynced
		|| now_us - journal->looked_us >= LOOK_US) {
		journal->looked_us = now_us;
		journal_file_sync(&journal->file);
	}
}

bool journal_is_published(const struct journal *journal)
{
	return journal->published == journal->ring.count;
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
