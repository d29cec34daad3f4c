/*
 * server_help - a control socket with something simple behind it, and clients of it.
 *
 * Everything runs in one thread: a client writes, the loop runs until what is waited
 * for has come.  A wait without an end fails the test.
 */
#ifndef FIPD_TESTS_SERVER_HELP_H
#define FIPD_TESTS_SERVER_HELP_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "loop/clock.h"
#include "loop/timer.h"
#include "server/answer.h"
#include "server/server.h"
#include "unit/config/config_help.h"
#include "unit/journal/journal_help.h"

enum {
	SERVER_TEXT_MAX = 1 << 21,
	SERVER_PATIENCE_S = 120, /* on a busy machine */
};

struct test_client {
	int fd;
	size_t length;
	char *text;
};

struct test_server {
	struct bench bench;
	struct cursors cursors;
	struct state_file *cursors_file;
	struct state_file *settings_file;
	struct loop *loop;
	struct server *control;
	struct timer *alarm;
	struct watch *disk_watch;
	char path[96];
	struct config config;            /* in force */
	uint64_t reload_client;          /* who waits for the end of a reload */
	struct status status;            /* as it is now */
	unsigned commands;               /* that came */
	uint64_t reporter;               /* of checks, 0: nobody */
	const char *report_error;        /* what a report is answered, NULL: good */
	char actor[ENTRY_ACTOR_MAX + 1]; /* who asks now */
	char began[ENTRY_ACTOR_MAX + 1]; /* who asked last for something to be done */
	bool (*is_done)(struct test_server *server, struct test_client *client);
	struct test_client *waiting;
};

static inline const struct status *fill_status(void *context)
{
	return &((struct test_server *)context)->status;
}

static inline const struct config *get_config(void *context)
{
	return &((struct test_server *)context)->config;
}

static inline bool is_reloading(void *context)
{
	(void)context;
	return false;
}

static inline bool begin_reload(void *context, uint64_t client)
{
	struct test_server *server = context;

	server->commands++;
	server->reload_client = client;
	return true;
}

static inline bool plan_restart(void *context, uint32_t span_s, char *text, size_t size)
{
	((struct test_server *)context)->commands++;
	snprintf(text, size, "planned for %u s", span_s);
	return true;
}

static inline bool allow_all(void *context, const struct config *config,
	enum command command, char *text, size_t size)
{
	(void)context;
	(void)config;
	(void)command;
	(void)text;
	(void)size;
	return true;
}

static inline void compare_nothing(
	void *context, const struct config *config, char *text, size_t size)
{
	(void)context;
	(void)config;
	snprintf(text, size, "something");
}

static inline bool put_in_force(
	void *context, const struct config *config, char *text, size_t size)
{
	(void)text;
	(void)size;
	((struct test_server *)context)->config = *config;
	return true;
}

static inline bool allow_command(
	void *context, enum command command, char *text, size_t size)
{
	(void)context;
	snprintf(text, size, "command %d", (int)command);
	return true;
}

static inline void begin_command(void *context, enum command command)
{
	struct test_server *server = context;

	(void)command;
	server->commands++;
	memcpy(server->began, server->actor, sizeof(server->actor));
}

static inline bool act(void *context, enum command command, char *text, size_t size)
{
	begin_command(context, command);
	return allow_command(context, command, text, size);
}

static inline void count_served(void *context, uint32_t count)
{
	((struct test_server *)context)->commands += count;
}

static inline const char *take_report(
	void *context, uint64_t client, const json_t *report, char *text, size_t size)
{
	struct test_server *server = context;

	(void)report;
	server->reporter = client;
	snprintf(text, size, "as the test wants it");
	return server->report_error;
}

static inline void forget(void *context, uint64_t client)
{
	struct test_server *server = context;

	server->reporter = server->reporter == client ? 0 : server->reporter;
}

static inline void ignore_refusal(void *context, const char *subject, const char *text)
{
	(void)context;
	(void)subject;
	(void)text;
}

static inline void on_alarm(void *context)
{
	(void)context;
	fail_msg("nothing came within %d s", SERVER_PATIENCE_S);
}

static inline void on_turn(void *context)
{
	struct test_server *server = context;

	if (server->is_done(server, server->waiting)) {
		loop_stop(server->loop);
	}
}

static inline void on_disk(void *context)
{
	disk_collect(((struct test_server *)context)->bench.folder.disk);
}

/* Put a control socket at a name in the folder. */
static inline void listen_at(struct test_server *server, const char *name)
{
	struct commands commands = {
		.version = "1.2.3",
		.journal = server->bench.journal,
		.cursors = &server->cursors,
		.settings_file = server->settings_file,
		.disk = server->bench.folder.disk,
		.context = server,
		.actor = server->actor,
		.status = fill_status,
		.current = get_config,
		.is_reloading = is_reloading,
		.check = allow_all,
		.compare = compare_nothing,
		.apply = put_in_force,
		.allows = allow_command,
		.begin = begin_command,
		.act = act,
		.count_served = count_served,
		.take_report = take_report,
		.forget = forget,
		.reload = begin_reload,
		.plan_restart = plan_restart,
		.refuse = ignore_refusal,
	};

	commands.loop = server->loop;
	snprintf(server->path, sizeof(server->path), "%s/%s", server->bench.folder.path,
		name);
	assert_int_equal(server_open(&server->control, server->path, &commands), 0);
}

