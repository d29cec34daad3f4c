#include "unit/cmocka_all.h"

#include <errno.h>

#include "node/setup.h"
#include "unit/config/config_help.h"
#include "unit/disk/folder_help.h"
#include "unit/values/ip_help.h"

#define FILE_TEXT GOOD_TEXT "auth: none\ncount: 4\n"

struct fixture {
	struct folder folder;
	char config[DISK_FILE_PATH_MAX];
	char overlay[DISK_FILE_PATH_MAX];
	struct setup setup;
	struct setup_faults faults;
};

static void begin(struct fixture *fixture, const char *config, const char *overlay)
{
	folder_make(&fixture->folder);
	strcpy(fixture->config, folder_file(&fixture->folder, "fipd.yaml"));
	strcpy(fixture->overlay, folder_file(&fixture->folder, "settings.yaml"));
	folder_write(&fixture->folder, "fipd.yaml", config);
	if (overlay != NULL) {
		folder_write(&fixture->folder, "settings.yaml", overlay);
	}
}

static bool load(struct fixture *fixture)
{
	struct setup_files files = { fixture->config, fixture->overlay };

	return setup_load(&fixture->setup, &files, &fixture->faults);
}

static void the_file_alone_is_good_without_settings_set_at_run_time(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, FILE_TEXT, NULL);
	assert_true(load(&fixture));
	assert_int_equal(fixture.faults.overlay.count, 0);
	assert_int_equal(fixture.setup.config.count, 4);
	folder_remove(&fixture.folder);
}

static void settings_set_at_run_time_lie_over_the_file(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, FILE_TEXT, "count: 8\n");
	assert_true(load(&fixture));
	assert_int_equal(fixture.setup.config.count, 8);
	folder_remove(&fixture.folder);
}

static void a_damaged_overlay_leaves_the_file_in_force(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, FILE_TEXT, "port: 8000\ncount: [\n");
	assert_true(load(&fixture));
	assert_true(fixture.faults.overlay.count > 0);
	assert_int_equal(fixture.setup.config.count, 4);
	assert_int_equal(fixture.setup.config.port, 7900);
	folder_remove(&fixture.folder);
}

static void settings_of_a_newer_release_are_passed_over_and_told(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, FILE_TEXT, "colour: red\nflavours:\n- sweet: yes\ncount: 8\n");
	assert_true(load(&fixture));
	assert_int_equal(fixture.faults.overlay.count, 0);
	assert_int_equal(fixture.faults.unknown.count, 2);
	assert_non_null(strstr(fixture.faults.unknown.text[0],
		"settings.yaml:1:1: colour: there is no such setting"));
	assert_int_equal(fixture.setup.config.count, 8);
	folder_remove(&fixture.folder);
}

static void an_overlay_that_contradicts_the_file_is_left_out(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, FILE_TEXT, "peer: 192.168.0.100\n");
	assert_true(load(&fixture));
	assert_true(fixture.faults.overlay.count > 0);
	assert_ip(fixture.setup.config.peer, "192.168.0.2");
	folder_remove(&fixture.folder);
}

static void a_missing_key_file_is_a_fault_of_its_own(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, GOOD_TEXT "key_file: /nonexistent/key\n", NULL);
	assert_false(load(&fixture));
	assert_int_equal(fixture.faults.config.count, 0);
	assert_int_equal(fixture.faults.keys.count, 1);
	folder_remove(&fixture.folder);
}

static void what_has_changed_is_said_in_words(void **state)
{
	struct config before;
	struct config after;
	struct diagnostics diagnostics;
	char text[200];

	(void)state;
	assert_true(parse_text(&before, GOOD_TEXT, &diagnostics));
	after = before;
	after.count = 3;
	after.fips[0].prefix_length = 16;
	after.pac.direct.count = 0;
	setup_write_diff(text, sizeof(text), &before, &after);
	assert_non_null(strstr(text, "count 5 to 3"));
	assert_non_null(strstr(text, "fips 192.168.0.100/24 to 192.168.0.100/16"));
	assert_non_null(strstr(text, "direct_networks 127.0.0.0/8 to none"));
	setup_write_diff(text, sizeof(text), &before, &before);
	assert_string_equal(text, "");
}

static void a_refused_change_blames_a_new_fip_only_if_nothing_else_changed(void **state)
{
	struct config before;
	struct config after;
	struct diagnostics diagnostics;
	char text[200];

	(void)state;
	assert_true(parse_text(&before, GOOD_TEXT, &diagnostics));
	after = before;
	after.fips[after.fip_count] = after.fips[0];
	after.fips[after.fip_count++].address = ip_of("192.168.0.101");
	setup_explain_change(text, sizeof(text), &before, &after, -EADDRNOTAVAIL);
	assert_non_null(strstr(text, "fips: 192.168.0.101 cannot be set"));
	strcpy(after.interface, "eth7");
	setup_explain_change(text, sizeof(text), &before, &after, -ENODEV);
	assert_non_null(strstr(text, "on eth7: No such device"));
	assert_null(strstr(text, "192.168.0.101"));
	strcpy(after.interface, before.interface);
	after.peer = ip_of("192.168.0.77");
	setup_explain_change(text, sizeof(text), &before, &after, -EACCES);
	assert_null(strstr(text, "192.168.0.101"));
}

static void a_long_list_of_fips_is_cut_in_the_words(void **state)
{
	struct config before = { 0 };
	struct config after = { .fip_count = CONFIG_FIPS_MAX };
	char text[120];

	(void)state;
	memset(after.fips, 0xfe, sizeof(after.fips));
	setup_write_diff(text, sizeof(text), &before, &after);
	assert_true(strlen(text) < sizeof(text));
	assert_non_null(strstr(text, "..."));
}

static void a_change_behind_the_cut_is_told_all_the_same(void **state)
{
	struct config before = { .fip_count = CONFIG_FIPS_MAX };
	struct config after = { .fip_count = CONFIG_FIPS_MAX };
	char text[200];

	(void)state;
	after.fips[CONFIG_FIPS_MAX - 1].prefix_length = 24;
	setup_write_diff(text, sizeof(text), &before, &after);
	assert_non_null(strstr(text, "fips "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_file_alone_is_good_without_settings_set_at_run_time),
		cmocka_unit_test(settings_set_at_run_time_lie_over_the_file),
		cmocka_unit_test(a_damaged_overlay_leaves_the_file_in_force),
		cmocka_unit_test(settings_of_a_newer_release_are_passed_over_and_told),
		cmocka_unit_test(an_overlay_that_contradicts_the_file_is_left_out),
		cmocka_unit_test(a_missing_key_file_is_a_fault_of_its_own),
		cmocka_unit_test(what_has_changed_is_said_in_words),
		cmocka_unit_test(
			a_refused_change_blames_a_new_fip_only_if_nothing_else_changed),
		cmocka_unit_test(a_long_list_of_fips_is_cut_in_the_words),
		cmocka_unit_test(a_change_behind_the_cut_is_told_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
