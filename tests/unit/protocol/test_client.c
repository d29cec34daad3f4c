#include "unit/cmocka_all.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol/client.h"

enum {
	PATIENCE_MS = 120000,
	SHORT_MS = 50
};

/* A client and the other end of its connection, which the test plays itself. */
struct pair {
	char folder[32];
	char path[64];
	int listener;
	int peer;
	struct client *client;
	char *received;     /* by the peer, up to its first line end */
	const char *answer; /* "%s" stands for the id of the request */
	pthread_t thread;
};

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static int set_up(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	strcpy(pair->folder, "/tmp/fipd-client-XXXXXX");
	assert_non_null(mkdtemp(pair->folder));
	snprintf(pair->path, sizeof(pair->path), "%s/control.sock", pair->folder);
	pair->listener = listen_at(pair->path);
	assert_int_equal(client_open(&pair->client, pair->path), 0);
	pair->peer = accept(pair->listener, NULL, NULL);
	assert_true(pair->peer >= 0);
	*state = pair;
	return 0;
}

static int tear_down(void **state)
{
	struct pair *pair = *state;

	client_close(pair->client);
	close(pair->peer);
	close(pair->listener);
	unlink(pair->path);
	rmdir(pair->folder);
	free(pair->received);
	free(pair);
	return 0;
}

static void say(struct pair *pair, const char *text)
{
	size_t length = strlen(text);

	assert_int_equal(send(pair->peer, text, length, MSG_NOSIGNAL), length);
}

static void hang_up(struct pair *pair)
{
	shutdown(pair->peer, SHUT_RDWR);
}

/* Read until a message or an error comes: what was sent need not have arrived yet. */
static int await_message(struct pair *pair, json_t **message)
{
	struct pollfd ready = { .fd = client_fd(pair->client), .events = POLLIN };
	int error = client_read(pair->client, message);

	while (error == 0 && *message == NULL) {
		assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
		error = client_read(pair->client, message);
	}
	return error;
}

static void assert_number(struct pair *pair, int number)
{
	json_t *message;

	assert_int_equal(await_message(pair, &message), 0);
	assert_int_equal(json_integer_value(json_object_get(message, "n")), number);
	json_decref(message);
}

static json_t *make_request(void)
{
	return json_pack("{s:s}", "op", "status");
}

/* The peer's side of an ask: read the request, answer with its id, hang up. */
static void *answer_once(void *context)
{
	struct pair *pair = context;
	char *text = malloc(4096);
	size_t length = 0;
	json_t *request;
	char reply[1024];
	const char *format;
	const char *place;
	const char *id;
	int before;

	while (length == 0 || text[length - 1] != '\n') {
		ssize_t count = read(pair->peer, text + length, 4095 - length);

		if (count <= 0) {
			break;
		}
		length += (size_t)count;
	}
	text[length] = '\0';
	pair->received = text;
	request = json_loads(text, 0, NULL);
	format = pair->answer;
	place = strstr(format, "%s");
	id = json_string_value(json_object_get(request, "id"));
	before = (int)(place == NULL ? strlen(format) : (size_t)(place - format));
	snprintf(reply, sizeof(reply), "%.*s%s%s", before, format,
		place == NULL ? "" : id, place == NULL ? "" : place + 2);
	say(pair, reply);
	json_decref(request);
	hang_up(pair);
	return NULL;
}

static int ask(struct pair *pair, const char *answer, json_t **found)
{
	int error;

	pair->answer = answer;
	assert_int_equal(pthread_create(&pair->thread, NULL, answer_once, pair), 0);
	error = client_ask(pair->client, make_request(), PATIENCE_MS, found);
	pthread_join(pair->thread, NULL);
	return error;
}

static void no_socket_means_no_fipd(void **state)
{
	struct client *client;

	(void)state;
	assert_int_equal(
		client_open(&client, "/tmp/fipd-no-such/control.sock"), -ENOENT);
	assert_null(client);
}

static void a_dead_socket_means_no_fipd(void **state)
{
	struct pair *pair = *state;
	struct client *client;

	close(pair->listener);
	assert_int_equal(client_open(&client, pair->path), -ECONNREFUSED);
}

static void a_path_too_long_is_refused(void **state)
{
	struct client *client;
	char path[200];

	(void)state;
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(client_open(&client, path), -ENAMETOOLONG);
}

static void a_full_backlog_does_not_block_opening(void **state)
{
	struct pair *pair = *state;
	struct client *clients[16];
	int error = 0;
	int count = 0;

	while (error == 0 && count < 16) {
		error = client_open(&clients[count++], pair->path);
	}
	assert_int_equal(error, -EAGAIN);
	for (int i = 0; i < count; i++) {
		client_close(clients[i]);
	}
}

