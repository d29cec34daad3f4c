#include "disk/state_file.h"

#include <errno.h>

#include "unit/disk/folder_help.h"

static void the_epoch_is_read_as_it_was_kept(void **state)
{
	struct folder folder;
	uint32_t epoch;
	bool pinned;

	(void)state;
	folder_make(&folder);
	assert_int_equal(
		state_file_read_epoch(folder_file(&folder, "epoch"), &epoch, &pinned),
		0);
	assert_int_equal(epoch, 0);
	folder_write(&folder, "epoch", "4294967295\n");
	assert_int_equal(
		state_file_read_epoch(folder_file(&folder, "epoch"), &epoch, &pinned),
		0);
	assert_int_equal(epoch, 4294967295U);
	assert_false(pinned);
	folder_write(&folder, "epoch", "7 pinned\n");
	assert_int_equal(
		state_file_read_epoch(folder_file(&folder, "epoch"), &epoch, &pinned),
		0);
	assert_true(epoch == 7 && pinned);
	folder_write(&folder, "epoch", "12");
	assert_true(
		state_file_read_epoch(folder_file(&folder, "epoch"), &epoch, &pinned)
		< 0);
	folder_remove(&folder);
}

static void a_state_folder_is_for_one_at_a_time(void **state)
{
	struct folder folder;
	int first;
	int again;

	(void)state;
	folder_make(&folder);
	first = state_file_lock_folder(folder.path);
	assert_true(first >= 0);
	assert_int_equal(state_file_lock_folder(folder.path), -EWOULDBLOCK);
	close(first);
	again = state_file_lock_folder(folder.path);
	assert_true(again >= 0);
	close(again);
	folder_remove(&folder);
}

static void what_is_put_is_what_is_read(void **state)
{
	struct folder folder;
	struct state_file *file;
	uint32_t epoch;
	bool pinned;

	(void)state;
	folder_make(&folder);
	file = state_file_new(folder.disk, folder.path, "epoch");
	assert_non_null(file);
	state_file_put_epoch(file, 12, false);
	state_file_put_epoch(file, 4294967295U, true);
	folder_settle(&folder);
	assert_int_equal(
		state_file_read_epoch(state_file_path(file), &epoch, &pinned), 0);
	assert_int_equal(epoch, 4294967295U);
	assert_true(pinned);
	state_file_free(file);
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_epoch_is_read_as_it_was_kept),
		cmocka_unit_test(a_state_folder_is_for_one_at_a_time),
		cmocka_unit_test(what_is_put_is_what_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