static inline void listen_again(struct test_server *server)
{
	assert_int_equal(loop_open(&server->loop), 0);
	assert_int_equal(
		timer_open(&server->alarm, server->loop, LOOP_REST, on_alarm, server),
		0);
	server->disk_watch = loop_watch(server->loop,
		disk_fd(server->bench.folder.disk), LOOP_REST, on_disk, server);
	loop_on_turn(server->loop, on_turn, server);
	listen_at(server, "control.sock");
}

static inline struct state_file *make_file(
	const struct test_server *server, const char *name)
{
	const struct folder *folder = &server->bench.folder;
	struct state_file *file = state_file_new(folder->disk, folder->path, name);

	assert_non_null(file);
	return file;
}

static inline void test_server_open(struct test_server *server)
{
	struct diagnostics diagnostics;

	memset(server, 0, sizeof(*server));
	bench_begin(&server->bench);
	server->cursors_file = make_file(server, "cursors.json");
	server->settings_file = make_file(server, "settings.yaml");
	assert_true(cursors_load(&server->cursors, server->cursors_file));
	assert_true(parse_text(&server->config, GOOD_TEXT, &diagnostics));
	listen_again(server);
}

/* The disk comes first, as in fipd: what it has to tell belongs to the server. */
static inline void test_server_close(struct test_server *server)
{
	folder_settle(&server->bench.folder);
	server_close(server->control);
	timer_close(server->alarm);
	loop_unwatch(server->disk_watch);
	loop_close(server->loop);
	state_file_free(server->cursors_file);
	state_file_free(server->settings_file);
	bench_end(&server->bench);
}

static inline void test_server_run(struct test_server *server,
	struct test_client *client,
	bool (*is_done)(struct test_server *server, struct test_client *client))
{
	server->waiting = client;
	server->is_done = is_done;
	if (is_done(server, client)) {
		return;
	}
	timer_set(server->alarm, clock_now_us() + SERVER_PATIENCE_S * SECOND_US);
	assert_int_equal(loop_run(server->loop), 0);
	timer_clear(server->alarm);
}

/* Connect to the control socket, or with the ending ".read" to the one for readers. */
static inline struct test_client client_connect_to(
	struct test_server *server, const char *ending)
{
	struct test_client client = { .text = calloc(1, SERVER_TEXT_MAX) };
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s%s", server->path,
		ending);
	client.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_non_null(client.text);
	assert_int_equal(
		connect(client.fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(fcntl(client.fd, F_SETFL, O_NONBLOCK), 0);
	return client;
}

static inline struct test_client client_connect(struct test_server *server)
{
	return client_connect_to(server, "");
}

static inline void client_close(struct test_client *client)
{
	close(client->fd);
	free(client->text);
}

static inline void client_send(struct test_client *client, const char *line)
{
	size_t length = strlen(line);

	assert_int_equal(write(client->fd, line, length), (ssize_t)length);
}

static inline bool client_has_line(
	struct test_server *server, struct test_client *client)
{
	ssize_t got;

	(void)server;
	while ((got = read(client->fd, client->text + client->length,
			SERVER_TEXT_MAX - 1 - client->length))
		> 0) {
		client->length += (size_t)got;
		client->text[client->length] = '\0';
	}
	return strchr(client->text, '\n') != NULL;
}

static inline bool client_sees_end(
	struct test_server *server, struct test_client *client)
{
	client_has_line(server, client);
	return recv(client->fd, &(char){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT) == 0
	       || errno == ECONNRESET;
}

/* Wait for the next line; the caller owns the reference. */
static inline json_t *client_read(
	struct test_server *server, struct test_client *client)
{
	size_t length;
	json_t *json;

	test_server_run(server, client, client_has_line);
	length = (size_t)(strchr(client->text, '\n') - client->text);
	json = json_loadb(client->text, length, 0, NULL);
	assert_non_null(json);
	client->length -= length + 1;
	memmove(client->text, client->text + length + 1, client->length + 1);
	return json;
}

static inline json_t *client_ask(
	struct test_server *server, struct test_client *client, const char *line)
{
	client_send(client, line);
	return client_read(server, client);
}

/* Assert that a JSON object has a text or a number, and drop the object. */
static inline void assert_text(json_t *json, const char *name, const char *text)
{
	const char *value = json_string_value(json_object_get(json, name));

	assert_non_null(value);
	assert_string_equal(value, text);
	json_decref(json);
}

static inline void assert_number(json_t *json, const char *name, int number)
{
	assert_int_equal(json_integer_value(json_object_get(json, name)), number);
	json_decref(json);
}

#endif
