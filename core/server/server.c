#include "server/server.h"

#include <endian.h>
#include <errno.h>
#include <grp.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "loop/log.h"
#include "server/clients.h"
#include "server/news.h"
#include "server/request.h"
#include "server/transaction.h"

enum {
	BACKLOG = 32,
	STATUS_AT_LEAST_US = 10 * SECOND_US,
	GROUP_BYTES_MAX = 64 * 1024, /* with the names of its members */
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

_Static_assert(SERVER_PATH_BYTES_MAX + sizeof(".read")
		       == sizeof(((struct sockaddr_un *)NULL)->sun_path),
	"the longest ending fits, and no byte is left");

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
	bool alone;   /* it could not be given to its group, and that was logged */
	gid_t group;
	int group_error; /* why the group is not known, -ENOENT: there is none */
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

/* A directory may keep who asks it waiting: it is asked at the start, and not again. */
static void find_group(struct listener *listener)
{
	char space[GROUP_BYTES_MAX];
	struct group group;
	struct group *found = NULL;
	int error = getgrnam_r(
		listener->entrance->group, &group, space, sizeof(space), &found);

	if (found == NULL) {
		listener->group_error = error ? -error : -ENOENT;
	} else {
		listener->group = found->gr_gid;
	}
}

/* Let a group use a file that stays another's.  0 or -errno. */
static int list_group(const char *path, gid_t group)
{
	const struct {
		struct posix_acl_xattr_header header;
		struct posix_acl_xattr_entry entries[5];
	} list = {
		.header.a_version = htole32(POSIX_ACL_XATTR_VERSION),
		.entries = {
			{ htole16(ACL_USER_OBJ), htole16(ACL_READ | ACL_WRITE), 0 },
			{ htole16(ACL_GROUP_OBJ), 0, 0 },
			{ htole16(ACL_GROUP), htole16(ACL_READ | ACL_WRITE),
				htole32(group) },
			{ htole16(ACL_MASK), htole16(ACL_READ | ACL_WRITE), 0 },
			{ htole16(ACL_OTHER), 0, 0 },
		},
	};

	return setxattr(path, "system.posix_acl_access", &list, sizeof(list), 0) == 0
		       ? 0
		       : -errno;
}

/*
 * Return 0, or -errno; -ENOENT where there is no such group.  The unit allows no chown,
 * by which a member could do it: there the group is listed beside the owner.
 */
static int give_to_group(const struct listener *listener)
{
	const char *path = listener->address.sun_path;
	int error = listener->group_error;

	if (!error && chown(path, (uid_t)-1, listener->group) != 0) {
		error = -errno;
	}
	return error == -EPERM && group_member(listener->group)
		       ? list_group(path, listener->group)
		       : error;
}

static void log_alone(const struct listener *listener, int error)
{
	const char *path = listener->address.sun_path;
	const char *group = listener->entrance->group;

	if (error == -ENOENT) {
		log_message(MESSAGE_INFO, 329,
			"the control socket %s is for root and fipd's user alone: "
			"there is no group %s",
			path, group);
	} else {
		log_message(MESSAGE_WARNING, 329,
			"the control socket %s is for root and fipd's user alone: it "
			"cannot be given to the group %s: %s; start fipd in that group "
			"(SupplementaryGroups=%s), or as root",
			path, group, strerror(-error), group);
	}
}

/* A socket that is not its group's would be open to another one: fipd's own. */
static int open_to_group(struct listener *listener)
{
	const char *path = listener->address.sun_path;
	int error = give_to_group(listener);

	if (!error) {
		return chmod(path, 0660) == 0 ? 0 : -errno;
	}
	if (!listener->alone) {
		log_alone(listener, error);
	}
	listener->alone = true;
	return 0;
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
	error = open_to_group(listener);
	if (error) {
		return error;
	}
	return listen(listener->fd, BACKLOG) == 0 && lstat(path, &listener->file) == 0
		       ? 0
		       : -errno;
}

/* Out of descriptors the socket stays readable: leave it alone for a moment. */
static void pause_listening(struct listener *listener, int error)
{
	static const struct quiet_line line = { 0, MESSAGE_WARNING, 307 };

	loop_unwatch(listener->watch);
	listener->watch = NULL;
	quiet_log(&listener->quiet, &line, loop_now_us(listener->loop),
		"control clients cannot be taken for a moment: %s", strerror(error));
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
	find_group(listener);
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

static void answer_later(uint64_t id, json_t *answer, void *context)
{
	struct server *server = context;

	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct client *client = &server->clients.list[i];

		if (client->buffer != NULL && client->id == id && client->waiting) {
			request_answer(&server->request_context, client, answer);
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
	server->clients.disk = commands->disk;
	server->clients.on_line = request_take;
	server->clients.on_more = request_go_on;
	server->clients.on_gone = request_forget;
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
		news_clear(&server->request_context.news);
		free(server);
	}
}

/*
 * Note that a subscriber is to get the status, and return what of it.  Who has not got
 * the last one yet has missed it, and so has who takes no changes.
 */
static struct news_wanted want_news(struct client *client)
{
	client->whole_due =
		client->whole_due || client->status_due || !client->takes_changes;
	client->behind = true;
	client->status_due = true;
	return (struct news_wanted){ client->whole_due, client->takes_changes };
}

/* Each subscriber gets them in its turn: between the turns heartbeats leave. */
static void publish_news(struct server *server, int64_t now_us)
{
	const struct commands *commands = &server->commands;
	struct news_wanted wanted = { false, false };

	server->touched = false;
	server->sent_us = now_us;
	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct client *client = &server->clients.list[i];

		if (client->subscribed) {
			struct news_wanted his = want_news(client);

			wanted.whole = wanted.whole || his.whole;
			wanted.change = wanted.change || his.change;
		}
	}
	if (wanted.whole || wanted.change) {
		news_make(&server->request_context.news,
			commands->status(commands->context), now_us / MS_US, wanted);
	}
	clients_sweep(&server->clients, now_us);
}

static void end_turns(struct server *server)
{
	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct client *client = &server->clients.list[i];

		while (client->behind && !client->over) {
			request_go_on(client, &server->request_context);
		}
	}
}

