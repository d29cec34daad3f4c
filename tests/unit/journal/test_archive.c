#include "unit/cmocka_all.h"

#include "unit/journal/journal_help.h"

/* Write three events and return the file's text, which the caller frees. */
static char *write_three(struct diary *diary)
{
	diary_begin(diary);
	diary_note(diary, EVENT_STARTED);
	diary_note(diary, EVENT_ROLE_CHANGE);
	diary_note(diary, EVENT_PEER_LOST);
	folder_settle(&diary->folder);
	return folder_text(&diary->folder, "events.jsonl");
}

static void read_again(struct diary *diary, const char *text)
{
	folder_settle(&diary->folder);
	journal_close(diary->journal);
	folder_write(&diary->folder, "events.jsonl", text);
	diary_open(diary);
}

static void a_torn_last_line_is_cut_off(void **state)
{
	struct diary diary;
	char *text = write_three(&diary);
	size_t length = strlen(text);
	char *after;

	(void)state;
	text[length - 20] = '\0';
	read_again(&diary, text);
	after = folder_text(&diary.folder, "events.jsonl");
	assert_int_equal(diary.findings.entries, 2);
	assert_true(diary.findings.cut_bytes > 0);
	assert_int_equal(after[strlen(after) - 1], '\n');
	assert_int_equal(diary_note(&diary, EVENT_STARTED)->sequence, 3);
	free(after);
	free(text);
	diary_end(&diary);
}

static void a_damaged_line_in_the_middle_is_passed_over(void **state)
{
	struct diary diary;
	char *text = write_three(&diary);

	(void)state;
	memset(strchr(text, '\n') + 1, '#', 10);
	read_again(&diary, text);
	assert_int_equal(diary.findings.entries, 2);
	assert_int_equal(diary.findings.damaged_lines, 1);
	assert_int_equal(diary.findings.first_damaged_line, 2);
	assert_int_equal(diary.findings.cut_bytes, 0);
	assert_null(journal_find(diary.journal, 2));
	assert_int_equal(journal_after(diary.journal, 1)->sequence, 3);
	free(text);
	diary_end(&diary);
}

static void a_number_that_goes_back_is_damage(void **state)
{
	struct diary diary;
	char *text = write_three(&diary);
	char *twice = malloc(2 * strlen(text) + 1);

	(void)state;
	assert_non_null(twice);
	strcpy(twice, text);
	strcat(twice, text);
	read_again(&diary, twice);
	assert_int_equal(diary.findings.entries, 3);
	assert_int_equal(diary.findings.cut_bytes, strlen(text));
	free(text);
	free(twice);
	diary_end(&diary);
}

static void an_empty_file_is_an_empty_journal(void **state)
{
	struct diary diary;

	(void)state;
	diary_begin(&diary);
	read_again(&diary, "");
	assert_int_equal(journal_newest(diary.journal), 0);
	assert_int_equal(journal_oldest(diary.journal), 0);
	assert_null(journal_after(diary.journal, 0));
	diary_end(&diary);
}

static void a_file_of_rubbish_is_cut_to_nothing(void **state)
{
	struct diary diary;

	(void)state;
	diary_begin(&diary);
	read_again(&diary, "\x01\x02{}\n[1]\nnull\n");
	assert_int_equal(diary.findings.entries, 0);
	assert_int_equal(diary.findings.cut_bytes, 14);
	assert_int_equal(diary_note(&diary, EVENT_STARTED)->sequence, 1);
	diary_end(&diary);
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++) {
		lines += *text == '\n';
	}
	return lines;
}

static void a_long_file_is_written_anew_with_the_newest_records(void **state)
{
	struct diary diary;
	char *text;

	(void)state;
	diary_begin(&diary);
	for (int i = 0; i < JOURNAL_FILE_COMPACT_RECORDS + 5; i++) {
		diary_note(&diary, EVENT_ROLE_CHANGE);
		if (i % 500 == 0) {
			folder_settle(&diary.folder);
		}
	}
	folder_settle(&diary.folder);
	text = folder_text(&diary.folder, "events.jsonl");
	assert_in_range(count_lines(text), JOURNAL_FILE_KEEP_RECORDS,
		JOURNAL_FILE_COMPACT_RECORDS);
	free(text);
	diary_reopen(&diary);
	assert_int_equal(diary.findings.damaged_lines, 0);
	assert_int_equal(
		journal_newest(diary.journal), JOURNAL_FILE_COMPACT_RECORDS + 5);
	diary_end(&diary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_torn_last_line_is_cut_off),
		cmocka_unit_test(a_damaged_line_in_the_middle_is_passed_over),
		cmocka_unit_test(a_number_that_goes_back_is_damage),
		cmocka_unit_test(an_empty_file_is_an_empty_journal),
		cmocka_unit_test(a_file_of_rubbish_is_cut_to_nothing),
		cmocka_unit_test(a_long_file_is_written_anew_with_the_newest_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
