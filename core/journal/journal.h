/*
 * journal - the events of this node, numbered without a gap, in memory and on disk.
 *
 * An event becomes an entry here: it gets its number, its date, its severity, its
 * sentence, and the line of the original as which it is logged too.  The newest 1,000
 * are kept in memory for clients; each is appended to the journal's file.  An entry is
 * published when it has been written, so that a daemon that crashes never gives a
 * number again that somebody has seen.  When the disk fails, or hangs for 2 s, entries
 * are published from memory, and what is missing on disk is written as soon as that
 * works again; so too if the file was removed.
 */
#ifndef FIPD_JOURNAL_JOURNAL_H
#define FIPD_JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disk/disk.h"
#include "journal/journal_file.h"
#include "protocol/alarms.h"
#include "words/narrate.h"

enum {
	JOURNAL_ENTRIES_MAX = 1000, /* in memory */
	JOURNAL_PATIENCE_MS = 2000, /* then entries are published from memory */
};

struct journal;

/* Entries are written by the one and synced by the other: see journal_file.h. */
struct journal_disks {
	struct disk *writer;
	struct disk *syncer;
};

struct journal_draft {
	const struct event *event;
	const struct narrate_names *names;
	const char *detail;  /* continues the sentence after ": ", or NULL */
	const char *subject; /* what it is about; NULL: what its kind is about */
	const char *actor;   /* who asked for it, or NULL */
	uint64_t clears;     /* the alarm that it ends, 0: what such an event ends */
	int64_t date_ms;     /* Unix time */
	int64_t now_us;
	bool preferred; /* this node is the preferred one */
};

struct journal_watcher {
	/* An entry may be seen from now on. */
	void (*on_published)(const struct entry *entry, void *context);
	/* The disk begins to fail (-errno, -ETIMEDOUT: slow), or works again (0). */
	void (*on_trouble)(int error, void *context);
	void *context;
};

/*
 * Open the journal in a folder.  0, or -errno; findings tell what was wrong with the
 * file. Numbers go on after the file's last one.
 */
int journal_open(struct journal **journal, const struct journal_disks *disks,
	const char *folder, struct journal_file_findings *findings);

/* Return the alarms that are open. */
const struct alarms *journal_alarms(const struct journal *journal);

/* Return the line of the original that this node logged last, 0: none. */
uint32_t journal_line(const struct journal *journal);

/* Give the writer nothing more: it is about to be stopped, and the syncer after it. */
void journal_finish(struct journal *journal);

/* Close it; nothing may be under way on the disks.  NULL is allowed. */
void journal_close(struct journal *journal);

/* Say who is told; watcher is copied. */
void journal_watch(struct journal *journal, const struct journal_watcher *watcher);

/* Let the next number be higher than this one, which somebody has seen. */
void journal_skip_to(struct journal *journal, uint64_t sequence);

/* Make an entry of an event and return it; valid until the next call. */
const struct entry *journal_append(
	struct journal *journal, const struct journal_draft *draft);

/* Return whether journal_tick is due a second after the last one. */
bool journal_waits(const struct journal *journal);

/* Look after the disk: call it once a second while it waits, else now and then. */
void journal_tick(struct journal *journal, int64_t now_us);

/* Return whether every entry is published. */
bool journal_is_published(const struct journal *journal);

/* Return the number of the newest published entry, 0: there is none. */
uint64_t journal_newest(const struct journal *journal);

/* Return the number of the oldest entry in memory, 0: there is none. */
uint64_t journal_oldest(const struct journal *journal);

/* Return a published entry by its number, or NULL. */
const struct entry *journal_find(const struct journal *journal, uint64_t sequence);

/* Return the oldest published entry with a number above this one, or NULL. */
const struct entry *journal_after(const struct journal *journal, uint64_t sequence);

#endif
