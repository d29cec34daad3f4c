#include "journal/journal_file.h"

#include <errno.h>

#include "unit/cmocka_all.h"
#include "unit/journal/journal_help.h"

/* Write three events and return the file's text, which the caller frees. */
static char *write_three(struct bench *bench)
{
	bench_begin(bench);
	bench_append(bench, EVENT_STARTED);
	bench_append(bench, EVENT_ROLE_CHANGE);
	bench_append(bench, EVENT_PEER_LOST);
	folder_settle(&bench->folder);
	return folder_text(&bench->folder, "events.jsonl");
}

static void read_again(struct bench *bench, const char *text)
{
	folder_settle(&bench->folder);
	journal_close(bench->journal);
	folder_write(&bench->folder, "events.jsonl", text);
	bench_open(bench);
}

static void a_torn_last_line_is_cut_off(void **state)
{
	struct bench bench;
	char *text = write_three(&bench);
	size_t length = strlen(text);
	char *after;

	(void)state;
	text[length - 20] = '\0';
	read_again(&bench, text);
	after = folder_text(&bench.folder, "events.jsonl");
	assert_int_equal(bench.findings.entries, 2);
	assert_true(bench.findings.cut_bytes > 0);
	assert_int_equal(after[strlen(after) - 1], '\n');
	assert_int_equal(bench_append(&bench, EVENT_STARTED)->sequence, 3);
	free(after);
	free(text);
	bench_end(&bench);
}

static void a_damaged_line_in_the_middle_is_passed_over(void **state)
{
	struct bench bench;
	char *text = write_three(&bench);

	(void)state;
	memset(strchr(text, '\n') + 1, '#', 10);
	read_again(&bench, text);
	assert_int_equal(bench.findings.entries, 2);
	assert_int_equal(bench.findings.damaged_lines, 1);
	assert_int_equal(bench.findings.first_damaged_line, 2);
	assert_int_equal(bench.findings.cut_bytes, 0);
	assert_null(journal_find(bench.journal, 2));
	assert_int_equal(journal_after(bench.journal, 1)->sequence, 3);
	free(text);
	bench_end(&bench);
}

static void a_number_that_goes_back_is_damage(void **state)
{
	struct bench bench;
	char *text = write_three(&bench);
	char *twice = malloc(2 * strlen(text) + 1);

	(void)state;
	assert_non_null(twice);
	strcpy(twice, text);
	strcat(twice, text);
	read_again(&bench, twice);
	assert_int_equal(bench.findings.entries, 3);
	assert_int_equal(bench.findings.cut_bytes, strlen(text));
	free(text);
	free(twice);
	bench_end(&bench);
}

static void an_empty_file_is_an_empty_journal(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	read_again(&bench, "");
	assert_int_equal(journal_newest(bench.journal), 0);
	assert_int_equal(journal_oldest(bench.journal), 0);
	assert_null(journal_after(bench.journal, 0));
	bench_end(&bench);
}

static void a_file_of_rubbish_is_cut_to_nothing(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	read_again(&bench, "\x01\x02{}\n[1]\nnull\n");
	assert_int_equal(bench.findings.entries, 0);
	assert_int_equal(bench.findings.cut_bytes, 14);
	assert_int_equal(bench_append(&bench, EVENT_STARTED)->sequence, 1);
	bench_end(&bench);
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++) {
		lines += *text == '\n';
	}
	return lines;
}

static void a_long_file_is_written_anew_with_the_newest_entries(void **state)
{
	struct bench bench;
	char *text;

	(void)state;
	bench_begin(&bench);
	for (int i = 0; i < JOURNAL_FILE_ENTRIES_MAX + 5; i++) {
		bench_append(&bench, EVENT_ROLE_CHANGE);
		if (i % 500 == 0) {
			folder_settle(&bench.folder);
		}
	}
	folder_settle(&bench.folder);
	text = folder_text(&bench.folder, "events.jsonl");
	assert_in_range(
		count_lines(text), JOURNAL_FILE_ENTRIES_KEPT, JOURNAL_FILE_ENTRIES_MAX);
	free(text);
	bench_reopen(&bench);
	assert_int_equal(bench.findings.damaged_lines, 0);
	assert_int_equal(journal_newest(bench.journal), JOURNAL_FILE_ENTRIES_MAX + 5);
	bench_end(&bench);
}

