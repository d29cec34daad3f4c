#include "unit/cmocka_all.h"

#include <errno.h>

#include "journal/scribe.h"
#include "unit/journal/journal_help.h"

/* A journal whose events are synced by a disk of its own, which can be made to hang. */
struct desk {
	struct diary diary;
	int ends[2];
};

static int wait_for_byte(void *context)
{
	char byte;

	return read(*(int *)context, &byte, 1) == 1 ? 0 : -EIO;
}

static void do_nothing(void *context, int result)
{
	(void)context;
	(void)result;
}

static void desk_begin(struct desk *desk)
{
	memset(desk, 0, sizeof *desk);
	assert_int_equal(disk_start(&desk->diary.syncer), 0);
	assert_int_equal(pipe(desk->ends), 0);
	folder_make(&desk->diary.folder);
	diary_open(&desk->diary);
}

static void desk_hang(struct desk *desk)
{
	struct disk_job hang = { wait_for_byte, do_nothing, &desk->ends[0] };

	assert_true(disk_submit(desk->diary.syncer, &hang));
}

static void desk_go_on(struct desk *desk)
{
	assert_int_equal(write(desk->ends[1], "x", 1), 1);
}

static void desk_end(struct desk *desk)
{
	folder_settle(&desk->diary.folder);
	journal_finish(desk->diary.journal);
	assert_int_equal(disk_stop(desk->diary.folder.disk, FOLDER_WAIT_MS), 0);
	assert_int_equal(disk_stop(desk->diary.syncer, FOLDER_WAIT_MS), 0);
	journal_close(desk->diary.journal);
	assert_int_equal(disk_start(&desk->diary.folder.disk), 0);
	folder_remove(&desk->diary.folder);
	close(desk->ends[0]);
	close(desk->ends[1]);
}

static void no_record_waits_for_the_sync_of_an_earlier_one(void **state)
{
	struct desk desk;

	(void)state;
	desk_begin(&desk);
	desk_hang(&desk);
	diary_note(&desk.diary, NOTE_PEER_LOST);
	folder_settle(&desk.diary.folder);
	assert_int_equal(desk.diary.publications, 1);
	diary_note(&desk.diary, NOTE_FAILOVER);
	folder_settle(&desk.diary.folder);
	assert_int_equal(desk.diary.publications, 2);
	assert_int_equal(desk.diary.troubles, 0);
	desk_go_on(&desk);
	desk_end(&desk);
}

static void count_answer(void *context, int result)
{
	assert_int_equal(result, 0);
	(*(unsigned *)context)++;
}

static void no_record(const struct record *record, void *context)
{
	(void)context;
	assert_null(record);
}

/* The desk's disks with a scribe of its own, whose page is one record. */
static struct scribe *make_scribe(struct desk *desk, unsigned *answers)
{
	struct scribe *scribe = calloc(1, sizeof *scribe);
	struct archive_findings findings;

	assert_non_null(scribe);
	assert_int_equal(
		archive_open(&scribe->archive, folder_file(&desk->diary.folder, "own"),
			no_record, NULL, &findings),
		0);
	scribe->writer = desk->diary.folder.disk;
	scribe->syncer = desk->diary.syncer;
	scribe->on_written = count_answer;
	scribe->on_synced = count_answer;
	scribe->context = answers;
	scribe->count = 1;
	scribe->page[0].sequence = 1;
	return scribe;
}

static void what_is_written_during_a_sync_is_synced_by_the_next(void **state)
{
	struct desk desk;
	unsigned answers = 0;
	struct scribe *scribe;

	(void)state;
	desk_begin(&desk);
	desk_hang(&desk);
	scribe = make_scribe(&desk, &answers);
	for (int i = 0; i < 2; i++) {
		assert_true(scribe_write(scribe));
		folder_settle(&desk.diary.folder);
		assert_true(scribe->syncing);
		assert_int_equal(scribe->unsynced, i);
	}
	desk_go_on(&desk);
	assert_int_equal(disk_flush(desk.diary.syncer, FOLDER_WAIT_MS), 0);
	assert_false(scribe->unsynced);
	assert_int_equal(answers, 3);
	archive_close(scribe->archive);
	free(scribe);
	desk_end(&desk);
}

static void a_scribe_that_finishes_writes_no_more_but_syncs(void **state)
{
	struct desk desk;
	unsigned answers = 0;
	struct scribe *scribe;

	(void)state;
	desk_begin(&desk);
	scribe = make_scribe(&desk, &answers);
	assert_true(scribe_write(scribe));
	scribe_finish(scribe);
	folder_settle(&desk.diary.folder);
	assert_false(scribe_write(scribe));
	assert_int_equal(disk_flush(desk.diary.syncer, FOLDER_WAIT_MS), 0);
	assert_int_equal(answers, 2);
	archive_close(scribe->archive);
	free(scribe);
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_record_waits_for_the_sync_of_an_earlier_one),
		cmocka_unit_test(what_is_written_during_a_sync_is_synced_by_the_next),
		cmocka_unit_test(a_scribe_that_finishes_writes_no_more_but_syncs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
