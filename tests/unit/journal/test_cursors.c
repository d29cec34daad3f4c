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

/* Move a cursor as a client does while the journal has all events. */
static enum cursors_outcome move(
	struct bench *bench, const char *name, uint64_t sequence, bool back)
{
	return cursors_acknowledge(&bench->cursors, name, sequence, back, 1);
}

static void a_cursor_moves_back_only_if_told_so(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	assert_int_equal(move(&bench, "agentx", 7, false), CURSORS_NEW);
	assert_int_equal(move(&bench, "agentx", 5, false), CURSORS_KNOWN);
	assert_int_equal(cursors_find(&bench.cursors, "agentx"), 7);
	assert_int_equal(move(&bench, "agentx", 5, true), CURSORS_KNOWN);
	assert_int_equal(cursors_find(&bench.cursors, "agentx"), 5);
	end(&bench);
}

static void cursors_survive_a_restart(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	move(&bench, "agentx", 7, false);
	move(&bench, "web-1", 9, false);
	move(&bench, "new", 0, false);
	folder_settle(&bench.folder);
	assert_true(cursors_load(&bench.cursors, bench.file));
	assert_int_equal(cursors_find(&bench.cursors, "agentx"), 7);
	assert_int_equal(cursors_highest(&bench.cursors), 9);
	assert_int_equal(bench.cursors.count, 3);
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
	assert_int_equal(move(&bench, "", 1, false), CURSORS_REFUSED);
	assert_int_equal(move(&bench, "a\"b", 1, false), CURSORS_REFUSED);
	assert_int_equal(move(&bench, "a-name-of-more-than-31-characters", 1, false),
		CURSORS_REFUSED);
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
		assert_int_equal(move(&bench, name, 1, false), CURSORS_NEW);
	}
	assert_int_equal(move(&bench, "one-more", 1, false), CURSORS_REFUSED);
	assert_int_equal(move(&bench, "c0", 2, false), CURSORS_KNOWN);
	end(&bench);
}

static void one_whose_events_are_gone_gives_up_its_place(void **state)
{
	struct bench bench;
	char name[16];

	(void)state;
	begin(&bench);
	for (int i = 0; i < CURSORS_MAX; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		assert_int_equal(
			move(&bench, name, i == 7 ? 5 : 9, false), CURSORS_NEW);
	}
	assert_int_equal(cursors_acknowledge(&bench.cursors, "one-more", 0, false, 6),
		CURSORS_REFUSED);
	assert_int_equal(cursors_acknowledge(&bench.cursors, "one-more", 0, false, 7),
		CURSORS_NEW);
	assert_int_equal(bench.cursors.count, CURSORS_MAX);
	assert_int_equal(cursors_find(&bench.cursors, "c7"), 0);
	assert_int_equal(cursors_find(&bench.cursors, "c8"), 9);
	folder_settle(&bench.folder);
	assert_true(cursors_load(&bench.cursors, bench.file));
	assert_int_equal(cursors_find(&bench.cursors, "c8"), 9);
	assert_int_equal(bench.cursors.count, CURSORS_MAX);
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
		cmocka_unit_test(a_cursor_moves_back_only_if_told_so),
		cmocka_unit_test(cursors_survive_a_restart),
		cmocka_unit_test(a_client_that_never_acknowledged_begins_at_zero),
		cmocka_unit_test(a_name_that_could_break_the_file_is_refused),
		cmocka_unit_test(there_is_an_end_to_the_number_of_cursors),
		cmocka_unit_test(one_whose_events_are_gone_gives_up_its_place),
		cmocka_unit_test(a_damaged_file_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
