#include "loop/watchset.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
	READY_MAX = 32
};

struct watch {
	struct watchset *set;
	int fd;
	int priority;
	void (*on_readable)(void *context);
	void *context;
};

struct watchset {
	int epoll_fd;
	int ready_count;
	struct watch *ready[READY_MAX]; /* of this look; NULL: ended meanwhile */
};

int watchset_open(struct watchset **set)
{
	struct watchset *fresh = calloc(1, sizeof(*fresh));
	int error;

	*set = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (fresh->epoll_fd < 0) {
		error = -errno;
		free(fresh);
		return error;
	}
	*set = fresh;
	return 0;
}

void watchset_close(struct watchset *set)
{
	if (set != NULL) {
		close(set->epoll_fd);
		free(set);
	}
}

int watchset_fd(const struct watchset *set)
{
	return set->epoll_fd;
}

struct watch *watchset_add(struct watchset *set, int fd, int priority,
	void (*on_readable)(void *context), void *context)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = watch };

	if (watch == NULL) {
		return NULL;
	}
	watch->set = set;
	watch->fd = fd;
	watch->priority = priority;
	watch->on_readable = on_readable;
	watch->context = context;
	if (epoll_ctl(set->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
		free(watch);
		return NULL;
	}
	return watch;
}

void watchset_remove(struct watch *watch)
{
	if (watch == NULL) {
		return;
	}
	epoll_ctl(watch->set->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
	for (int i = 0; i < watch->set->ready_count; i++) {
		if (watch->set->ready[i] == watch) {
			watch->set->ready[i] = NULL;
		}
	}
	free(watch);
}

static void look(struct watchset *set)
{
	struct epoll_event events[READY_MAX];
	int count = epoll_wait(set->epoll_fd, events, READY_MAX, 0);

	set->ready_count = count < 0 ? 0 : count;
	for (int i = 0; i < set->ready_count; i++) {
		set->ready[i] = events[i].data.ptr;
	}
}

static void serve(struct watchset *set, int priority)
{
	for (int i = 0; i < set->ready_count; i++) {
		struct watch *watch = set->ready[i];

		if (watch != NULL && watch->priority == priority) {
			watch->on_readable(watch->context);
		}
	}
}

void watchset_run(struct watchset *set, int priorities)
{
	look(set);
	for (int priority = 0; priority < priorities; priority++) {
		serve(set, priority);
	}
	set->ready_count = 0;
}
