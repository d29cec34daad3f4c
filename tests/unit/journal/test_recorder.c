#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "journal/recording_files.h"
#include "unit/journal/recorder_help.h"

static void a_life_is_recorded_from_its_start(void **state)
{
	struct recording_entry entry;
	struct bench bench;

	(void)state;
	begin(&bench);
	step(&bench);
	step(&bench);
	die(&bench);
	load(&bench, "recording-000001");
	assert_int_equal(next(&bench, &entry), RECORDING_HEADER);
	assert_string_equal(entry.header.version, "1.2.3");
	assert_string_equal(entry.header.links[0], "eth0");
	assert_int_equal(entry.header.file_number, 1);
	assert_int_equal(next(&bench, &entry), RECORDING_START);
	assert_int_equal(entry.start.incarnation, 42);
	assert_int_equal(next(&bench, &entry), RECORDING_STEP);
	assert_int_equal(entry.input.now_us, SECOND_US);
	assert_int_equal(entry.decision.role, bench.engine.standing.role);
	assert_int_equal(next(&bench, &entry), RECORDING_STEP);
	assert_int_equal(next(&bench, &entry), 0);
	end(&bench);
}

static void nobody_else_may_read_it(void **state)
{
	struct bench bench;
	struct stat about;

	(void)state;
	begin(&bench);
	die(&bench);
	assert_int_equal(
		stat(folder_file(&bench.folder, "recording-000001"), &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	end(&bench);
}

static void the_next_life_goes_on_in_the_same_file(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	step(&bench);
	die(&bench);
	live(&bench);
	step(&bench);
	die(&bench);
	load(&bench, "recording-000001");
	assert_int_equal(count(&bench, RECORDING_START), 2);
	assert_int_equal(count(&bench, RECORDING_STEP), 2);
	end(&bench);
}

static void a_torn_end_is_cut_off_by_the_next_life(void **state)
{
	struct bench bench;
	char *path;

	(void)state;
	begin(&bench);
	step(&bench);
	step(&bench);
	die(&bench);
	load(&bench, "recording-000001");
	path = strdup(folder_file(&bench.folder, "recording-000001"));
	assert_int_equal(truncate(path, (off_t)bench.length - 3), 0);
	free(path);
	live(&bench);
	step(&bench);
	die(&bench);
	load(&bench, "recording-000001");
	assert_int_equal(count(&bench, RECORDING_START), 2);
	assert_int_equal(count(&bench, RECORDING_STEP), 2);
	end(&bench);
}

/* Step until the newest file is this one. */
static void fill_up_to(struct bench *bench, uint64_t number)
{
	char name[32];

	snprintf(name, sizeof(name), "recording-%06u", (unsigned)number);
	while (!exists(bench, name)) {
		for (unsigned i = 0; i < 2000; i++) {
			step(bench);
		}
		recorder_tick(bench->recorder, bench->now_us);
		folder_settle(&bench->folder);
	}
}

static void a_full_file_is_followed_by_one_that_begins_with_an_image(void **state)
{
	struct recording_entry entry;
	struct bench bench;

	(void)state;
	begin(&bench);
	fill_up_to(&bench, 2);
	die(&bench);
	load(&bench, "recording-000001");
	assert_in_range(
		bench.length, RECORDING_FILE_BYTES, RECORDING_FILE_BYTES + 4096);
	load(&bench, "recording-000002");
	assert_int_equal(next(&bench, &entry), RECORDING_HEADER);
	assert_int_equal(entry.header.file_number, 2);
	assert_int_equal(next(&bench, &entry), RECORDING_IMAGE);
	assert_int_equal(entry.image_bytes, sizeof(bench.engine));
	end(&bench);
}

static void only_the_newest_files_are_kept(void **state)
{
	struct bench bench;

	(void)state;
	begin(&bench);
	for (unsigned number = 10; number < 10 + RECORDING_FILES_KEPT; number++) {
		char name[32];

		snprintf(name, sizeof(name), "recording-%06u", number);
		folder_write(&bench.folder, name, "");
	}
	die(&bench);
	live(&bench);
	fill_up_to(&bench, 10 + RECORDING_FILES_KEPT);
	die(&bench);
	assert_false(exists(&bench, "recording-000010"));
	assert_true(exists(&bench, "recording-000011"));
	end(&bench);
}

/* Nothing is written as long as the loop does not tick, as with a disk that hangs. */
static void steps_without_room_are_counted_and_followed_by_an_image(void **state)
{
	struct recording_entry entry;
	struct bench bench;
	unsigned steps = 0;
	int kind;

	(void)state;
	begin(&bench);
	for (; steps < 20000; steps++) {
		step(&bench);
	}
	folder_settle(&bench.folder);
	recorder_tick(bench.recorder, bench.now_us);
	folder_settle(&bench.folder);
	step(&bench);
	step(&bench);
	die(&bench);
	load(&bench, "recording-000001");
	while ((kind = next(&bench, &entry)) != RECORDING_GAP) {
		assert_int_not_equal(kind, 0);
		steps -= kind == RECORDING_STEP;
	}
	assert_int_equal(entry.missing, steps + 1);
	assert_int_equal(next(&bench, &entry), RECORDING_IMAGE);
	assert_int_equal(next(&bench, &entry), RECORDING_STEP);
	assert_int_equal(next(&bench, &entry), 0);
	end(&bench);
}

/* Play so many seconds with beats of 10 ms; return how many steps there were. */
static unsigned play(struct bench *bench, unsigned seconds)
{
	unsigned steps = 0;

	for (unsigned i = 0; i < seconds; i++) {
		int64_t end_us = bench->now_us + SECOND_US;

		for (; bench->now_us < end_us; steps++) {
			step(bench);
		}
		recorder_tick(bench->recorder, bench->now_us);
		folder_settle(&bench->folder);
	}
	return steps;
}

/* Begin with beats of 10 ms, and let the allowance be spent. */
static void begin_thrifty(struct bench *bench)
{
	begin(bench);
	bench->engine.settings.interval_ms = 10;
	play(bench, 900);
}

/* Return how many bytes the recorder has written at most: files go when others come. */
static size_t count_bytes(struct bench *bench)
{
	size_t files = 0;
	char name[32];

	do {
		files++;
		snprintf(name, sizeof(name), "recording-%06u", (unsigned)files + 1);
	} while (exists(bench, name));
	snprintf(name, sizeof(name), "recording-%06u", (unsigned)files);
	load(bench, name);
	return (files - 1) * (size_t)RECORDING_FILE_BYTES + bench->length;
}

static void what_is_written_has_a_limit_at_any_timing(void **state)
{
	struct bench bench;
	size_t before;
	unsigned steps;

	(void)state;
	begin_thrifty(&bench);
	before = count_bytes(&bench);
	assert_in_range(before, RECORDER_ALLOWANCE_BYTES / 2, RECORDER_ALLOWANCE_BYTES);
	steps = play(&bench, 600);
	assert_true(steps * (size_t)RECORDING_FRAME_BYTES > 400000);
	assert_int_equal(count_bytes(&bench), before);
	die(&bench);
	end(&bench);
}

/* Record a step in which an event is emitted. */
static void tell_event(struct bench *bench)
{
	static const struct actions actions = {
		.count = 1,
		.list = { { .kind = ACTION_EMIT } },
	};
	struct input input = { .kind = INPUT_DEADLINE, .now_us = bench->now_us };

	recorder_step(bench->recorder, &bench->engine, &input, &actions);
}

/* What led to an event is whole, from an image on. */
static void what_led_to_an_event_is_written_also_then(void **state)
{
	struct recording_entry entry;
	struct bench bench;
	uint64_t missing = 0;
	int64_t event_us;
	int64_t image_us = 0;
	int64_t last_us = 0;
	int kind;

	(void)state;
	begin_thrifty(&bench);
	play(&bench, 100);
	event_us = bench.now_us;
	tell_event(&bench);
	folder_settle(&bench.folder);
	count_bytes(&bench);
	while ((kind = next(&bench, &entry)) != 0) {
		if (kind == RECORDING_GAP) {
			missing += entry.missing;
			image_us = 0;
		}
		if (kind == RECORDING_HEADER && image_us == 0) {
			image_us = entry.header.now_us;
		}
		last_us = kind == RECORDING_STEP ? entry.input.now_us : last_us;
	}
	assert_true(missing > 1000);
	assert_int_equal(last_us, event_us);
	assert_true(event_us - image_us > SECOND_US);
	die(&bench);
	end(&bench);
}

static void the_allowance_fills_up_again(void **state)
{
	struct bench bench;
	size_t before;

	(void)state;
	begin_thrifty(&bench);
	before = count_bytes(&bench);
	bench.engine.settings.interval_ms = 60000;
	play(&bench, 20);
	recorder_tick(bench.recorder, bench.now_us + 86400 * (int64_t)SECOND_US);
	folder_settle(&bench.folder);
	play(&bench, 3);
	assert_true(count_bytes(&bench) > before);
	die(&bench);
	end(&bench);
}

static void what_could_not_be_written_is_written_when_that_works_again(void **state)
{
	struct bench bench;
	char moved[96];

	(void)state;
	begin(&bench);
	snprintf(moved, sizeof(moved), "%s.away", bench.folder.path);
	assert_int_equal(rename(bench.folder.path, moved), 0);
	step(&bench);
	recorder_tick(bench.recorder, bench.now_us);
	folder_settle(&bench.folder);
	assert_int_equal(bench.trouble, -ENOENT);
	assert_int_equal(rename(moved, bench.folder.path), 0);
	step(&bench);
	recorder_tick(bench.recorder, bench.now_us);
	folder_settle(&bench.folder);
	assert_int_equal(bench.trouble, 0);
	die(&bench);
	load(&bench, "recording-000001");
	assert_int_equal(count(&bench, RECORDING_STEP), 2);
	end(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_life_is_recorded_from_its_start),
		cmocka_unit_test(nobody_else_may_read_it),
		cmocka_unit_test(the_next_life_goes_on_in_the_same_file),
		cmocka_unit_test(a_torn_end_is_cut_off_by_the_next_life),
		cmocka_unit_test(
			a_full_file_is_followed_by_one_that_begins_with_an_image),
		cmocka_unit_test(only_the_newest_files_are_kept),
		cmocka_unit_test(
			steps_without_room_are_counted_and_followed_by_an_image),
		cmocka_unit_test(what_is_written_has_a_limit_at_any_timing),
		cmocka_unit_test(what_led_to_an_event_is_written_also_then),
		cmocka_unit_test(the_allowance_fills_up_again),
		cmocka_unit_test(
			what_could_not_be_written_is_written_when_that_works_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
