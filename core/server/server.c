#include "server/server.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "loop/log.h"
#include "server/clients.h"
#include "server/request.h"
#include "server/transaction.h"

enum {
	BACKLOG = 32,
	STATUS_AT_LEAST_US = 10 * SECOND_US,
};

/* What a socket is called behind the path, whose it is, and what its clients may. */
struct entrance {
	const char *ending;
	const char *group;
	bool only_reads;
};

/* table */
static const struct entrance entrances[] = {
	{ "", "fipd", false },
	{ ".read", "fipd-read", true },
};

enum {
	ENTRANCES = sizeof(entrances) / sizeof(entrances[0])
};

/* A socket file that clients connect to. */
struct listener {
	struct loop *loop;
	struct clients *clients;
	const struct entrance *entrance;
	struct watch *watch; /* NULL: not listening for a moment */
	int fd;
	struct quiet quiet;
	bool bound;   /* the file is ours to remove */
	bool missing; /* it was taken away, and that was logged */
	struct stat file;
	struct stat folder; /* at the start */
	struct sockaddr_un address;
};

struct server {
	struct commands commands;
	struct listener listeners[ENTRANCES];
	struct clients clients;
	struct transaction transaction;
	struct request_context request_context;
	bool touched;
	int64_t sent_us; /* when the status was sent last */
};

static int open_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd < 0 ? -errno : fd;
}

static bool is_answered(const struct sockaddr_un *address)
{
	int fd = open_socket();
	bool answered;

	if (fd < 0) {
		return false;
	}
	answered = connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0
		   || errno == EAGAIN || errno == EACCES;
	close(fd);
	return answered;
}

/* Only a socket is removed: whatever else lies there was not left by fipd. */
static int remove_stale(const struct sockaddr_un *address)
{
	struct stat about;

	if (lstat(address->sun_path, &about) != 0) {
		return errno == ENOENT ? 0 : -errno;
	}
	if (!S_ISSOCK(about.st_mode)) {
		return -EEXIST;
	}
	if (is_answered(address)) {
		return -EADDRINUSE;
	}
	return unlink(address->sun_path) == 0 || errno == ENOENT ? 0 : -errno;
}

/* Without the group, or the right to give it, the socket is for fipd's user and root.
 */
static void give_to_group(const char *path, const char *name)
{
	char space[1024];
	struct group group;
	struct group *found = NULL;

	if (getgrnam_r(name, &group, space, sizeof(space), &found) != 0 || found == NULL
		|| chown(path, (uid_t)-1, found->gr_gid) != 0) {
		return;
	}
}

static int bind_and_listen(struct listener *listener)
{
	const char *path = listener->address.sun_path;
	mode_t mask = umask(0177);
	int bound = bind(listener->fd, (const struct sockaddr *)&listener->address,
		sizeof(listener->address));
	int error = errno;

	umask(mask);
	if (bound != 0) {
		return -error;
	}
	listener->bound = true;
	give_to_group(path, listener->entrance->group);
	if (chmod(path, 0660) != 0 || listen(listener->fd, BACKLOG) != 0
		|| lstat(path, &listener->file) != 0) {
		return -errno;
	}
	return 0;
}

/* Out of descriptors the socket stays readable: leave it alone for a moment. */
static void pause_listening(struct listener *listener, int error)
{
	unsigned kept_back;

	loop_unwatch(listener->watch);
	listener->watch = NULL;
	if (quiet_allows(
		    &listener->quiet, 0, loop_now_us(listener->loop), &kept_back)) {
		log_message(MESSAGE_WARNING, 307,
			"control clients cannot be taken for a moment: %s",
			strerror(error));
	}
}

static void on_connect(void *context)
{
	struct listener *listener = context;

	for (int i = 0; i < LOOP_READS_MAX; i++) {
		int fd =
			accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd >= 0) {
			clients_add(
				listener->clients, fd, listener->entrance->only_reads);
			continue;
		}
		if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) {
			pause_listening(listener, errno);
		}
		return;
	}
}