void server_publish(struct server *server, bool at_once)
{
	publish_news(server, loop_now_us(server->commands.loop));
	if (at_once) {
		end_turns(server);
	}
}

static bool has_teller(const struct server *server)
{
	bool found = false;

	for (size_t i = 0; i < PLACES_MAX && !found; i++) {
		const struct client *client = &server->clients.list[i];

		found = client->subscribed && client->acknowledges && !client->over;
	}
	return found;
}

bool server_is_owed(const struct server *server, uint64_t told)
{
	const struct cursors *cursors = server->commands.cursors;
	uint64_t newest = journal_newest(server->commands.journal);
	bool owed = false;

	for (size_t i = 0; i < cursors->count; i++) {
		uint64_t sequence = cursors->list[i].sequence;

		owed = owed || (sequence >= told && sequence < newest);
	}
	return owed && has_teller(server);
}

void server_touch(struct server *server)
{
	server->touched = true;
}

/* A status that nothing has touched is due so rarely that half of it is soon enough. */
static bool has_news(const struct server *server)
{
	int64_t age_us = loop_now_us(server->commands.loop) - server->sent_us;

	return server->clients.subscriber_count > 0
	       && (server->touched || age_us >= STATUS_AT_LEAST_US / 2);
}

bool server_waits(const struct server *server)
{
	bool waits = server->clients.quiet.waiting;

	for (size_t i = 0; i < ENTRANCES; i++) {
		waits = waits || server->listeners[i].watch == NULL
			|| server->listeners[i].quiet.waiting;
	}
	return waits || has_news(server);
}

void server_tick(struct server *server, int64_t now_us)
{
	for (size_t i = 0; i < ENTRANCES; i++) {
		look_after(&server->listeners[i]);
		resume_listening(&server->listeners[i]);
		quiet_tick(&server->listeners[i].quiet, now_us);
	}
	clients_sweep(&server->clients, now_us);
	if (server->touched || now_us - server->sent_us >= STATUS_AT_LEAST_US) {
		publish_news(server, now_us);
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
