#include "server/listener.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loop/log.h"

enum {
	BACKLOG = 32
};

static const char group_name[] = "fipd";
static const char reader_name[] = "fipd-web";

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
static void give_to_group(const char *path)
{
	char space[1024];
	struct group group;
	struct group *found = NULL;

	if (getgrnam_r(group_name, &group, space, sizeof(space), &found) != 0
		|| found == NULL || chown(path, (uid_t)-1, found->gr_gid) != 0) {
		return;
	}
}

uid_t listener_reader(void)
{
	char space[1024];
	struct passwd user;
	struct passwd *found = NULL;

	return getpwnam_r(reader_name, &user, space, sizeof(space), &found) == 0
			       && found != NULL
		       ? found->pw_uid
		       : 0;
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
	give_to_group(path);
	if (chmod(path, 0660) != 0 || listen(listener->fd, BACKLOG) != 0) {
		return -errno;
	}
	return 0;
}

/* Out of descriptors the socket stays readable: leave it alone for a moment. */
static void pause_listening(struct listener *listener, int error)
{
	loop_unwatch(listener->watch);
	listener->watch = NULL;
	log_message(MESSAGE_WARNING, 307,
		"control clients cannot be taken for a moment: %s", strerror(error));
}

static void on_connect(void *context)
{
	struct listener *listener = context;

	for (int i = 0; i < LOOP_READS_MAX; i++) {
		int fd =
			accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd >= 0) {
			listener->on_client(fd, listener->context);
			continue;
		}
		if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) {
			pause_listening(listener, errno);
		}
		return;
	}
}

void listener_resume(struct listener *listener)
{
	if (listener->watch == NULL) {
		listener->watch = loop_watch(
			listener->loop, listener->fd, LOOP_REST, on_connect, listener);
	}
}

static int begin(struct listener *listener)
{
	int error = remove_stale(&listener->address);

	if (!error) {
		listener->fd = open_socket();
		error = listener->fd < 0 ? listener->fd : bind_and_listen(listener);
	}
	if (!error) {
		listener_resume(listener);
		error = listener->watch != NULL ? 0 : -errno;
	}
	return error;
}

int listener_open(struct listener *listener, struct loop *loop, const char *path,
	void (*on_client)(int fd, void *context), void *context)
{
	*listener = (struct listener){
		.loop = loop,
		.on_client = on_client,
		.context = context,
		.fd = -1,
		.address.sun_family = AF_UNIX,
	};
	if (strlen(path) >= sizeof(listener->address.sun_path)) {
		return -ENAMETOOLONG;
	}
	snprintf(listener->address.sun_path, sizeof(listener->address.sun_path), "%s",
		path);
	return begin(listener);
}

void listener_close(struct listener *listener)
{
	loop_unwatch(listener->watch);
	if (listener->bound) {
		unlink(listener->address.sun_path);
	}
	if (listener->fd >= 0) {
		close(listener->fd);
	}
	*listener = (struct listener){ .fd = -1 };
}
