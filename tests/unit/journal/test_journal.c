#include "unit/cmocka_all.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "unit/journal/journal_help.h"

static void numbers_begin_at_one_and_have_no_gap(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	for (uint64_t i = 1; i <= 3; i++) {
		assert_int_equal(bench_append(&bench, EVENT_ROLE_CHANGE)->sequence, i);
	}
	bench_end(&bench);
}

static void numbers_go_on_after_a_restart(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	bench_append(&bench, EVENT_STARTED);
	bench_append(&bench, EVENT_ROLE_CHANGE);
	bench_reopen(&bench);
	assert_int_equal(bench.findings.entries, 2);
	assert_int_equal(journal_newest(bench.journal), 2);
	assert_int_equal(bench_append(&bench, EVENT_STARTED)->sequence, 3);
	bench_end(&bench);
}

static void a_record_is_published_only_when_it_is_written(void **state)
{
	struct bench bench;
	char *text;

	(void)state;
	bench_begin(&bench);
	bench_append(&bench, EVENT_FAILOVER);
	assert_int_equal(bench.publications, 0);
	assert_null(journal_find(bench.journal, 1));
	folder_settle(&bench.folder);
	text = folder_text(&bench.folder, "events.jsonl");
	assert_int_equal(bench.publications, 1);
	assert_non_null(strstr(text, "\"failover\""));
	assert_int_equal(journal_find(bench.journal, 1)->event.kind, EVENT_FAILOVER);
	free(text);
	bench_end(&bench);
}

static void a_record_tells_which_one_it_clears_once(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	bench_append(&bench, EVENT_PEER_LOST);
	bench_append(&bench, EVENT_ROLE_CHANGE);
	assert_int_equal(bench_append(&bench, EVENT_PEER_RECOVERED)->clears, 1);
	assert_int_equal(bench_append(&bench, EVENT_PEER_RECOVERED)->clears, 0);
	bench_end(&bench);
}

static void what_is_to_be_cleared_survives_a_restart(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	bench_append(&bench, EVENT_SPLIT_BRAIN);
	bench_reopen(&bench);
	assert_int_equal(bench_append(&bench, EVENT_SPLIT_BRAIN_END)->clears, 1);
	bench_end(&bench);
}

static void a_detail_continues_the_sentence(void **state)
{
	struct bench bench;
	struct narrate_names names = { "web", "n1", "10.0.0.1", "10.0.0.2", 1,
		{ "eth0" }, NULL, NULL, NULL, NULL, NULL };
	struct event event = { .kind = EVENT_CONFIG_CHANGED, .reason = REASON_NONE };
	struct journal_draft draft = { .event = &event,
		.names = &names,
		.detail = "count 5 to 6",
		.subject = "count" };
	const struct entry *entry;

	(void)state;
	bench_begin(&bench);
	entry = journal_append(bench.journal, &draft);
	assert_non_null(strstr(entry->text, ": count 5 to 6"));
	assert_string_equal(entry->subject, "count");
	draft.detail = "node a>b";
	assert_non_null(
		strstr(journal_append(bench.journal, &draft)->text, ": node a b"));
	bench_end(&bench);
}

static void the_end_of_an_alarm_has_its_subject_whatever_that_is_called_now(
	void **state)
{
	struct bench bench;
	struct narrate_names names = { "web", "n1", "10.0.0.1", "10.0.0.2", 2,
		{ "eth0", "cross" }, NULL, NULL, NULL, NULL, NULL };
	struct event event = { .kind = EVENT_LINK_DOWN, .link = 2 };
	struct journal_draft draft = { .event = &event, .names = &names };
	const struct entry *entry;

	(void)state;
	bench_begin(&bench);
	assert_string_equal(journal_append(bench.journal, &draft)->subject, "cross");
	event = (struct event){
		.kind = EVENT_LINK_UP, .link = 2, .reason = REASON_LINK_REMOVED
	};
	names.link_count = 1;
	entry = journal_append(bench.journal, &draft);
	assert_int_equal(entry->clears, 1);
	assert_string_equal(entry->subject, "cross");
	bench_end(&bench);
}