static void resume_listening(struct listener *listener)
{
	if (listener->watch == NULL && listener->fd >= 0) {
		listener->watch = loop_watch(
			listener->loop, listener->fd, LOOP_REST, on_connect, listener);
	}
}

static int begin_listening(struct listener *listener)
{
	int error = remove_stale(&listener->address);

	if (!error) {
		listener->fd = open_socket();
		error = listener->fd < 0 ? listener->fd : bind_and_listen(listener);
	}
	if (!error) {
		resume_listening(listener);
		error = listener->watch != NULL ? 0 : -errno;
	}
	return error;
}

/* Write the path of the socket's folder. */
static void write_folder(const struct listener *listener,
	char folder[sizeof(listener->address.sun_path)])
{
	const char *path = listener->address.sun_path;
	const char *end = strrchr(path, '/');
	int length = end == NULL ? 0 : end == path ? 1 : (int)(end - path);

	snprintf(folder, sizeof(listener->address.sun_path), "%.*s", length, path);
	if (length == 0) {
		strcpy(folder, ".");
	}
}

static int open_listener(struct listener *listener, const char *path)
{
	size_t size = sizeof(listener->address.sun_path);
	char folder[sizeof(listener->address.sun_path)];

	listener->fd = -1;
	listener->address.sun_family = AF_UNIX;
	if ((size_t)snprintf(listener->address.sun_path, size, "%s%s", path,
		    listener->entrance->ending)
		>= size) {
		return -ENAMETOOLONG;
	}
	write_folder(listener, folder);
	stat(folder, &listener->folder);
	return begin_listening(listener);
}

static bool is_in_place(const struct listener *listener)
{
	struct stat about;

	return listener->bound && lstat(listener->address.sun_path, &about) == 0
	       && about.st_ino == listener->file.st_ino
	       && about.st_dev == listener->file.st_dev;
}

static void close_listener(struct listener *listener)
{
	loop_unwatch(listener->watch);
	listener->watch = NULL;
	if (is_in_place(listener)) {
		unlink(listener->address.sun_path);
	}
	listener->bound = false;
	if (listener->fd >= 0) {
		close(listener->fd);
		listener->fd = -1;
	}
}

/* Only root may: else whoever took the folder away has to make it again. */
static void make_folder(const struct listener *listener)
{
	const struct stat *was = &listener->folder;
	char folder[sizeof(listener->address.sun_path)];

	write_folder(listener, folder);
	if (was->st_nlink == 0 || mkdir(folder, 0700) != 0) {
		return;
	}
	if (chown(folder, was->st_uid, was->st_gid) != 0
		|| chmod(folder, was->st_mode & 07777) != 0) {
		rmdir(folder);
	}
}

/*
 * What cleans up /run may take the socket away, or its folder: without it fipd cannot
 * be asked.  Clients that are connected stay.
 */
static void look_after(struct listener *listener)
{
	const char *path = listener->address.sun_path;
	int error;

	if (is_in_place(listener)) {
		return;
	}
	close_listener(listener);
	make_folder(listener);
	error = begin_listening(listener);
	if (error) {
		close_listener(listener);
	}
	if (error && !listener->missing) {
		log_message(MESSAGE_ERROR, 318,
			"the control socket %s was removed, and cannot be made again: "
			"%s; fipd tries each second",
			path, strerror(-error));
	} else if (!error) {
		log_message(MESSAGE_NOTICE, 328,
			"the control socket %s was removed; it is there again", path);
	}
	listener->missing = error != 0;
}

static void on_gone(uint64_t client, void *context)
{
	transaction_drop(((struct request_context *)context)->transaction, client);
}