static void an_answer_comes_to_its_request(void **state)
{
	struct pair *pair = *state;
	json_t *answer;

	assert_int_equal(
		ask(pair, "{\"ok\":true,\"id\":\"%s\",\"n\":5}\n", &answer), 0);
	assert_int_equal(json_integer_value(json_object_get(answer, "n")), 5);
	assert_non_null(strstr(pair->received, "\"op\":\"status\""));
	json_decref(answer);
}

static void events_that_come_meanwhile_are_kept_in_order(void **state)
{
	struct pair *pair = *state;
	json_t *answer;

	say(pair, "{\"n\":1}\n");
	assert_int_equal(
		ask(pair, "{\"n\":2}\n{\"ok\":true,\"id\":\"%s\"}\n{\"n\":3}\n",
			&answer),
		0);
	json_decref(answer);
	assert_number(pair, 1);
	assert_number(pair, 2);
	assert_number(pair, 3);
}

static void an_answer_that_came_too_late_is_not_the_next_one(void **state)
{
	struct pair *pair = *state;
	json_t *answer;
	int error = client_ask(pair->client, make_request(), SHORT_MS, &answer);
	char forgotten[256];

	assert_int_equal(error, -ETIMEDOUT);
	assert_null(answer);
	say(pair, "{\"ok\":true,\"id\":\"ask 1\",\"n\":1}\n");
	assert_true(read(pair->peer, forgotten, sizeof(forgotten)) > 0);
	assert_int_equal(
		ask(pair, "{\"ok\":true,\"id\":\"%s\",\"n\":2}\n", &answer), 0);
	assert_int_equal(json_integer_value(json_object_get(answer, "n")), 2);
	json_decref(answer);
}

static int answering_fd;

/* The answer comes, and the client itself stands still until its time is over. */
static void answer_and_stand_still(int number)
{
	static const char answer[] = "{\"ok\":true,\"id\":\"ask 1\"}\n";
	struct timespec pause = { .tv_nsec = 2 * SHORT_MS * 1000000L };
	ssize_t count = write(answering_fd, answer, sizeof(answer) - 1);

	(void)number;
	(void)count;
	nanosleep(&pause, NULL);
}

static void an_answer_in_time_is_found_by_who_stood_still(void **state)
{
	struct pair *pair = *state;
	struct sigaction act = { .sa_handler = answer_and_stand_still };
	struct itimerval when = { .it_value = { .tv_usec = SHORT_MS * 1000 / 2 } };
	json_t *answer;

	answering_fd = pair->peer;
	assert_int_equal(sigaction(SIGALRM, &act, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &when, NULL), 0);
	assert_int_equal(client_ask(pair->client, json_pack("{s:s}", "op", "status"),
				 SHORT_MS, &answer),
		0);
	assert_true(json_is_true(json_object_get(answer, "ok")));
	json_decref(answer);
}

static void a_late_answer_is_not_read_as_an_event(void **state)
{
	struct pair *pair = *state;

	say(pair, "{\"ok\":true,\"id\":\"ask 1\",\"n\":1}\n{\"n\":2}\n");
	assert_number(pair, 2);
}

static void the_answer_to_a_send_is_read(void **state)
{
	struct pair *pair = *state;

	assert_int_equal(client_send(pair->client, make_request(), PATIENCE_MS), 0);
	say(pair, "{\"ok\":true,\"n\":8}\n");
	assert_number(pair, 8);
}

static void fipd_going_away_in_mid_answer_is_told(void **state)
{
	struct pair *pair = *state;
	json_t *answer;

	assert_int_equal(ask(pair, "{\"ok\":tr", &answer), -EPIPE);
	assert_null(answer);
	assert_int_equal(client_send(pair->client, make_request(), SHORT_MS), -EPIPE);
	assert_int_equal(client_read(pair->client, &answer), -EPIPE);
}

static void a_refusal_without_id_before_the_end_is_the_answer(void **state)
{
	struct pair *pair = *state;
	json_t *answer;

	assert_int_equal(
		ask(pair, "{\"ok\":false,\"text\":\"too many\"}\n", &answer), 0);
	assert_string_equal(
		json_string_value(json_object_get(answer, "text")), "too many");
	json_decref(answer);
}

static void what_came_before_the_end_is_still_read(void **state)
{
	struct pair *pair = *state;
	json_t *message;

	say(pair, "{\"n\":1}\n{\"n\":2}\n{\"n\":");
	hang_up(pair);
	assert_number(pair, 1);
	assert_number(pair, 2);
	assert_int_equal(await_message(pair, &message), -EPIPE);
}

static void sending_to_a_dead_fipd_raises_no_signal(void **state)
{
	struct pair *pair = *state;

	close(pair->peer);
	pair->peer = -1;
	assert_int_equal(client_send(pair->client, make_request(), SHORT_MS), -EPIPE);
}

