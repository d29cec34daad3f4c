#include "journal/recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "journal/recording_files.h"
#include "unit/disk/folder_help.h"

/* A blackbox with an engine in front of it, and a reader behind it. */
struct shed {
	struct folder folder;
	struct recorder *box;
	struct engine engine;
	int64_t now_us;
	int trouble;
	char *text;
	size_t length;
	size_t offset;
};

static const struct narrate_names names = {
	.pair = "web",
	.node = "n1",
	.own = "192.168.0.1",
	.peer = "192.168.0.2",
	.path_count = 1,
	.paths = { "eth0" },
};

static void on_trouble(int error, void *context)
{
	((struct shed *)context)->trouble = error;
}

static void live(struct shed *shed)
{
	const struct recording_start start = {
		.settings = { .enabled = true,
			.node = 1,
			.count = 5,
			.links = 1,
			.interval_ms = 2000 },
		.incarnation = 42,
		.now_us = shed->now_us,
	};

	assert_int_equal(
		recorder_new(&shed->box, shed->folder.disk, shed->folder.path, "1.2.3"),
		0);
	recorder_watch(shed->box, on_trouble, shed);
	recorder_name(shed->box, &names);
	engine_start(&shed->engine, &start.settings, 42, 0, start.now_us);
	recorder_start(shed->box, &start);
}

static void begin(struct shed *shed)
{
	memset(shed, 0, sizeof(*shed));
	folder_make(&shed->folder);
	shed->now_us = SECOND_US;
	live(shed);
}

static void step(struct shed *shed)
{
	struct input input = { .kind = INPUT_DEADLINE, .now_us = shed->now_us };
	struct actions actions;

	engine_step(&shed->engine, &input, &actions);
	recorder_step(shed->box, &shed->engine, &input, &actions);
	shed->now_us = actions.wake_us;
}

/* End a life of the daemon. */
static void die(struct shed *shed)
{
	recorder_finish(shed->box);
	folder_settle(&shed->folder);
	recorder_free(shed->box);
}

static void end(struct shed *shed)
{
	free(shed->text);
	folder_remove(&shed->folder);
}

static void load(struct shed *shed, const char *name)
{
	free(shed->text);
	shed->offset = 0;
	assert_int_equal(disk_file_read(folder_file(&shed->folder, name), 1 << 24,
				 &shed->text, &shed->length),
		0);
}

/* Return the kind of the next record, 0 at the end. */
static int next(struct shed *shed, struct recording_entry *entry)
{
	if (shed->offset == shed->length) {
		return 0;
	}
	assert_int_equal(recording_take((const uint8_t *)shed->text + shed->offset,
				 shed->length - shed->offset, entry),
		RECORDING_GOOD);
	shed->offset += entry->length_bytes;
	return (int)entry->kind;
}

static unsigned count(struct shed *shed, enum recording_kind kind)
{
	struct recording_entry entry;
	unsigned found = 0;
	int this;

	shed->offset = 0;
	while ((this = next(shed, &entry)) != 0) {
		found += this == (int)kind;
	}
	return found;
}

static bool exists(struct shed *shed, const char *name)
{
	return access(folder_file(&shed->folder, name), F_OK) == 0;
}

static void a_life_is_recorded_from_its_start(void **state)
{
	struct recording_entry entry;
	struct shed shed;

	(void)state;
	begin(&shed);
	step(&shed);
	step(&shed);
	die(&shed);
	load(&shed, "recording-000001");
	assert_int_equal(next(&shed, &entry), RECORDING_HEADER);
	assert_string_equal(entry.header.version, "1.2.3");
	assert_string_equal(entry.header.paths[0], "eth0");
	assert_int_equal(entry.header.reel, 1);
	assert_int_equal(next(&shed, &entry), RECORDING_START);
	assert_int_equal(entry.start.incarnation, 42);
	assert_int_equal(next(&shed, &entry), RECORDING_STEP);
	assert_int_equal(entry.input.now_us, SECOND_US);
	assert_int_equal(entry.decision.role, shed.engine.role);
	assert_int_equal(next(&shed, &entry), RECORDING_STEP);
	assert_int_equal(next(&shed, &entry), 0);
	end(&shed);
}

