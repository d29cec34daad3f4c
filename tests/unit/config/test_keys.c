#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/keys.h"
#include "unit/cmocka_all.h"

#define HEX32 "00112233445566778899aabbccddeeff"

static bool parse_text(
	struct keys *keys, const char *text, struct diagnostics *diagnostics)
{
	memset(diagnostics, 0, sizeof(*diagnostics));
	return keys_parse(keys, "key", text, strlen(text), diagnostics);
}

static void assert_one_fault(const char *text, const char *message)
{
	struct keys keys;
	struct diagnostics diagnostics;

	assert_false(parse_text(&keys, text, &diagnostics));
	assert_string_equal(diagnostics.text[0], message);
	assert_int_equal(diagnostics.count, 1);
	assert_int_equal(keys.count, 0);
}

static void the_first_key_comes_first(void **state)
{
	static const uint8_t expected[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
		0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	struct keys keys;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(&keys,
		"# of the pair web\n\n7 " HEX32 "\n1\t" HEX32 HEX32 HEX32 HEX32
		" # old\r\n",
		&diagnostics));
	assert_int_equal(keys.count, 2);
	assert_int_equal(keys.list[0].id, 7);
	assert_int_equal(keys.list[0].length_bytes, KEY_MIN_BYTES);
	assert_memory_equal(keys.list[0].bytes, expected, sizeof(expected));
	assert_int_equal(keys.list[1].id, 1);
	assert_int_equal(keys.list[1].length_bytes, KEY_MAX_BYTES);
}

static void capital_digits_are_digits_too(void **state)
{
	struct keys keys;
	struct diagnostics diagnostics;

	(void)state;
	assert_true(parse_text(
		&keys, "255 00112233445566778899AABBCCDDEEFF", &diagnostics));
	assert_int_equal(keys.list[0].id, 255);
	assert_int_equal(keys.list[0].bytes[15], 0xff);
}

static void an_id_is_one_to_255(void **state)
{
	static const char *const bad[] = { "0", "256", "1000", "-1", "a", "1.0",
		"0x1" };
	struct keys keys;
	struct diagnostics diagnostics;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "%s " HEX32 "\n", bad[i]);
		assert_false(parse_text(&keys, text, &diagnostics));
		assert_string_equal(diagnostics.text[0],
			"key:1:1: a line begins with the key's id, "
			"a number from 1 to 255");
	}
}

static void a_key_too_short_or_too_long_is_refused(void **state)
{
	(void)state;
	assert_one_fault("1 abcd\n", "key:1:3: the key has 4 characters; "
				     "32 to 128 hexadecimal digits are needed");
	assert_one_fault("1 " HEX32 HEX32 HEX32 HEX32 "00\n",
		"key:1:3: the key has 130 characters; "
		"32 to 128 hexadecimal digits are needed");
	assert_one_fault("1 " HEX32 "0\n",
		"key:1:3: the key has an odd number of digits; two make a byte");
}

static void a_wrong_digit_is_pointed_at(void **state)
{
	(void)state;
	assert_one_fault("\n1 0011223344x56778899aabbccddeeff00\n",
		"key:2:13: not a hexadecimal digit; 0 to 9 and a to f make a key");
}

static void a_line_is_an_id_and_a_key(void **state)
{
	(void)state;
	assert_one_fault(
		"1\n", "key:1:2: no key follows the id; write 'id key' on one line");
	assert_one_fault("1 " HEX32 " x\n",
		"key:1:36: more than an id and a key; write 'id key' on one line");
}

static void an_id_twice_says_where_the_first_is(void **state)
{
	(void)state;
	assert_one_fault("\n3 " HEX32 "\n3 " HEX32 "\n",
		"key:3:1: id 3 is used a second time; the first is in line 2");
}

static void a_fifth_key_is_one_too_many(void **state)
{
	(void)state;
	assert_one_fault("1 " HEX32 "\n2 " HEX32 "\n3 " HEX32 "\n4 " HEX32 "\n5 " HEX32
			 "\n",
		"key:5:1: one key too many; 4 are allowed");
}

static void a_file_without_a_key_says_how_to_make_one(void **state)
{
	(void)state;
	assert_one_fault("# later\n",
		"key: has no key in it; make one with: fipctl keygen >> key");
}

static void every_fault_is_told_and_no_key_is(void **state)
{
	struct keys keys;
	struct diagnostics diagnostics;

	(void)state;
	assert_false(parse_text(&keys,
		"5eC4e7\n300 5eC4e7\n1 5eC4e7 5eC4e7\n5eC4e7 1\n", &diagnostics));
	assert_true(diagnostics.count >= 6);
	for (size_t i = 0; i < diagnostics.count; i++) {
		assert_null(strstr(diagnostics.text[i], "5eC4e7"));
	}
}