static void reading_never_blocks(void **state)
{
	struct pair *pair = *state;
	json_t *message;

	assert_int_equal(client_read(pair->client, &message), 0);
	assert_null(message);
	say(pair, "{\"n\":");
	assert_int_equal(client_read(pair->client, &message), 0);
	assert_null(message);
	say(pair, "4}\n");
	assert_number(pair, 4);
}

static void assert_nonsense(struct pair *pair, const char *text)
{
	json_t *message;

	say(pair, text);
	assert_int_equal(await_message(pair, &message), -EPROTO);
	assert_null(message);
	assert_int_equal(client_read(pair->client, &message), -EPROTO);
}

static void what_is_no_json_is_a_fault(void **state)
{
	assert_nonsense(*state, "220 mail.example.com ESMTP\r\n");
}

static void json_that_is_no_object_is_a_fault(void **state)
{
	assert_nonsense(*state, "[1,2]\n");
}

static void an_empty_line_is_a_fault(void **state)
{
	assert_nonsense(*state, "\n{\"n\":1}\n");
}

/* Write in a thread: the socket has not room for a whole long line. */
static void *pour(void *context)
{
	struct pair *pair = context;
	size_t length = strlen(pair->answer);
	size_t sent = 0;

	while (sent < length) {
		ssize_t count = send(
			pair->peer, pair->answer + sent, length - sent, MSG_NOSIGNAL);

		if (count < 0) {
			break;
		}
		sent += (size_t)count;
	}
	return NULL;
}

/* Send one line of so many bytes, its end included; what reading it gives. */
static int read_long_line(struct pair *pair, size_t bytes)
{
	json_t *message = NULL;
	char *text = malloc(bytes + 1);
	int error;

	memset(text, ' ', bytes);
	memcpy(text, "{\"n\":1}", 7);
	text[bytes - 1] = '\n';
	text[bytes] = '\0';
	pair->answer = text;
	assert_int_equal(pthread_create(&pair->thread, NULL, pour, pair), 0);
	error = await_message(pair, &message);
	json_decref(message);
	client_close(pair->client);
	pair->client = NULL;
	pthread_join(pair->thread, NULL);
	free(text);
	return error;
}

static void a_line_of_1_mib_is_read(void **state)
{
	assert_int_equal(read_long_line(*state, CLIENT_LINE_MAX_BYTES), 0);
}

static void a_longer_line_is_a_fault(void **state)
{
	assert_int_equal(read_long_line(*state, CLIENT_LINE_MAX_BYTES + 1), -EPROTO);
}

static void a_thousand_lines_in_pieces_come_whole(void **state)
{
	struct pair *pair = *state;
	char *text = calloc(1000, 16);

	for (int i = 0; i < 1000; i++) {
		sprintf(text + strlen(text), "{\"n\":%d}\n", i);
	}
	pair->answer = text;
	assert_int_equal(pthread_create(&pair->thread, NULL, pour, pair), 0);
	for (int i = 0; i < 1000; i++) {
		assert_number(pair, i);
	}
	pthread_join(pair->thread, NULL);
	free(text);
}

static void a_fipd_that_does_not_read_holds_nobody_up(void **state)
{
	struct pair *pair = *state;
	char *filler = malloc(60001);
	int error;

	memset(filler, 'x', 60000);
	filler[60000] = '\0';
	error = 0;
	for (int i = 0; error == 0 && i < 100; i++) {
		error = client_send(
			pair->client, json_pack("{s:s}", "op", filler), SHORT_MS);
	}
	assert_int_equal(error, -ETIMEDOUT);
	free(filler);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_socket_means_no_fipd),
		cmocka_unit_test(a_path_too_long_is_refused),
		ROW(a_dead_socket_means_no_fipd),
		ROW(a_full_backlog_does_not_block_opening),
		ROW(an_answer_comes_to_its_request),
		ROW(events_that_come_meanwhile_are_kept_in_order),
		ROW(an_answer_that_came_too_late_is_not_the_next_one),
		ROW(an_answer_in_time_is_found_by_who_stood_still),
		ROW(a_late_answer_is_not_read_as_an_event),
		ROW(the_answer_to_a_send_is_read),
		ROW(fipd_going_away_in_mid_answer_is_told),
		ROW(a_refusal_without_id_before_the_end_is_the_answer),
		ROW(what_came_before_the_end_is_still_read),
		ROW(sending_to_a_dead_fipd_raises_no_signal),
		ROW(reading_never_blocks),
		ROW(what_is_no_json_is_a_fault),
		ROW(json_that_is_no_object_is_a_fault),
		ROW(an_empty_line_is_a_fault),
		ROW(a_line_of_1_mib_is_read),
		ROW(a_longer_line_is_a_fault),
		ROW(a_thousand_lines_in_pieces_come_whole),
		ROW(a_fipd_that_does_not_read_holds_nobody_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
