#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "journal/recording_blocks.h"
#include "journal/recording_files.h"
#include "unit/journal/recorder_help.h"

/* A folder for the recording, and a place on a tmpfs for what is not yet written. */
static void furnish(struct bench *bench)
{
	char folder[] = "/dev/shm/fipd-unit-XXXXXX";

	memset(bench, 0, sizeof(*bench));
	folder_make(&bench->folder);
	assert_non_null(mkdtemp(folder));
	snprintf(bench->kept, sizeof(bench->kept), "%s/kept", folder);
	bench->now_us = SECOND_US;
}

static void clear_away(struct bench *bench)
{
	unlink(bench->kept);
	*strrchr(bench->kept, '/') = '\0';
	assert_int_equal(rmdir(bench->kept), 0);
	end(bench);
}

static bool is_kept(const struct bench *bench)
{
	return access(bench->kept, F_OK) == 0;
}

/*
 * Let a life in a process of its own do something and be killed.  No thread is about
 * when it is forked: of a lock that one holds the new process would never be free.
 */
static void be_killed(struct bench *bench, void (*act)(struct bench *life))
{
	struct bench *life = mmap(NULL, sizeof(*life), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

	assert_ptr_not_equal(life, MAP_FAILED);
	assert_int_equal(disk_stop(bench->folder.disk, FOLDER_WAIT_MS), 0);
	*life = *bench;
	pid = fork();
	if (pid == 0) {
		assert_int_equal(disk_start(&life->folder.disk), 0);
		live(life);
		act(life);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_int_equal(disk_start(&bench->folder.disk), 0);
	bench->now_us = life->now_us;
	bench->steps = life->steps;
	munmap(life, sizeof(*life));
}

/* Live once more, in peace. */
static void live_on(struct bench *bench)
{
	live(bench);
	step(bench);
	die(bench);
}

static void step_thrice(struct bench *life)
{
	step(life);
	step(life);
	step(life);
}

static void let_a_minute_pass(struct bench *life)
{
	life->now_us += 60 * SECOND_US;
	recorder_tick(life->recorder, life->now_us);
}

/* Let the disk end its write; the loop does not come to know of it. */
static void await_disk(const struct bench *life)
{
	struct pollfd ended = { .fd = disk_fd(life->folder.disk), .events = POLLIN };

	assert_int_equal(poll(&ended, 1, FOLDER_WAIT_MS), 1);
}

static void step_and_have_it_written(struct bench *life)
{
	step_thrice(life);
	let_a_minute_pass(life);
	await_disk(life);
}

static void step_between_two_writes(struct bench *life)
{
	step_thrice(life);
	let_a_minute_pass(life);
	folder_settle(&life->folder);
	step_thrice(life);
}

/* Step until this node has its role for good, and all of that is written. */
static void settle(struct bench *life)
{
	for (unsigned i = 0; i < 100; i++) {
		step(life);
	}
	folder_settle(&life->folder);
	let_a_minute_pass(life);
	folder_settle(&life->folder);
}

static void leave_three_steps(struct bench *life)
{
	settle(life);
	step_thrice(life);
}

static void step_beside_a_write(struct bench *life)
{
	step_and_have_it_written(life);
	step_thrice(life);
}

static off_t length_of(struct bench *bench, const char *name)
{
	struct stat about;

	return stat(folder_file(&bench->folder, name), &about) == 0 ? about.st_size : 0;
}

/* Return how long the first file is. */
static off_t length_of_first(struct bench *bench)
{
	return length_of(bench, "recording-000001");
}

/* Return how long the last of two files is. */
static off_t length_of_newest(struct bench *bench)
{
	return exists(bench, "recording-000002") ? length_of(bench, "recording-000002")
						 : length_of_first(bench);
}

/* Step until what is in memory belongs to two files. */
static void step_across_the_end_of_a_file(struct bench *life)
{
	while (length_of_first(life) < RECORDING_FILE_BYTES - 32 * 1024) {
		for (unsigned i = 0; i < 100; i++) {
			step(life);
		}
		let_a_minute_pass(life);
		folder_settle(&life->folder);
	}
	for (unsigned i = 0; i < 500; i++) {
		step(life);
	}
}

static void have_both_files_written(struct bench *life)
{
	step_across_the_end_of_a_file(life);
	let_a_minute_pass(life);
	await_disk(life);
}

/* Each step is there once, in its order. */
static void assert_whole(struct bench *bench, const char *name, unsigned *steps)
{
	struct recording_entry entry;
	int64_t before_us = 0;
	int kind;

	load(bench, name);
	while ((kind = next(bench, &entry)) != 0) {
		assert_int_not_equal(kind, RECORDING_GAP);
		if (kind == RECORDING_STEP) {
			assert_true(entry.input.now_us > before_us);
			before_us = entry.input.now_us;
			(*steps)++;
		}
	}
}

static void assert_nothing_lost(struct bench *bench)
{
	unsigned steps = 0;

	assert_whole(bench, "recording-000001", &steps);
	if (exists(bench, "recording-000002")) {
		assert_whole(bench, "recording-000002", &steps);
	}
	assert_false(exists(bench, "recording-000003"));
	assert_int_equal(steps, bench->steps);
	assert_int_equal(bench->trouble, 0);
}

static void assert_survives(void (*act)(struct bench *life))
{
	struct bench bench;

	furnish(&bench);
	be_killed(&bench, act);
	assert_true(is_kept(&bench));
	live_on(&bench);
	assert_nothing_lost(&bench);
	clear_away(&bench);
}

static void a_kill_takes_no_step(void **state)
{
	(void)state;
	assert_survives(step_thrice);
	assert_survives(step_between_two_writes);
}

static void what_was_written_when_the_kill_came_is_there_once(void **state)
{
	(void)state;
	assert_survives(step_and_have_it_written);
	assert_survives(step_beside_a_write);
}

static void a_kill_at_the_end_of_a_file_takes_nothing_of_either(void **state)
{
	(void)state;
	assert_survives(step_across_the_end_of_a_file);
	assert_survives(have_both_files_written);
}

static void what_was_written_in_part_is_written_whole(void **state)
{
	struct bench bench;

	(void)state;
	furnish(&bench);
	be_killed(&bench, step_beside_a_write);
	assert_int_equal(truncate(folder_file(&bench.folder, "recording-000001"),
				 length_of_first(&bench) - 30),
		0);
	live_on(&bench);
	assert_nothing_lost(&bench);
	clear_away(&bench);
}

static void two_kills_in_a_row_take_nothing(void **state)
{
	struct bench bench;

	(void)state;
	furnish(&bench);
	be_killed(&bench, step_and_have_it_written);
	be_killed(&bench, step_thrice);
	live_on(&bench);
	assert_nothing_lost(&bench);
	clear_away(&bench);
}

/* As an older fipd lives, which does not know of the file. */
static void live_without_the_file(struct bench *bench)
{
	char kept[sizeof(bench->kept)];

	memcpy(kept, bench->kept, sizeof(kept));
	snprintf(bench->kept, sizeof(bench->kept), "/dev/null");
	live_on(bench);
	memcpy(bench->kept, kept, sizeof(kept));
}

static void assert_keeps_what_came_later(void (*act)(struct bench *life))
{
	struct bench bench;
	off_t length;

	furnish(&bench);
	be_killed(&bench, act);
	live_without_the_file(&bench);
	length = length_of_newest(&bench);
	live_on(&bench);
	assert_true(length_of_newest(&bench) > length);
	clear_away(&bench);
}

static void what_an_older_fipd_has_written_since_then_stays(void **state)
{
	(void)state;
	assert_keeps_what_came_later(step_and_have_it_written);
	assert_keeps_what_came_later(have_both_files_written);
}

static void nothing_is_written_for_a_minute(void **state)
{
	struct bench bench;
	int64_t end_us;
	off_t before;

	(void)state;
	furnish(&bench);
	live(&bench);
	settle(&bench);
	before = length_of_first(&bench);
	end_us = bench.now_us + 60 * SECOND_US;
	for (; bench.now_us < end_us; step(&bench)) {
		assert_false(recorder_tick(bench.recorder, bench.now_us));
		folder_settle(&bench.folder);
	}
	assert_int_equal(length_of_first(&bench), before);
	recorder_tick(bench.recorder, end_us);
	folder_settle(&bench.folder);
	assert_true(length_of_first(&bench) > before);
	die(&bench);
	clear_away(&bench);
}

/* A step that leaves the node in a role, whatever the engine thinks. */
static void step_into(struct bench *bench, enum role role)
{
	struct input input = { .kind = INPUT_DEADLINE, .now_us = bench->now_us };
	struct engine engine;
	struct actions actions;

	engine_step(&bench->engine, &input, &actions);
	engine = bench->engine;
	engine.standing.role = role;
	recorder_step(bench->recorder, &engine, &input, &actions);
	bench->now_us = actions.wake_us;
}

static enum role last_role(struct bench *bench)
{
	struct recording_entry entry;
	enum role role = ROLE_UNKNOWN;
	int kind;

	load(bench, "recording-000001");
	while ((kind = next(bench, &entry)) != 0) {
		if (kind == RECORDING_STEP) {
			role = (enum role)entry.decision.role;
		}
	}
	return role;
}

/* A giver is releasing for a moment only: its second role comes beside a write. */
static void another_role_is_written_at_once_also_beside_a_write(void **state)
{
	struct bench bench;

	(void)state;
	furnish(&bench);
	live(&bench);
	settle(&bench);
	step_into(&bench, ROLE_RELEASING);
	step_into(&bench, ROLE_FAULT);
	folder_settle(&bench.folder);
	assert_int_equal(last_role(&bench), ROLE_FAULT);
	die(&bench);
	clear_away(&bench);
}

static void it_is_written_each_second_where_the_file_was_removed(void **state)
{
	struct bench bench;
	off_t before;

	(void)state;
	furnish(&bench);
	live(&bench);
	settle(&bench);
	before = length_of_first(&bench);
	assert_int_equal(unlink(bench.kept), 0);
	step(&bench);
	assert_true(recorder_tick(bench.recorder, bench.now_us));
	folder_settle(&bench.folder);
	assert_true(length_of_first(&bench) > before);
	die(&bench);
	clear_away(&bench);
}

static void the_file_is_for_fipd_alone_and_goes_with_an_orderly_end(void **state)
{
	struct bench bench;
	struct stat about;

	(void)state;
	furnish(&bench);
	live(&bench);
	assert_int_equal(stat(bench.kept, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	step(&bench);
	die(&bench);
	assert_false(is_kept(&bench));
	clear_away(&bench);
}

static void what_the_disk_refused_at_the_end_is_left_to_the_next_life(void **state)
{
	struct bench bench;
	char moved[96];

	(void)state;
	furnish(&bench);
	live(&bench);
	snprintf(moved, sizeof(moved), "%s.away", bench.folder.path);
	assert_int_equal(rename(bench.folder.path, moved), 0);
	step(&bench);
	die(&bench);
	assert_int_equal(bench.trouble, -ENOENT);
	assert_true(is_kept(&bench));
	assert_int_equal(rename(moved, bench.folder.path), 0);
	bench.trouble = 0;
	live_on(&bench);
	assert_nothing_lost(&bench);
	clear_away(&bench);
}

/* Open what a killed process has left, to change it. */
static struct recording_content *open_left(const struct bench *bench)
{
	int fd = open(bench->kept, O_RDWR | O_CLOEXEC);
	void *content = mmap(NULL, sizeof(struct recording_content),
		PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	assert_ptr_not_equal(content, MAP_FAILED);
	close(fd);
	return content;
}

/* The three steps that were left are not in the recording. */
static void assert_left_out(struct bench *bench)
{
	bench->steps -= 3;
	live_on(bench);
	assert_nothing_lost(bench);
	assert_false(is_kept(bench));
}

static void what_another_version_left_is_left_out(void **state)
{
	struct recording_content *content;
	struct bench bench;

	(void)state;
	furnish(&bench);
	be_killed(&bench, leave_three_steps);
	content = open_left(&bench);
	content->version++;
	munmap(content, sizeof(*content));
	assert_left_out(&bench);
	be_killed(&bench, leave_three_steps);
	assert_int_equal(truncate(bench.kept, 4711), 0);
	assert_left_out(&bench);
	clear_away(&bench);
}

static void what_belongs_to_another_recording_is_left_out(void **state)
{
	struct bench bench;
	struct bench other;

	(void)state;
	furnish(&bench);
	furnish(&other);
	be_killed(&other, leave_three_steps);
	assert_int_equal(rename(other.kept, bench.kept), 0);
	live_on(&bench);
	assert_nothing_lost(&bench);
	assert_left_out(&other);
	clear_away(&other);
	clear_away(&bench);
}

/* Return the next of some numbers that are always the same. */
static uint64_t draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Change some octets, most of them in what says where everything is. */
static void damage(struct recording_content *content, uint64_t *numbers)
{
	uint8_t *bytes = (uint8_t *)content;
	size_t heads = offsetof(struct recording_block, bytes);
	struct recording_block *block = &content->list[draw(numbers) % 2];

	((uint8_t *)block)[draw(numbers) % heads] = (uint8_t)draw(numbers);
	((uint8_t *)block)[draw(numbers) % heads] ^= (uint8_t)(1U << draw(numbers) % 8);
	if (draw(numbers) % 4 == 0) {
		bytes[draw(numbers) % 48] = (uint8_t)draw(numbers);
	}
	if (draw(numbers) % 4 == 0) {
		block->bytes[draw(numbers) % 512] ^= 1;
	}
}

/* Whatever is in the file, a recording is made of whole records. */
static void a_damaged_file_does_no_harm(void **state)
{
	uint64_t numbers = 42;
	struct bench bench;

	(void)state;
	furnish(&bench);
	for (unsigned i = 0; i < 300; i++) {
		struct recording_content *content;
		unsigned steps = 0;

		be_killed(&bench, i % 2 ? step_thrice : step_beside_a_write);
		content = open_left(&bench);
		damage(content, &numbers);
		munmap(content, sizeof(*content));
		live_on(&bench);
		load(&bench, "recording-000001");
		steps = count(&bench, RECORDING_STEP);
		assert_true(steps > 0);
	}
	clear_away(&bench);
}

static void a_link_in_the_place_of_the_file_is_not_followed(void **state)
{
	struct bench bench;
	struct stat about;
	char target[96];

	(void)state;
	furnish(&bench);
	snprintf(target, sizeof(target), "%s.target", bench.kept);
	assert_int_equal(symlink(target, bench.kept), 0);
	live(&bench);
	step(&bench);
	assert_true(recorder_tick(bench.recorder, bench.now_us));
	die(&bench);
	assert_int_equal(stat(target, &about), -1);
	assert_nothing_lost(&bench);
	clear_away(&bench);
}

static void live_beside(struct bench *life)
{
	step(life);
	die(life);
}

static void what_a_living_fipd_keeps_is_not_taken_from_it(void **state)
{
	struct bench bench;
	struct bench beside;
	struct bench rival;

	(void)state;
	furnish(&bench);
	live(&bench);
	step(&bench);
	furnish(&beside);
	rival = beside;
	strcpy(rival.kept, bench.kept);
	be_killed(&rival, live_beside);
	beside.folder.disk = rival.folder.disk;
	assert_true(is_kept(&bench));
	step(&bench);
	die(&bench);
	assert_nothing_lost(&bench);
	clear_away(&beside);
	clear_away(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kill_takes_no_step),
		cmocka_unit_test(what_was_written_when_the_kill_came_is_there_once),
		cmocka_unit_test(a_kill_at_the_end_of_a_file_takes_nothing_of_either),
		cmocka_unit_test(what_was_written_in_part_is_written_whole),
		cmocka_unit_test(two_kills_in_a_row_take_nothing),
		cmocka_unit_test(what_an_older_fipd_has_written_since_then_stays),
		cmocka_unit_test(nothing_is_written_for_a_minute),
		cmocka_unit_test(another_role_is_written_at_once_also_beside_a_write),
		cmocka_unit_test(it_is_written_each_second_where_the_file_was_removed),
		cmocka_unit_test(
			the_file_is_for_fipd_alone_and_goes_with_an_orderly_end),
		cmocka_unit_test(
			what_the_disk_refused_at_the_end_is_left_to_the_next_life),
		cmocka_unit_test(what_another_version_left_is_left_out),
		cmocka_unit_test(what_belongs_to_another_recording_is_left_out),
		cmocka_unit_test(a_damaged_file_does_no_harm),
		cmocka_unit_test(a_link_in_the_place_of_the_file_is_not_followed),
		cmocka_unit_test(what_a_living_fipd_keeps_is_not_taken_from_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
