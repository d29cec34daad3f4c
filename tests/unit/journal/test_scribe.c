#include "unit/cmocka_all.h"

#include <errno.h>

#include "journal/journal_writer.h"
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

static void handler_begin(struct desk *desk)
{
	memset(desk, 0, sizeof(*desk));
	assert_int_equal(disk_start(&desk->diary.syncer), 0);
	assert_int_equal(pipe(desk->ends), 0);
	folder_make(&desk->diary.folder);
	diary_open(&desk->diary);
}

static void handler_hang(struct desk *desk)
{
	struct disk_job hang = { wait_for_byte, do_nothing, &desk->ends[0] };

	assert_true(disk_submit(desk->diary.syncer, &hang));
}

static void handler_go_on(struct desk *desk)
{
	assert_int_equal(write(desk->ends[1], "x", 1), 1);
}

static void handler_end(struct desk *desk)
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
	handler_begin(&desk);
	handler_hang(&desk);
	diary_note(&desk.diary, EVENT_PEER_LOST);
	folder_settle(&desk.diary.folder);
	assert_int_equal(desk.diary.publications, 1);
	diary_note(&desk.diary, EVENT_FAILOVER);
	folder_settle(&desk.diary.folder);
	assert_int_equal(desk.diary.publications, 2);
	assert_int_equal(desk.diary.troubles, 0);
	handler_go_on(&desk);
	handler_end(&desk);
}

static void count_answer(void *context, int result)
{
	assert_int_equal(result, 0);
	(*(unsigned *)context)++;
}

static void no_record(const struct entry *entry, void *context)
{
	(void)context;
	assert_null(entry);
}

/* The desk's disks with a scribe of its own, whose page is one record. */
static struct journal_writer *make_scribe(struct desk *desk, unsigned *answers)
{
	struct journal_writer *writer = calloc(1, sizeof(*writer));
	struct journal_file_findings findings;

	assert_non_null(writer);
	assert_int_equal(journal_file_open(&writer->file,
				 folder_file(&desk->diary.folder, "own"), no_record,
				 NULL, &findings),
		0);
	writer->writer = desk->diary.folder.disk;
	writer->syncer = desk->diary.syncer;
	writer->on_written = count_answer;
	writer->on_synced = count_answer;
	writer->context = answers;
	writer->count = 1;
	writer->page[0].sequence = 1;
	return writer;
}

static void what_is_written_during_a_sync_is_synced_by_the_next(void **state)
{
	struct desk desk;
	unsigned answers = 0;
	struct journal_writer *writer;

	(void)state;
	handler_begin(&desk);
	handler_hang(&desk);
	writer = make_scribe(&desk, &answers);
	for (int i = 0; i < 2; i++) {
		assert_true(journal_writer_write(writer));
		folder_settle(&desk.diary.folder);
		assert_true(writer->syncing);
		assert_int_equal(writer->unsynced, i);
	}
	handler_go_on(&desk);
	assert_int_equal(disk_flush(desk.diary.syncer, FOLDER_WAIT_MS), 0);
	assert_false(writer->unsynced);
	assert_int_equal(answers, 3);
	journal_file_close(writer->file);
	free(writer);
	handler_end(&desk);
}

static void a_scribe_that_finishes_writes_no_more_but_syncs(void **state)
{
	struct desk desk;
	unsigned answers = 0;
	struct journal_writer *writer;

	(void)state;
	handler_begin(&desk);
	writer = make_scribe(&desk, &answers);
	assert_true(journal_writer_write(writer));
	journal_writer_finish(writer);
	folder_settle(&desk.diary.folder);
	assert_false(journal_writer_write(writer));
	assert_int_equal(disk_flush(desk.diary.syncer, FOLDER_WAIT_MS), 0);
	assert_int_equal(answers, 2);
	journal_file_close(writer->file);
	free(writer);
	handler_end(&desk);
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
