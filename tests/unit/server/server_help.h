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
#include "unit/journal/journal_help.h"

enum {
	SERVER_TEXT_MAX = 1 << 21,
	HOUSE_PATIENCE_S = 120, /* on a busy machine */
};

struct guest {
	int fd;
	size_t length;
	char *text;
};

struct house {
	struct diary diary;
	struct cursors cursors;
	struct state_file *file;
	struct loop *loop;
	struct server *server;
	struct timer *alarm;
	struct watch *disk_watch;
	char path[96];
	uid_t reader;
	uint64_t held_client; /* who waits for an answer to "hold" */
	uint64_t gone_client;
	unsigned served; /* commands that came */
	bool (*is_done)(struct house *house, struct guest *guest);
	struct guest *waiting;
};

static inline json_t *house_status(void *context)
{
	struct house *house = context;

	return json_pack("{s:i}", "served", (int)house->served);
}

static inline json_t *house_command(
	void *context, uint64_t client, const json_t *request, bool *known)
{
	struct house *house = context;
	const char *op = json_string_value(json_object_get(request, "op"));

	house->served++;
	if (strcmp(op, "hold") == 0) {
		house->held_client = client;
		return NULL;
	}
	*known = strcmp(op, "knock") == 0;
	return *known ? answer_said("come in") : NULL;
}

static inline void house_on_gone(void *context, uint64_t client)
{
	((struct house *)context)->gone_client = client;
}

static inline void house_on_alarm(void *context)
{
	(void)context;
	fail_msg("nothing came within %d s", HOUSE_PATIENCE_S);
}

static inline void house_on_turn(void *context)
{
	struct house *house = context;

	if (house->is_done(house, house->waiting)) {
		loop_stop(house->loop);
	}
}

static inline void house_on_disk(void *context)
{
	disk_collect(((struct house *)context)->diary.folder.disk);
}

static inline void house_open(struct house *house)
{
	struct service service = {
		.version = "1.2.3",
		.reader = house->reader,
		.journal = house->diary.journal,
		.cursors = &house->cursors,
		.context = house,
		.status = house_status,
		.command = house_command,
		.on_gone = house_on_gone,
	};

	snprintf(house->path, sizeof(house->path), "%s/control.sock",
		house->diary.folder.path);
	assert_int_equal(loop_open(&house->loop), 0);
	assert_int_equal(timer_open(&house->alarm, house->loop, LOOP_REST,
				 house_on_alarm, house),
		0);
	house->disk_watch = loop_watch(house->loop, disk_fd(house->diary.folder.disk),
		LOOP_REST, house_on_disk, house);
	loop_on_turn(house->loop, house_on_turn, house);
	assert_int_equal(
		server_open(&house->server, house->loop, house->path, &service), 0);
}

/* reader may only read, 0: there is no such user. */
static inline void house_build_for(struct house *house, uid_t reader)
{
	memset(house, 0, sizeof(*house));
	house->reader = reader;
	diary_begin(&house->diary);
	house->file = state_file_new(
		house->diary.folder.disk, house->diary.folder.path, "cursors.json");
	assert_non_null(house->file);
	assert_true(cursors_load(&house->cursors, house->file));
	house_open(house);
}

static inline void house_build(struct house *house)
{
	house_build_for(house, 0);
}

static inline void house_leave(struct house *house)
{
	server_close(house->server);
	timer_close(house->alarm);
	loop_unwatch(house->disk_watch);
	loop_close(house->loop);
	folder_settle(&house->diary.folder);
	state_file_free(house->file);
	diary_end(&house->diary);
}

static inline void house_run(struct house *house, struct guest *guest,
	bool (*is_done)(struct house *house, struct guest *guest))
{
	house->waiting = guest;
	house->is_done = is_done;
	if (is_done(house, guest)) {
		return;
	}
	timer_set(house->alarm, clock_now_us() + HOUSE_PATIENCE_S * INT64_C(1000000));
	assert_int_equal(loop_run(house->loop), 0);
	timer_clear(house->alarm);
}

static inline struct guest guest_come(struct house *house)
{
	struct guest guest = { .text = calloc(1, SERVER_TEXT_MAX) };
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", house->path);
	guest.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_non_null(guest.text);
	assert_int_equal(
		connect(guest.fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(fcntl(guest.fd, F_SETFL, O_NONBLOCK), 0);
	return guest;
}

static inline void guest_go(struct guest *guest)
{
	close(guest->fd);
	free(guest->text);
}

static inline void guest_say(struct guest *guest, const char *line)
{
	size_t length = strlen(line);

	assert_int_equal(write(guest->fd, line, length), (ssize_t)length);
}

static inline bool guest_has_line(struct house *house, struct guest *guest)
{
	ssize_t got;

	(void)house;
	while ((got = read(guest->fd, guest->text + guest->length,
			SERVER_TEXT_MAX - 1 - guest->length))
		> 0) {
		guest->length += (size_t)got;
		guest->text[guest->length] = '\0';
	}
	return strchr(guest->text, '\n') != NULL;
}

static inline bool guest_sees_end(struct house *house, struct guest *guest)
{
	guest_has_line(house, guest);
	return recv(guest->fd, &(char){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT) == 0
	       || errno == ECONNRESET;
}

/* Wait for the next line; the caller owns the reference. */
static inline json_t *guest_hear(struct house *house, struct guest *guest)
{
	size_t length;
	json_t *json;

	house_run(house, guest, guest_has_line);
	length = (size_t)(strchr(guest->text, '\n') - guest->text);
	json = json_loadb(guest->text, length, 0, NULL);
	assert_non_null(json);
	guest->length -= length + 1;
	memmove(guest->text, guest->text + length + 1, guest->length + 1);
	return json;
}

static inline json_t *guest_ask(
	struct house *house, struct guest *guest, const char *line)
{
	guest_say(guest, line);
	return guest_hear(house, guest);
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