/* Events of which somebody wants to know which F-IP it was. */
static void the_fip_that_was_removed_or_probed_for_is_the_subject(void **state)
{
	struct bench bench;
	struct narrate_names names = { .own = "10.0.0.1",
		.peer = "10.0.0.2",
		.answered = "10.0.0.100",
		.lost = "10.0.0.101" };
	struct event event = { .kind = EVENT_FIP_RESTORED, .reason = REASON_NONE };
	struct journal_draft draft = { .event = &event, .names = &names };

	(void)state;
	bench_begin(&bench);
	assert_string_equal(
		journal_append(bench.journal, &draft)->subject, "10.0.0.101");
	event = (struct event){ .kind = EVENT_ADDRESS_CONFLICT,
		.reason = REASON_RIVAL_PROBES };
	assert_string_equal(
		journal_append(bench.journal, &draft)->subject, "10.0.0.100");
	bench_end(&bench);
}

static void the_newest_thousand_are_kept_in_memory(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	for (int i = 0; i < 1005; i++) {
		bench_append(&bench, EVENT_ROLE_CHANGE);
		folder_settle(&bench.folder);
	}
	assert_int_equal(journal_newest(bench.journal), 1005);
	assert_int_equal(journal_oldest(bench.journal), 6);
	assert_int_equal(journal_after(bench.journal, 0)->sequence, 6);
	assert_int_equal(journal_after(bench.journal, 700)->sequence, 701);
	assert_null(journal_after(bench.journal, 1005));
	bench_end(&bench);
}

static void a_burst_is_published_whole_and_in_order(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	for (int i = 0; i < 3000; i++) {
		bench_append(&bench, EVENT_ROLE_CHANGE);
	}
	folder_settle(&bench.folder);
	assert_int_equal(bench.publications, 3000);
	bench_end(&bench);
}

