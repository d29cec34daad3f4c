/*
 * journal_help - a journal in a folder of its own, and what it told.
 */
#ifndef FIPD_TESTS_JOURNAL_HELP_H
#define FIPD_TESTS_JOURNAL_HELP_H

#include "journal/journal.h"
#include "unit/disk/folder_help.h"

struct diary {
	struct folder folder;
	struct disk *syncer; /* NULL: the folder's disk syncs too */
	struct journal *journal;
	struct journal_file_findings findings;
	uint64_t published; /* number of the last record told */
	unsigned publications;
	unsigned troubles;
	int last_trouble;
};

static inline void diary_on_published(const struct entry *entry, void *context)
{
	struct diary *diary = context;

	assert_true(entry->sequence > diary->published);
	diary->published = entry->sequence;
	diary->publications++;
}

static inline void diary_on_trouble(int error, void *context)
{
	struct diary *diary = context;

	diary->troubles++;
	diary->last_trouble = error;
}

static inline void diary_open(struct diary *diary)
{
	struct journal_watcher watcher = {
		.on_published = diary_on_published,
		.on_trouble = diary_on_trouble,
		.context = diary,
	};

	struct journal_disks disks = {
		.writer = diary->folder.disk,
		.syncer = diary->syncer != NULL ? diary->syncer : diary->folder.disk,
	};

	assert_int_equal(journal_open(&diary->journal, &disks, diary->folder.path,
				 &diary->findings),
		0);
	journal_watch(diary->journal, &watcher);
	diary->published = 0;
	diary->publications = 0;
}

static inline void diary_begin(struct diary *diary)
{
	memset(diary, 0, sizeof(*diary));
	folder_make(&diary->folder);
	diary_open(diary);
}

/* As if the daemon had been started again. */
static inline void diary_reopen(struct diary *diary)
{
	folder_settle(&diary->folder);
	journal_close(diary->journal);
	diary_open(diary);
}

static inline void diary_end(struct diary *diary)
{
	folder_settle(&diary->folder);
	journal_close(diary->journal);
	folder_remove(&diary->folder);
}

static inline const struct entry *diary_note(struct diary *diary, enum event_kind kind)
{
	static const struct narrate_names names = { "web", "n1", "192.168.0.1",
		"192.168.0.2", 1, { "eth0" } };
	struct event event = {
		.kind = kind,
		.from = ROLE_STANDBY,
		.to = ROLE_STANDBY,
		.peer = ROLE_ACTIVE,
		.reason = REASON_NONE,
	};
	struct journal_draft draft = {
		.event = &event,
		.names = &names,
		.date_ms = 1795372801123,
		.now_us = 5000000,
	};

	return journal_append(diary->journal, &draft);
}

#endif
