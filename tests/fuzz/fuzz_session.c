/*
 * Three clients of the control socket at once, which send anything in any pieces: every
 * answer is a JSON object on a line of its own, and every session comes to its end when
 * its client has nothing more to say.
 *
 * Each piece is a byte that says which client and how long it is, then its bytes; a
 * client whose piece is empty stops sending.
 */
#include "unit/cmocka_all.h"

#include <assert.h>
#include <event2/event.h>
#include <signal.h>

#include "unit/server/server_help.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	CLIENTS = 3,
	PIECE_MAX = 64,
};

static struct test_server server;
static struct test_client clients[CLIENTS];
static bool stopped[CLIENTS];

static void set_up(void)
{
	static bool done;

	if (!done) {
		signal(SIGPIPE, SIG_IGN);
		test_server_open(&server);
		done = true;
	}
}

/* As client_connect of the unit tests, but what is read has its place for ever. */
static void come(struct test_client *client)
{
	static char texts[CLIENTS][SERVER_TEXT_MAX];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	bool connected;

	strcpy(address.sun_path, server.path);
	client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	client->text = texts[client - clients];
	client->text[0] = '\0';
	client->length = 0;
	connected =
		connect(client->fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	assert(connected);
}

/* A line that is not JSON would be the end of every client. */
static void check_line(const char *line, size_t length)
{
	json_t *json = json_loadb(line, length, 0, NULL);

	assert(json_is_object(json));
	json_decref(json);
}

static void check_lines(struct test_client *client)
{
	char *end;

	while ((end = strchr(client->text, '\n')) != NULL) {
		size_t length = (size_t)(end - client->text);

		check_line(client->text, length);
		client->length -= length + 1;
		memmove(client->text, end + 1, client->length + 1);
	}
}

/* Whoever asked for a reload gets an answer, whether he is still there or not. */
static void end_reload(void)
{
	if (server.reload_client != 0) {
		server_end_reload(server.control, false, server.reload_client,
			json_pack("{s:b}", "ok", 1));
		server.reload_client = 0;
	}
}

/* What was sent so far is taken in, and nothing is waited for. */
static void take_turns(struct test_client *client)
{
	for (int i = 0; i < 3; i++) {
		event_base_loop(loop_base(server.loop), EVLOOP_NONBLOCK);
		end_reload();
	}
	client_has_line(&server, client);
	check_lines(client);
}

static void stop_sending(unsigned number)
{
	if (!stopped[number]) {
		shutdown(clients[number].fd, SHUT_WR);
		stopped[number] = true;
	}
}

static void send_pieces(const uint8_t *data, size_t size)
{
	while (size > 0) {
		unsigned number = data[0] % CLIENTS;
		size_t length = data[0] / CLIENTS % PIECE_MAX;

		length = length < size - 1 ? length : size - 1;
		if (length == 0) {
			stop_sending(number);
		} else if (!stopped[number]) {
			ssize_t sent = send(clients[number].fd, data + 1, length, 0);

			(void)sent;
			take_turns(&clients[number]);
		}
		data += 1 + length;
		size -= 1 + length;
	}
}

static bool is_over(struct test_server *of, struct test_client *client)
{
	bool over;

	end_reload();
	over = client_sees_end(of, client);
	check_lines(client);
	return over;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	set_up();
	for (unsigned i = 0; i < CLIENTS; i++) {
		come(&clients[i]);
		stopped[i] = false;
	}
	send_pieces(data, size);
	for (unsigned i = 0; i < CLIENTS; i++) {
		stop_sending(i);
		test_server_run(&server, &clients[i], is_over);
		close(clients[i].fd);
	}
	return 0;
}