static void limit_file_size(rlim_t bytes)
{
	struct rlimit limit = { .rlim_cur = bytes, .rlim_max = RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_is_told_once_and_events_come_from_memory(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	limit_file_size(16);
	bench_append(&bench, EVENT_PEER_LOST);
	bench_append(&bench, EVENT_FAILOVER);
	folder_settle(&bench.folder);
	assert_int_equal(bench.publications, 2);
	assert_int_equal(bench.troubles, 1);
	assert_int_equal(bench.last_trouble, -EFBIG);
	limit_file_size(RLIM_INFINITY);
	bench_end(&bench);
}

static void what_a_full_disk_missed_is_written_when_there_is_room(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	limit_file_size(16);
	bench_append(&bench, EVENT_PEER_LOST);
	folder_settle(&bench.folder);
	limit_file_size(RLIM_INFINITY);
	journal_tick(bench.journal, 6000000);
	folder_settle(&bench.folder);
	assert_int_equal(bench.troubles, 2);
	assert_int_equal(bench.last_trouble, 0);
	bench_reopen(&bench);
	assert_int_equal(bench.findings.entries, 1);
	assert_int_equal(bench.findings.cut_bytes, 0);
	bench_end(&bench);
}

static int wait_for_byte(void *context)
{
	char byte;

	return read(*(int *)context, &byte, 1) == 1 ? 0 : -EIO;
}

/* Return how many entries are in the file, which are whole and in order. */
static size_t count_on_disk(struct bench *bench)
{
	bench_reopen(bench);
	assert_int_equal(bench->findings.damaged_lines, 0);
	assert_int_equal(bench->findings.cut_bytes, 0);
	return bench->findings.entries;
}

static void a_file_that_was_removed_is_written_anew_with_all_that_is_known(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	for (int i = 0; i < 200; i++) {
		bench_append(&bench, EVENT_ROLE_CHANGE);
	}
	folder_settle(&bench.folder);
	assert_int_equal(unlink(folder_file(&bench.folder, "events.jsonl")), 0);
	bench_append(&bench, EVENT_FAILOVER);
	folder_settle(&bench.folder);
	assert_int_equal(bench.publications, 201);
	assert_int_equal(bench.troubles, 0);
	assert_int_equal(count_on_disk(&bench), 201);
	bench_end(&bench);
}

static void a_folder_that_was_removed_is_told_although_nothing_happens(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	bench_append(&bench, EVENT_FAILOVER);
	folder_settle(&bench.folder);
	assert_int_equal(unlink(folder_file(&bench.folder, "events.jsonl")), 0);
	assert_int_equal(rmdir(bench.folder.path), 0);
	journal_tick(bench.journal, 20000000);
	folder_settle(&bench.folder);
	assert_int_equal(bench.last_trouble, -ENOENT);
	bench_append(&bench, EVENT_JOURNAL_FAILED);
	folder_settle(&bench.folder);
	assert_int_equal(bench.publications, 2);
	assert_int_equal(mkdir(bench.folder.path, 0700), 0);
	journal_tick(bench.journal, 21000000);
	folder_settle(&bench.folder);
	assert_int_equal(bench.troubles, 2);
	assert_int_equal(bench.last_trouble, 0);
	assert_int_equal(count_on_disk(&bench), 2);
	bench_end(&bench);
}

static void do_nothing(void *context, int result)
{
	(void)context;
	(void)result;
}

static void events_do_not_wait_for_a_disk_that_hangs(void **state)
{
	struct bench bench;
	int ends[2];
	struct disk_job hang = { wait_for_byte, do_nothing, &ends[0] };

	(void)state;
	bench_begin(&bench);
	assert_int_equal(pipe(ends), 0);
	assert_true(disk_submit(bench.folder.disk, &hang));
	bench_append(&bench, EVENT_FAILOVER);
	journal_tick(bench.journal, 6900000);
	assert_int_equal(bench.publications, 0);
	journal_tick(bench.journal, 7100000);
	assert_int_equal(bench.publications, 1);
	assert_int_equal(bench.last_trouble, -ETIMEDOUT);
	assert_int_equal(write(ends[1], "x", 1), 1);
	folder_settle(&bench.folder);
	assert_int_equal(bench.publications, 1);
	assert_int_equal(bench.last_trouble, 0);
	bench_end(&bench);
}

static void take_two_ends(int ends[2], struct bench *bench, struct disk_job *hang)
{
	*hang = (struct disk_job){ wait_for_byte, do_nothing, &ends[0] };
	assert_int_equal(pipe(ends), 0);
	assert_true(disk_submit(bench->folder.disk, hang));
}

static void release(int ends[2], struct bench *bench)
{
	assert_int_equal(write(ends[1], "x", 1), 1);
	folder_settle(&bench->folder);
	close(ends[0]);
	close(ends[1]);
}

static void what_is_told_of_a_slow_disk_does_not_call_it_slow_again(void **state)
{
	struct bench bench;
	struct disk_job hang;
	int ends[2];

	(void)state;
	bench_begin(&bench);
	take_two_ends(ends, &bench, &hang);
	bench_append(&bench, EVENT_FAILOVER);
	journal_tick(bench.journal, 7100000);
	bench_append(&bench, EVENT_JOURNAL_FAILED);
	release(ends, &bench);
	assert_int_equal(bench.troubles, 2);
	take_two_ends(ends, &bench, &hang);
	bench_append(&bench, EVENT_JOURNAL_WRITTEN);
	journal_tick(bench.journal, 7100000);
	assert_int_equal(bench.publications, 3);
	assert_int_equal(bench.troubles, 2);
	bench_append(&bench, EVENT_FAILBACK);
	journal_tick(bench.journal, 7100000);
	assert_int_equal(bench.last_trouble, -ETIMEDOUT);
	release(ends, &bench);
	bench_end(&bench);
}

/* Return the descriptor of the journal's file. */
static int find_descriptor(struct bench *bench)
{
	const char *path = folder_file(&bench->folder, "events.jsonl");
	struct stat file;
	struct stat about;

	assert_int_equal(stat(path, &file), 0);
	for (int fd = 3; fd < 100; fd++) {
		if (fstat(fd, &about) == 0 && about.st_ino == file.st_ino
			&& about.st_dev == file.st_dev) {
			return fd;
		}
	}
	fail_msg("nobody has %s open", path);
	return -1;
}

/* The journal's descriptor, and its file while something else has that place. */
struct replaced {
	int fd;
	int file;
};

/*
 * Begin with a failover that was written and could not be synced.  A pipe takes what is
 * written, but cannot be synced; a disk tells that once a write.
 */
static struct replaced begin_with_failed_sync(struct bench *bench)
{
	struct replaced replaced;
	int ends[2];

	bench_begin(bench);
	replaced.fd = find_descriptor(bench);
	replaced.file = dup(replaced.fd);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[1], replaced.fd), replaced.fd);
	bench_append(bench, EVENT_FAILOVER);
	folder_settle(&bench->folder);
	assert_int_equal(bench->last_trouble, -EINVAL);
	return replaced;
}

static void give_file_back(const struct replaced *replaced)
{
	assert_int_equal(dup2(replaced->file, replaced->fd), replaced->fd);
	close(replaced->file);
}

