#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/list.h"
#include "config/task_files.h"
#include "config/tasks.h"
#include "schema/schema.h"
#include "unit/config/config_help.h"

#define CHECKS "checks:\n"
#define PROXY  "  - { name: proxy, tcp: 127.0.0.1:3128 }\n"
#define HOOKS  "hooks:\n"
#define ROUTE  "  - { name: route, on: [active], command: [/bin/true] }\n"

static const struct check *read_check(struct config *config, const char *text)
{
	struct diagnostics diagnostics;

	if (!parse_text(config, text, &diagnostics)) {
		fail_msg("%s", diagnostics.text[0]);
	}
	return &config->tasks.checks[0];
}

static void a_check_has_what_is_written_and_defaults(void **state)
{
	static struct config config;
	char target[TASK_TEXT_SIZE];
	const struct check *check = read_check(&config, CHECKS PROXY);

	(void)state;
	assert_int_equal(config.tasks.check_count, 1);
	assert_string_equal(check->name, "proxy");
	assert_int_equal(check->kind, CHECK_TCP);
	assert_string_equal(check->tcp.host, "127.0.0.1");
	assert_int_equal(check->tcp.port, 3128);
	assert_int_equal(check->interval_ms, 2000);
	assert_int_equal(check->timeout_ms, 1000);
	assert_int_equal(check->rise, 2);
	assert_int_equal(check->fall, 3);
	assert_int_equal(check->effect, CHECK_REPORT);
	assert_int_equal(check->place.line, 2);
	assert_string_equal(tasks_write_target(check, target), "tcp 127.0.0.1:3128");
}

static void a_check_may_be_of_http_or_a_command(void **state)
{
	static struct config config;
	const char *argv[TASK_WORDS_MAX + 1];
	char target[TASK_TEXT_SIZE];
	const struct check *check = read_check(&config, CHECKS
		"  - name: web\n    http: https://[::1]:8443/health?deep=1\n"
		"    status: 200-299\n    interval: 1 h\n    effect: demote\n"
		"  - name: disk\n    command: [/bin/df, \"a \\\"b\\\"\", /srv]\n"
		"    user: nobody\n    rise: 1\n    fall: 1\n    timeout: 100 ms\n"
		"  - { name: v6, tcp: \"[fd00::1]:80\" }\n");

	(void)state;
	assert_int_equal(config.tasks.check_count, 3);
	assert_int_equal(check[0].kind, CHECK_HTTP);
	assert_int_equal(check[0].codes.low, 200);
	assert_int_equal(check[0].codes.high, 299);
	assert_int_equal(check[0].effect, CHECK_DEMOTE);
	assert_int_equal(check[1].kind, CHECK_COMMAND);
	assert_string_equal(check[1].user, "nobody");
	tasks_argv(&check[1].command, argv);
	assert_string_equal(argv[0], "/bin/df");
	assert_string_equal(argv[1], "a \"b\"");
	assert_string_equal(argv[2], "/srv");
	assert_null(argv[3]);
	assert_string_equal(tasks_write_target(&check[1], target),
		"command [\"/bin/df\", \"a \\\"b\\\"\", \"/srv\"]");
	assert_string_equal(check[2].tcp.host, "fd00::1");
	assert_string_equal(tasks_write_target(&check[2], target), "tcp [fd00::1]:80");
}

static void a_hook_waits_for_roles_and_kinds_of_events(void **state)
{
	static struct config config;
	const struct hook *hook = &config.tasks.hooks[0];

	(void)state;
	read_check(&config,
		HOOKS "  - name: route\n    on: [active, peerLost]\n"
		      "    command: [/bin/true]\n    arguments: keepalived\n");
	assert_int_equal(config.tasks.hook_count, 1);
	assert_string_equal(hook->user, "fipd-exec");
	assert_int_equal(hook->timeout_ms, 30000);
	assert_int_equal(hook->arguments, HOOK_ARGUMENTS_KEEPALIVED);
	assert_true(tasks_wants(hook, EVENT_FAILOVER, ROLE_CLAIMING, ROLE_ACTIVE));
	assert_true(tasks_wants(hook, EVENT_PEER_LOST, ROLE_ACTIVE, ROLE_ACTIVE));
	assert_false(tasks_wants(hook, EVENT_LINK_DOWN, ROLE_ACTIVE, ROLE_ACTIVE));
	assert_false(tasks_wants(hook, EVENT_ROLE_CHANGE, ROLE_ACTIVE, ROLE_STANDBY));
}

