#include "unit/cmocka_all.h"

#include "journal/cursor.h"
#include "unit/disk/folder_help.h"

struct desk {
	struct folder folder;
	struct state_file *file;
	struct cursors cursors;
};

static void begin(struct desk *desk)
{
	folder_make(&desk->folder);
	desk->file =
		state_file_new(desk->folder.disk, desk->folder.path, "cursors.json");
	assert_non_null(desk->file);
	assert_true(cursors_load(&desk->cursors, desk->file));
}

static void end(struct desk *desk)
{
	folder_settle(&desk->folder);
	state_file_free(desk->file);
	folder_remove(&desk->folder);
}

static void a_cursor_only_moves_forward(void **state)
{
	struct desk desk;

	(void)state;
	begin(&desk);
	assert_true(cursors_acknowledge(&desk.cursors, "agentx", 7));
	assert_true(cursors_acknowledge(&desk.cursors, "agentx", 5));
	assert_int_equal(cursors_find(&desk.cursors, "agentx"), 7);
	end(&desk);
}

static void cursors_survive_a_restart(void **state)
{
	struct desk desk;

	(void)state;
	begin(&desk);
	cursors_acknowledge(&desk.cursors, "agentx", 7);
	cursors_acknowledge(&desk.cursors, "web-1", 9);
	folder_settle(&desk.folder);
	assert_true(cursors_load(&desk.cursors, desk.file));
	assert_int_equal(cursors_find(&desk.cursors, "agentx"), 7);
	assert_int_equal(cursors_highest(&desk.cursors), 9);
	end(&desk);
}

static void a_client_that_never_acknowledged_begins_at_zero(void **state)
{
	struct desk desk;

	(void)state;
	begin(&desk);
	assert_int_equal(cursors_find(&desk.cursors, "agentx"), 0);
	assert_int_equal(cursors_highest(&desk.cursors), 0);
	end(&desk);
}

static void a_name_that_could_break_the_file_is_refused(void **state)
{
	struct desk desk;

	(void)state;
	begin(&desk);
	assert_false(cursors_acknowledge(&desk.cursors, "", 1));
	assert_false(cursors_acknowledge(&desk.cursors, "a\"b", 1));
	assert_false(cursors_acknowledge(
		&desk.cursors, "a-name-of-more-than-31-characters", 1));
	assert_int_equal(desk.cursors.count, 0);
	end(&desk);
}

static void there_is_an_end_to_the_number_of_cursors(void **state)
{
	struct desk desk;
	char name[16];

	(void)state;
	begin(&desk);
	for (int i = 0; i < CURSORS_MAX; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		assert_true(cursors_acknowledge(&desk.cursors, name, 1));
	}
	assert_false(cursors_acknowledge(&desk.cursors, "one-more", 1));
	assert_true(cursors_acknowledge(&desk.cursors, "c0", 2));
	end(&desk);
}

static void a_damaged_file_is_told(void **state)
{
	struct desk desk;

	(void)state;
	begin(&desk);
	folder_write(&desk.folder, "cursors.json", "{\"agentx\":\"seven\"}");
	assert_false(cursors_load(&desk.cursors, desk.file));
	folder_write(&desk.folder, "cursors.json", "{\"agentx\":");
	assert_false(cursors_load(&desk.cursors, desk.file));
	end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cursor_only_moves_forward),
		cmocka_unit_test(cursors_survive_a_restart),
		cmocka_unit_test(a_client_that_never_acknowledged_begins_at_zero),
		cmocka_unit_test(a_name_that_could_break_the_file_is_refused),
		cmocka_unit_test(there_is_an_end_to_the_number_of_cursors),
		cmocka_unit_test(a_damaged_file_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