static void a_sync_of_nothing_new_does_not_show_that_the_disk_keeps(void **state)
{
	struct bench bench;
	struct replaced replaced = begin_with_failed_sync(&bench);

	(void)state;
	bench_append(&bench, EVENT_JOURNAL_FAILED);
	folder_settle(&bench.folder);
	give_file_back(&replaced);
	journal_tick(bench.journal, 6000000);
	folder_settle(&bench.folder);
	assert_int_equal(bench.troubles, 1);
	bench_append(&bench, EVENT_FAILBACK);
	folder_settle(&bench.folder);
	assert_int_equal(bench.troubles, 2);
	assert_int_equal(bench.last_trouble, 0);
	bench_end(&bench);
}

/* The event of the failure is written and synced at once; who is to see its alarm? */
static void the_event_of_a_sync_that_failed_does_not_end_its_alarm(void **state)
{
	struct bench bench;
	struct replaced replaced = begin_with_failed_sync(&bench);

	(void)state;
	give_file_back(&replaced);
	bench_append(&bench, EVENT_JOURNAL_FAILED);
	folder_settle(&bench.folder);
	assert_int_equal(bench.troubles, 1);
	bench_append(&bench, EVENT_FAILBACK);
	folder_settle(&bench.folder);
	assert_int_equal(bench.troubles, 2);
	assert_int_equal(bench.last_trouble, 0);
	bench_end(&bench);
}

/* From now on nothing can be written to a descriptor by the thread that runs this. */
static int make_stale(void *context)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_write, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, *(uint32_t *)context, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ESTALE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
		|| prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
		return -errno;
	}
	return 0;
}

static void keep_result(void *context, int result)
{
	assert_int_equal(result, 0);
	(void)context;
}

static void a_stale_handle_of_a_network_file_system_is_a_trouble_like_others(
	void **state)
{
	struct bench bench;
	uint32_t fd;
	struct disk_job job = { make_stale, keep_result, &fd };

	(void)state;
	bench_begin(&bench);
	fd = (uint32_t)find_descriptor(&bench);
	assert_true(disk_submit(bench.folder.disk, &job));
	bench_append(&bench, EVENT_FAILOVER);
	folder_settle(&bench.folder);
	assert_int_equal(bench.last_trouble, -ESTALE);
	assert_int_equal(bench.publications, 1);
	bench_end(&bench);
}

static void a_number_that_a_client_has_seen_is_not_given_again(void **state)
{
	struct bench bench;

	(void)state;
	bench_begin(&bench);
	journal_skip_to(bench.journal, 41);
	assert_int_equal(bench_append(&bench, EVENT_STARTED)->sequence, 42);
	bench_end(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_begin_at_one_and_have_no_gap),
		cmocka_unit_test(numbers_go_on_after_a_restart),
		cmocka_unit_test(a_record_is_published_only_when_it_is_written),
		cmocka_unit_test(a_record_tells_which_one_it_clears_once),
		cmocka_unit_test(what_is_to_be_cleared_survives_a_restart),
		cmocka_unit_test(a_detail_continues_the_sentence),
		cmocka_unit_test(
			the_end_of_an_alarm_has_its_subject_whatever_that_is_called_now),
		cmocka_unit_test(the_fip_that_was_removed_or_probed_for_is_the_subject),
		cmocka_unit_test(the_newest_thousand_are_kept_in_memory),
		cmocka_unit_test(a_burst_is_published_whole_and_in_order),
		cmocka_unit_test(a_full_disk_is_told_once_and_events_come_from_memory),
		cmocka_unit_test(what_a_full_disk_missed_is_written_when_there_is_room),
		cmocka_unit_test(
			a_file_that_was_removed_is_written_anew_with_all_that_is_known),
		cmocka_unit_test(
			a_folder_that_was_removed_is_told_although_nothing_happens),
		cmocka_unit_test(events_do_not_wait_for_a_disk_that_hangs),
		cmocka_unit_test(
			what_is_told_of_a_slow_disk_does_not_call_it_slow_again),
		cmocka_unit_test(
			a_sync_of_nothing_new_does_not_show_that_the_disk_keeps),
		cmocka_unit_test(
			the_event_of_a_sync_that_failed_does_not_end_its_alarm),
		cmocka_unit_test(
			a_stale_handle_of_a_network_file_system_is_a_trouble_like_others),
		cmocka_unit_test(a_number_that_a_client_has_seen_is_not_given_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