/* table */
static const struct {
	const char *text;
	const char *message;
} wrong[] = {
	{ "checks: proxy\n",
		"1:9: checks: is not a list; write one '- { name: proxy, tcp: "
		"127.0.0.1:3128 }' a line" },
	{ "checks: [proxy]\n",
		"1:10: checks: an entry is { name: proxy, tcp: 127.0.0.1:3128 "
		"}" },
	{ "check: []\n", "1:1: check: there is no such setting; did you mean "
			 "'checks'?" },
	{ CHECKS "  - { tcp: 127.0.0.1:1 }\n", "2:5: checks: name is missing" },
	{ CHECKS "  - { name: a }\n",
		"2:5: checks: a: one of tcp, http and command is needed" },
	{ CHECKS "  - { name: a, tcp: h:1, http: http://h }\n",
		"2:5: checks: a: one of tcp, http and command is needed, and "
		"not more" },
	{ CHECKS "  - { name: a b, tcp: h:1 }\n",
		"2:13: checks: name: 'a b' cannot be used; allowed: 1 to 31 "
		"letters, digits, '-', '_' or '.'" },
	{ CHECKS PROXY PROXY,
		"3:5: checks: proxy is in the list already; each needs a name "
		"of its own" },
	{ CHECKS "  - { name: a, tcp: 127.0.0.1 }\n",
		"2:21: checks: tcp: '127.0.0.1' cannot be used; allowed: "
		"host:port, or [IPv6]:port" },
	{ CHECKS "  - { name: a, tcp: 'h:0' }\n",
		"2:21: checks: tcp: 'h:0' cannot be used; allowed: host:port, "
		"or [IPv6]:port" },
	{ CHECKS "  - { name: a, tcp: 'h:65536' }\n",
		"2:21: checks: tcp: 'h:65536' cannot be used; allowed: "
		"host:port, or [IPv6]:port" },
	{ CHECKS "  - { name: a, tcp: '::1:80' }\n",
		"2:21: checks: tcp: '::1:80' cannot be used; allowed: "
		"host:port, or [IPv6]:port" },
	{ CHECKS "  - { name: a, http: ftp://h/ }\n",
		"2:22: checks: http: 'ftp://h/' cannot be used; allowed: "
		"http:// or https:// with a host and at most 511 bytes" },
	{ CHECKS "  - { name: a, http: 'http://' }\n",
		"2:22: checks: http: 'http://' cannot be used; allowed: "
		"http:// or https:// with a host and at most 511 bytes" },
	{ CHECKS "  - { name: a, http: 'http://h/ x' }\n",
		"2:22: checks: http: 'http://h/ x' cannot be used; allowed: "
		"http:// or https:// with a host and at most 511 bytes" },
	{ CHECKS "  - { name: a, http: http://h, status: 99 }\n",
		"2:40: checks: status: '99' cannot be used; allowed: one code "
		"or a range from 100 to 599" },
	{ CHECKS "  - { name: a, http: http://h, status: 300-200 }\n",
		"2:40: checks: status: '300-200' cannot be used; allowed: one "
		"code or a range from 100 to 599" },
	{ CHECKS "  - { name: a, tcp: 'h:1', status: 200 }\n",
		"2:5: checks: a: status is for http alone" },
	{ CHECKS "  - { name: a, tcp: 'h:1', user: root }\n",
		"2:5: checks: a: user is for a command alone; fipd-exec itself "
		"asks over TCP and HTTP" },
	{ CHECKS "  - { name: a, command: /bin/true }\n",
		"2:25: checks: command: is not a list; write "
		"[/usr/local/lib/fipd/disk, /srv], or one '- word' a line" },
	{ CHECKS "  - { name: a, command: [true] }\n",
		"2:26: checks: command: 'true' is no absolute path; the first "
		"word is the program, and no shell looks for it" },
	{ CHECKS "  - { name: a, command: [/bin/sh, \"a\\tb\"] }\n",
		"2:35: checks: command: 'a?b' has a control character in it" },
	{ CHECKS "  - { name: a, tcp: 'h:1', interval: 500 ms }\n",
		"2:38: checks: interval: 500 ms is below 1 s; 1 s to 3600 s is "
		"allowed" },
	{ CHECKS "  - { name: a, tcp: 'h:1', rise: 0 }\n",
		"2:34: checks: rise: 0 is below 1; 1 to 100 is allowed" },
	{ CHECKS "  - { name: a, tcp: 'h:1', effect: kill }\n",
		"2:36: checks: effect: 'kill' is not one of its values; report "
		"or demote is allowed" },
	{ CHECKS "  - { name: a, tcp: 'h:1', shell: 'yes' }\n",
		"2:28: checks: shell: there is no such member; a check has "
		"name, one of tcp, http and command, status, user, interval, "
		"timeout, rise, fall and effect" },
	{ CHECKS "  - { name: a, name: b, tcp: 'h:1' }\n",
		"2:16: checks: name: is set a second time" },
	{ HOOKS "  - { name: a, command: [/bin/true] }\n",
		"2:5: hooks: on is missing" },
	{ HOOKS "  - { name: a, on: [active] }\n", "2:5: hooks: command is missing" },
	{ HOOKS "  - { name: a, on: [], command: [/bin/true] }\n",
		"2:5: hooks: a: on is empty" },
	{ HOOKS "  - { name: a, on: [active], command: [] }\n",
		"2:5: hooks: a: command is empty" },
	{ HOOKS "  - { name: a, on: [becameActive], command: [/bin/true] }\n",
		"2:21: hooks: on: 'becameActive' is no role and no kind of "
		"event; active, standby and fault are roles, and fipctl events "
		"names the kinds, as in peerLost" },
	{ HOOKS "  - { name: a, on: [hookEnded], command: [/bin/true] }\n",
		"2:21: hooks: on: hookEnded is told of hooks, and runs none" },
	{ HOOKS "  - { name: a, on: active, command: [/bin/true] }\n",
		"2:20: hooks: on: is not a list; write [active, standby], or "
		"one '- role or kind' a line" },
	{ HOOKS "  - { name: a, on: [active], command: [/bin/true], "
		"arguments: lvs }\n",
		"2:63: hooks: arguments: 'lvs' is not one of its values; none "
		"or keepalived is allowed" },
	{ HOOKS ROUTE ROUTE,
		"3:5: hooks: route is in the list already; each needs a name "
		"of its own" },
};

