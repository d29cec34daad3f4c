#include "unit/cmocka_all.h"

#include "journal/cursors.h"
#include "unit/disk/folder_help.h"

struct bench {
	struct folder folder;
	struct state_file *file;
	struct cursors cursors;
};

static void begin(struct bench *bench)
{
	folder_make(&bench->folder);
	bench->file =
		state_file_new(bench->folder.disk, bench->folder.path, "cursors.json");
	assert_non_null(bench->file);
	assert_true(cursors_load(&bench->cursors, bench->file));
}

static void end(struct bench *bench)
{
	folder_settle(&bench->folder);
	state_file_free(bench->file);
	folder_remove(&bench->folder);
}

static void a_cursor_only_moves_forward(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	assert_true(cursors_acknowledge(&bench.cursors, "agentx", 7));
	assert_true(cursors_acknowledge(&bench.cursors, "agentx", 5));
	assert_int_equal(cursors_find(&bench.cursors, "agentx"), 7);
	end(&bench);
}

static void cursors_survive_a_restart(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	cursors_acknowledge(&bench.cursors, "agentx", 7);
	cursors_acknowledge(&bench.cursors, "web-1", 9);
	folder_settle(&bench.folder);
	assert_true(cursors_load(&bench.cursors, bench.file));
	assert_int_equal(cursors_find(&bench.cursors, "agentx"), 7);
	assert_int_equal(cursors_highest(&bench.cursors), 9);
	end(&bench);
}

static void a_client_that_never_acknowledged_begins_at_zero(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	assert_int_equal(cursors_find(&bench.cursors, "agentx"), 0);
	assert_int_equal(cursors_highest(&bench.cursors), 0);
	end(&bench);
}

static void a_name_that_could_break_the_file_is_refused(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	assert_false(cursors_acknowledge(&bench.cursors, "", 1));
	assert_false(cursors_acknowledge(&bench.cursors, "a\"b", 1));
	assert_false(cursors_acknowledge(
		&bench.cursors, "a-name-of-more-than-31-characters", 1));
	assert_int_equal(bench.cursors.count, 0);
	end(&bench);
}

static void there_is_an_end_to_the_number_of_cursors(void **state)
{
	struct bench bench;
	char name[16];

	(void)state;
	begin(&bench);
	for (int i = 0; i < CURSORS_MAX; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		assert_true(cursors_acknowledge(&bench.cursors, name, 1));
	}
	assert_false(cursors_acknowledge(&bench.cursors, "one-more", 1));
	assert_true(cursors_acknowledge(&bench.cursors, "c0", 2));
	end(&bench);
}

static void a_damaged_file_is_told(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	folder_write(&bench.folder, "cursors.json", "{\"agentx\":\"seven\"}");
	assert_false(cursors_load(&bench.cursors, bench.file));
	folder_write(&bench.folder, "cursors.json", "{\"agentx\":");
	assert_false(cursors_load(&bench.cursors, bench.file));
	end(&bench);
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
