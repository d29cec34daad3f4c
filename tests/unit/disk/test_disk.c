#include "unit/cmocka_all.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>

#include "unit/disk/folder_help.h"

struct results {
	int pipe[2];
	unsigned count;
	int list[DISK_JOBS_MAX + 1];
};

struct test_job {
	struct results *results;
	int result;
};

static int return_result(void *context)
{
	return ((struct test_job *)context)->result;
}

static int wait_for_byte(void *context)
{
	char byte;

	return read(((struct test_job *)context)->results->pipe[0], &byte, 1) == 1
		       ? 0
		       : -EIO;
}

static void keep_result(void *context, int result)
{
	struct results *results = ((struct test_job *)context)->results;

	results->list[results->count++] = result;
}

static bool submit(struct folder *folder, int (*work)(void *), struct test_job *job)
{
	struct disk_job wanted = {
		.work = work, .on_done = keep_result, .context = job
	};

	return disk_submit(folder->disk, &wanted);
}

static void jobs_end_in_the_order_in_which_they_were_submitted(void **state)
{
	struct folder folder;
	struct results results = { 0 };
	struct test_job jobs[3] = { { &results, 0 }, { &results, -ENOSPC },
		{ &results, 7 } };

	(void)state;
	folder_make(&folder);
	for (size_t i = 0; i < 3; i++) {
		assert_true(submit(&folder, return_result, &jobs[i]));
	}
	folder_settle(&folder);
	assert_int_equal(results.count, 3);
	assert_int_equal(results.list[0], 0);
	assert_int_equal(results.list[1], -ENOSPC);
	assert_int_equal(results.list[2], 7);
	folder_remove(&folder);
}

static void a_job_that_finds_no_room_is_refused(void **state)
{
	struct folder folder;
	struct results results = { 0 };
	struct test_job job = { &results, 0 };

	(void)state;
	folder_make(&folder);
	assert_int_equal(pipe(results.pipe), 0);
	for (int i = 0; i < DISK_JOBS_MAX; i++) {
		assert_true(submit(&folder, i ? return_result : wait_for_byte, &job));
	}
	assert_false(submit(&folder, return_result, &job));
	assert_int_equal(write(results.pipe[1], "x", 1), 1);
	folder_settle(&folder);
	assert_true(submit(&folder, return_result, &job));
	folder_remove(&folder);
	close(results.pipe[0]);
	close(results.pipe[1]);
}

static void a_hanging_disk_ends_the_wait_but_not_the_job(void **state)
{
	struct folder folder;
	struct results results = { 0 };
	struct test_job job = { &results, 0 };

	(void)state;
	folder_make(&folder);
	assert_int_equal(pipe(results.pipe), 0);
	assert_true(submit(&folder, wait_for_byte, &job));
	assert_int_equal(disk_flush(folder.disk, 20), -ETIMEDOUT);
	assert_int_equal(results.count, 0);
	assert_int_equal(write(results.pipe[1], "x", 1), 1);
	folder_settle(&folder);
	assert_int_equal(results.count, 1);
	folder_remove(&folder);
	close(results.pipe[0]);
	close(results.pipe[1]);
}

static void the_end_of_a_job_makes_the_descriptor_readable(void **state)
{
	struct folder folder;
	struct results results = { 0 };
	struct test_job job = { &results, 0 };
	struct pollfd readable = { .events = POLLIN };

	(void)state;
	folder_make(&folder);
	readable.fd = disk_fd(folder.disk);
	assert_int_equal(poll(&readable, 1, 0), 0);
	assert_true(submit(&folder, return_result, &job));
	assert_int_equal(poll(&readable, 1, FOLDER_WAIT_MS), 1);
	assert_int_equal(results.count, 0);
	disk_collect(folder.disk);
	assert_int_equal(results.count, 1);
	folder_remove(&folder);
}

static void a_file_is_replaced_whole_and_nothing_is_left_beside_it(void **state)
{
	struct folder folder;
	struct stat about;
	char *text;

	(void)state;
	folder_make(&folder);
	folder_write(&folder, "file", "old and long");
	folder_write(&folder, "file", "new");
	text = folder_text(&folder, "file");
	assert_string_equal(text, "new");
	assert_int_equal(stat(folder_file(&folder, "file.tmp"), &about), -1);
	free(text);
	folder_remove(&folder);
}

static void a_file_that_cannot_be_replaced_stays_as_it_is(void **state)
{
	struct folder folder;
	char *text;

	(void)state;
	folder_make(&folder);
	folder_write(&folder, "file", "old");
	assert_int_equal(mkdir(folder_file(&folder, "file.tmp"), 0700), 0);
	assert_int_equal(
		disk_file_replace(folder_file(&folder, "file"), "new", 3, true),
		-EISDIR);
	text = folder_text(&folder, "file");
	assert_string_equal(text, "old");
	free(text);
	folder_remove(&folder);
}

static void a_file_that_is_too_long_is_not_read(void **state)
{
	struct folder folder;
	size_t length;
	char *text;

	(void)state;
	folder_make(&folder);
	folder_write(&folder, "file", "four");
	assert_int_equal(
		disk_file_read(folder_file(&folder, "file"), 3, &text, &length),
		-EFBIG);
	assert_null(text);
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_end_in_the_order_in_which_they_were_submitted),
		cmocka_unit_test(a_job_that_finds_no_room_is_refused),
		cmocka_unit_test(a_hanging_disk_ends_the_wait_but_not_the_job),
		cmocka_unit_test(the_end_of_a_job_makes_the_descriptor_readable),
		cmocka_unit_test(
			a_file_is_replaced_whole_and_nothing_is_left_beside_it),
		cmocka_unit_test(a_file_that_cannot_be_replaced_stays_as_it_is),
		cmocka_unit_test(a_file_that_is_too_long_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