static void what_is_wrong_is_said_where_it_stands(void **state)
{
	char expected[DIAGNOSTIC_TEXT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(expected, sizeof(expected), "fipd.yaml:%s", wrong[i].message);
		assert_one_fault(wrong[i].text, expected);
	}
}

/* What grows is bounded: a list, the words of a command, its bytes. */
static void too_many_are_refused(void **state)
{
	static char text[TASKS_CHECKS_MAX * 64 + 2000];
	static struct config config;
	struct diagnostics diagnostics;
	size_t used = (size_t)snprintf(text, sizeof(text), "checks:\n");

	(void)state;
	for (int i = 0; i <= TASKS_CHECKS_MAX; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used,
			"- { name: c%d, tcp: 'h:1' }\n", i);
	}
	assert_one_fault(
		text, "fipd.yaml:34:3: checks: is one too many; 32 are allowed");
	used = (size_t)snprintf(
		text, sizeof(text), "hooks: [{ name: a, on: [active], command: [/a");
	for (int i = 0; i < TASK_WORDS_MAX; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", w");
	}
	snprintf(text + used, sizeof(text) - used, "] }]\n");
	assert_false(parse_text(&config, text, &diagnostics));
	assert_non_null(strstr(diagnostics.text[0], "'w' is one word too many; 32"));
	snprintf(text, sizeof(text),
		"hooks: [{ name: a, on: [active], command: [/%0*d] }]\n",
		TASK_COMMAND_BYTES, 0);
	assert_false(parse_text(&config, text, &diagnostics));
	assert_non_null(strstr(diagnostics.text[0], "makes the command too long; 512"));
}

static void they_are_of_the_file_alone(void **state)
{
	static struct config config;
	static struct diagnostics diagnostics;
	char message[300];
	struct config_source source = {
		.name = "settings.yaml",
		.text = CHECKS PROXY,
		.length_bytes = strlen(CHECKS PROXY),
		.origin = CONFIG_ORIGIN_SET,
	};

	(void)state;
	config_defaults(&config);
	assert_false(config_parse(&config, &source, &diagnostics));
	assert_string_equal(diagnostics.text[0],
		"settings.yaml:1:1: checks: cannot be set at run time; it belongs in "
		"fipd.yaml");
	assert_int_equal(config.tasks.check_count, 0);
	assert_false(config_set(&config, "hooks", "[]", message, sizeof(message)));
	assert_string_equal(message, "hooks: cannot be changed at run time; change it "
				     "in fipd.yaml and reload");
}

static const char *digest_of(const char *text, char digest[TASKS_DIGEST_SIZE])
{
	static struct config config;

	read_check(&config, text);
	return tasks_digest(&config.tasks, digest);
}

static void the_digest_is_of_what_counts(void **state)
{
	static const char *const others[] = {
		"",
		CHECKS "  - { name: proxy, tcp: 127.0.0.1:3129 }\n",
		CHECKS "  - { name: proxy, tcp: 127.0.0.1:3128, rise: 3 }\n",
		CHECKS "  - { name: proxy, tcp: 127.0.0.1:3128, effect: demote }\n",
		CHECKS PROXY HOOKS ROUTE,
		CHECKS "  - { name: proxy, command: [/a, b c] }\n",
		CHECKS "  - { name: proxy, command: [/a, b, c] }\n",
	};
	char first[TASKS_DIGEST_SIZE], digest[TASKS_DIGEST_SIZE];

	(void)state;
	digest_of(CHECKS PROXY, first);
	assert_int_equal(strlen(first), 64);
	assert_string_equal(
		first, digest_of("# a comment\npeer: 10.0.0.1\nchecks:\n- name: proxy\n"
				 "  tcp: 127.0.0.1:3128\n  fall: 3\n",
			       digest));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_string_not_equal(first, digest_of(others[i], digest));
	}
	assert_string_not_equal(
		digest_of(others[5], first), digest_of(others[6], digest));
}