static void make_file(mode_t mode, uid_t owner, gid_t group, char path[32])
{
	static const char text[] = "1 " HEX32 "\n";
	int fd;

	strcpy(path, "/tmp/fipd-keys-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchown(fd, owner, group), 0);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* Read a key file of this mode, owner and group; its path goes into path. */
static bool read_owned(mode_t mode, uid_t owner, gid_t group, char path[32],
	struct diagnostics *diagnostics)
{
	struct keys keys;
	bool good;

	make_file(mode, owner, group, path);
	memset(diagnostics, 0, sizeof(*diagnostics));
	good = keys_read(&keys, path, diagnostics);
	unlink(path);
	assert_int_equal(keys.count, good ? 1 : 0);
	return good;
}

/* Read a key file of root's for the group 12345, as the user of that group. */
static bool read_as_service(mode_t mode, char path[32], struct diagnostics *diagnostics)
{
	struct keys keys;
	bool good;

	make_file(mode, 0, 12345, path);
	memset(diagnostics, 0, sizeof(*diagnostics));
	assert_int_equal(setegid(12345), 0);
	assert_int_equal(seteuid(12345), 0);
	good = keys_read(&keys, path, diagnostics);
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(setegid(0), 0);
	unlink(path);
	return good;
}

static bool read_file(
	mode_t mode, uid_t owner, char path[32], struct diagnostics *diagnostics)
{
	return read_owned(mode, owner, (gid_t)-1, path, diagnostics);
}

static void a_private_key_file_is_read(void **state)
{
	struct diagnostics diagnostics;
	char path[32];

	(void)state;
	assert_true(read_file(0600, geteuid(), path, &diagnostics));
	assert_true(read_file(0400, geteuid(), path, &diagnostics));
}

static void a_key_file_that_others_can_touch_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0644, 0666 };
	struct diagnostics diagnostics;
	char path[32], message[200];

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_false(read_file(modes[i], geteuid(), path, &diagnostics));
		snprintf(message, sizeof(message),
			"%s: has mode %04o and group %u, so others can use the key: "
			"chown root:fipd %s && chmod 640 %s",
			path, (unsigned int)modes[i], (unsigned int)getegid(), path,
			path);
		assert_string_equal(diagnostics.text[0], message);
	}
}

/* As the units' user it reads what root has given to its group, and nothing wider. */
static void roots_key_is_read_by_the_group_of_fipd(void **state)
{
	struct diagnostics diagnostics;
	char path[32];

	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	assert_false(read_owned(0640, 0, 12345, path, &diagnostics));
	assert_true(read_as_service(0640, path, &diagnostics));
	assert_false(read_as_service(0660, path, &diagnostics));
	assert_false(read_as_service(0644, path, &diagnostics));
	assert_false(read_as_service(0600, path, &diagnostics));
	assert_non_null(strstr(diagnostics.text[0],
		"cannot be read by user 12345, as whom fipd runs: chown root:fipd "));
}

/* systemd's access list shows as mode 0440 of root:root. */
static void a_credential_is_read_only_in_the_folder_of_credentials(void **state)
{
	struct diagnostics diagnostics;
	char path[32];

	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	setenv("CREDENTIALS_DIRECTORY", "/tmp", 1);
	assert_true(read_owned(0440, 0, 0, path, &diagnostics));
	assert_false(read_owned(0444, 0, 0, path, &diagnostics));
	setenv("CREDENTIALS_DIRECTORY", "/tm", 1);
	assert_false(read_owned(0440, 0, 0, path, &diagnostics));
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_false(read_owned(0440, 0, 0, path, &diagnostics));
}

static void a_key_file_of_another_user_is_refused(void **state)
{
	struct diagnostics diagnostics;
	char path[32];

	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	assert_false(read_file(0600, 12345, path, &diagnostics));
	assert_non_null(strstr(diagnostics.text[0],
		"belongs to user 12345; it must belong to root, or to user 0, as "
		"whom fipd runs: chown root:fipd /tmp/fipd-keys-"));
}

static void a_missing_key_file_says_how_to_make_one(void **state)
{
	struct keys keys;
	struct diagnostics diagnostics = { 0 };

	(void)state;
	assert_false(keys_read(&keys, "/nowhere/key", &diagnostics));
	assert_string_equal(diagnostics.text[0],
		"/nowhere/key: there is no key file; make one with: "
		"fipctl keygen /nowhere/key");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_key_comes_first),
		cmocka_unit_test(capital_digits_are_digits_too),
		cmocka_unit_test(an_id_is_one_to_255),
		cmocka_unit_test(a_key_too_short_or_too_long_is_refused),
		cmocka_unit_test(a_wrong_digit_is_pointed_at),
		cmocka_unit_test(a_line_is_an_id_and_a_key),
		cmocka_unit_test(an_id_twice_says_where_the_first_is),
		cmocka_unit_test(a_fifth_key_is_one_too_many),
		cmocka_unit_test(a_file_without_a_key_says_how_to_make_one),
		cmocka_unit_test(every_fault_is_told_and_no_key_is),
		cmocka_unit_test(a_private_key_file_is_read),
		cmocka_unit_test(a_key_file_that_others_can_touch_is_refused),
		cmocka_unit_test(roots_key_is_read_by_the_group_of_fipd),
		cmocka_unit_test(
			a_credential_is_read_only_in_the_folder_of_credentials),
		cmocka_unit_test(a_key_file_of_another_user_is_refused),
		cmocka_unit_test(a_missing_key_file_says_how_to_make_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
