/*
 * journal_help - a journal in a folder of its own, and what it told.
 */
#ifndef FIPD_TESTS_JOURNAL_HELP_H
#define FIPD_TESTS_JOURNAL_HELP_H

#include "journal/journal.h"
#include "unit/disk/folder_help.h"

struct bench {
	struct folder folder;
	struct disk *syncer; /* NULL: the folder's disk syncs too */
	struct journal *journal;
	struct journal_file_findings findings;
	uint64_t published; /* number of the last entry that was published */
	unsigned publications;
	unsigned troubles;
	int last_trouble;
};

static inline void bench_on_published(const struct entry *entry, void *context)
{
	struct bench *bench = context;

	assert_true(entry->sequence > bench->published);
	bench->published = entry->sequence;
	bench->publications++;
}

static inline void bench_on_trouble(int error, void *context)
{
	struct bench *bench = context;

	bench->troubles++;
	bench->last_trouble = error;
}

static inline void bench_open(struct bench *bench)
{
	struct journal_watcher watcher = {
		.on_published = bench_on_published,
		.on_trouble = bench_on_trouble,
		.context = bench,
	};

	struct journal_disks disks = {
		.writer = bench->folder.disk,
		.syncer = bench->syncer != NULL ? bench->syncer : bench->folder.disk,
	};

	assert_int_equal(journal_open(&bench->journal, &disks, bench->folder.path,
				 &bench->findings),
		0);
	journal_watch(bench->journal, &watcher);
	bench->published = 0;
	bench->publications = 0;
}

static inline void bench_begin(struct bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	folder_make(&bench->folder);
	bench_open(bench);
}

/* As if the daemon had been started again. */
static inline void bench_reopen(struct bench *bench)
{
	folder_settle(&bench->folder);
	journal_close(bench->journal);
	bench_open(bench);
}

static inline void bench_end(struct bench *bench)
{
	folder_settle(&bench->folder);
	journal_close(bench->journal);
	folder_remove(&bench->folder);
}

static inline const struct entry *bench_append(
	struct bench *bench, enum event_kind kind)
{
	static const struct narrate_names names = { "web", "n1", "192.168.0.1",
		"192.168.0.2", 1, { "eth0" }, NULL, NULL, NULL, NULL, NULL };
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

	return journal_append(bench->journal, &draft);
}

#endif
