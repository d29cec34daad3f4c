#include "fips/resident.h"

#include <errno.h>
#include <sys/stat.h>

#include "unit/disk/folder_help.h"
#include "unit/values/ip_help.h"

static struct resident_changes changes;
static struct resident_changes read_back;

static int set_up(void **state)
{
	static struct folder folder;

	folder_make(&folder);
	*state = &folder;
	return 0;
}

static int tear_down(void **state)
{
	folder_remove(*state);
	return 0;
}

static void what_was_changed_is_read_again(void **state)
{
	const char *path = folder_file(*state, "resident");

	changes = (struct resident_changes){
		.interface = "bond0", .arp = { 3, 1 }, .count = 2
	};
	changes.fips[0].address = ip_of("192.0.2.100");
	changes.fips[1].address = ip_of("2001:db8::100");
	assert_int_equal(resident_write_changes(path, &changes), 0);
	assert_int_equal(resident_write_changes(path, &changes), 0);
	assert_int_equal(resident_read_changes(path, &read_back), 0);
	assert_string_equal(read_back.interface, "bond0");
	assert_int_equal(read_back.arp.ignore, 3);
	assert_int_equal(read_back.arp.announce, 1);
	assert_int_equal(read_back.count, 2);
	assert_ip(read_back.fips[1].address, "2001:db8::100");
}

static void as_many_fips_as_allowed_are_written(void **state)
{
	const char *path = folder_file(*state, "resident");

	changes = (struct resident_changes){ .interface = "eth0",
		.count = CONFIG_FIPS_MAX };
	for (size_t i = 0; i < changes.count; i++) {
		uint8_t bytes[4] = { 10, 0, (uint8_t)(i >> 8), (uint8_t)i };

		changes.fips[i].address = ip_make(IP_V4, bytes);
	}
	assert_int_equal(resident_write_changes(path, &changes), 0);
	assert_int_equal(resident_read_changes(path, &read_back), 0);
	assert_int_equal(read_back.count, CONFIG_FIPS_MAX);
	assert_ip(read_back.fips[999].address, "10.0.3.231");
}

static void a_damaged_file_is_refused(void **state)
{
	static const char *const texts[] = { "", "eth0\n", "eth0 0\n", "eth0 0 0\nx\n",
		"eth0 0 0\n192.0.2.100 \n", "eth0 9 0\n", "eth0 0 3\n",
		"eth0 4294967296 0\n" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		folder_write(*state, "resident", texts[i]);
		assert_int_equal(resident_read_changes(
					 folder_file(*state, "resident"), &read_back),
			-EINVAL);
	}
}

static void the_bounds_of_the_kernel_are_read(void **state)
{
	folder_write(*state, "resident", "eth0 8 2\n");
	assert_int_equal(
		resident_read_changes(folder_file(*state, "resident"), &read_back), 0);
	assert_int_equal(read_back.arp.ignore, 8);
	assert_int_equal(read_back.arp.announce, 2);
}

/* Security audit, 9: the group could write what fipd sets with its capabilities. */
static void the_group_cannot_write_it_whatever_the_umask(void **state)
{
	struct stat about;
	mode_t mask = umask(0);

	changes = (struct resident_changes){ .interface = "eth0" };
	assert_int_equal(
		resident_write_changes(folder_file(*state, "resident"), &changes), 0);
	umask(mask);
	assert_int_equal(stat(folder_file(*state, "resident"), &about), 0);
	assert_int_equal(about.st_mode & 07777, 0640);
}

static void a_link_is_not_followed(void **state)
{
	char target[DISK_FILE_PATH_MAX];

	folder_write(*state, "elsewhere", "eth0 0 0\n");
	strcpy(target, folder_file(*state, "elsewhere"));
	assert_int_equal(symlink(target, folder_file(*state, "resident")), 0);
	assert_int_equal(
		resident_read_changes(folder_file(*state, "resident"), &read_back),
		-ELOOP);
}

static void what_belongs_to_somebody_else_is_refused(void **state)
{
	folder_write(*state, "resident", "eth0 0 0\n");
	if (chown(folder_file(*state, "resident"), 1, (gid_t)-1) != 0) {
		skip();
	}
	assert_int_equal(
		resident_read_changes(folder_file(*state, "resident"), &read_back),
		-EPERM);
}

static void where_there_is_none_that_is_told(void **state)
{
	assert_int_equal(
		resident_read_changes(folder_file(*state, "resident"), &read_back),
		-ENOENT);
	assert_true(resident_write_changes("/nowhere/resident", &changes) < 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_changed_is_read_again),
		TEST(as_many_fips_as_allowed_are_written),
		TEST(a_damaged_file_is_refused),
		TEST(the_bounds_of_the_kernel_are_read),
		TEST(the_group_cannot_write_it_whatever_the_umask),
		TEST(a_link_is_not_followed),
		TEST(what_belongs_to_somebody_else_is_refused),
		TEST(where_there_is_none_that_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