static void answer_later(uint64_t id, json_t *answer, void *context)
{
	struct server *server = context;

	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct client *client = &server->clients.list[i];

		if (client->buffer != NULL && client->id == id && client->waiting) {
			clients_answer(client, answer);
			return;
		}
	}
	json_decref(answer);
}

static int open_listeners(struct server *server, const char *path)
{
	int error = 0;

	for (size_t i = 0; i < ENTRANCES; i++) {
		server->listeners[i] = (struct listener){
			.loop = server->commands.loop,
			.clients = &server->clients,
			.entrance = &entrances[i],
			.fd = -1,
		};
	}
	for (size_t i = 0; i < ENTRANCES && !error; i++) {
		error = open_listener(&server->listeners[i], path);
	}
	return error;
}

int server_open(
	struct server **result, const char *path, const struct commands *commands)
{
	struct server *server = calloc(1, sizeof(*server));
	int error;

	if (server == NULL) {
		return -ENOMEM;
	}
	server->commands = *commands;
	server->clients.loop = commands->loop;
	server->clients.on_line = request_take;
	server->clients.on_more = request_go_on;
	server->clients.on_gone = on_gone;
	server->request_context.commands = &server->commands;
	server->request_context.transaction = &server->transaction;
	server->clients.context = &server->request_context;
	error = open_listeners(server, path);
	if (!error) {
		error = clients_open(&server->clients);
	}
	if (error) {
		server_close(server);
		return error;
	}
	transaction_init(&server->transaction, &server->commands, answer_later, server);
	*result = server;
	return 0;
}

void server_close(struct server *server)
{
	if (server != NULL) {
		clients_close(&server->clients);
		for (size_t i = 0; i < ENTRANCES; i++) {
			close_listener(&server->listeners[i]);
		}
		free(server);
	}
}

static bool has_subscriber(const struct server *server)
{
	for (size_t i = 0; i < PLACES_MAX; i++) {
		if (server->clients.list[i].subscribed) {
			return true;
		}
	}
	return false;
}

/* The text is made once, whatever the number of subscribers. */
static void send_status(struct server *server)
{
	json_t *message = json_pack(
		"{s:o}", "status", server->commands.status(server->commands.context));
	char *text = message != NULL ? json_dumps(message, JSON_COMPACT) : NULL;
	size_t length = text != NULL ? strlen(text) : 0;

	json_decref(message);
	if (text == NULL) {
		return;
	}
	text[length] = '\n';
	for (size_t i = 0; i < PLACES_MAX; i++) {
		if (server->clients.list[i].subscribed) {
			clients_send_line(&server->clients.list[i], text, length + 1);
		}
	}
	free(text);
}

static void send_due_status(struct server *server, int64_t now_us)
{
	server->touched = false;
	server->sent_us = now_us;
	if (has_subscriber(server)) {
		send_status(server);
	}
	clients_sweep(&server->clients, now_us);
}

void server_publish(struct server *server)
{
	for (size_t i = 0; i < PLACES_MAX; i++) {
		if (server->clients.list[i].subscribed) {
			request_send_events(
				server->commands.journal, &server->clients.list[i]);
		}
	}
	send_due_status(server, loop_now_us(server->commands.loop));
}

void server_touch(struct server *server)
{
	server->touched = true;
}

void server_tick(struct server *server, int64_t now_us)
{
	for (size_t i = 0; i < ENTRANCES; i++) {
		look_after(&server->listeners[i]);
		resume_listening(&server->listeners[i]);
	}
	clients_sweep(&server->clients, now_us);
	if (server->touched || now_us - server->sent_us >= STATUS_AT_LEAST_US) {
		send_due_status(server, now_us);
	}
}

bool server_is_changing(const struct server *server)
{
	return transaction_is_busy(&server->transaction);
}

void server_end_reload(
	struct server *server, bool changed, uint64_t client, json_t *answer)
{
	if (changed) {
		transaction_overtake(&server->transaction);
	}
	answer_later(client, answer, server);
}