static void a_change_of_one_is_a_change_of_the_list(void **state)
{
	static struct config one, other;
	const struct schema_row *checks = schema_find("checks");

	(void)state;
	read_check(&one, CHECKS PROXY);
	read_check(&other, CHECKS "  - { name: proxy, tcp: 127.0.0.1:3128 }\n");
	assert_true(list_equal(&one, &other, checks));
	read_check(
		&other, CHECKS "  - { name: proxy, tcp: 127.0.0.1:3128, fall: 9 }\n");
	assert_false(list_equal(&one, &other, checks));
}

/* Root's own folders are the only ones that a test can count on. */
static void what_others_can_change_is_refused(void **state)
{
	static struct config config;
	static struct diagnostics diagnostics;
	char folder[] = "/tmp/fipd-tasks-XXXXXX", path[64], text[256];
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/program", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	snprintf(text, sizeof(text),
		CHECKS "- { name: a, command: [%s], user: nobody }\n"
		       "- { name: b, command: [/bin/true], user: nobody }\n"
		       "- { name: c, command: [/no/where], user: nosuchuser }\n",
		path);
	read_check(&config, text);
	assert_int_equal(chmod(path, 0777), 0);
	assert_false(task_files_judge(&config.tasks, "/etc/passwd", &diagnostics));
	if (geteuid() == 0) {
		snprintf(text, sizeof(text),
			"/etc/passwd:2:3: checks: a: %s has mode 0777, so that others "
			"can write it: chmod go-w %s",
			path, path);
		assert_string_equal(diagnostics.text[0], text);
	} else {
		assert_non_null(strstr(diagnostics.text[0], "must belong to root"));
	}
	assert_string_equal(
		diagnostics.text[1], "/etc/passwd:4:3: checks: c: /no does not exist");
	assert_string_equal(diagnostics.text[2],
		"/etc/passwd:4:3: checks: c: there is no user nosuchuser, as whom the "
		"command shall run");
	assert_int_equal(diagnostics.count, 3);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* A link that another made leads where he likes, and so does a folder of his. */
static void the_whole_way_to_a_program_is_looked_at(void **state)
{
	static struct config config;
	static struct diagnostics diagnostics;
	char folder[] = "/tmp/fipd-tasks-XXXXXX", path[64], text[256];

	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/link", folder);
	assert_int_equal(symlink("/bin/true", path), 0);
	snprintf(text, sizeof(text),
		CHECKS "- { name: a, command: [%s], user: nobody }\n", path);
	read_check(&config, text);
	assert_true(task_files_judge(&config.tasks, "/etc/passwd", &diagnostics));
	assert_int_equal(lchown(path, 4711, 4711), 0);
	assert_false(task_files_judge(&config.tasks, "/etc/passwd", &diagnostics));
	assert_non_null(strstr(diagnostics.text[0], "/link belongs to user 4711"));
	assert_int_equal(lchown(path, 0, 0), 0);
	assert_int_equal(chown(folder, 4711, 4711), 0);
	memset(&diagnostics, 0, sizeof(diagnostics));
	assert_false(task_files_judge(&config.tasks, "/etc/passwd", &diagnostics));
	assert_non_null(strstr(diagnostics.text[0], "must belong to root"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(path, path), 0);
	assert_int_equal(chown(folder, 0, 0), 0);
	memset(&diagnostics, 0, sizeof(diagnostics));
	assert_false(task_files_judge(&config.tasks, path, &diagnostics));
	assert_non_null(strstr(diagnostics.text[0], "Too many levels"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_has_what_is_written_and_defaults),
		cmocka_unit_test(a_check_may_be_of_http_or_a_command),
		cmocka_unit_test(a_hook_waits_for_roles_and_kinds_of_events),
		cmocka_unit_test(what_is_wrong_is_said_where_it_stands),
		cmocka_unit_test(too_many_are_refused),
		cmocka_unit_test(they_are_of_the_file_alone),
		cmocka_unit_test(the_digest_is_of_what_counts),
		cmocka_unit_test(a_change_of_one_is_a_change_of_the_list),
		cmocka_unit_test(what_others_can_change_is_refused),
		cmocka_unit_test(the_whole_way_to_a_program_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