/* A journal whose events are synced by a disk of its own, which can be made to hang. */
struct disks {
	struct bench bench;
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

static void disks_begin(struct disks *disks)
{
	memset(disks, 0, sizeof(*disks));
	assert_int_equal(disk_start(&disks->bench.syncer), 0);
	assert_int_equal(pipe(disks->ends), 0);
	folder_make(&disks->bench.folder);
	bench_open(&disks->bench);
}

static void hang_syncer(struct disks *disks)
{
	struct disk_job hang = { wait_for_byte, do_nothing, &disks->ends[0] };

	assert_true(disk_submit(disks->bench.syncer, &hang));
}

static void release_syncer(struct disks *disks)
{
	assert_int_equal(write(disks->ends[1], "x", 1), 1);
}

static void disks_end(struct disks *disks)
{
	folder_settle(&disks->bench.folder);
	journal_finish(disks->bench.journal);
	assert_int_equal(disk_stop(disks->bench.folder.disk, FOLDER_WAIT_MS), 0);
	assert_int_equal(disk_stop(disks->bench.syncer, FOLDER_WAIT_MS), 0);
	journal_close(disks->bench.journal);
	assert_int_equal(disk_start(&disks->bench.folder.disk), 0);
	folder_remove(&disks->bench.folder);
	close(disks->ends[0]);
	close(disks->ends[1]);
}

static void no_entry_waits_for_the_sync_of_an_earlier_one(void **state)
{
	struct disks disks;

	(void)state;
	disks_begin(&disks);
	hang_syncer(&disks);
	bench_append(&disks.bench, EVENT_PEER_LOST);
	folder_settle(&disks.bench.folder);
	assert_int_equal(disks.bench.publications, 1);
	bench_append(&disks.bench, EVENT_FAILOVER);
	folder_settle(&disks.bench.folder);
	assert_int_equal(disks.bench.publications, 2);
	assert_int_equal(disks.bench.troubles, 0);
	release_syncer(&disks);
	disks_end(&disks);
}

static void count_answer(void *context, int result)
{
	assert_int_equal(result, 0);
	(*(unsigned *)context)++;
}

static void no_entry(const struct entry *entry, void *context)
{
	(void)context;
	assert_null(entry);
}

/* Open a second file on the same disks, with a page of one entry. */
static struct journal_file *open_file(struct disks *disks, unsigned *answers)
{
	struct journal_file *file = calloc(1, sizeof(*file));
	struct journal_file_findings findings;

	assert_non_null(file);
	assert_int_equal(
		journal_file_open(file, folder_file(&disks->bench.folder, "own"),
			no_entry, NULL, &findings),
		0);
	file->writer = disks->bench.folder.disk;
	file->syncer = disks->bench.syncer;
	file->on_written = count_answer;
	file->on_synced = count_answer;
	file->context = answers;
	file->count = 1;
	file->page[0].sequence = 1;
	return file;
}

static void what_is_written_during_a_sync_is_synced_by_the_next(void **state)
{
	struct disks disks;
	unsigned answers = 0;
	struct journal_file *file;

	(void)state;
	disks_begin(&disks);
	hang_syncer(&disks);
	file = open_file(&disks, &answers);
	for (int i = 0; i < 2; i++) {
		assert_true(journal_file_write(file));
		folder_settle(&disks.bench.folder);
		assert_true(file->syncing);
		assert_int_equal(file->unsynced, i);
	}
	release_syncer(&disks);
	assert_int_equal(disk_flush(disks.bench.syncer, FOLDER_WAIT_MS), 0);
	assert_false(file->unsynced);
	assert_int_equal(answers, 3);
	journal_file_close(file);
	free(file);
	disks_end(&disks);
}

static void a_file_that_finishes_writes_no_more_but_syncs(void **state)
{
	struct disks disks;
	unsigned answers = 0;
	struct journal_file *file;

	(void)state;
	disks_begin(&disks);
	file = open_file(&disks, &answers);
	assert_true(journal_file_write(file));
	journal_file_finish(file);
	folder_settle(&disks.bench.folder);
	assert_false(journal_file_write(file));
	assert_int_equal(disk_flush(disks.bench.syncer, FOLDER_WAIT_MS), 0);
	assert_int_equal(answers, 2);
	journal_file_close(file);
	free(file);
	disks_end(&disks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_torn_last_line_is_cut_off),
		cmocka_unit_test(a_damaged_line_in_the_middle_is_passed_over),
		cmocka_unit_test(a_number_that_goes_back_is_damage),
		cmocka_unit_test(an_empty_file_is_an_empty_journal),
		cmocka_unit_test(a_file_of_rubbish_is_cut_to_nothing),
		cmocka_unit_test(a_long_file_is_written_anew_with_the_newest_entries),
		cmocka_unit_test(no_entry_waits_for_the_sync_of_an_earlier_one),
		cmocka_unit_test(what_is_written_during_a_sync_is_synced_by_the_next),
		cmocka_unit_test(a_file_that_finishes_writes_no_more_but_syncs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