static void nobody_else_may_read_it(void **state)
{
	struct shed shed;
	struct stat about;

	(void)state;
	begin(&shed);
	die(&shed);
	assert_int_equal(
		stat(folder_file(&shed.folder, "recording-000001"), &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	end(&shed);
}

static void the_next_life_goes_on_on_the_same_reel(void **state)
{
	struct shed shed;

	(void)state;
	begin(&shed);
	step(&shed);
	die(&shed);
	live(&shed);
	step(&shed);
	die(&shed);
	load(&shed, "recording-000001");
	assert_int_equal(count(&shed, RECORDING_START), 2);
	assert_int_equal(count(&shed, RECORDING_STEP), 2);
	end(&shed);
}

static void a_torn_end_is_cut_off_by_the_next_life(void **state)
{
	struct shed shed;
	char *path;

	(void)state;
	begin(&shed);
	step(&shed);
	step(&shed);
	die(&shed);
	load(&shed, "recording-000001");
	path = strdup(folder_file(&shed.folder, "recording-000001"));
	assert_int_equal(truncate(path, (off_t)shed.length - 3), 0);
	free(path);
	live(&shed);
	step(&shed);
	die(&shed);
	load(&shed, "recording-000001");
	assert_int_equal(count(&shed, RECORDING_START), 2);
	assert_int_equal(count(&shed, RECORDING_STEP), 2);
	end(&shed);
}

/* Steps until the newest reel is this one. */
static void fill_up_to(struct shed *shed, uint64_t number)
{
	char name[32];

	snprintf(name, sizeof(name), "recording-%06u", (unsigned)number);
	while (!exists(shed, name)) {
		for (unsigned i = 0; i < 2000; i++) {
			step(shed);
		}
		recorder_tick(shed->box, shed->now_us);
		folder_settle(&shed->folder);
	}
}

static void a_full_reel_is_followed_by_one_that_begins_with_an_image(void **state)
{
	struct recording_entry entry;
	struct shed shed;

	(void)state;
	begin(&shed);
	fill_up_to(&shed, 2);
	die(&shed);
	load(&shed, "recording-000001");
	assert_in_range(
		shed.length, RECORDING_FILES_BYTES, RECORDING_FILES_BYTES + 4096);
	load(&shed, "recording-000002");
	assert_int_equal(next(&shed, &entry), RECORDING_HEADER);
	assert_int_equal(entry.header.reel, 2);
	assert_int_equal(next(&shed, &entry), RECORDING_IMAGE);
	assert_int_equal(entry.image_bytes, sizeof(shed.engine));
	end(&shed);
}

static void only_the_newest_reels_are_kept(void **state)
{
	struct shed shed;

	(void)state;
	begin(&shed);
	for (unsigned number = 10; number < 10 + RECORDING_FILES_KEPT; number++) {
		char name[32];

		snprintf(name, sizeof(name), "recording-%06u", number);
		folder_write(&shed.folder, name, "");
	}
	die(&shed);
	live(&shed);
	fill_up_to(&shed, 10 + RECORDING_FILES_KEPT);
	die(&shed);
	assert_false(exists(&shed, "recording-000010"));
	assert_true(exists(&shed, "recording-000011"));
	end(&shed);
}

/* Nothing is written as long as the loop does not tick, as with a disk that hangs. */
static void steps_without_room_are_counted_and_followed_by_an_image(void **state)
{
	struct recording_entry entry;
	struct shed shed;
	unsigned steps = 0;
	int kind;

	(void)state;
	begin(&shed);
	for (; steps < 20000; steps++) {
		step(&shed);
	}
	folder_settle(&shed.folder);
	recorder_tick(shed.box, shed.now_us);
	folder_settle(&shed.folder);
	step(&shed);
	step(&shed);
	die(&shed);
	load(&shed, "recording-000001");
	while ((kind = next(&shed, &entry)) != RECORDING_GAP) {
		assert_int_not_equal(kind, 0);
		steps -= kind == RECORDING_STEP;
	}
	assert_int_equal(entry.missing, steps + 1);
	assert_int_equal(next(&shed, &entry), RECORDING_IMAGE);
	assert_int_equal(next(&shed, &entry), RECORDING_STEP);
	assert_int_equal(next(&shed, &entry), 0);
	end(&shed);
}

static void what_could_not_be_written_is_written_when_that_works_again(void **state)
{
	struct shed shed;
	char moved[96];

	(void)state;
	begin(&shed);
	snprintf(moved, sizeof(moved), "%s.away", shed.folder.path);
	assert_int_equal(rename(shed.folder.path, moved), 0);
	step(&shed);
	recorder_tick(shed.box, shed.now_us);
	folder_settle(&shed.folder);
	assert_int_equal(shed.trouble, -ENOENT);
	assert_int_equal(rename(moved, shed.folder.path), 0);
	step(&shed);
	recorder_tick(shed.box, shed.now_us);
	folder_settle(&shed.folder);
	assert_int_equal(shed.trouble, 0);
	die(&shed);
	load(&shed, "recording-000001");
	assert_int_equal(count(&shed, RECORDING_STEP), 2);
	end(&shed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_life_is_recorded_from_its_start),
		cmocka_unit_test(nobody_else_may_read_it),
		cmocka_unit_test(the_next_life_goes_on_on_the_same_reel),
		cmocka_unit_test(a_torn_end_is_cut_off_by_the_next_life),
		cmocka_unit_test(
			a_full_reel_is_followed_by_one_that_begins_with_an_image),
		cmocka_unit_test(only_the_newest_reels_are_kept),
		cmocka_unit_test(
			steps_without_room_are_counted_and_followed_by_an_image),
		cmocka_unit_test(
			what_could_not_be_written_is_written_when_that_works_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
