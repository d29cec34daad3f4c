/*
 * recorder_help - a recorder with an engine in front of it, and a reader behind it.
 */
#ifndef FIPD_TESTS_RECORDER_HELP_H
#define FIPD_TESTS_RECORDER_HELP_H

#include "disk/disk_file.h"
#include "journal/recorder.h"
#include "unit/disk/folder_help.h"

struct bench {
	struct folder folder;
	char kept[64]; /* the file for what is not yet written */
	struct recorder *recorder;
	struct engine engine;
	int64_t now_us;
	unsigned steps; /* that were recorded */
	int trouble;
	char *text;
	size_t length;
	size_t offset;
};

static const struct narrate_names names = {
	.pair = "web",
	.node = "n1",
	.own = "192.168.0.1",
	.peer = "192.168.0.2",
	.link_count = 1,
	.links = { "eth0" },
};

static inline void on_trouble(int error, void *context)
{
	((struct bench *)context)->trouble = error;
}

static inline void live(struct bench *bench)
{
	const struct recorder_place place = { bench->folder.path, bench->kept };
	const struct recording_start start = {
		.settings = { .enabled = true,
			.node = 1,
			.count = 5,
			.links = 1,
			.interval_ms = 2000 },
		.incarnation = 42,
		.now_us = bench->now_us,
	};

	assert_int_equal(
		recorder_new(&bench->recorder, bench->folder.disk, &place, "1.2.3"), 0);
	recorder_watch(bench->recorder, on_trouble, bench);
	recorder_name(bench->recorder, &names);
	engine_start(&bench->engine, &start.settings, 42, 0, start.now_us);
	recorder_start(bench->recorder, &start);
}

static inline void begin(struct bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	folder_make(&bench->folder);
	bench->now_us = SECOND_US;
	live(bench);
}

static inline void step(struct bench *bench)
{
	struct input input = { .kind = INPUT_DEADLINE, .now_us = bench->now_us };
	struct actions actions;

	engine_step(&bench->engine, &input, &actions);
	recorder_step(bench->recorder, &bench->engine, &input, &actions);
	bench->now_us = actions.wake_us;
	bench->steps++;
}

/* End a life of the daemon. */
static inline void die(struct bench *bench)
{
	recorder_finish(bench->recorder);
	folder_settle(&bench->folder);
	recorder_free(bench->recorder);
}

static inline void end(struct bench *bench)
{
	free(bench->text);
	folder_remove(&bench->folder);
}

static inline void load(struct bench *bench, const char *name)
{
	free(bench->text);
	bench->offset = 0;
	assert_int_equal(disk_file_read(folder_file(&bench->folder, name), 1 << 24,
				 &bench->text, &bench->length),
		0);
}

/* Return the kind of the next record, 0 at the end. */
static inline int next(struct bench *bench, struct recording_entry *entry)
{
	if (bench->offset == bench->length) {
		return 0;
	}
	assert_int_equal(recording_take((const uint8_t *)bench->text + bench->offset,
				 bench->length - bench->offset, entry),
		RECORDING_GOOD);
	bench->offset += entry->length_bytes;
	return (int)entry->kind;
}

static inline unsigned count(struct bench *bench, enum recording_kind kind)
{
	struct recording_entry entry;
	unsigned found = 0;
	int this;

	bench->offset = 0;
	while ((this = next(bench, &entry)) != 0) {
		found += this == (int)kind;
	}
	return found;
}

static inline bool exists(struct bench *bench, const char *name)
{
	return access(folder_file(&bench->folder, name), F_OK) == 0;
}

#endif
